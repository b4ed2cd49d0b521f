"""Tests that commit on SQLite: afterwards Django empties the tables, which the append-only triggers forbid.

PostgreSQL empties them by TRUNCATE, which no row trigger sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection


@pytest.fixture(autouse=True, scope="session")
def flush_past_the_fences() -> Iterator[None]:
    """Let the flush after a test that commits take the triggers away and put them back, in its one transaction."""
    if connection.vendor != "sqlite":
        yield
        return
    operations = type(connection.ops)  # of every connection: the browser's event loop has one of its own
    plain = operations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drops = [f"DROP TRIGGER {name}" for name, _ in triggers]
        return [*drops, *plain(self, style, tables, **options), *(sql for _, sql in triggers)]

    patch = pytest.MonkeyPatch()
    patch.setattr(operations, "sql_flush", sql_flush)
    yield
    patch.undo()
