"""How long the import of a file of 100,000 affiliates takes, new and once more, on SQLite and on PostgreSQL (D6).

Usage: python -m bench.registry [--rows 100000]. Each import is the command of the product in a process of its own, its
start included; the names are drawn as in bench/population.py. The exit status is 1 where an import of the whole size
takes longer than the bound. Beside other programs the clock says little: the processor time is printed too.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.population import people
from launch.postgres import temporary_cluster
from launch.surroundings import ROOT

ROWS = 100_000
BOUND = 10.0  # seconds
SEED = 20261201
HEADER = "codigo nombres nacionalidad fecha_nacimiento correo celular activo pasaporte pais_pasaporte pasaporte_vence"


def write_file(path: Path, count: int) -> None:
    """Write a file of so many affiliates, each with a mailbox, a mobile and a passport."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER.split())
        for number, each in enumerate(people(count, random.Random(SEED))):
            born = each.birth_date.isoformat() if each.birth_date else ""
            reached = (f"persona{number}@ejemplo.com", f"+5939{number:08d}", "si")
            passport = (f"P{number:08d}", each.nationality, "2031-03-31")
            writer.writerow((f"EXT{number:07d}", each.names, each.nationality, born, *reached, *passport))


def measure(path: Path, environ: dict[str, str]) -> float:
    """Import the file twice into the database of this environment, print what each took, and return the longer."""
    _run(environ, "migrate", "--verbosity", "0")
    longest = 0.0
    for time_of in ("new", "once more"):
        began, used = time.perf_counter(), _processor()
        _run(environ, "import_affiliates", str(path))
        taken = time.perf_counter() - began
        print(f"  {time_of}: {taken:.1f} s, of the program's processor {_processor() - used:.1f} s", flush=True)
        longest = max(longest, taken)
    return longest


def _run(environ: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE)


def _processor() -> float:
    times = os.times()
    return times.children_user + times.children_system


def main(words: Sequence[str]) -> int:
    """Write the file and import it into a new database of each kind."""
    parser = argparse.ArgumentParser(prog="python -m bench.registry", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    asked = parser.parse_args(words)
    longest = []
    with tempfile.TemporaryDirectory(prefix="vinculo-bench-") as folder, temporary_cluster(durable=True) as url:
        path = Path(folder, "affiliates.csv")
        write_file(path, asked.rows)
        for name, address in (("SQLite", ""), ("PostgreSQL", url)):
            print(f"{name}, {asked.rows} rows:")
            surroundings = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
            kept = surroundings | {"VINCULO_DATA": folder} | ({"DATABASE_URL": address} if address else {})
            longest.append(measure(path, kept))
    return int(asked.rows >= ROWS and max(longest) > BOUND)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
