"""What one whole booking costs, request by request, beside the bare program in the same run.

Usage: python -m bench.journey [--people 20] [--rounds 3] [--days 1] [--tiny]

One person after the other types number, contact and code, chooses a place, sees the days and looks at some of them,
takes an hour, presses *Si* and *Confirmar* and sees the turno. Every redirect is followed. Pages and forms alone: a
browser has styles and scripts in its cache. After each person one reads, holds and confirms in the bare program
(`bench/bare/`), so that what else the machine does meets both.

Printed for each request: its statements, the processor time of the application's thread, and of all processes of server
and of database (from /proc), and at the end the targets.
"""

from __future__ import annotations

import argparse
import html
import http.client
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from statistics import fmean, median
from urllib.parse import urlencode

import django
import psycopg

from bench import counting, house, processor
from bench.house import Load, Server
from bench.sizes import TINY, Size

ROAD = Size(agencies=100, days=60, bookers=1000)
MANY = "1000000"  # the limits of D17 count all people of one address
LIMITS = {f"VINCULO_LIMIT_{act}_ADDRESS": MANY for act in ("SEARCH", "SEND", "ATTEMPT")}
TARGETS = {"requests": 16, "statements": 70, "statements of one request": 12, "application ms": 60}
WARMING = 3  # people whom nobody counts: each process makes what it keeps


@dataclass(frozen=True)
class Asked:
    """One request: what was asked for, its statements, and milliseconds of processor time."""

    name: str
    statements: int
    application: float  # of the thread that answered
    server: float  # of all processes of the server, by the kernel's clock of hundredths of a second
    database: float


class Browser:
    """One person's browser: its cookies, the page that it shows, and what each of its requests cost."""

    def __init__(self, server: Server, database: int, cookies: str = "") -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        self.processes = (server.process.pid, database)
        self.cookies: SimpleCookie = SimpleCookie(cookies)
        self.path, self.to, self.page = "", "", ""
        self.asked: list[Asked] = []

    def get(self, path: str) -> None:
        """Show a page."""
        self.send("GET", path)

    def post(self, **fields: object) -> None:
        """Send the form of the page that is shown, and show where it leads."""
        guard = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page)
        assert guard, f"no form on {self.path}"
        read = dict(re.findall(r'<input type="hidden" name="(leido)" value="(\w+)"', self.page))
        self.send("POST", self.path, urlencode({"csrfmiddlewaretoken": guard[1], **read, **fields}))
        while self.to:
            self.send("GET", self.to)

    def links(self, pattern: str) -> list[str]:
        """Return the addresses on the page that begin so."""
        return [html.unescape(link) for link in re.findall(f'href="({pattern}[^"]*)"', self.page)]

    def send(self, method: str, path: str, body: str | None = None) -> None:
        """Send a request, and note what it cost."""
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        before = [processor.processor_seconds(pid) for pid in self.processes]
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        self.page = answer.read().decode()
        spent = [
            (processor.processor_seconds(pid) - was) * 1000 for pid, was in zip(self.processes, before, strict=True)
        ]
        assert answer.status in (200, 302), f"{method} {path}: {answer.status}"
        for header in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(header)
        self.path, self.to = path.partition("#")[0], answer.headers.get("Location", "")
        name = name_of(method, self.path)
        statements, application = answer.headers[counting.STATEMENTS], answer.headers[counting.PROCESSOR]
        self.asked.append(Asked(name, int(statements), float(application), *spent))


def name_of(method: str, path: str) -> str:
    """Return a request as the report names it: without what differs from one person to the next."""
    return f"{method} {re.sub('[0-9a-f]{32}|[0-9]+', '…', path.partition('?')[0])}"


class Person:
    """A person on the road to a turno, with a browser of their own."""

    def __init__(self, browser: Browser, load: Load, number: int, days: int) -> None:
        self.browser, self.database, self.days = browser, load.database, days
        self.number, self.email = f"EXT{5000000 + number}", f"persona{number}@example.com"
        self.mobile = f"09{90000000 + number}"

    def book(self) -> None:
        """Walk from *Generar turno* to the turno."""
        for step in (
            self.type_number,
            self.type_contact,
            self.type_code,
            self.choose_place,
            self.look_at_days,
            self.open_hour,
            self.hold,
            self.confirm,
        ):
            step()

    def type_number(self) -> None:
        """Begin, and type the number."""
        self.browser.get("/turnos/")
        self.browser.get("/turnos/generar/")
        self.browser.post(number=self.number)

    def type_contact(self) -> None:
        """Type e-mail and mobile number."""
        from vinculo.records.links.sealed import open_text

        self.browser.post(email=self.email, mobile=self.mobile)
        with psycopg.connect(self.database) as line:  # where the mail waits to be sent
            mails = line.execute("SELECT body FROM records_message WHERE recipient = %s", [self.email]).fetchall()
        self.mailed = re.findall(r"\b\d{6}\b", open_text(mails[-1][0]))[0]

    def type_code(self) -> None:
        """Type the code that was mailed."""
        self.browser.post(code=self.mailed)

    def choose_place(self) -> None:
        """Choose province, agency and one dependent, and see the days."""
        page = self.browser.page
        chosen = {name: first_option(page, name) for name in ("province", "procedure")}
        self.browser.post(**chosen, agency=first_option(page, "agency"), dependents=1)

    def look_at_days(self) -> None:
        """Look at some days."""
        for link in self.browser.links(r"/turnos/\w+/dia/\?dia=")[1 : 1 + self.days]:
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
    """Return the first value that a list of choices offers; where there is one choice, the page carries it."""
    only = re.search(rf'<input type="hidden" name="{name}" value="(\d+)"', page)
    match = only or re.search(r'<option value="(\d+)"', page.partition(f'name="{name}"')[2])
    assert match, f"nothing to choose in {name}"
    return match[1]


