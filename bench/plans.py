"""How PostgreSQL would answer the statements of a page, and which of them read a whole table that grows.

A statement is prepared and planned for all values alike, as the database does from its sixth use on a connection on,
when a partial index whose condition is a value serves nobody. What can be read by an index is read by it, for whole
tables and joins that read them are made dear: it does not matter how few rows there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from psycopg import ClientCursor, errors, sql

PLACE = re.compile(r"%%|%s|%\((\w+)\)s")
PLANNED = ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH", "(SELECT")
SCANS = ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Index Scan")
TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (datetime, "timestamptz"),
    (date, "date"),
    (time, "time"),
    (timedelta, "interval"),
    (float, "double precision"),
    (Decimal, "numeric"),
)
# As if each table held a thousand times what it holds: few are found quickest by reading them all, a million are not.
MANY = """
UPDATE pg_class SET relpages = greatest(relpages, 1), reltuples = 1000 * greatest(reltuples, 100)
WHERE relkind = 'r' AND relname LIKE 'records\\_%%'
"""
# Conditions that lead nowhere: that there is a value, or a word of the program, which as many rows have as there are.
SAYS_NOTHING = re.compile(r"\(\w+ IS NOT NULL\)")
LEADS = re.compile(r"\$\d|\w\.\w|InitPlan|SubPlan|IS NULL")


@dataclass
class Statements:
    """The statements that were asked, each once with its first values and wherever it was asked."""

    seen: dict[str, tuple[Any, list[str]]] = field(default_factory=dict)
    where: str = ""

    def keep(self, execute: Callable[..., Any], text: str, params: Any, many: bool, context: Any) -> Any:
        """Note a statement, and have it executed."""
        if not many and text.lstrip().startswith(PLANNED):
            _values, places = self.seen.setdefault(text, (params, []))
            if self.where not in places:
                places.append(self.where)
        return execute(text, params, many, context)

    @contextmanager
    def of(self, where: str) -> Iterator[None]:
        """Note what is asked meanwhile."""
        self.where = where
        with connection.execute_wrapper(self.keep):
            yield


@dataclass(frozen=True, order=True)
class Read:
    """One step of a plan that reads a table: by which index, on which condition; none of both is all of it."""

    table: str
    step: str
    index: str = ""
    condition: str = ""
    filtered: str = ""
    limited: bool = False

    def __str__(self) -> str:
        return " ".join(filter(None, [self.step, self.table, self.index, self.condition and f"on {self.condition}"]))


def number_places(text: str, params: Any) -> tuple[str, list[Any]]:
    """Return a statement with numbered places, and their values in this order."""
    values: list[Any] = []
    names: dict[str, int] = {}
    given = iter(() if isinstance(params, Mapping) or params is None else params)

    def place(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        name = match[1]
        if name is None:
            values.append(next(given))
            return f"${len(values)}"
        if name not in names:
            values.append(params[name])
            names[name] = len(values)
        return f"${names[name]}"

    return (text, []) if params is None else (PLACE.sub(place, text), values)


def type_of(value: Any) -> str:
    """Return the type of the database by which a value is sent, as psycopg chooses it."""
    if isinstance(value, list):
        return f"{type_of(value[0]).replace('unknown', 'text')}[]" if value else "unknown"
    for kind, name in TYPES:
        if isinstance(value, kind):
            return name
    if isinstance(value, int):
        return "smallint" if abs(value) < 1 << 15 else "integer" if abs(value) < 1 << 31 else "bigint"
    return "jsonb" if type(value).__name__.startswith("Json") else "unknown"


def plan(text: str, params: Any) -> dict[str, Any]:
    """Return the plan of a statement for all values alike."""
    told, values = number_places(text, params)
    types = f"({', '.join(map(type_of, values))})" if values else ""
    connection.ensure_connection()
    cursor = ClientCursor(connection.connection)
    cursor.execute(f"PREPARE asked {types} AS {told}".encode())
    try:
        places = sql.SQL(", ").join(map(sql.Literal, values))
        call = sql.SQL("({})").format(places) if values else sql.SQL("")
        cursor.execute(sql.SQL("EXPLAIN (FORMAT JSON) EXECUTE asked") + call)
        ((answer,),) = cursor.fetchall()
    finally:
        cursor.execute("DEALLOCATE asked")
    top: dict[str, Any] = answer[0]["Plan"]
    return top


@contextmanager
def whole_tables_are_dear() -> Iterator[None]:
    """Plan for all values alike and for many rows, and read a whole table only where no index helps.

    In the caller's transaction, which has to be rolled back: the statistics are not true.
    """
    settings = dict.fromkeys(("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit"), "off")
    settings["plan_cache_mode"] = "force_generic_plan"
    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute(f"SET LOCAL {name} = {value}")
        cursor.execute(MANY)
        yield
        for name in settings:
            cursor.execute(f"RESET {name}")


def reads(node: Mapping[str, Any], table: str = "", *, limited: bool = False) -> Iterator[Read]:
    """Yield every step of a plan that reads a table."""
    table = node.get("Relation Name", table)
    if node["Node Type"] in SCANS:
        yield Read(
            table,
            node["Node Type"],
            node.get("Index Name", ""),
            node.get("Index Cond", ""),
            node.get("Filter", ""),
            limited,
        )
    for each in node.get("Plans", ()):
        yield from reads(each, table, limited=node["Node Type"] == "Limit")


def partial_indexes() -> set[str]:
    """Return the indexes that have a condition: what is in them is not the history."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL")
        return {name for (name,) in cursor.fetchall()}


def leads(condition: str) -> bool:
    """Return whether a condition on an index takes a value or another table's column to find rows by."""
    return LEADS.search(re.sub(r"'[^']*'", "", SAYS_NOTHING.sub("", condition))) is not None


def whole(read: Read, partial: Collection[str]) -> bool:
    """Return whether a step reads all that there is: no condition leads into the index, and nothing ends it early."""
    if read.step == "Seq Scan":
        return True
    first_few = read.limited and not read.filtered
    return not leads(read.condition) and read.index not in partial and not first_few


@dataclass(frozen=True, order=True)
class WholeRead:
    """A statement that reads all of a table that grows: where it was asked, by which step, and its text."""

    where: str
    step: Read
    statement: str

    def __str__(self) -> str:
        return f"{self.where}: {self.step}: {' '.join(self.statement.split())}"


def whole_reads(statements: Statements, growing: Collection[str]) -> list[WholeRead]:
    """Return each statement that reads all of a table that grows, for each page that asks it and each such step."""
    partial, faults = partial_indexes(), set[WholeRead]()
    with whole_tables_are_dear():
        for text, (params, places) in statements.seen.items():
            try:
                steps = list(reads(plan(text, params)))
            except errors.Error as error:
                raise ValueError(f"{places}: {text}") from error
            bad = [each for each in steps if each.table in growing and whole(each, partial)]
            faults |= {WholeRead(where, step, text) for where in places for step in bad}
    return sorted(faults)
