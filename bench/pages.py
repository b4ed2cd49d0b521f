"""Times every page of staff and public in a house with a country's history, beside the same house without one.

Usage: python -m bench.pages [--centres 100] [--days 60] [--times 5] [--only NAME] [--report FILE]

Both houses have the same scene: a case with papers, a code, a closing, a power, people who wait. One is empty else, the
other has the history of bench/history.py; each is a database of one PostgreSQL with the settings of production. Printed
is what each page takes in milliseconds of processor, in the database and with the program, the least of several, with
the ratio to the empty house, and what a watch says; then each part of a round of the upkeep. Exit status 1 where a page
is over its bound.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.history import arguments as history_arguments
from bench.house import Load, another_database, copy_database
from launch.postgres import temporary_cluster

PAGE, IN_DATABASE, FIGURES, ROUND = 60.0, 15.0, 1000.0, 3000.0  # milliseconds
OF_FIGURES = ("public:transparency", "supervision:figures", "public:figures")
Told = dict[str, dict[str, dict[str, Any]]]


def measure(history: Sequence[str], times: int, only: str) -> tuple[Told, Told]:
    """Build both houses and return what was seen in the empty one, and in that with a history."""
    with temporary_cluster(durable=True) as url, tempfile.TemporaryDirectory(prefix="vinculo-bench-") as folder:
        empty = Load(another_database(url, "house"), Path(folder))
        stage = Path(folder) / "stage.json"
        empty.run("manage.py", "migrate", "--verbosity", "0")
        empty.run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        empty.run("-m", "bench.looking", stage, "--times", "0")
        full = Load(copy_database(url, "house", "country"), Path(folder))
        full.run("-m", "bench.history", *history)
        words = ("-m", "bench.looking", stage, "--times", str(times), "--only", only)
        return json.loads(empty.run(*words)), json.loads(full.run(*words))


def bound_of(name: str) -> tuple[float, float]:
    """Return how many milliseconds a page may take, and how many of them in the database."""
    if name.startswith("upkeep "):
        return ROUND, ROUND
    return (FIGURES, FIGURES) if name.startswith(OF_FIGURES) else (PAGE, IN_DATABASE)


def over(told: Told) -> list[str]:
    """Return the pages that are over their bound when they are asked again, as the server answers them."""
    slow = [
        name
        for name, page in told.items()
        if whole(page["again"]) > bound_of(name)[0] or page["again"]["database"] > bound_of(name)[1]
    ]
    round_of = sum(whole(page["again"]) for name, page in told.items() if name.startswith("upkeep "))
    return [*slow, *(["upkeep, the whole round"] if round_of > ROUND else [])]


def whole(look: dict[str, Any]) -> float:
    """Return the milliseconds of processor that an answer took, of program and database."""
    return float(look["program"] + look["database"])


def lines(empty: Told, full: Told) -> Iterator[str]:
    """Yield the table, the slowest in the database first."""
    yield (
        "| page | statements | database | in the empty house | ratio | with the program | clock"
        " | fresh: database | with the program |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for name in sorted(full, key=lambda each: -full[each]["again"]["database"]):
        there, fresh = full[name]["again"], full[name]["fresh"]
        before = empty.get(name, {}).get("again", {}).get("database", 0.0)
        ratio = f"{there['database'] / before:.1f}" if before else "–"
        yield (
            f"| {name} | {there['statements']} | {there['database']:.1f} | {before:.1f} | {ratio}"
            f" | {whole(there):.1f} | {there['clock']:.1f} | {fresh['database']:.1f} | {whole(fresh):.1f} |"
        )


def main(words: Sequence[str]) -> int:
    """Measure, print, and name what is over its bound with its slowest statement."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--only", default="", help="pages whose name has this")
    parser.add_argument("--report", type=Path, help="a file for what was seen, as JSON")
    asked, history = parser.parse_known_args(words)
    history_arguments(history)  # what it does not know is refused here
    empty, full = measure(history, asked.times, asked.only)
    if asked.report:
        asked.report.write_text(json.dumps({"empty": empty, "full": full}))
    print("\n".join(lines(empty, full)))
    slow = over(full)
    for name in slow:
        print(f"over its bound: {name}: {full.get(name, {}).get('again', {}).get('slowest', '')}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
