"""A mail that was written under a kind with several texts has the kind of its own text after the migration."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.records.schema import OwnDatabase, own_database

pytestmark = pytest.mark.own_database
BEFORE = [  # kind, subject, documents, and the kind afterwards
    ("moved", "Su turno cambió: Confirmación del Turno en Línea", '["invite"]', "moved"),
    ("moved", "Su turno cambió porque no podremos atenderle ese día", '["invite"]', "reseated"),
    ("waiting", "Está en la lista de espera", "[]", "waiting_joined"),
    ("waiting", "Su lugar en la lista de espera terminó", "[]", "waiting_replaced"),
    ("reopened", "Su hora de antes vuelve a atenderse: puede elegirla", "[]", "go_back"),
    ("reopened", "Sí le atenderemos", '["confirmation_pdf", "invite"]', "stands_again"),
    ("extension", "Tiene más tiempo", '["notice_pdf"]', "extension"),
    ("extension", "Tiene más tiempo", "[]", "postponed"),
    ("reversal", "Se corrigió el estado de su turno", "[]", "reversal_turno"),
    ("power_refuse", "La sumilla del poder fue negada", '["power_notice_pdf"]', "power_refuse"),
    ("power_refuse", "La sumilla del poder fue negada", "[]", "case_refuse"),
    ("complaint", "Recibimos su mensaje", "[]", "complaint"),
]
INSERT = """INSERT INTO records_message
    (kind, subject, attach, recipient, body, state, attempts, last_error, next_at, created_at)
    VALUES ({0}, {0}, {0}, 'a@example.com', '', 'queued', 0, '', '2026-11-30 14:00:00+00', '2026-11-30 14:00:00+00')"""
ASK = "SELECT kind FROM records_message ORDER BY id"


def write(database: OwnDatabase) -> None:
    rows = [row[:3] for row in BEFORE]
    if database.url:
        with psycopg.connect(database.url) as connection:
            connection.cursor().executemany(INSERT.format("%s").encode(), rows)
        return
    with closing(sqlite3.connect(database.file)) as own, own:
        own.executemany(INSERT.format("?"), rows)


def kinds(database: OwnDatabase) -> list[str]:
    if database.url:
        with psycopg.connect(database.url) as connection:
            return [kind for (kind,) in connection.execute(ASK)]
    with closing(sqlite3.connect(database.file)) as own:
        return [kind for (kind,) in own.execute(ASK)]


def test_each_mail_gets_the_kind_of_its_text(tmp_path: Path) -> None:
    with own_database(tmp_path / "data") as database:
        database.migrate("records", "0002")
        write(database)
        database.migrate("records", "0003")
        assert kinds(database) == [row[3] for row in BEFORE]
