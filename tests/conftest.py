"""What every test can ask for, and what is left out where a database or a browser is missing."""

from __future__ import annotations

import gc
import os
import random
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from _pytest import runner
from django.contrib.auth.signals import user_logged_in
from django.db import connection
from django.dispatch import receiver
from django.http import HttpRequest
from hypothesis import HealthCheck, settings

from launch import chromium
from tests import ROOT
from tests.cast import NOW
from tests.databases import ON_POSTGRES, django_db_setup, migrate_folder, module_db, shown_in_share, uses_database
from tests.middleware import middleware_loaded_once
from tests.quick import Times, shown_daily
from tests.transactional import flush_what_was_written
from vinculo.config.management.commands.compile_languages import compile_catalogues

__all__ = ["django_db_setup", "flush_what_was_written", "middleware_loaded_once", "migrate_folder", "module_db"]

LONGEST = {"launch", "deploy", "concurrency", "records", "bench", "simulation", "demo"}  # they start programs and days
WORDS_OF_STACK = 70_000  # of eight bytes: a little over half a megabyte
BEGUN = pytest.StashKey[bool]()
POLITE = 4  # steps: half of the processor beside somebody who gives no way
# What is imported stays, and what a test makes goes by itself: the collector of garbage need seldom look.
gc.set_threshold(70_000, 10, 10)
# Speed is measured in bench/: a machine that is busy with something else is no fault of a property.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("share", settings.get_profile("house"), max_examples=25)
settings.load_profile("house")


@receiver(user_logged_in)
def complete_log_in(sender: object, request: HttpRequest, **kwargs: object) -> None:
    """Have whom a test logs in without the page show both factors: only a test of the log-in types them."""
    if request.method is None:
        request.session["verified"] = True


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take a seed for the order, and what other runs show."""
    parser.addoption("--shuffle", metavar="SEED", help="run modules, and the tests of each, in an order of this seed")
    parser.addoption("--only-database", action="store_true", help="leave out what would be the same on any database")
    parser.addoption(
        "--share", action="store_true", help="leave out the pages that the other database shows, and what is thorough"
    )
    parser.addoption(
        "--share-acts", action="store_true", help="leave out the acts, queries and days that the other one shows, too"
    )
    parser.addoption("--daily", action="store_true", help="show of a test with many cases a few, and nothing slow")
    parser.addoption("--times", metavar="FILE", help="write the processor's seconds of each test into a file")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the languages before the first process reads them; bound the tries of a run that shows a share."""
    if config.getoption("share") or config.getoption("daily"):
        settings.load_profile("share")
    if times := config.getoption("times"):
        config.pluginmanager.register(Times(Path(times).resolve()))
    if not hasattr(config, "workerinput"):
        compile_catalogues(ROOT / "vinculo")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, with the reason, what this database or machine cannot show, and choose the order of the rest."""
    if config.getoption("only_database"):
        _keep(config, items, uses_database)
    if config.getoption("share"):
        _keep(config, items, shown_in_share)
    if config.getoption("daily"):
        daily = set(shown_daily(items))
        _keep(config, items, daily.__contains__)
    _leave_out(items)
    if seed := config.getoption("shuffle"):
        _shuffle(items, random.Random(seed))
    else:
        items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    """Return the place of a test in a run: what takes longest first, so that no process has it left at the end.

    The journeys wait most: one process has them, and one house, while others do the rest.
    """
    if item.get_closest_marker("browser"):
        return 0
    return 1 if item.path.relative_to(ROOT).parts[1] in LONGEST else 2


def _keep(config: pytest.Config, items: list[pytest.Item], wanted: Callable[[pytest.Item], bool]) -> None:
    """Deselect what this run does not want."""
    config.hook.pytest_deselected(items=[item for item in items if not wanted(item)])
    items[:] = [item for item in items if wanted(item)]


def _shuffle(items: list[pytest.Item], luck: random.Random) -> None:
    """Bring the modules into an order, and the tests of each; what a module prepares is prepared once."""
    items.sort(key=lambda item: item.nodeid)
    luck.shuffle(items)
    modules = list(dict.fromkeys(item.path for item in items))
    items.sort(key=lambda item: modules.index(item.path))


def _leave_out(items: list[pytest.Item]) -> None:
    marks = {id(item): {mark.name for mark in item.iter_markers()} for item in items}
    no_browser = any("browser" in names for names in marks.values()) and chromium.find() is None
    for item in items:
        if marks[id(item)] & ON_POSTGRES and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL (DATABASE_URL)"))
        if no_browser and "browser" in marks[id(item)]:
            item.add_marker(pytest.mark.skip(reason=chromium.MISSING))


def _run_with_room(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test, its fixtures included, on one piece of the interpreter's stack (decision 0085).

    CPython takes the stack of its calls in pieces of 16 KB and gives each back as soon as it is empty: a loop that
    calls across the end of one asks the kernel for memory, and clears it, at every turn. A frame that says that it
    needs half a megabyte gets one piece with as much room behind it.
    """
    return runner.pytest_runtest_protocol(item, nextitem)


_run_with_room.__code__ = _run_with_room.__code__.replace(co_stacksize=WORDS_OF_STACK)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test in pytest's own way, one call further down."""
    _give_way(item)
    return _run_with_room(item, nextitem)


def _give_way(item: pytest.Item) -> None:
    """Let the process that begins with the journeys come first on the processors, as it has the longest way to go."""
    session = item.session
    if session.stash.setdefault(BEGUN, False) or not hasattr(item.config, "workerinput"):
        return
    session.stash[BEGUN] = True
    if session.items[0].get_closest_marker("browser") and not item.get_closest_marker("browser"):
        os.nice(POLITE)


def pytest_collection_finish() -> None:
    """Spare the collector of garbage what was imported and collected: it stays to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def clock_of_tests() -> Iterator[time_machine.Traveller]:
    """Move the tests, and what is prepared for many of them, to the moment of the cast."""
    with time_machine.travel(NOW.timestamp(), tick=True) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def moment_of_test(clock_of_tests: time_machine.Traveller) -> None:
    """Begin each test at the same moment; its clock runs on from there."""
    clock_of_tests.move_to(NOW.timestamp(), tick=True)


@pytest.fixture
def now() -> datetime:
    """Monday 30 November 2026, 09:00 in Guayaquil."""
    return NOW


@pytest.fixture
def rng() -> random.Random:
    """A random source that gives the same numbers in every run."""
    return random.Random(20261130)


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The browser for the journeys."""
    path = chromium.find()
    if path is None:
        pytest.skip(chromium.MISSING)
    return path
