"""`/salud/listo` tells who sends people here whether they can be served: a node that takes changes, with our tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)


def ready() -> tuple[int, str, str]:
    answer = Client().get("/salud/listo")
    return answer.status_code, answer.content.decode().partition(" ")[0], answer.get("Retry-After", "")


@contextmanager
def read_only() -> Iterator[None]:
    """Have every new connection take no changes, as those to a node that follows another."""
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        try:
            yield
        finally:
            cursor.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')


def test_d36_tables_of_an_older_version_serve_nobody() -> None:
    app, name = next(node for node in MigrationLoader(None).graph.leaf_nodes() if node[0] == "records")
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied(app, name)
    try:
        answer = Client().get("/salud/listo")
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert answer.content.decode() == f"faltan migraciones: {app}.{name}"
    finally:
        recorder.record_applied(app, name)
    assert ready() == (200, "ok", "")


def test_d36_tables_of_a_newer_version_serve_as_ours() -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("records", "9999_of_tomorrow")
    try:
        assert ready() == (200, "ok", "")
    finally:
        recorder.record_unapplied("records", "9999_of_tomorrow")


@pytest.mark.postgres
def test_d36_a_node_that_takes_no_changes_serves_nobody() -> None:
    with read_only():
        answer = Client().get("/salud/listo")
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert answer.content.decode() == "la base de datos solo se puede leer"
    assert ready() == (200, "ok", "")
