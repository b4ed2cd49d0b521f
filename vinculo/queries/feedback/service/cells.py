"""What the statement of a source counts, told apart by centre, by day and by each column: read once for all of it.

A cell is a value of a column with the number of each figure; where minutes are asked for, with all of them, for a
percentile of several months cannot be made of those of each. Cells of different days and centres add up, which is what
lets a month that is over be kept (kept.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from vinculo.queries.feedback.service.figures import FIGURES, Figure
from vinculo.queries.feedback.service.scope import ServiceScope
from vinculo.queries.feedback.service.sources import SourceName, source_statement
from vinculo.records.rows import rows
from vinculo.rules.feedback.service import Spread, spread_minutes

Counts = dict[str, int]  # by the key of the figure
WHOLE = ("", "")  # the cell of all rows
DAY = "day"
APART = "klass"  # the minutes of all rows are those of each class together
NOWHERE = 0  # the key of the cells of all centres together
# All minutes of a cell as one value: PostgreSQL has lists, SQLite writes them as JSON.
LISTED = {
    "postgresql": "array_agg({took}) FILTER (WHERE {condition})",
    "sqlite": "json_group_array({took}) FILTER (WHERE {condition})",
}
NO_LIST = {"postgresql": "CAST(NULL AS double precision[])", "sqlite": "NULL"}


@dataclass(kw_only=True)
class Ask:
    """What is asked of a source: its figures, by which columns, and the minutes of which figures by which of them."""

    figures: dict[str, Figure] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    minutes: set[tuple[str, str]] = field(default_factory=set)

    def add(self, figures: Iterable[Figure], column: str = "") -> None:
        """Ask for figures too, by a column, and for the minutes of the first of them that has any."""
        for each in figures:
            self.figures[each.key] = each
        self.columns |= {column} - {""}

    def add_minutes(self, figure: Figure, column: str = "") -> None:
        """Ask for the minutes of a figure by a column, or for all of them."""
        self.add([figure], column or APART)
        self.minutes.add((figure.key, column or APART))


@dataclass(kw_only=True)
class Cells:
    """The numbers of a source by column and value, and the minutes of its figures."""

    counts: dict[tuple[str, str], Counts] = field(default_factory=dict)
    minutes: dict[tuple[str, str, str], list[float]] = field(default_factory=dict)  # figure, column, value

    def merge(self, other: Cells) -> None:
        """Add what was counted of other days or other centres."""
        for place, counts in other.counts.items():
            mine = self.counts.setdefault(place, {})
            for key, number in counts.items():
                mine[key] = mine.get(key, 0) + number
        for of, minutes in other.minutes.items():
            self.minutes.setdefault(of, []).extend(minutes)

    def count(self, key: str, column: str = "", value: str = "") -> int:
        """Return the number of a figure in a cell, nought where there is none."""
        return self.counts.get((column, value), {}).get(key, 0)

    def values(self, column: str) -> list[str]:
        """Return the values of a column that have a cell, in their order."""
        return sorted(value for of, value in self.counts if of == column)

    def spread(self, figure: Figure, column: str = "", value: str = "") -> Spread:
        """Return the percentiles of a figure's minutes in a cell; without a column of all of them."""
        if column:
            return spread_minutes(self.minutes.get((figure.key, column, value), []))
        every: list[float] = []
        for (key, of, _value), minutes in self.minutes.items():
            if (key, of) == (figure.key, APART):
                every += minutes
        return spread_minutes(every)


Asks = dict[SourceName, Ask]
ByCentre = dict[int, Cells]


def ask_for(asks: Asks, figures: Iterable[Figure], column: str = "") -> None:
    """Ask for figures by a column, each of its own source."""
    for each in figures:
        asks.setdefault(each.source, Ask()).add([each], column)


def whole_ask(name: SourceName, columns: Iterable[str], minutes: Iterable[str]) -> Ask:
    """Return everything that can be asked of a source: its figures by day and by each of its columns."""
    ask = Ask()
    figures = [each for each in FIGURES.values() if each.source == name]
    for column in ("", DAY, *columns):
        ask.add(figures, column)
    for each in figures:
        for column in minutes if each.minutes else ():
            ask.add_minutes(each, column)
    return ask


def read_live(name: SourceName, ask: Ask, scope: ServiceScope, *, by_centre: bool) -> ByCentre:
    """Return the cells of a source as the records are now, by centre or of all of them; one statement."""
    statement, values = source_statement(name, scope)
    figures, timed = list(ask.figures.values()), sorted({key for key, _column in ask.minutes})
    parts = [_part("", ask, figures, timed, by_centre=by_centre)]
    parts += [_part(column, ask, figures, timed, by_centre=by_centre) for column in sorted(ask.columns)]
    by_agency: ByCentre = {}
    for agency, column, value, *rest in rows(f"WITH r AS ({statement}) {' UNION ALL '.join(parts)}", **values):  # nosec B608
        place = (column, value or "")
        counted = {each.key: number for each, number in zip(figures, rest, strict=False)}
        if not any(counted.values()):
            continue
        cells = by_agency.setdefault(agency, Cells())
        cells.counts[place] = counted
        for key, minutes in zip(timed, rest[len(figures) :], strict=True):
            if minutes:
                cells.minutes[key, *place] = read_minutes(minutes)
    return by_agency


def _part(column: str, ask: Ask, figures: Sequence[Figure], timed: Sequence[str], *, by_centre: bool) -> str:
    agency = "agency_id" if by_centre else str(NOWHERE)
    value = f"CAST(r.{column} AS text)" if column else "''"
    numbers = [f"COUNT(*) FILTER (WHERE {each.condition})" for each in figures]
    lists = [
        LISTED[connection.vendor].format(took=ask.figures[key].minutes, condition=ask.figures[key].condition)
        if (key, column) in ask.minutes
        else NO_LIST[connection.vendor]
        for key in timed
    ]
    groups = [*(["agency_id"] if by_centre else []), *([f"r.{column}"] if column else [])]
    grouped = f" GROUP BY {', '.join(groups)}" if groups else ""
    return f"SELECT {agency}, '{column}', {value}, {', '.join([*numbers, *lists])} FROM r{grouped}"  # nosec B608


def read_minutes(value: Any) -> list[float]:
    """Return the minutes of a cell as either database gives them."""
    return json.loads(value) if isinstance(value, str) else list(value)


def write_cells(cells: Cells) -> tuple[list[Any], list[Any]]:
    """Return cells as they are kept: numbers that are not nought, and minutes to the hundredth, in their order."""
    counts = [
        [*place, {key: number for key, number in counted.items() if number}]
        for place, counted in sorted(cells.counts.items())
    ]
    minutes = [[*of, sorted(round(each, 2) for each in took)] for of, took in sorted(cells.minutes.items())]
    return counts, minutes


def read_kept(counts: Iterable[Any], minutes: Iterable[Any], ask: Ask) -> Cells:
    """Return the cells of what was kept that are asked for."""
    cells = Cells()
    for column, value, counted in counts:
        if not column or column in ask.columns:
            cells.counts[column, value] = counted
    for key, column, value, took in minutes:
        if (key, column) in ask.minutes:
            cells.minutes[key, column, value] = took
    return cells
