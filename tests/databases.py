"""The tests' database: migrated once in a run, with its triggers, and copied for each process of it."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
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
# What the tables and what stands in them from the beginning are made of: the migrations, what they call, the words of
# the columns, and the libraries with tables of their own.
MADE_OF = ("vinculo/records", "vinculo/rules", "vinculo/config", "requirements/test.txt", "tests/settings.py")
KEPT = "template"  # a folder of pytest's cache
PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "alone")
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Give this process its copy, instead of migrating a database for each as pytest-django does.

    The first process that needs one makes the template while others wait; the last one removes it.
    """
    name = str(connection.settings_dict["NAME"])
    creation = connection.creation
    with django_db_blocker.unblock(), _users() as users:
        if not users:
            _make_template(kept_template(request.config) if connection.vendor == "sqlite" else None)
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


def kept_template(config: pytest.Config) -> Path | None:
    """Return where the template of the embedded database is kept for the next run, unless what it is made of changes.

    None where pytest may keep nothing.
    """
    cache: pytest.Cache | None = getattr(config, "cache", None)
    with contextlib.suppress(OSError):
        return cache.mkdir(KEPT) / f"{digest(ROOT / each for each in MADE_OF)}.sqlite3" if cache else None
    return None


def digest(places: Iterable[Path]) -> str:
    """Return what stands for the texts of files and folders, and for the programs that read them."""
    seen = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for place in places:
        for file in sorted(place.rglob("*.*")) if place.is_dir() else [place]:
            if "__pycache__" not in file.parts and file.is_file():
                seen.update(f"{file} {file.stat().st_size} ".encode() + file.read_bytes())
    return seen.hexdigest()


def _make_template(kept: Path | None) -> None:
    """Migrate the template, or copy the one that a run before this kept."""
    name = Path(connection.settings_dict["TEST"]["NAME"])
    if kept is not None and kept.exists():
        shutil.copyfile(kept, name)
        return
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()  # SQLite: all that is written is in the file now
    if kept is not None:
        partial = kept.with_suffix(f".{os.getpid()}")
        shutil.copyfile(name, partial)
        for old in kept.parent.glob("*.sqlite3"):
            old.unlink(missing_ok=True)
        partial.rename(kept)


Migrate = Callable[[Path], None]


@pytest.fixture(scope="session")
def migrate_folder(request: pytest.FixtureRequest, django_db_setup: None) -> Migrate:
    """Give a folder of data its database, as a first start migrates it: a copy of the tests' own before any test.

    Starting from nothing is a test of its own (tests/launch/test_whole_start.py).
    """
    kept = kept_template(request.config)
    template = connection.settings_dict["TEST"]["NAME"] if connection.vendor == "sqlite" else kept

    def copy(data: Path) -> None:
        data.mkdir(exist_ok=True)
        with (
            contextlib.closing(sqlite3.connect(str(template))) as source,
            contextlib.closing(sqlite3.connect(data / "vinculo.sqlite3")) as database,
        ):
            source.backup(database)

    def migrate(data: Path) -> None:
        around = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        product = {"VINCULO_DATA": str(data), "DJANGO_SETTINGS_MODULE": "vinculo.config.settings"}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=around | product, check=True)

    return copy if template is not None and Path(template).exists() else migrate


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
