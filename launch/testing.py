"""`./run test`: the checks, then the whole suite on SQLite and again on PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from launch import checks, chromium, environment
from launch.messages import Problem, say
from launch.postgres import temporary_cluster
from launch.processes import run_echoing
from launch.surroundings import Surroundings

LIMIT = 1500  # seconds for one pass of the suite
MOST_WORKERS = 4
# The journeys start a house of their own on its default database, and the launcher has none: once is enough for them.
FAST = ("-m", "not browser", "tests/rules", "tests/actions", "tests/web")  # on SQLite alone, for the daily loop
ONLY_DATABASE = ("-m", "not browser", "--ignore=tests/launch")


@dataclass(frozen=True)
class Outcome:
    """How one part went: its closing line is repeated at the end."""

    name: str
    passed: bool
    closing: str


def test(around: Surroundings, words: Sequence[str]) -> int:
    """Run everything, or with arguments for pytest the suite alone; return 1 if any part failed.

    With `--fast` alone: rules, actions and web on SQLite, without the checks.

    Prints what is left out and why, the outcome of each part, and pytest's closing line last.
    """
    environment.ensure(around, "test")
    browser = _browser_note(around)
    with tempfile.TemporaryDirectory(prefix="vinculo-test-") as folder:
        data = Path(folder)
        if list(words) == ["--fast"]:
            outcomes = [_pytest(around, "SQLite", FAST, data, "")]
        else:
            outcomes = [] if words else [_checks(around, data)]
            outcomes.append(_pytest(around, "SQLite", words, data, ""))
            outcomes.append(_on_postgres(around, words, data))
    _summary(outcomes, browser)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _browser_note(around: Surroundings) -> str:
    """Say now, and again at the end, if the browser part is left out; raises Problem where it must not be."""
    if chromium.find(around.environ):
        return ""
    note = f"La parte del navegador NO se ejecuta: {chromium.MISSING}."
    if around.environ.get("VINCULO_REQUIRE_BROWSER"):
        raise Problem(note, "VINCULO_REQUIRE_BROWSER exige que se ejecute.")
    say(note)
    return note


def _checks(around: Surroundings, data: Path) -> Outcome:
    failed = checks.failures(around, data / "checks")
    return Outcome("checks", not failed, f"failed: {', '.join(failed)}" if failed else "all passed")


def _on_postgres(around: Surroundings, words: Sequence[str], data: Path) -> Outcome:
    try:
        with _postgres_url(around) as url:
            return _pytest(around, "PostgreSQL", words or ONLY_DATABASE, data, url)
    except Problem as problem:
        return Outcome("PostgreSQL", False, f"{problem.what} {problem.mend}")


@contextlib.contextmanager
def _postgres_url(around: Surroundings) -> Iterator[str]:
    """Yield the DATABASE_URL that was given, else that of a cluster for these minutes."""
    if given := around.environ.get("DATABASE_URL"):
        yield given
        return
    folders = sorted(around.venv.glob("lib/python3*/site-packages"))
    with temporary_cluster(site_packages=folders[0] if folders else None) as url:
        yield url


def _pytest(around: Surroundings, name: str, words: Sequence[str], data: Path, url: str) -> Outcome:
    say(f"\n== pytest, {name}")
    folder = data / name
    folder.mkdir(mode=0o700)
    command: list[str | Path] = [around.python, "-m", "pytest", *_workers(words), *_colour(), *words]
    status, closing = run_echoing(command, cwd=around.root, env=checks.clean_environ(around, folder, url), limit=LIMIT)
    return Outcome(name, status == 0, closing)


def _workers(words: Sequence[str]) -> list[str]:
    """One process per core, unless the arguments say something else or a debugger wants the terminal."""
    if any(word.startswith(("-n", "--numprocesses", "--pdb", "-p")) for word in words):
        return []
    count = min(os.cpu_count() or 1, MOST_WORKERS)
    return ["-n", str(count), "--dist", "worksteal"] if count > 1 else []


def _colour() -> list[str]:
    return ["--color=yes"] if sys.stdout.isatty() else []


def _summary(outcomes: Sequence[Outcome], browser: str) -> None:
    say("\n== summary")
    if browser:
        say(browser)
    for outcome in outcomes[:-1]:
        say(f"{'passed' if outcome.passed else 'FAILED'}  {outcome.name}: {outcome.closing}")
    say(f"{'passed' if outcomes[-1].passed else 'FAILED'}  {outcomes[-1].name}:")
    say(outcomes[-1].closing)
