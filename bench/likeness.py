"""How long a search for the same person takes among a million people, dependents and affiliates, on PostgreSQL (D19).

Usage: python -m bench.likeness [--people 1000000] [--searches 300]. The names are drawn as in bench/population.py; a
search is the whole of `queries.cases.duplicates.search`: its statement, and the judgement of each row that it answers.
The exit status is 1 where 99 of 100 searches are not answered within the bound. Beside other programs the time says
little: the processor time of program and database is printed too.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles

from bench.house import Load
from bench.population import people
from bench.processor import cluster_of, processor_seconds
from launch.postgres import temporary_cluster

BOUND = 50.0  # milliseconds
SEED = 20261201
KNOWN = 20_000  # whom the searches are for
WARMING = 20  # searches before those that are counted
COLUMNS = "names, names_key, sound_key, other_sound_key, birth_date, nationality, sex"
PERSONS = f"COPY records_person ({COLUMNS}, created_at) FROM STDIN"
AFFILIATES = f"COPY records_affiliate ({COLUMNS}, code, email, mobile, active, updated_at) FROM STDIN"


def fill(count: int) -> None:
    """Write so many people, two of five as dependents and the others as affiliates."""
    from django.db import connection

    from vinculo.rules.cases.likeness import prepared_keys

    now = "2026-11-27 09:00:00-05"
    rows: dict[str, list[tuple[object, ...]]] = {PERSONS: [], AFFILIATES: []}
    for number, each in enumerate(people(count, random.Random(SEED))):
        keys = prepared_keys(each.names)
        row = (each.names, *keys.values(), each.birth_date, each.nationality, "")
        if number % 5 < 2:
            rows[PERSONS].append((*row, now))
        else:
            rows[AFFILIATES].append((*row, f"EXT{number:07d}", "", "", True, now))
    with connection.cursor() as cursor:
        for statement, lines in rows.items():
            with cursor.copy(statement) as copy:
                for line in lines:
                    copy.write_row(line)
        cursor.execute("VACUUM ANALYZE")  # as a database does by itself within some minutes of such a load
        cursor.execute("CHECKPOINT")  # else it writes the load to the disk while it is measured


def measure(count: int, searches: int) -> tuple[list[float], list[float]]:
    """Search for people of the database; return the milliseconds of each search, and those of the program's processor.

    The first ones warm up.
    """
    from vinculo.queries.cases.duplicates import search

    sought = list(people(min(count, KNOWN), random.Random(SEED)))  # the first of those who were written
    chance = random.Random(7)
    gc.collect()
    gc.freeze()  # as the server does once it stands: what was written here is not walked through again and again
    times, worked = [], []
    for number in range(searches + WARMING):
        one = chance.choice(sought)
        began, used = time.perf_counter(), time.process_time()
        matches = search(one)
        if number >= WARMING:
            times.append((time.perf_counter() - began) * 1000)
            worked.append((time.process_time() - used) * 1000)
        assert matches, one
    return times, worked


def inside(count: int, searches: int) -> int:
    """Fill, measure and print, in the database that the settings name."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vinculo.config.settings")
    django.setup()
    fill(count)
    database = cluster_of(os.environ["DATABASE_URL"])
    before = processor_seconds(database)
    times, worked = measure(count, searches)
    of_database = (processor_seconds(database) - before) * 1000 / (searches + WARMING)
    print(f"{count} people, {searches} searches: {_cuts(times)}")
    print(f"processor time of the program: {_cuts(worked)}; of the database {of_database:.1f} ms each")
    print(f"plans of the statement: {_count_plans()}")
    return int(quantiles(times, n=100)[98] > BOUND)


def _count_plans() -> str:
    """Return how often PostgreSQL took its plan for any values, and how often it made one for the values given."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(generic_plans), sum(custom_plans) FROM pg_prepared_statements")
        generic, custom = cursor.fetchone()
    return f"{generic or 0} for any values, {custom or 0} made anew"


def _cuts(times: list[float]) -> str:
    cuts = quantiles(times, n=100)
    return f"p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, p99 {cuts[98]:.1f} ms"


def main(words: Sequence[str]) -> int:
    """Start a PostgreSQL, make the tables, and measure there."""
    parser = argparse.ArgumentParser(prog="python -m bench.likeness", description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--searches", type=int, default=300)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(words)
    if asked.inside:
        return inside(asked.people, asked.searches)
    with temporary_cluster(durable=True) as url, tempfile.TemporaryDirectory(prefix="vinculo-bench-") as folder:
        load = Load(url, Path(folder))
        load.run("manage.py", "migrate", "--verbosity", "0")
        command = [sys.executable, "-m", "bench.likeness", "--inside", *words]
        return subprocess.run(command, env=load.environ(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
