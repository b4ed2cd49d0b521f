"""The role of the service on PostgreSQL can do its work, and nothing to what only grows (D32)."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import ROOT
from tests.records.schema import OwnDatabase, own_database
from vinculo.queries.operations.fences import APPEND_ONLY, MARKED_ONCE

pytestmark = pytest.mark.own_database
NAME = f"vinculo_service_{uuid.uuid4().hex[:8]}"


def manage(database: OwnDatabase, url: str, *words: str) -> subprocess.CompletedProcess[str]:
    around = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    product = {
        "VINCULO_DATA": str(database.folder),
        "DJANGO_SETTINGS_MODULE": "vinculo.config.settings",
        "VINCULO_HORIZON_DAYS": "1",
    }
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=around | product | {"DATABASE_URL": url},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[OwnDatabase]:
    """A migrated database with the role, which goes away with it: a copy of the tests' own before any test."""
    template = str(connection.settings_dict["TEST"]["NAME"])
    with own_database(tmp_path_factory.mktemp("role") / "data", template) as made:
        done = manage(made, made.url, "service_role", NAME, "--apply")
        assert done.returncode == 0, done.stderr
        with psycopg.connect(made.url, autocommit=True) as owner:
            owner.execute(f"ALTER ROLE {NAME} PASSWORD 'of-the-tests'".encode())
        yield made
        with psycopg.connect(made.url, autocommit=True) as owner:
            owner.execute(f"DROP OWNED BY {NAME}; DROP ROLE {NAME}".encode())


@pytest.fixture
def url(database: OwnDatabase) -> str:
    """The address of the database as the role of the service has it."""
    parts = urlsplit(database.url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{NAME}:of-the-tests@{place}"))


@pytest.mark.own_database
@pytest.mark.postgres
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "act",
    [
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "UPDATE {table} SET {column} = {column}",
        "ALTER TABLE {table} DISABLE TRIGGER USER",
        "DROP TABLE {table}",
        "SET session_replication_role = replica",
    ],
)
def test_d32_the_role_of_the_service_cannot_touch_what_only_grows(url: str, table: str, act: str) -> None:
    column = {"records_chainlink": "head", "records_seal": "hash", "records_event": "hash"}.get(table, "")
    with psycopg.connect(url, autocommit=True) as service:
        if not column:
            names = service.execute(f"SELECT * FROM {table} LIMIT 0".encode()).description or []
            column = [each.name for each in names if each.name not in MARKED_ONCE.get(table, ())][-1]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            service.execute(act.format(table=table, column=column).encode())


@pytest.mark.own_database
@pytest.mark.postgres
@pytest.mark.parametrize(
    "act",
    ["CREATE TABLE mine (a int)", "DROP TRIGGER event_no_update ON records_event", "DELETE FROM django_migrations"],
)
def test_d32_the_role_of_the_service_makes_and_drops_nothing(url: str, act: str) -> None:
    with psycopg.connect(url, autocommit=True) as service, pytest.raises(psycopg.errors.InsufficientPrivilege):
        service.execute(act.encode())


@pytest.mark.own_database
@pytest.mark.postgres
def test_d32_the_role_of_the_service_does_the_work_of_the_service(database: OwnDatabase, url: str) -> None:
    for words in (
        ["migrate", "--check"],
        ["load_reference"],
        ["open_days"],
        ["upkeep"],
        ["keep_figures"],
        ["chain_events"],
        ["verify_events"],
        ["check_invariants"],
    ):
        done = manage(database, url, *words)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
    assert manage(database, url, "migrate", "records", "zero").returncode != 0


@pytest.mark.django_db
def test_d32_the_statements_are_shown_and_a_wrong_name_is_refused() -> None:
    wrong = {"sqlite": "Solo PostgreSQL", "postgresql": "letras minúsculas"}[connection.vendor]
    with pytest.raises(CommandError, match=wrong):
        call_command("service_role", 'x"; DROP', stdout=StringIO())


@pytest.mark.django_db
@pytest.mark.postgres
def test_d32_what_the_role_gets_is_shown_before_it_is_done(tmp_path: Path) -> None:
    out = StringIO()
    call_command("service_role", "vinculo_servicio", stdout=out)
    lines = out.getvalue().splitlines()
    assert 'GRANT SELECT, INSERT ON "records_event" TO "vinculo_servicio";' in lines
    columns = '"reversed_at", "disposal_id", "items", "note", "facts"'
    assert f'GRANT UPDATE ({columns}) ON "records_decision" TO "vinculo_servicio";' in lines
