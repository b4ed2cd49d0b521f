"""Simulates 30 days at 10 centres on a PostgreSQL of its own and prints what they were like and what they took.

Usage: python bench/simulate.py [--days 30] [--centres 10] [--people 60] [--seed 1] [--parts PROCESSORS]

The centres are shared out among as many processes as there are processors, each with a database of its own in one
PostgreSQL. What happens at a centre is the same however they are shared out (`vinculo/simulation/days.py`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.house import another_database, copy_database  # noqa: E402
from bench.processor import cluster_of, processor_seconds  # noqa: E402
from launch.postgres import temporary_cluster  # noqa: E402

KEY = "only-for-measurements-on-this-machine-0123456789-abcdefghij"


def main() -> int:
    """Have each part simulated, print the whole and what it took; return 1 when something is wrong afterwards."""
    asked = _read_words()
    began = time.monotonic()
    with temporary_cluster() as url, TemporaryDirectory() as data:
        os.environ |= {"VINCULO_DATA": data, "VINCULO_SECRET_KEY": KEY, "VINCULO_DEMO": "1"}
        house = another_database(url, "house")
        settings = os.environ | {"DATABASE_URL": house}
        subprocess.run([sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"], env=settings, check=True)
        copies = [copy_database(url, "house", f"part{part}") for part in range(min(asked.parts, asked.centres))]
        told = _simulate_all(copies, asked)
        database = processor_seconds(cluster_of(url))
        os.environ["DATABASE_URL"] = house
        wrong = _print_whole(told)
    spent = sum(each["program"] for each in told)
    print(f"{len(told)} processes, {(time.monotonic() - began) / 60:.1f} minutes of the clock;", end=" ")
    print(f"processor: program {spent / 60:.1f}, database {database / 60:.1f} minutes")
    return 1 if wrong else 0


def _read_words() -> Namespace:
    parser = ArgumentParser(description=__doc__)
    for name, default in (("days", 30), ("centres", 10), ("people", 60), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--parts", type=int, default=len(os.sched_getaffinity(0)), help="processes")
    return parser.parse_args()


def _simulate_all(databases: Sequence[str], asked: Namespace) -> list[dict[str, Any]]:
    """Have every part simulated at the same time, and return what each tells."""
    words = [f"--{name}={value}" for name, value in vars(asked).items() if name != "parts"]
    command = [sys.executable, "-m", "bench.simulated", *words, f"--parts={len(databases)}"]
    with _start_parts(command, databases) as parts:
        told = [part.communicate()[0] for part in parts]
    if any(part.returncode for part in parts):
        raise SystemExit("a part of the simulation ended with an error")
    return [json.loads(each) for each in told]


@contextmanager
def _start_parts(command: Sequence[str], databases: Sequence[str]) -> Iterator[list[subprocess.Popen[str]]]:
    parts = [
        subprocess.Popen(
            [*command, f"--part={number}"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": database},
            stdout=subprocess.PIPE,
            text=True,
        )
        for number, database in enumerate(databases)
    ]
    try:
        yield parts
    finally:
        for part in parts:
            part.terminate()


def _print_whole(told: Sequence[dict[str, Any]]) -> list[str]:
    """Print what all parts were like together, and return what is wrong."""
    from bench.simulated import read_outcome, set_up

    set_up()
    from vinculo.simulation.days import Outcome
    from vinculo.simulation.report import report_lines

    whole = Outcome()
    for each in told:
        whole.add(read_outcome(each))
    for line in report_lines(whole):
        print(line)
    return whole.wrong


if __name__ == "__main__":
    sys.exit(main())
