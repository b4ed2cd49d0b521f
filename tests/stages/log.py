"""The event log as somebody changes it who owns the database, but not the keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

from vinculo.records.events import write_event
from vinculo.records.models import Event
from vinculo.rules.shared.acts import Act, ActorKind, Subject

LOG_TABLES = ("records_event", "records_chainlink", "records_seal")


def write(at: datetime, act: Act = Act.CASE_READ, subject_id: int = 1) -> Event:
    """Write an event as acts do."""
    return write_event(act=act, subject=Subject.CASE, subject_id=subject_id, now=at, actor_kind=ActorKind.SYSTEM)


def own(*statements: str) -> None:
    """Run statements as the owner of the database does: the triggers stand aside and are back afterwards."""
    with fences_aside():
        run(*statements)


def run(*statements: str) -> None:
    """Run statements as whoever reaches the database does."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def fences_aside(*tables: str) -> Iterator[None]:
    """Take the triggers of some tables away, of the log if none are named, and put them back as they were."""
    tables = tables or LOG_TABLES
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE", *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables))
        yield
        run(*(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables))
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        triggers = [(name, sql) for name, sql, table in cursor.fetchall() if table in tables]
    run(*(f"DROP TRIGGER {name}" for name, _sql in triggers))
    yield
    run(*(sql for _name, sql in triggers))
