"""Whether a request costs more where there is more: 10 agencies and 10,000 seats beside 1,000 and 10,000,000.

Usage: python -m bench.growth [--seconds 3] [--rounds 4]; prints the ratio of the times of one request, measured with
one client by turns on both, and the statements of each request.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import driving, house
from bench.driving import Figures, People
from bench.house import Load, Server
from bench.report import STEPS
from bench.sizes import LARGE, SMALL, TINY, Size
from launch.postgres import temporary_cluster

CLIENTS = 1


class Side:
    """One of the two loads, with its server."""

    def __init__(self, size: Size, load: Load) -> None:
        self.size, self.load = size, load
        self.server = Server(load)
        self.server.wait_until_ready()
        self.statements: dict[str, int] = json.loads(load.run("-m", "bench.statements", load.folder))
        self.people = People(load.folder / "book-product.tsv")
        self.figures = {"read": Figures(), "book": Figures()}

    def round(self, seconds: float) -> None:
        """Read and book for so many seconds each."""
        pages = self.load.folder / "read-product.tsv"
        driving.read(self.figures["read"], self.server.address, pages, CLIENTS, seconds)
        driving.book(self.figures["book"], self.server.address, self.people, CLIENTS, seconds)

    def forget(self) -> None:
        """Do not count what was measured so far."""
        self.figures = {"read": Figures(), "book": Figures()}


def main(words: Sequence[str]) -> int:
    """Build both, measure by turns, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--tiny", action="store_true", help="two loads of some seats, to see that the bench works")
    asked = parser.parse_args(words)
    sizes = (TINY, TINY) if asked.tiny else (SMALL, LARGE)
    with temporary_cluster(durable=True) as url, tempfile.TemporaryDirectory(prefix="vinculo-bench-") as folder:
        sides = []
        for name, size in zip(("small", "large"), sizes, strict=True):
            load = house.build(house.another_database(url, name), Path(folder) / name, size)
            sides.append(Side(size, load))
        try:
            for number in range(asked.rounds + 1):
                for side in sides:
                    side.round(asked.seconds)
                    if number == 0:
                        side.forget()
        finally:
            for side in sides:
                side.server.stop()
    print("\n".join(lines(*sides)))
    return 1 if any(figures.errors for side in sides for figures in side.figures.values()) else 0


def lines(small: Side, large: Side) -> list[str]:
    """Return the report."""
    sides = (small, large)
    report_lines = [
        f"{each.size.agencies} agencies, {each.size.all_seats:,} seats: {each.statements}" for each in sides
    ]
    for what, steps in STEPS.items():
        rates = small.figures[what].rate, large.figures[what].rate
        report_lines.append(f"{what}: {rates[0]:.0f} and {rates[1]:.0f} per second, cost × {rates[0] / rates[1]:.2f}")
        for step in steps:
            halves = small.figures[what].percentile(step, 0.5), large.figures[what].percentile(step, 0.5)
            report_lines.append(f"  {step} p50: {halves[0]:.2f} and {halves[1]:.2f} ms, × {halves[1] / halves[0]:.2f}")
    return [*report_lines, f"errors {sum(each.errors for side in (small, large) for each in side.figures.values())}"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
