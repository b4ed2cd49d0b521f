"""Plain SQL through Django's public ways, for the statements that every booking runs.

To turn a query into SQL costs Django several times what the database then does for it. So these statements are written
out, each beside the act or the query that uses it; here is what they share. A test compares each of them with what the
ORM finds and writes (docs/decisions/0016).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connection, models, transaction

from vinculo.records.vocabulary import is_word

Row = TypeVar("Row", bound=models.Model)


@cache
def on_postgresql() -> bool:
    """Return whether the database is PostgreSQL: a process has one database, and asks this for each row."""
    return bool(connection.vendor == "postgresql")


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
            values = list(row[start:end])
            start = end
            if values[0] is None:
                records.append(None)
                continue
            if not on_postgresql():
                values = [_python(field, value) for field, value in zip(_fields(model), values, strict=True)]
            for place, field in _kept_otherwise(model):
                values[place] = field.from_db_value(values[place], None, connection)
            records.append(model.from_db(DEFAULT_DB_ALIAS, _names(model), values))
        return records


def rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    """Return the rows that a statement finds with these values."""
    with connection.cursor() as cursor:
        cursor.execute(sql, adapt_values(values))
        result: list[tuple[Any, ...]] = cursor.fetchall()
        return result


def change(sql: str, **values: Any) -> int:
    """Run a statement that changes rows, and return how many it hit."""
    with connection.cursor() as cursor:
        cursor.execute(sql, adapt_values(values))
        return int(cursor.rowcount)


@dataclass(frozen=True)
class Change:
    """A statement that changes rows of one table, and its values."""

    sql: str
    values: Mapping[str, Any]


def change_all(*changes: Change) -> list[int]:
    """Run statements that change different rows, and return how many each hit.

    PostgreSQL does all of them in one statement: none of them sees what another writes, and their order is open. So
    what they lock must be locked already, or be the last lock of the act. SQLite has no such statement.
    """
    return change_and_read(changes)[0]


def change_and_read(
    changes: Sequence[Change], reading: Change | None = None
) -> tuple[list[int], list[tuple[Any, ...]]]:
    """Change rows as `change_all`, and return beside it what a statement finds that reads other tables.

    It reads what was committed when the changes began: so after every lock that was taken before.
    """
    if not on_postgresql():
        hits = [change(each.sql, **each.values) for each in changes]
        return hits, rows(reading.sql, **reading.values) if reading else []
    values = {f"c{number}_{name}": value for number, each in enumerate(changes) for name, value in each.values.items()}
    if reading:
        values |= {f"r_{name}": value for name, value in reading.values.items()}
    with connection.cursor() as cursor:
        sql = _join_changes(tuple(each.sql for each in changes), reading.sql if reading else "")
        cursor.execute(sql, values)
        answer = cursor.fetchall()
    count = len(changes)
    return list(answer[0][:count]), [row[count:] for row in answer if any(value is not None for value in row[count:])]


@lru_cache(maxsize=64)
def _join_changes(statements: tuple[str, ...], reading: str) -> str:
    """Return one statement that does these, each with names of its own for its values, and counts what they hit."""
    parts = [
        f"c{number} AS ({re.sub(r'%[(]', f'%(c{number}_', sql)} RETURNING 1)" for number, sql in enumerate(statements)
    ]
    counts = [f"(SELECT count(*) FROM c{number})" for number in range(len(statements))]  # nosec B608
    text = "WITH " + ", ".join(parts) + " SELECT " + ", ".join(counts)
    if reading:  # one row at least, with the counts
        renamed = re.sub(r"%[(]", "%(r_", reading)
        text += f", reading.* FROM (SELECT 1 AS one) AS always LEFT JOIN ({renamed}) AS reading ON always.one = 1"
    return " ".join(text.split())  # psycopg remembers what it made of a text only up to 4096 letters


def plan_anew() -> None:
    """Let PostgreSQL plan every statement of this transaction for its values.

    A plan that is kept was made for the tables as they were: one that reads a whole table while it is empty is slow by
    minutes when the transaction has filled it.
    """
    if on_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")


@contextmanager
def planned_anew() -> Iterator[None]:
    """Let PostgreSQL plan for their values the statements of a block that only reads.

    On SQLite nothing begins: a transaction there is the lock of the one writer.
    """
    if on_postgresql():
        with transaction.atomic():
            plan_anew()
            yield
    else:
        yield


def locking(table: str) -> str:
    """Return the end of a statement that locks the rows of a table; SQLite, with one writer at a time, has none.

    The keys stay free: what writes a row that points to a locked one does not wait, so nobody waits in a circle.
    """
    return f" FOR NO KEY UPDATE OF {table}" if on_postgresql() else ""


def one_of(name: str) -> str:
    """Return the text *is one of these* of a statement, for a list that is one value of it, however long it is.

    A place for each of some hundred dates costs more than the search for them, and another text each time.
    """
    if on_postgresql():
        return f"= ANY(%({name})s)"
    return f"IN (SELECT value FROM json_each(%({name})s))"  # nosec B608


def one_of_few(name: str) -> str:
    """Return `one_of` for a short list of keys: PostgreSQL plans anew each time it sees fewer than it reckoned with."""
    return f"= ANY((SELECT CAST(%({name})s AS bigint[]))::bigint[])" if on_postgresql() else one_of(name)


def records_among(model: type[Row], column: str, values: Sequence[Any]) -> list[Row]:
    """Return the records of a model that have one of these values in a column of it."""
    tables = _table_of(model)
    sql = f"SELECT {tables.columns} FROM {model._meta.db_table} own WHERE own.{column} {one_of('values')}"  # nosec B608
    return [tables.records(row)[0] for row in rows(sql, values=list(values))]


def insert(record: models.Model) -> None:
    """Write a new record and give it its id."""
    sql, fields = _insert_of(type(record))
    params = [field.get_db_prep_save(field.pre_save(record, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        record.pk = cursor.fetchone()[0]
    record._state.adding, record._state.db = False, connection.alias


def insertion(record: models.Model, *constants: str) -> Change:
    """Return what writes a new record: with the id that was drawn for it, or with one that nobody needs.

    What is empty is left out, and words of a vocabulary under the names of `constants` are written out: psycopg keeps
    what it made of a text for fifty values at most.
    """
    model = type(record)
    values = {field.attname: field.pre_save(record, add=True) for field in _fields(model)}
    written = tuple((name, values[name].value) for name in constants if is_word(values[name]))
    left_out = {name for name, value in values.items() if value is None} - _filled_by_itself(model)
    names = tuple(name for name in values if name not in left_out)
    sql, fields = _insertion_of(model, names, written)
    if record.pk is not None:
        record._state.adding, record._state.db = False, connection.alias
    return Change(sql, {name: field.get_db_prep_save(values[name], connection) for name, field in fields.items()})


def drawn_id(model: type[models.Model]) -> str:
    """Return the column that draws the id of a new record, so that what names it is written together with it.

    SQLite gives an id as it writes the record (`insert`).
    """
    if not on_postgresql():
        return "NULL"
    return f"nextval('{model._meta.db_table}_{model._meta.pk.column}_seq')"


def lock(record: Row) -> Row:
    """Lock the row of a record and return it as it is now. Raises `ObjectDoesNotExist`."""
    model = type(record)
    tables = _table_of(model)
    sql = f"SELECT {tables.columns} FROM {model._meta.db_table} own WHERE own.id = %(pk)s{locking('own')}"  # nosec B608
    for row in rows(sql, pk=record.pk):
        fresh: Row = tables.records(row)[0]
        return fresh
    raise ObjectDoesNotExist(f"{model.__name__} {record.pk}")


def find_row(model: type[Row], *, locked: bool = False, **same: Any) -> Row | None:
    """Return the first record whose attributes have these values, with its row locked where that is asked for."""
    for row in rows(_finding_of(model, tuple(same)) + (locking("own") if locked else ""), **same):
        record: Row = _table_of(model).records(row)[0]
        return record
    return None


@cache
def _finding_of(model: type[models.Model], names: tuple[str, ...]) -> str:
    column = {field.attname: field.column for field in _fields(model)}
    where = " AND ".join(f'own."{column[name]}" = %({name})s' for name in names)
    table = model._meta.db_table
    return f"SELECT {_table_of(model).columns} FROM {table} own WHERE {where} ORDER BY own.id LIMIT 1"  # nosec B608


@cache
def _table_of(model: type[models.Model]) -> Tables:
    return Tables(own=model)


def update_of(record: models.Model, *names: str) -> Change:
    """Return what writes these attributes of a record whose row is locked; without any name all of them."""
    sql, fields = _update_of(type(record), names or _names(type(record))[1:])
    kept = {field.attname: field.get_db_prep_save(field.pre_save(record, add=False), connection) for field in fields}
    return Change(sql, kept | {"pk": record.pk})


def draw_keys(model: type[models.Model], count: int) -> list[int]:
    """Return keys for so many new rows of a model, which nobody else gets: where the rows of another table name them.

    On SQLite this transaction is the only one that writes, and a row that is written with its key moves the counter.
    """
    table = model._meta.db_table
    if on_postgresql():
        sql = f"SELECT {drawn_id(model)} FROM generate_series(1, %(count)s)"  # nosec B608
        return [key for (key,) in rows(sql, count=count)]
    last = sum(key for (key,) in rows("SELECT seq FROM sqlite_sequence WHERE name = %(table)s", table=table))
    return list(range(last + 1, last + 1 + count))


def insert_many(
    model: type[models.Model], names: Sequence[str], lines: Iterable[Sequence[Any]], *, once: bool = False
) -> None:
    """Write new records of one model, their ids unknown to the caller: for files of many lines.

    `names` are the attributes that each line has in this order; every column without a default of the database must
    be among them, for no default of the model is asked. PostgreSQL takes in the first lines while later ones are made.
    With `once` a row that is there by its key already stays.
    """
    fields = {field.attname: field for field in _fields(model)}
    columns = ", ".join(f'"{fields[name].column}"' for name in names)
    table = f'"{model._meta.db_table}" ({columns})'
    sql = f"INSERT INTO {table} VALUES ({', '.join('%s' for _ in names)})"  # nosec B608
    sql += " ON CONFLICT DO NOTHING" if once else ""
    with connection.cursor() as cursor:
        if on_postgresql() and not once:  # COPY knows no key that is taken
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)
        elif not (made := [*lines]):
            return
        elif on_postgresql():
            cursor.executemany(sql, made)
        else:
            kept_otherwise = [place for place, name in enumerate(names) if isinstance(fields[name], _TEXTS_OF_SQLITE)]
            cursor.executemany(sql, [_sqlite_line(line, kept_otherwise) for line in made])


# A moment is a day too, in Django's classes of fields.
_TEXTS_OF_SQLITE = (models.DateField, models.JSONField)


def _sqlite_line(line: Sequence[Any], places: Sequence[int]) -> list[Any]:
    """Return the line with these places as SQLite takes them; to ask each value takes twice as long."""
    kept = list(line)
    for place in places:
        kept[place] = _sqlite(kept[place])
    return kept


def adapt_values(values: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Return named values as the database takes them in plain SQL: SQLite moments as texts, of UTC, without a zone.

    A list is one value (`one_of`): SQLite reads it as JSON.
    """
    if on_postgresql():
        return values
    return {name: _sqlite(value) for name, value in values.items()}


