"""Tests that commit: afterwards Django empties the tables; here only those that hold anything.

The append-only triggers forbid it, and stand aside for that one transaction. PostgreSQL empties tables by TRUNCATE,
which makes new files for every table and index, empty or not. The kinds of
records and the permissions stay: no test changes them, and Django would make the same ones again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pytest
from django.db import connection

MADE_BY_MIGRATE = {"django_content_type", "auth_permission"}


@pytest.fixture(autouse=True, scope="session")
def flush_what_was_written() -> Iterator[None]:
    """Let the flush after a test that commits pass over empty tables, and past the triggers of the others."""
    operations = type(connection.ops)  # of every connection: the browser's event loop has one of its own
    plain = operations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Sequence[str], *, reset_sequences: bool, allow_cascade: bool) -> Any:
        assert not reset_sequences  # the numbers of empty tables would have to begin anew, too
        written = _list_filled_tables(name for name in tables if name not in MADE_BY_MIGRATE)
        if connection.vendor == "sqlite":
            triggers = _triggers(written)
            drops = [f"DROP TRIGGER {name}" for name in triggers]
            statements = [*drops, *plain(self, style, written), *triggers.values()]
        else:  # what refers to a table has to be emptied with it, be it empty already
            empties = plain(self, style, written, allow_cascade=True)
            statements = ["SET session_replication_role = replica", *empties, "SET session_replication_role = DEFAULT"]
        self.execute_sql_flush(statements)
        return []  # nothing left to do: neither to empty, nor to make again

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", sql_flush)
        yield


def _list_filled_tables(tables: Iterable[str]) -> list[str]:
    """Return the tables with a row."""
    questions = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(questions))
        return [name for (name,) in cursor.fetchall()]


def _triggers(tables: Sequence[str]) -> dict[str, str]:
    """Return the triggers of tables, each with the statement that makes it (SQLite)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        return {name: sql for name, sql, table in cursor.fetchall() if table in tables}
