"""The event log as somebody changes it who owns the database, but not the keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from tests.clock import NOW
from vinculo.queries.operations.tampering import find_tampering
from vinculo.records.events import write_event
from vinculo.records.models import Affiliate, Event
from vinculo.records.values.changes import Changes
from vinculo.rules.log.tampering import Head, LogFault, LogFinding
from vinculo.rules.shared.acts import Act, ActorKind, Subject

LOG_TABLES = ("records_event", "records_chainlink", "records_seal")
MONDAY = NOW.date()


def write(at: datetime, act: Act = Act.CASE_READ, subject_id: int = 1) -> Event:
    """Write an event as acts do."""
    return write_event(act=act, subject=Subject.CASE, subject_id=subject_id, now=at, actor_kind=ActorKind.SYSTEM)


def own(*statements: str) -> None:
    """Run statements as the owner of the database does: the triggers stand aside and are back afterwards."""
    with fences_aside():
        run(*statements)


def run(*statements: str) -> None:
    """Run statements as the person who reaches the database does."""
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


@dataclass(frozen=True)
class Log:
    """Four events of one day in their chain; `sealed` when the day is."""

    numbers: tuple[int, ...]
    start: int
    sealed: bool
    head: Head
    now: datetime

    def day_changed(self, wrong: bool = True) -> list[LogFinding]:
        """Return that the day does not agree with its seal, where it has one."""
        return [LogFinding(LogFault.DAY_CHANGED, MONDAY.isoformat(), MONDAY)] if self.sealed and wrong else []


def findings(log: Log, *heads: Head, now: datetime | None = None) -> list[LogFinding]:
    """Return what is found in it."""
    return sorted(find_tampering(now=now or log.now, heads=heads), key=str)


def on(fault: LogFault, number: int | str, day: date | None = MONDAY) -> LogFinding:
    """Return the finding on an event, a seal or a day."""
    return LogFinding(fault, str(number), day)


def event_of_change(ana: Affiliate) -> Event:
    """Return the event of a mailbox that was written for the first time."""
    changes = Changes(ana, (("email", "", "ana@ejemplo.com"),))
    act, subject = Act.AFFILIATE_UPDATED, Subject.AFFILIATE
    return write_event(act=act, subject=subject, subject_id=ana.pk, now=NOW, fields=["email"], changes=changes)
