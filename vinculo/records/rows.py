"""Plain SQL through Django's public ways, for the statements that every booking runs.

To turn a query into SQL costs Django several times what the database then does for it. So these statements are written
out, each beside the act or the query that uses it; here is what they share. A test compares each of them with what the
ORM finds and writes (docs/decisions/0016).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.db import connection, models


class Tables:
    """The tables that a statement reads, each by the name that it has there."""

    def __init__(self, **tables: type[models.Model]) -> None:
        self.tables = tables
        self.columns = ", ".join(
            f"{name}.{field.column}" for name, model in tables.items() for field in _fields(model)
        )  # what the statement selects

    def records(self, row: Sequence[Any]) -> list[Any]:
        """Return the record of each table, in their order; None where the join found nothing."""
        records: list[Any] = []
        start = 0
        for model in self.tables.values():
            end = start + len(_fields(model))
            values = row[start:end]
            start = end
            if values[0] is None:
                records.append(None)
                continue
            if connection.vendor != "postgresql":
                values = [_python(field, value) for field, value in zip(_fields(model), values, strict=True)]
            records.append(model.from_db(connection.alias, _names(model), values))
        return records


def rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """Return the rows that a statement finds with these values."""
    with connection.cursor() as cursor:
        cursor.execute(sql, {name: adapt_value(value) for name, value in values.items()})
        result: list[tuple[Any, ...]] = cursor.fetchall()
        return result


def change(sql: str, **values: Any) -> int:
    """Run a statement that changes rows, and return how many it hit."""
    with connection.cursor() as cursor:
        cursor.execute(sql, {name: adapt_value(value) for name, value in values.items()})
        return int(cursor.rowcount)


def locking(table: str) -> str:
    """Return the end of a statement that locks the rows of a table; SQLite, with one writer at a time, has none.

    The keys stay free: whoever writes a row that points to a locked one does not wait, so nobody waits in a circle.
    """
    return f" FOR NO KEY UPDATE OF {table}" if connection.vendor == "postgresql" else ""


def list_places(values: Sequence[Any], name: str = "n") -> tuple[str, dict[str, Any]]:
    """Return the places of a list for the text of a statement, and their values."""
    named = {f"{name}{index}": value for index, value in enumerate(values)}
    return ", ".join(f"%({each})s" for each in named), named


def insert(record: models.Model) -> None:
    """Write a new record and give it its id."""
    sql, fields = _insert_of(type(record))
    params = [field.get_db_prep_save(field.pre_save(record, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        record.pk = cursor.fetchone()[0]
    record._state.adding, record._state.db = False, connection.alias


def insert_many(model: type[models.Model], names: Sequence[str], lines: Sequence[Sequence[Any]]) -> None:
    """Write new records of one model, their ids unknown to the caller: for files of many lines.

    `names` are the attributes that each line has in this order; every column without a default of the database must
    be among them, for no default of the model is asked.
    """
    column = {field.attname: field.column for field in _fields(model)}
    columns = ", ".join(f'"{column[name]}"' for name in names)
    places = ", ".join("%s" for _ in names)
    sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places})'  # nosec B608
    if lines:
        with connection.cursor() as cursor:
            kept = lines if connection.vendor == "postgresql" else [list(map(_for_sqlite, line)) for line in lines]
            cursor.executemany(sql, kept)


def adapt_value(value: Any) -> Any:
    """Return a value as the database takes it in plain SQL."""
    return value if connection.vendor == "postgresql" else _for_sqlite(value)


def _for_sqlite(value: Any) -> Any:
    """Return a value as SQLite keeps it: moments as texts, of UTC, without a zone."""
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return value.isoformat() if isinstance(value, date) else value


def _python(field: models.Field[Any, Any], value: Any) -> Any:
    """Return what SQLite has in a column as the field has it: moments and times are texts there, truth is a number."""
    python_value = field.to_python(value)
    return (
        python_value.replace(tzinfo=UTC)
        if isinstance(python_value, datetime) and python_value.tzinfo is None
        else python_value
    )


@cache
def _fields(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    return tuple(model._meta.concrete_fields)


@cache
def _names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in _fields(model))


@cache
def _insert_of(model: type[models.Model]) -> tuple[str, list[models.Field[Any, Any]]]:
    fields = [field for field in _fields(model) if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join("%s" for _ in fields)
    key = model._meta.pk.column
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places}) RETURNING "{key}"', fields  # nosec B608
