"""Two versions over one PostgreSQL: people book through both while the newer one changes its tables.

Usage: python -m bench.upgrade --before REVISION [--people 400]

REVISION is a commit of this repository: its code is laid into a folder of its own, makes the tables and serves alone.
Then the code that stands here migrates while people book, serves beside the older one, and serves alone. Every other
press of a button goes to the other version, so that one confirms what the other one holds, and each turno is opened at
all of them. Errors are counted for each of these four times; afterwards it is compared what people were answered with
what the tables say, and the event log is verified.
"""

from __future__ import annotations

import argparse
import http.client
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from time import monotonic

from bench import house
from bench.house import Load
from bench.killing import CLIENTS, PATIENCE, Booking, Told, compare
from bench.parts import Web, Worker
from bench.sizes import Size
from launch.postgres import temporary_cluster
from launch.surroundings import ROOT, free_port
from tests.polling import wait_until
from vinculo.gateways.sink import controller

PHASES = ("before", "migrating", "both", "after")
STOP_LIMIT = 60.0  # seconds
BY_ONE = ("turnos", "pressed again", "healed", "opened", "not opened")


@dataclass
class Seen(Told):
    """What people were told, and what each page of a turno said, by status."""

    opened: Counter[int] = field(default_factory=Counter)

    def counts(self) -> Counter[str]:
        """Return the counts until now."""
        well = self.opened[200]
        told = (len(self.turnos), self.again, self.healed, well, self.opened.total() - well)
        return Counter(dict(zip(BY_ONE, told, strict=True)))


class BookingAndOpening(Booking):
    """Books for one person after the other, and opens each turno at every version that serves."""

    told: Seen
    done = 0

    def run(self) -> None:
        """Book for the person who is let in, until an empty line comes."""
        while line := self.people.get():
            self.book(*line.split("\t"))
            self.done += 1

    def book(self, path: str, cookie: str, body: str) -> None:
        """Book, and open what was booked."""
        super().book(path, cookie, body)
        token = self.told.turnos.get(path.split("/")[2])
        for port in list(self.ports) if token else []:
            status = open_page(port, f"/mi-turno/{token}/")
            with self.told.lock:
                self.told.opened[status] += 1


