"""`./run test`: the checks, then the whole suite on SQLite and again on PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from launch import checks, chromium, environment
from launch.messages import Problem, say
from launch.postgres import temporary_cluster
from launch.processes import running_beside
from launch.surroundings import Surroundings

LIMIT = 2400  # seconds for one pass of the suite
MOST_WORKERS = 4
# What neither uses the tests' database nor makes one on its engine is the same on the second one (tests/conftest.py).
ONLY_DATABASE = ("--only-database",)
# The modules of pages take turns between the two databases, and what is thorough waits for --all. Acts, queries and
# whole days take turns too, but with --wide.
WIDE_SHARE = ("--share",)
SHARE = (*WIDE_SHARE, "--share-acts")
WIDE = "--wide"
ALL = "--all"
FAST = "--fast"
QUICK = ("tests/rules", "tests/actions", "tests/web", "-m", "not long", "--daily")


@dataclass(frozen=True)
class Outcome:
    """How one part went: its closing line is repeated at the end."""

    name: str
    passed: bool
    closing: str


def test(around: Surroundings, words: Sequence[str]) -> int:
    """Run everything, or the suite alone with arguments for pytest; return 1 if any part failed.

    Without arguments each page and act is shown on one database and what is thorough is left out; `--wide` shows the
    acts on both, `--all` everything. With `--fast` it runs the rules, the actions and the pages on SQLite, without what
    takes long.
    Prints what is left out and why, the outcome of each part, and pytest's closing line last.
    """
    environment.ensure(around, "test")
    browser = "" if FAST in words else _browser_note(around)
    with tempfile.TemporaryDirectory(prefix="vinculo-test-") as folder:
        outcomes = _run_parts(around, words, Path(folder))
    _summary(outcomes, browser)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _run_parts(around: Surroundings, words: Sequence[str], data: Path) -> list[Outcome]:
    """Run the checks beside the first pass, then the second: beside each other both passes were slower.

    With words of its own one pass after the other: a debugger needs the terminal.
    """
    if FAST in words:
        return [_on_sqlite(around, [*QUICK, *(word for word in words if word != FAST)], data)]
    shares = {(): SHARE, (WIDE,): WIDE_SHARE, (ALL,): ()}
    share = shares.get(tuple(words))
    if share is None:
        first = second = words
    else:
        first, second = share, (*ONLY_DATABASE, *share)
    with _pytest(around, "SQLite", first, data, "") as finish:
        outcomes = [] if first is words else [_checks(around, data)]
        outcomes.append(finish())
    with _on_postgres(around, second, data) as finish:
        return [*outcomes, finish()]


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
    """Run the checks on what the pass that runs beside them leaves of the processors while it waits."""
    failed = checks.failures(around, data / "checks", gently=True)
    return Outcome("checks", not failed, f"failed: {', '.join(failed)}" if failed else "all passed")


def _on_sqlite(around: Surroundings, words: Sequence[str], data: Path) -> Outcome:
    with _pytest(around, "SQLite", words, data, "") as finish:
        return finish()


@contextlib.contextmanager
def _on_postgres(around: Surroundings, words: Sequence[str], data: Path) -> Iterator[Callable[[], Outcome]]:
    """Start the pass on PostgreSQL; the function shows it to its end. Without a PostgreSQL that part has failed."""
    with contextlib.ExitStack() as running:
        try:
            url = running.enter_context(_postgres_url(around))
        except Problem as problem:
            failed = Outcome("PostgreSQL", False, f"{problem.what} {problem.mend}")
            yield lambda: failed
        else:
            yield running.enter_context(_pytest(around, "PostgreSQL", words, data, url))


@contextlib.contextmanager
def _postgres_url(around: Surroundings) -> Iterator[str]:
    """Yield the DATABASE_URL that was given, else that of a cluster for these minutes."""
    if given := around.environ.get("DATABASE_URL"):
        yield given
        return
    folders = sorted(around.venv.glob("lib/python3*/site-packages"))
    with temporary_cluster(site_packages=folders[0] if folders else None) as url:
        yield url


@contextlib.contextmanager
def _pytest(
    around: Surroundings, name: str, words: Sequence[str], data: Path, url: str
) -> Iterator[Callable[[], Outcome]]:
    """Start a pass of the suite; the function shows it to its end."""
    folder = data / name
    folder.mkdir(mode=0o700)
    command: list[str | Path] = [around.python, "-m", "pytest", *_workers(words), *_colour(), *words]
    environ = checks.clean_environ(around, folder, url)
    with running_beside(command, cwd=around.root, env=environ, limit=LIMIT) as show:

        def finish() -> Outcome:
            say(f"\n== pytest, {name}")
            status, closing = show()
            return Outcome(name, status == 0, closing)

        yield finish


def _workers(words: Sequence[str]) -> list[str]:
    """One process more than cores, as some wait, unless the arguments say something else or a debugger is wanted."""
    if any(word.startswith(("-n", "--numprocesses", "--pdb", "-p")) for word in words):
        return []
    cores = os.cpu_count() or 1
    return ["-n", str(min(cores + 1, MOST_WORKERS)), "--dist", "worksteal"] if cores > 1 else []


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
