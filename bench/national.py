"""The national load: reading and booking beside their floor, in short alternating rounds of one run.

Usage: python -m bench.national [--seconds 4] [--rounds 5] [--clients 1 8 32] [--minutes 15] [--tiny]

On a machine that does nothing else it takes some seven minutes: one to build the load, one and a half for each number
of clients, one for the rush. It says at its beginning how long the rounds take, and begins none after `--minutes`: each
number of clients has one round at least, and the report says how many there were. At its end stand the targets.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench import driving, processor, report, rush
from bench.driving import Figures, People
from bench.house import BARE, PRODUCT, Load, Server, build_load, serving
from bench.sizes import NATIONAL, TINY, Size

SQL = Path(__file__).resolve().parent / "sql"
SIDES = {"product": PRODUCT, "bare": BARE}
Table = dict[tuple[str, str, int], Figures]  # what, of whom, how many clients


class Run:
    """One run over all numbers of clients."""

    def __init__(self, load: Load, servers: Sequence[Server], seconds: float) -> None:
        self.load, self.seconds = load, seconds
        self.servers = dict(zip(SIDES, servers, strict=True))
        self.people = {side: People(load.folder / f"book-{side}.tsv") for side in SIDES}
        self.floor: dict[str, object] = json.loads((load.folder / "floor.json").read_text())
        self.table: Table = {}
        self.database = processor.cluster_of(load.database)

    def figures(self, what: str, whose: str, clients: int) -> Figures:
        """Return the place for this measurement."""
        return self.table.setdefault((what, whose, clients), Figures())

    def warm(self) -> None:
        """Let every process answer some requests that nobody counts."""
        for side, server in self.servers.items():
            driving.read(Figures(), server.address, self.load.folder / f"read-{side}.tsv", 8, min(2, self.seconds))
            driving.book(Figures(), server.address, self.people[side], 4, min(1, self.seconds))

    def round(self, clients: int, number: int) -> None:
        """Measure everything once, product and floor by turns; who was first is second in the next round."""
        sides = list(self.servers.items())[:: -1 if number % 2 else 1]
        for side, server in sides:
            pages = self.load.folder / f"read-{side}.tsv"
            with self.meter("read", side, clients) as figures:
                driving.read(figures, server.address, pages, clients, self.seconds)
        for side, server in sides:
            with self.meter("book", side, clients) as figures:
                driving.book(figures, server.address, self.people[side], clients, self.seconds)

    @contextmanager
    def meter(self, what: str, side: str, clients: int) -> Iterator[Figures]:
        """Yield the place for this measurement, and add what each of it cost server and database."""
        figures = self.figures(what, side, clients)
        with processor.cost(figures.costs, lambda: figures.count, self.servers[side].process.pid, self.database):
            yield figures

    def pgbench(self, clients: int) -> None:
        """Measure what PostgreSQL alone does."""
        for what in ("read", "book"):
            figures = self.figures(what, "pgbench", clients)
            driving.pgbench(figures, self.load.database, SQL / f"{what}.sql", clients, self.seconds, **self.floor)


def seconds_of(clients: Sequence[int], rounds: int, seconds: float) -> float:
    """Return how long the rounds take: in each the product and the bare program read and book, then pgbench does."""
    return len(clients) * (rounds * 4 + 2) * seconds


def measure(size: Size, clients: Sequence[int], rounds: int, seconds: float, most: float) -> dict[str, object]:
    """Build, measure and return everything that was found; after `most` seconds no further round is begun."""
    ends = time.monotonic() + most
    with build_load(size) as load, serving(load, *SIDES.values()) as servers:
        statements: dict[str, int] = json.loads(load.run("-m", "bench.statements", load.folder))
        run = Run(load, servers, seconds)
        run.warm()
        for count in clients:
            for number in range(rounds):
                if number and time.monotonic() > ends:
                    say(f"{count} clients: the time is up after {number} of {rounds} rounds")
                    break
                say(f"{count} clients, round {number + 1} of {rounds}")
                run.round(count, number)
            run.pgbench(count)
        say("the rush")
        crowd = rush.run(load, servers[0].address)
        memory = {side: server.memory() for side, server in run.servers.items()}
        breaches = json.loads(load.run("-m", "bench.after"))
    return {
        "size": size,
        "clients": list(clients),
        "table": run.table,
        "statements": statements,
        "rush": crowd,
        "memory": memory,
        "breaches": breaches,
    }


def say(what: str) -> None:
    """Tell the person who waits what is being done."""
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr)


def arguments(words: Sequence[str]) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.national", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=4, help="of each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--minutes", type=float, default=15, help="after which no further round is begun")
    parser.add_argument("--tiny", action="store_true", help="a load of some seats, to see that the bench works")
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    """Measure, print, and return 1 when there was an error, an oversold seat or a broken rule."""
    if missing := driving.missing_tools():
        print(f"missing: {', '.join(missing)}; bench/README.md says how to install them", file=sys.stderr)
        return 2
    asked = arguments(words)
    lasting = seconds_of(asked.clients, asked.rounds, asked.seconds)
    say(f"building the load; then the rounds take {lasting / 60:.1f} minutes, and the rush one")
    size = TINY if asked.tiny else NATIONAL
    result = measure(size, asked.clients, asked.rounds, asked.seconds, asked.minutes * 60)
    print("\n".join(report.lines(result)))
    return 1 if report.faults(result) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