@dataclass
class Booking:
    """What the requests of one booking cost together."""

    asked: list[Asked]

    def __post_init__(self) -> None:
        self.statements = sum(each.statements for each in self.asked)
        self.application = sum(each.application for each in self.asked)
        self.whole = sum(each.server + each.database for each in self.asked)


class Journey:
    """People who book one after the other, in the product and in the bare program by turns."""

    def __init__(self, load: Load, product: Server, bare: Server, days: int) -> None:
        self.load, self.product, self.bare, self.days = load, product, bare, days
        self.database = processor.cluster_of(load.database)
        self.walked = 0
        self.reads = lines_of(load.folder / "read-bare.tsv")
        self.holds = lines_of(load.folder / "book-bare.tsv")

    def walk(self) -> tuple[Booking, Booking]:
        """Let one person book in each, and return what it cost."""
        mine = Browser(self.product, self.database)
        Person(mine, self.load, self.walked, self.days).book()
        (read, reader, *_), (hold, booker, sent) = (each[self.walked % len(each)] for each in (self.reads, self.holds))
        looks, books = Browser(self.bare, self.database, reader), Browser(self.bare, self.database, booker)
        looks.send("GET", read)
        books.send("POST", hold, sent)
        books.send("POST", books.to, sent)
        self.walked += 1
        return Booking(mine.asked), Booking(looks.asked + books.asked)


def lines_of(path: Path) -> list[list[str]]:
    """Return the people of a file for wrk."""
    return [line.split("\t") for line in path.read_text().splitlines()]


def report(rounds: Sequence[Sequence[tuple[Booking, Booking]]]) -> Iterator[str]:
    """Return the report: of each request the mean, of the whole the median of the rounds."""
    people = [each for turn in rounds for each in turn]
    for title, side in (("the bare program", 1), ("one booking", 0)):
        bookings = [each[side] for each in people]
        yield f"{title}: {len(bookings[0].asked)} requests, {max(each.statements for each in bookings)} statements"
        yield f"  {'':<34}{'statements':>10}{'application ms':>16}{'server + database ms':>22}"
        for same in zip(*(each.asked for each in bookings), strict=True):
            statements = max(each.statements for each in same)
            application, whole = (
                fmean(map(cost, same)) for cost in (lambda x: x.application, lambda x: x.server + x.database)
            )
            yield f"  {same[0].name:<34}{statements:>10}{application:>16.2f}{whole:>22.1f}"
        sums = [fmean(each.application for each in turn) for turn in of_side(rounds, side)]
        wholes = [fmean(each.whole for each in turn) for turn in of_side(rounds, side)]
        yield (
            f"  {'all (median of the rounds)':<34}{max(each.statements for each in bookings):>10}"
            f"{median(sums):>16.1f}{median(wholes):>22.1f}"
            f"   rounds {min(sums):.0f}-{max(sums):.0f} and {min(wholes):.0f}-{max(wholes):.0f}"
        )
    yield (
        "ratios to the bare program (a read, a hold, a confirm): "
        f"application {ratio(rounds, 'application'):.1f}, server and database {ratio(rounds, 'whole'):.1f}"
    )


def of_side(rounds: Sequence[Sequence[tuple[Booking, Booking]]], side: int) -> list[list[Booking]]:
    """Return the bookings of the product (0) or of the bare program (1), by rounds."""
    return [[each[side] for each in turn] for turn in rounds]


def ratio(rounds: Sequence[Sequence[tuple[Booking, Booking]]], cost: str) -> float:
    """Return how many times what the bare program takes a booking takes: the median of the rounds."""
    return median(
        fmean(getattr(ours, cost) for ours, _ in turn) / (fmean(getattr(bare, cost) for _, bare in turn) or 1.0)
        for turn in rounds
    )


def measure_targets(rounds: Sequence[Sequence[tuple[Booking, Booking]]]) -> dict[str, float]:
    """Return what the targets speak of."""
    ours = [each for turn in rounds for each, _bare in turn]
    return {
        "requests": max(len(each.asked) for each in ours),
        "statements": max(each.statements for each in ours),
        "statements of one request": max(asked.statements for each in ours for asked in each.asked),
        "application ms": median(fmean(each.application for each, _bare in turn) for turn in rounds),
    }


def main(words: Sequence[str]) -> int:
    """Build, walk, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.journey", description=__doc__)
    parser.add_argument("--people", type=int, default=20, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--days", type=int, default=1, help="days that each looks at after the first page of days")
    parser.add_argument("--tiny", action="store_true", help="a load of some seats, to see that the bench works")
    asked = parser.parse_args(words)
    with house.build_load(TINY if asked.tiny else ROAD) as load:
        os.environ.update(load.environ(DJANGO_SETTINGS_MODULE="vinculo.config.settings"))
        django.setup()  # to read the mails that wait: they are encrypted under its keys
        served = [
            Server(load, "bench.counted:application", 0, VINCULO_COUNTED=module, **LIMITS)
            for module in ("vinculo.config.wsgi", "bench.bare.wsgi")
        ]
        try:
            for server in served:
                server.wait_until_ready()
            journey = Journey(load, served[0], served[1], asked.days)
            for _ in range(WARMING):
                journey.walk()
            rounds = [[journey.walk() for _ in range(asked.people)] for _ in range(asked.rounds)]
        finally:
            for server in served:
                server.stop()
    print("\n".join(report(rounds)))
    values = measure_targets(rounds)
    for name, most in TARGETS.items():
        print(f"{name}: {values[name]:.0f} (at most {most}){'' if values[name] <= most else ' MISSED'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