def _sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return _sqlite_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, default=str) if isinstance(value, list) else value


@lru_cache(maxsize=64)
def _sqlite_moment(moment: datetime) -> str:
    return str(moment.astimezone(UTC).replace(tzinfo=None))


def moment_of(value: object) -> datetime:
    """Return a moment as either database gives it: those of SQLite are texts of UTC and do not say so."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


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
def _kept_otherwise(model: type[models.Model]) -> tuple[tuple[int, Any], ...]:
    """Return the columns that the database has in another form, as what is encrypted or JSON, with their places."""
    return tuple((place, field) for place, field in enumerate(_fields(model)) if hasattr(field, "from_db_value"))


@cache
def _names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in _fields(model))


@cache
def _insertion_of(
    model: type[models.Model], names: tuple[str, ...], written: tuple[tuple[str, str], ...]
) -> tuple[str, dict[str, models.Field[Any, Any]]]:
    fields = {field.attname: field for field in _fields(model) if field.attname in names}
    constants = {name: f"'{word}'" for name, word in written}
    columns = ", ".join(f'"{field.column}"' for field in fields.values())
    places = ", ".join(constants.get(name, f"%({name})s") for name in fields)
    sent = {name: field for name, field in fields.items() if name not in constants}
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places})', sent  # nosec B608


@cache
def _filled_by_itself(model: type[models.Model]) -> set[str]:
    """Return the columns that the database fills where a statement leaves them out: these are written as they are."""
    return {field.attname for field in _fields(model) if field.has_db_default()}


@cache
def _update_of(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[models.Field[Any, Any]]]:
    fields = [field for field in _fields(model) if field.attname in names or field.name in names]
    if len(fields) != len(names):
        raise ValueError(f"{model.__name__} has not all of {', '.join(names)}")
    columns = ", ".join(f'"{field.column}" = %({field.attname})s' for field in fields)
    return f'UPDATE "{model._meta.db_table}" SET {columns} WHERE id = %(pk)s', fields  # nosec B608


@cache
def _insert_of(model: type[models.Model]) -> tuple[str, list[models.Field[Any, Any]]]:
    fields = [field for field in _fields(model) if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join("%s" for _ in fields)
    key = model._meta.pk.column
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places}) RETURNING "{key}"', fields  # nosec B608
