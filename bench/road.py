"""What one whole booking costs: every request of a person from *Generar turno* to the turno.

Usage: python -m bench.road [--people 40] [--rounds 5] [--tiny]

One person after the other types number, contact and code, chooses a place, sees the days and looks at two of them,
takes an hour, presses *Si* and *Confirmar* and sees the turno. Every redirect is followed, and the list of agencies is
fetched as the page does it. Pages and forms alone: a browser has styles and scripts in its cache. Prints how many
requests it was, and the processor time of server and database for each step.
"""

from __future__ import annotations

import argparse
import html
import http.client
import re
import sys
from collections.abc import Iterator, Sequence
from http.cookies import SimpleCookie
from itertools import count
from statistics import fmean, median
from urllib.parse import urlencode

import psycopg

from bench import house, processor
from bench.house import PRODUCT, Load, Server
from bench.processor import Cost
from bench.sizes import TINY, Size

ROAD = Size(agencies=100, days=60, bookers=1000)
MANY = "1000000"  # the limits of D17 count all people of one address
LIMITS = {f"VINCULO_LIMIT_{act}_ADDRESS": MANY for act in ("SEARCH", "SEND", "ATTEMPT")}


class Browser:
    """One person's browser: its cookies, the page that it shows, and how many requests it sent."""

    def __init__(self, server: Server) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        self.cookies: SimpleCookie = SimpleCookie()
        self.path, self.to, self.page, self.requests = "", "", "", 0

    def get(self, path: str) -> None:
        """Show a page."""
        self._ask("GET", path)

    def post(self, **fields: object) -> None:
        """Send the form of the page that is shown, and show where it leads."""
        guard = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page)
        assert guard, f"no form on {self.path}"
        read = dict(re.findall(r'<input type="hidden" name="(leido)" value="(\w+)"', self.page))
        self._ask("POST", self.path, urlencode({"csrfmiddlewaretoken": guard[1], **read, **fields}))
        while self.to:
            self._ask("GET", self.to)

    def part(self, path: str) -> str:
        """Fetch a part of the page that is shown, as its script does."""
        shown = self.path, self.page
        self._ask("GET", path)
        part = self.page
        self.path, self.page = shown
        return part

    def links(self, pattern: str) -> list[str]:
        """Return the addresses on the page that begin so."""
        return [html.unescape(link) for link in re.findall(f'href="({pattern}[^"]*)"', self.page)]

    def _ask(self, method: str, path: str, body: str | None = None) -> None:
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        self.page = answer.read().decode()
        assert answer.status in (200, 302), f"{method} {path}: {answer.status}"
        for header in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(header)
        self.path, self.to = path.partition("#")[0], answer.headers.get("Location", "")
        self.requests += 1


