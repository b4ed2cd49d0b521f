"""Queries of the ORM that are compiled once and run with other values.

To turn a query into SQL costs Django several times what the database then does for it. Here a query is compiled with
marks in place of its values, once for each shape of them (which are None, how long a list is); afterwards only the
values are put in. Who builds the query is as always the ORM; docs/decisions/0011.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.query import ModelIterable
from django.db.models.sql.subqueries import UpdateQuery

Record = TypeVar("Record", bound=models.Model)
Values = dict[str, Any]
FIRST_MOMENT = datetime(1901, 1, 1, tzinfo=UTC)
FIRST_NUMBER = 31000  # within the least field for numbers, and no number that a query of ours holds


class Unprepared(Exception):
    """A value of the query did not come out of the compiler as it went in: it cannot be put in afterwards."""


class _Compiled:
    """The SQL of one shape, and which value stands where in its parameters."""

    def __init__(self, compiler: Any, names: Values) -> None:
        self.compiler = compiler
        self.sql, params = compiler.as_sql()
        marks = {adapted(mark): place for place, mark in _places(names)}
        self.params = [(marks.get(each) if _hashable(each) else None, each) for each in params]
        unused = set(marks.values()) - {place for place, _ in self.params}
        if unused:
            raise Unprepared(", ".join(sorted(name for name, _ in unused)))

    def filled(self, values: Values) -> list[Any]:
        """Return the parameters with these values in them."""
        found = []
        for place, constant in self.params:
            if place is None:
                found.append(constant)
            else:
                name, index = place
                value = values[name] if index is None else values[name][index]
                found.append(adapted(value))
        return found


class _Forms:
    """The compiled forms of one query: by database, and by the shape of its values."""

    def __init__(self) -> None:
        self.known: dict[Any, _Compiled] = {}

    def get(self, values: Values, compiler: Callable[[Values], Any]) -> _Compiled:
        shape = (connection.vendor, *((name, _shape(value)) for name, value in values.items()))
        form = self.known.get(shape)
        if form is None:
            marks = {name: _mark(value, index) for index, (name, value) in enumerate(values.items())}
            form = self.known[shape] = _Compiled(compiler(marks), marks)
        return form


class Prepared(Generic[Record]):
    """A query that reads records."""

    def __init__(self, build: Callable[..., models.QuerySet[Record]]) -> None:
        self.build = build
        self.forms = _Forms()

    def all(self, **values: Any) -> list[Record]:
        """Return what the query finds with these values."""
        form = self.forms.get(values, self._compiler)
        return list(ModelIterable(_Asked(form, form.filled(values))))  # type: ignore[arg-type]

    def first(self, **values: Any) -> Record | None:
        """Return the first that the query finds, or None; the query itself says that it wants no more."""
        found = self.all(**values)
        return found[0] if found else None

    def _compiler(self, marks: Values) -> Any:
        return self.build(**marks).query.get_compiler(connection.alias)


class PreparedUpdate:
    """A query that changes records: which, and to what."""

    def __init__(self, build: Callable[..., tuple[models.QuerySet[Any], Values]]) -> None:
        self.build = build
        self.forms = _Forms()

    def run(self, **values: Any) -> int:
        """Change them, and return how many were hit."""
        form = self.forms.get(values, self._compiler)
        with connection.cursor() as cursor:
            cursor.execute(form.sql, form.filled(values))
            return int(cursor.rowcount)

    def _compiler(self, marks: Values) -> Any:
        rows, changes = self.build(**marks)
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        return query.get_compiler(connection.alias)


class _Asked:
    """What `ModelIterable` wants of a query set, around SQL that is ready."""

    def __init__(self, form: _Compiled, params: list[Any]) -> None:
        self.form, self.params = form, params
        self.db = connection.alias
        self.query = self
        self._known_related_objects: dict[Any, Any] = {}

    def get_compiler(self, using: str) -> _Asked:
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self.form.compiler, name)

    def execute_sql(self, **kwargs: Any) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(self.form.sql, self.params)
            rows: list[Any] = cursor.fetchall()
            return rows

    def results_iter(self, rows: Any) -> Any:
        compiler = self.form.compiler
        fields = [each[0] for each in compiler.select]
        converters = compiler.get_converters(fields)
        return compiler.apply_converters(rows, converters) if converters else rows


def insert(record: models.Model) -> None:
    """Write a new record and give it its id: one statement, whose SQL is made once for each model."""
    model = type(record)
    sql, fields = _insert_of(model, connection.vendor)
    params = [field.get_db_prep_save(field.pre_save(record, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        record.pk = cursor.fetchone()[0]
    record._state.adding, record._state.db = False, connection.alias


_INSERTS: dict[tuple[type[models.Model], str], tuple[str, list[Any]]] = {}


def _insert_of(model: type[models.Model], vendor: str) -> tuple[str, list[Any]]:
    known = _INSERTS.get((model, vendor))
    if known is None:
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(str(field.column)) for field in fields)
        places = ", ".join("%s" for _ in fields)
        table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
        sql = f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {key}"  # nosec B608
        known = _INSERTS[model, vendor] = (sql, fields)
    return known


def _shape(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return len(value)
    if value is None or isinstance(value, bool):
        return (value,)
    return ""


def _mark(value: Any, index: int) -> Any:
    """Return what stands for a value while the query is compiled; None and truth values are part of the shape."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        return [_mark(each, 10 * (index + 1) + at) for at, each in enumerate(value)]
    if isinstance(value, datetime):
        return FIRST_MOMENT + timedelta(days=index)
    if isinstance(value, date):
        return FIRST_MOMENT.date() + timedelta(days=index)
    return FIRST_NUMBER + index if isinstance(value, int) else f"\x02{index}"


def _places(marks: Values) -> list[tuple[tuple[str, int | None], Any]]:
    found: list[tuple[tuple[str, int | None], Any]] = []
    for name, mark in marks.items():
        if isinstance(mark, list):
            found += [((name, index), each) for index, each in enumerate(mark)]
        elif mark is not None and not isinstance(mark, bool):
            found.append(((name, None), mark))
    return found


def adapted(value: Any) -> Any:
    """Return a value as the database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _hashable(value: Any) -> bool:
    return isinstance(value, str | int | datetime | date)
