"""Which rows the transactions of a connection lock, in which order, and which two of them could wait for each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.db import connection

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]
LOCKING = re.compile(r"FOR (?:NO KEY )?UPDATE(?: OF \"?(\w+)\"?)?")
CHANGING = re.compile(r'(?:UPDATE|DELETE FROM|INSERT INTO) "(\w+)"')
READ_FROM = re.compile(r'FROM "?(\w+)"?')


class Row(NamedTuple):
    """One row of a table."""

    table: str
    pk: int


@dataclass
class Transaction:
    """The rows that a transaction locked, in order, and those of them that it made: for those nobody else can wait."""

    held: list[Row] = field(default_factory=list)
    made: set[Row] = field(default_factory=set)


class Crossing(NamedTuple):
    """Two rows of these tables that one transaction locks in this order, and another in the other."""

    first: str
    then: str


class Way(NamedTuple):
    """How a transaction came to two rows: what else it had locked by then, and its place among all."""

    held: frozenset[Row]
    place: int

    def can_meet(self, other: Way, made: Mapping[Row, int]) -> bool:
        """Return whether this one and another could each have its first row at the same moment."""
        latest = max((made.get(row, 0) for row in self.held), default=0)
        others = max((made.get(row, 0) for row in other.held), default=0)
        return not self.held & other.held and latest <= other.place and others <= self.place


@dataclass
class LockRecorder:
    """What each transaction locked, in order: by a statement that locks, changes, deletes or makes rows of one table.

    Changes that are written out as one statement are not seen: what they lock is locked already (`records.rows`).
    """

    transactions: list[Transaction] = field(default_factory=list)

    def begin(self) -> None:
        """Begin with another transaction."""
        self.transactions.append(Transaction())

    def __call__(self, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Run a statement and note the rows that it locked; for `connection.execute_wrapper`."""
        changing = CHANGING.match(sql)
        if changing and changing[1] in _tables() and not many and " RETURNING " not in sql:
            sql = f'{sql} RETURNING "{changing[1]}"."id"'
        answer = execute(sql, params, many, context)
        result = context["cursor"].pgresult
        table = changing[1] if changing else _locked_table(sql)
        if connection.in_atomic_block and result is not None and table in _tables():
            self._note(table, result, made=sql.startswith("INSERT"))
        return answer

    def _note(self, table: str, result: Any, *, made: bool) -> None:
        own = self.transactions[-1]
        for column in range(result.nfields):
            if (result.ftable(column), result.ftablecol(column)) == _tables()[table]:
                locked = [Row(table, int(result.get_value(row, column))) for row in range(result.ntuples)]
                own.held.extend(row for row in dict.fromkeys(locked) if row not in own.held)
                own.made.update(locked if made else ())
                return


@contextmanager
def recorded_locks(monkeypatch: pytest.MonkeyPatch) -> Iterator[LockRecorder]:
    """Record the transactions of this connection; in a test that has none of its own."""
    _tables()  # asked for before the recorder listens
    recorder, plain = LockRecorder(), connection.set_autocommit

    def set_autocommit(autocommit: bool, *args: Any, **words: Any) -> None:
        recorder.begin()
        plain(autocommit, *args, **words)

    monkeypatch.setattr(connection, "set_autocommit", set_autocommit)
    with connection.execute_wrapper(recorder):
        yield recorder


def _locked_table(sql: str) -> str:
    """Return the table of which a statement locks rows; an empty word for one that locks none."""
    locking = LOCKING.search(sql)
    if locking is None:
        return ""
    name = locking[1] or ""
    named = re.search(rf"(?:FROM|JOIN) (\w+) {name}\b", sql) if name and name not in _tables() else None
    first = READ_FROM.search(sql)
    if named:
        return named[1]
    return name or (first[1] if first else "")


@cache
def _tables() -> dict[str, tuple[int, int]]:
    """Return the tables of the product, with the number of each in PostgreSQL and the place of its key."""
    names = [model._meta.db_table for model in apps.get_app_config("records").get_models()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_class.oid::int, attnum FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
            " WHERE attname = 'id' AND relname = ANY(%s)",
            [names],
        )
        return {name: (number, place) for name, number, place in cursor.fetchall()}


def crossings(transactions: Sequence[Transaction]) -> set[Crossing]:
    """Return the tables of rows that two of these transactions lock in opposite orders, and so could wait for ever.

    Not those of who comes to both rows only behind one lock that both take before, or with a row that was made when the
    other was over. Of three that wait in a ring nothing is found.
    """
    made = {row: place for place, own in enumerate(transactions) for row in own.made}
    ways: dict[tuple[Row, Row], list[Way]] = {}
    for place, own in enumerate(transactions):
        for count, then in enumerate(own.held):
            before = frozenset(own.held[:count])
            for first in before:
                if not own.made & {first, then}:
                    ways.setdefault((first, then), []).append(Way(before - {first}, place))
    return {
        Crossing(*sorted((first.table, then.table)))
        for (first, then), own_ways in ways.items()
        for own_way in own_ways
        for other in ways.get((then, first), ())
        if own_way.can_meet(other, made)
    }