class Person:
    """A person on the road to a turno, with a browser of their own."""

    def __init__(self, server: Server, load: Load, number: int) -> None:
        self.browser, self.database = Browser(server), load.database
        self.number, self.email = f"EXT{5000000 + number}", f"persona{number}@example.com"
        self.mobile = f"09{90000000 + number}"
        self.steps = {
            "number": self.type_number,
            "contact": self.type_contact,
            "code": self.type_code,
            "place": self.choose_place,
            "two more days": self.look_at_days,
            "hour": self.open_hour,
            "Si": self.hold,
            "Confirmar and turno": self.confirm,
        }

    def type_number(self) -> None:
        """Begin, and type the number."""
        self.browser.get("/turnos/")
        self.browser.get("/turnos/generar/")
        self.browser.post(number=self.number)

    def type_contact(self) -> None:
        """Type e-mail and mobile number."""
        self.browser.post(email=self.email, mobile=self.mobile)
        with psycopg.connect(self.database) as line:  # where the mail waits to be sent
            mails = line.execute("SELECT body FROM records_message WHERE recipient = %s", [self.email]).fetchall()
        self.mailed = re.findall(r"\b\d{6}\b", mails[-1][0])[0]

    def type_code(self) -> None:
        """Type the code that was mailed."""
        self.browser.post(code=self.mailed)

    def choose_place(self) -> None:
        """Choose province, agency and one dependent, and see the days."""
        chosen = {name: first_option(self.browser.page, name) for name in ("province", "procedure")}
        agencies = self.browser.part(f"{self.browser.path}agencias/?{urlencode(chosen)}")
        self.browser.post(**chosen, agency=first_option(agencies, "agency"), dependents=1)

    def look_at_days(self) -> None:
        """Look at two days."""
        for link in self.browser.links(r"/turnos/\w+/dia/\?dia=")[1:3]:
            self.browser.get(link.partition("#")[0])

    def open_hour(self) -> None:
        """Open the window of an hour."""
        self.browser.get(self.browser.links(r"/turnos/\w+/hora/")[0])

    def hold(self) -> None:
        """Press *Si*, and see what there is to confirm."""
        self.browser.post(asientos=1)

    def confirm(self) -> None:
        """Press *Confirmar*, and see the turno."""
        self.browser.post()
        assert self.browser.path.startswith("/mi-turno/"), self.browser.path


def first_option(page: str, name: str) -> str:
    """Return the first value that a list of choices offers."""
    match = re.search(r'<option value="(\d+)"', page.partition(f'name="{name}"')[2])
    assert match, f"nothing to choose in {name}"
    return match[1]


class Road:
    """What the steps of many people cost."""

    def __init__(self, load: Load, server: Server) -> None:
        self.load, self.server = load, server
        self.database = processor.cluster_of(load.database)
        self.walked = 0
        self.requests: set[int] = set()
        self.rounds: list[dict[str, Cost]] = []

    def walk(self, people: int) -> None:
        """Let so many people book, one after the other; keep what each step cost one of them."""
        steps: dict[str, list[Cost]] = {}
        for _ in range(people):
            person = Person(self.server, self.load, self.walked)
            self.walked += 1
            for name, take in person.steps.items():
                with processor.cost(
                    steps.setdefault(name, []), count(0).__next__, self.server.process.pid, self.database
                ):
                    take()
            self.requests.add(person.browser.requests)
        self.rounds.append({name: mean(costs) for name, costs in steps.items()})


def mean(costs: Sequence[Cost]) -> Cost:
    """Return the mean of some costs."""
    return Cost(fmean(each.server for each in costs), fmean(each.database for each in costs))


def lines(rounds: Sequence[dict[str, Cost]], requests: set[int]) -> Iterator[str]:
    """Return the report: the median of the rounds, for each step and for all of them."""
    yield f"one booking: {' or '.join(map(str, sorted(requests)))} requests"
    for name in rounds[0]:
        server, database = (median(getattr(each[name], part) for each in rounds) for part in ("server", "database"))
        yield f"  {name:<22}{server + database:>8.1f} ms = server {server:.1f} + database {database:.1f}"
    sums = [sum(cost.whole for cost in each.values()) for each in rounds]
    yield f"all: {median(sums):.0f} ms of processor, median of {len(sums)} rounds ({min(sums):.0f}-{max(sums):.0f})"


def main(words: Sequence[str]) -> int:
    """Build, walk, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.road", description=__doc__)
    parser.add_argument("--people", type=int, default=40, help="of each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tiny", action="store_true", help="a load of some seats, to see that the bench works")
    asked = parser.parse_args(words)
    with house.build_load(TINY if asked.tiny else ROAD) as load:
        server = Server(load, PRODUCT, 0, **LIMITS)
        try:
            server.wait_until_ready()
            road = Road(load, server)
            for _ in range(asked.rounds + 1):
                road.walk(asked.people)
        finally:
            server.stop()
    print("\n".join(lines(road.rounds[1:], road.requests)))  # in the first every process makes what it keeps
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
