"""Counts of the figures, of their parts and their days, and the percentiles of minutes: each by one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from vinculo.queries.feedback.service.figures import FIGURES, Breakdown, Figure, Section
from vinculo.queries.feedback.service.scope import ServiceScope
from vinculo.queries.feedback.service.sources import SourceName, source_statement
from vinculo.records.rows import rows
from vinculo.rules.feedback.service import PERCENTILES, Spread

Counts = dict[str, int]  # by the key of the figure
NOTHING = Spread()
# PostgreSQL has the percentile itself, which sorts once; SQLite ranks by windows. Both give a value that somebody had.
TOLD = {
    "postgresql": ", ".join(f"percentile_disc({each / 100}) WITHIN GROUP (ORDER BY {{took}})" for each in PERCENTILES),
    "sqlite": ", ".join(f"MIN(CASE WHEN place * 100 >= {each} * many THEN took END)" for each in PERCENTILES),
}
SPREADS = {
    "postgresql": f"""
    SELECT {{part}}, COUNT(*), {TOLD["postgresql"]}, MAX({{took}}) FROM ({{rows}}) AS r WHERE {{condition}} GROUP BY 1
    """,  # nosec B608
    "sqlite": f"""
    SELECT part, MAX(many), {TOLD["sqlite"]}, MAX(took) FROM (
      SELECT {{part}} AS part, {{took}} AS took, COUNT(*) OVER (PARTITION BY {{part}}) AS many,
        ROW_NUMBER() OVER (PARTITION BY {{part}} ORDER BY {{took}}) AS place
      FROM ({{rows}}) AS r WHERE {{condition}}
    ) AS ranked GROUP BY part
    """,  # nosec B608
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """One line of a breakdown: the value of its column, its counts, and the minutes of the figure that has them."""

    value: str
    counts: Counts
    spread: Spread = NOTHING


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What a figure counted on one day, and what the figure counted of which it is a part."""

    day: date
    count: int
    whole: int


def figures_of_source(figures: Iterable[Figure]) -> dict[SourceName, list[Figure]]:
    """Return the figures by their source: each source is read once."""
    together: dict[SourceName, list[Figure]] = {}
    for each in figures:
        together.setdefault(each.source, []).append(each)
    return together


def count_figures(figures: Iterable[Figure], scope: ServiceScope) -> Counts:
    """Return the number of each figure; one statement for each source."""
    counts: Counts = {}
    for name, together in figures_of_source(figures).items():
        statement, values = source_statement(name, scope)
        ((*numbers,),) = rows(f"SELECT {_counts(together)} FROM ({statement}) AS r", **values)  # nosec B608
        counts |= {each.key: number for each, number in zip(together, numbers, strict=True)}
    return counts


def count_by_centre(figures: Iterable[Figure], scope: ServiceScope) -> dict[int, Counts]:
    """Return the number of each figure at each centre that has any; one statement for each source."""
    counts: dict[int, Counts] = {}
    for name, together in figures_of_source(figures).items():
        statement, values = source_statement(name, scope)
        lines = rows(f"SELECT agency_id, {_counts(together)} FROM ({statement}) AS r GROUP BY agency_id", **values)  # nosec B608
        for agency, *numbers in lines:
            counts.setdefault(agency, {}).update({e.key: n for e, n in zip(together, numbers, strict=True)})
    return counts


def count_parts(breakdown: Breakdown, scope: ServiceScope) -> list[Part]:
    """Return a line for each value of the breakdown's column, with the percentiles where its figure has minutes."""
    figures = [FIGURES[key] for key in breakdown.figures]
    statement, values = source_statement(figures[0].source, scope)
    column = f"CAST(r.{breakdown.column} AS text)"
    lines = rows(f"SELECT {column}, {_counts(figures)} FROM ({statement}) AS r GROUP BY 1", **values)  # nosec B608
    spreads = spread_of(figures[0], scope, breakdown.column) if figures[0].minutes else {}
    return [
        Part(
            value=value or "",
            counts={each.key: number for each, number in zip(figures, numbers, strict=True)},
            spread=spreads.get(value or "", NOTHING),
        )
        for value, *numbers in lines
        if any(numbers)
    ]


def spread_of(figure: Figure, scope: ServiceScope, column: str = "") -> dict[str, Spread]:
    """Return the percentiles of a figure's minutes by the values of a column, or under an empty one of all of it.

    By nearest rank, as in `rules.queue.statistics`: a percentile is a wait that somebody had. One statement.
    """
    statement, values = source_statement(figure.source, scope)
    part = f"CAST({column} AS text)" if column else "''"
    ranked = SPREADS[connection.vendor].format(
        part=part, took=figure.minutes, rows=statement, condition=figure.condition
    )
    return {
        str(value): Spread(count=many, minutes=tuple(round(float(each), 2) for each in minutes))
        for value, many, *minutes in rows(ranked, **values)
    }


def spread_by_centre(figure: Figure, scope: ServiceScope) -> dict[int, Spread]:
    """Return the percentiles of a figure's minutes at each centre; one statement."""
    return {int(agency): spread for agency, spread in spread_of(figure, scope, "agency_id").items()}


def count_days(section: Section, scope: ServiceScope) -> list[Moment]:
    """Return what the figure of a section's trend counted on each day that has any; one statement."""
    figure = FIGURES[section.trend]
    whole = FIGURES[figure.of] if figure.of else figure
    statement, values = source_statement(figure.source, scope)
    counted = rows(
        f"SELECT day, {_counts([figure, whole])} FROM ({statement}) AS r GROUP BY day ORDER BY day",  # nosec B608
        **values,
    )
    return [Moment(day=read_day(day), count=count, whole=every) for day, count, every in counted]


def read_day(value: Any) -> date:
    """Return a day as either database gives it."""
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _counts(figures: Sequence[Figure]) -> str:
    return ", ".join(f"COUNT(*) FILTER (WHERE {each.condition})" for each in figures)
