"""Indexes that a statement which writes a row has to write: of filled columns alone, and no second one of a text.

See docs/decisions/0084.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Index, Q


def index_of_filled(column: str, name: str) -> Index:
    """Return the index of a column whose empty rows nobody looks for: they are not written in it."""
    return Index(fields=[column], condition=Q(**{f"{column}__isnull": False}), name=name)


def drop_indexes(editor: BaseDatabaseSchemaEditor, columns: Mapping[str, Sequence[str]]) -> None:
    """Drop the plain index of each of these columns of each of these tables, whatever Django named it.

    SQLite would make a table anew for each column whose index Django takes away.
    """
    for table, named in columns.items():
        for name in list(_plain_indexes(editor, table, named)):
            editor.execute(f"DROP INDEX {editor.quote_name(name)}")


def drop_beginnings(editor: BaseDatabaseSchemaEditor, tables: Sequence[str]) -> None:
    """Drop the second index that Django gives a unique text on PostgreSQL, for `LIKE 'T0%'`, of these tables."""
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ANY(%s)"
            " AND indexdef LIKE '%%varchar_pattern_ops)'",
            [list(tables)],
        )
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        editor.execute(f"DROP INDEX {editor.quote_name(name)}")


def _plain_indexes(editor: BaseDatabaseSchemaEditor, table: str, columns: Sequence[str]) -> Iterator[str]:
    with editor.connection.cursor() as cursor:
        kept = editor.connection.introspection.get_constraints(cursor, table)
    for name, each in kept.items():
        if each["index"] and not each["unique"] and each["columns"] in [[column] for column in columns]:
            yield name
