"""The tests' database: migrated once in a run, with its triggers, and copied for each process of it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests import ROOT
from tests.clock import NOW

ON_POSTGRES = {"postgres", "concurrency"}
PAGES = ("web",)
ACTS = ("actions", "queries", "simulation", "demo")
PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "alone")
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give this process its copy, instead of migrating a database for each as pytest-django does.

    The first process that needs one migrates the template while others wait; the last one removes it.
    """
    name = str(connection.settings_dict["NAME"])
    creation = connection.creation
    with django_db_blocker.unblock(), _users() as users:
        if not users:
            creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()  # SQLite: all that is written is in the file now
        connection.settings_dict["NAME"] = template = connection.settings_dict["TEST"]["NAME"]
        creation.clone_test_db(suffix=PROCESS, verbosity=0)
        users.add(PROCESS)
    connection.settings_dict.update(creation.get_test_db_clone_settings(PROCESS))
    yield
    with django_db_blocker.unblock(), _users() as users:
        users.remove(PROCESS)
        creation.destroy_test_db(template, verbosity=0)
        if not users:
            creation.destroy_test_db(name, verbosity=0)


Migrate = Callable[[Path], None]


@pytest.fixture(scope="session")
def migrated(django_db_setup: None) -> Migrate:
    """Give a folder of data its database, as a first start migrates it: a copy of the tests' own before any test.

    Starting from nothing is a test of its own (tests/launch/test_whole_start.py).
    """

    def copy(data: Path) -> None:
        data.mkdir(exist_ok=True)
        with (
            contextlib.closing(sqlite3.connect(str(connection.settings_dict["TEST"]["NAME"]))) as template,
            contextlib.closing(sqlite3.connect(data / "vinculo.sqlite3")) as database,
        ):
            template.backup(database)

    def migrate(data: Path) -> None:
        around = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        product = {"VINCULO_DATA": str(data), "DJANGO_SETTINGS_MODULE": "vinculo.config.settings"}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=around | product, check=True)

    return copy if connection.vendor == "sqlite" else migrate


@pytest.fixture(scope="module")
def module_db(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, clock_of_tests: time_machine.Traveller
) -> Iterator[None]:
    """Let fixtures of a module write what all its tests begin with; each is rolled back to there, the last to nothing.

    What such a fixture returns must not be a record, which a test may change: references and numbers.
    """
    clock_of_tests.move_to(NOW.timestamp(), tick=True)
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def uses_database(item: pytest.Item) -> bool:
    """Return whether a test uses the tests' database, which pytest-django keeps from all others, or makes its own."""
    marks = {mark.name for mark in item.iter_markers()}
    if "browser" in marks:  # the journeys start a house of their own, on its default database
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(marks & {"django_db", "own_database", *ON_POSTGRES} or fixtures & {"db", "transactional_db"})


def shown_in_share(item: pytest.Item) -> bool:
    """Return whether a run that shares the tests among the databases shows a test on this one.

    The modules of pages take turns, by their names: one half on SQLite, the other on PostgreSQL; with `--share-acts`
    those of acts, queries and whole days too. What only repeats a state in more languages or tries more orders waits
    for `./run test --all`, which shows everything on both.
    """
    if item.get_closest_marker("full"):
        return False
    path = item.path.relative_to(ROOT)
    in_turn = {*PAGES, *(ACTS if item.config.getoption("share_acts") else ())}
    if path.parts[1] not in in_turn or any(item.get_closest_marker(mark) for mark in ON_POSTGRES):
        return True
    on_sqlite = not uses_database(item) or zlib.crc32(path.as_posix().encode()) % 2 == 0
    return on_sqlite == (connection.vendor == "sqlite")


@contextlib.contextmanager
def _users() -> Iterator[set[str]]:
    """Yield the processes of this run that have a copy, to be changed while the others wait."""
    with (Path(settings.DATA) / f"copies-{RUN}").open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        users = set(file.read().split())
        yield users
        file.truncate(0)
        file.write(" ".join(users))