def open_page(port: int, path: str) -> int:
    """Return the status of a page; 0 where no answer came."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0
    else:
        return answer.status
    finally:
        line.close()


@contextmanager
def lay_out(revision: str) -> Iterator[Path]:
    """Lay the code of a revision into a folder of its own; it is taken away afterwards."""
    with tempfile.TemporaryDirectory(prefix="vinculo-before-") as folder:
        packed = subprocess.run(["git", "archive", revision], cwd=ROOT, stdout=subprocess.PIPE, check=True)
        subprocess.run(["tar", "--extract", "--directory", folder], input=packed.stdout, check=True)
        yield Path(folder)


class Version:
    """The programs of one version: a web server, the workers of mails and of the upkeep."""

    def __init__(self, load: Load, smtp: int) -> None:
        ways = {"VINCULO_SMTP_HOST": "127.0.0.1", "VINCULO_SMTP_PORT": str(smtp), "VINCULO_SMTP_SECURITY": "none"}
        self.port = free_port()
        self.web = Web(load, self.port, **ways)
        self.workers = [
            Worker(load, "deliver_mail", "--forever", **ways),
            Worker(load, "upkeep", "--forever", "--no-days", "--every", "2", **ways),
        ]
        self.web.server.wait_until_ready()

    def stop(self) -> None:
        """End them as their units do: what was begun is answered, and a mail that was taken is written down."""
        self.web.stop()
        for worker in self.workers:
            worker.process.terminate()
            worker.process.wait(STOP_LIMIT)


def upgrade(before: Load, smtp: int, seen: Seen) -> dict[str, Counter[str]]:
    """Let people book through the four times; return what was counted in each of them."""
    now = Load(before.database, before.folder)
    counted: dict[str, Counter[str]] = {}
    with ExitStack() as stack:
        older = Version(before, smtp)
        stack.callback(older.stop)
        ports = [older.port]
        people = People((before.folder / "book-product.tsv").read_text().splitlines(), ports, seen)
        share = people.waiting // len(PHASES)
        people.book(share)
        note(counted, "before", seen)
        began = monotonic()
        migrating = subprocess.Popen([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=now.environ())
        while migrating.poll() is None:
            people.book(CLIENTS) if people.waiting > 2 * share else Event().wait(0.1)
        print(f"migrated in {monotonic() - began:.1f} s while people booked, status {migrating.returncode}")
        note(counted, "migrating", seen)
        newer = Version(now, smtp)
        stack.callback(newer.stop)
        ports.append(newer.port)
        people.book(people.waiting - share)
        note(counted, "both", seen)
        ports.remove(older.port)
        Event().wait(1)  # a balancer that sends nobody to it any more
        older.stop()
        people.book(people.waiting)
        note(counted, "after", seen)
        people.end()
        wait_until(lambda: count_queued_mails(now) == 0, "the outbox is empty", 300)
    return counted


class People:
    """Those who book, several at once, as many as are let in."""

    def __init__(self, lines: Sequence[str], ports: list[int], seen: Seen) -> None:
        self.lines, self.seen, self.let_in = list(lines), seen, SimpleQueue[str]()
        self.clients = [BookingAndOpening(ports, self.let_in, seen, turn) for turn in range(CLIENTS)]
        for client in self.clients:
            client.start()

    @property
    def waiting(self) -> int:
        """Return how many have not begun."""
        return len(self.lines)

    def book(self, count: int) -> None:
        """Let so many in, and wait until each of them was answered."""
        before = self._count_answers()
        for line in self.lines[:count]:
            self.let_in.put(line)
        del self.lines[:count]
        wait_until(lambda: self._count_answers() >= before + count, "everybody was answered", 300)

    def _count_answers(self) -> int:
        return sum(client.done for client in self.clients)

    def end(self) -> None:
        """Send the clients home."""
        for _ in self.clients:
            self.let_in.put("")
        for client in self.clients:
            client.join()


def note(counted: dict[str, Counter[str]], phase: str, seen: Seen) -> None:
    """Note what was counted since the last note."""
    until_now = sum(counted.values(), Counter[str]())
    counted[phase] = seen.counts() - until_now


def count_queued_mails(load: Load) -> int:
    """Return how many mails wait."""
    asked = ["psql", "--quiet", "--no-align", "--tuples-only", "--dbname", load.database, "--command"]
    due = "SELECT count(*) FROM records_message WHERE state = 'queued' AND next_at <= now()"
    return int(subprocess.run([*asked, due], capture_output=True, text=True, check=True).stdout)


def main(words: Sequence[str]) -> int:
    """Book, migrate, compare, print; return 1 when anything failed that people saw or that the tables show."""
    parser = argparse.ArgumentParser(prog="python -m bench.upgrade", description=__doc__)
    parser.add_argument("--before", required=True)
    parser.add_argument("--people", type=int, default=400)
    asked = parser.parse_args(words)
    seen, smtp = Seen(), free_port()
    with ExitStack() as stack:
        tree = stack.enter_context(lay_out(asked.before))
        url = stack.enter_context(temporary_cluster(durable=True))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vinculo-bench-")))
        before = house.build(url, folder, Size(agencies=10, days=7, bookers=asked.people), root=tree)
        server = controller(folder / "mails", smtp)
        server.start()
        stack.callback(server.stop)
        counted = upgrade(before, smtp, seen)
        now = Load(url, folder)
        after = compare(now, seen)
        untrue = verify(now)
    return show(counted, seen, after) or untrue


def verify(load: Load) -> int:
    """Verify the event log and print what is said; return the status."""
    command = [sys.executable, "manage.py", "verify_events"]
    done = subprocess.run(command, cwd=load.root, env=load.environ(), capture_output=True, text=True, check=False)
    print(f"verify_events: {done.returncode} {done.stdout.strip()} {done.stderr.strip()}")
    return done.returncode


def show(counted: dict[str, Counter[str]], seen: Seen, after: dict[str, object]) -> int:
    """Print it, and return 1 where anything is wrong."""
    print(f"{'':12}" + "".join(f"{name:>15}" for name in BY_ONE))
    for phase in PHASES:
        print(f"{phase:12}" + "".join(f"{counted[phase][name]:>15}" for name in BY_ONE))
    print(f"{len(seen.turnos)} turnos answered, {seen.refused} refused, wrong answers {seen.wrong}")
    print(f"of the answered ones lost: {after['lost']}; confirmed in the database: {after['confirmed']}")
    print(f"oversold {after['oversold']}, broken rules {after['breaches']}, pages {dict(seen.opened)}")
    failed = [seen.wrong, seen.again, seen.healed, after["lost"], after["breaches"], set(seen.opened) - {200}]
    return 1 if any(failed) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
