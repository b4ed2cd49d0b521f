"""Counts of the figures, of their parts and their days, and the percentiles of minutes: each source is read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from vinculo.queries.feedback.service.cells import DAY, NOWHERE, Ask, Asks, Cells, Counts, ask_for
from vinculo.queries.feedback.service.figures import FIGURES, Breakdown, Figure, Section
from vinculo.queries.feedback.service.kept import read_cells
from vinculo.queries.feedback.service.scope import ServiceScope
from vinculo.rules.feedback.service import Spread

NOTHING = Spread()


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


class Counted:
    """What was counted in a scope of some figures, their breakdowns and their course."""

    def __init__(
        self,
        scope: ServiceScope,
        *,
        figures: Iterable[Figure] = (),
        breakdowns: Iterable[Breakdown] = (),
        trend: str = "",
    ) -> None:
        self.asks: Asks = {}
        self.figures = list(figures)
        ask_for(self.asks, self.figures)
        for each in breakdowns:
            ask_for(self.asks, _figures_of(each), each.column)
            for first in _timed_figure(each):
                self.asks[first.source].add_minutes(first, each.column)
                self.asks[first.source].add_minutes(first)
        if trend:
            ask_for(self.asks, _with_whole(FIGURES[trend]), DAY)
        self.cells = {name: by_agency.get(NOWHERE, Cells()) for name, by_agency in read_cells(self.asks, scope).items()}

    def counts(self) -> Counts:
        """Return the number of each figure."""
        return {each.key: self.cells[each.source].count(each.key) for each in self.figures}

    def parts(self, breakdown: Breakdown) -> list[Part]:
        """Return a line for each value of a breakdown that has any, with the percentiles where its figure has them."""
        figures = _figures_of(breakdown)
        cells, column = self.cells[figures[0].source], breakdown.column
        lines = []
        for value in cells.values(column):
            counts = {each.key: cells.count(each.key, column, value) for each in figures}
            spread = cells.spread(figures[0], column, value) if figures[0].minutes else NOTHING
            if any(counts.values()):
                lines.append(Part(value=value, counts=counts, spread=spread))
        return lines

    def whole(self, breakdown: Breakdown) -> Spread | None:
        """Return the percentiles of all rows of a breakdown's figure; None where it has no minutes."""
        return next((self.cells[first.source].spread(first) for first in _timed_figure(breakdown)), None)

    def days(self, trend: str) -> list[Moment]:
        """Return what the figure of a course counted on each day that has any."""
        figure, whole = FIGURES[trend], _with_whole(FIGURES[trend])[-1]
        cells = self.cells[figure.source]
        return [
            Moment(day=read_day(day), count=cells.count(figure.key, DAY, day), whole=cells.count(whole.key, DAY, day))
            for day in cells.values(DAY)
        ]


def _figures_of(breakdown: Breakdown) -> list[Figure]:
    return [FIGURES[key] for key in breakdown.figures]


def _timed_figure(breakdown: Breakdown) -> Iterator[Figure]:
    """Yield the figure of a breakdown whose minutes are told: its first, where it has any."""
    yield from (each for each in _figures_of(breakdown)[:1] if each.minutes)


def _with_whole(figure: Figure) -> list[Figure]:
    return [figure, FIGURES[figure.of]] if figure.of else [figure]


def count_section(section: Section, scope: ServiceScope) -> Counted:
    """Return all that a page of figures tells; one statement for each source."""
    return Counted(scope, figures=section.figures, breakdowns=section.breakdowns, trend=section.trend)


def count_figures(figures: Iterable[Figure], scope: ServiceScope) -> Counts:
    """Return the number of each figure; one statement for each source."""
    return Counted(scope, figures=figures).counts()


def count_parts(breakdown: Breakdown, scope: ServiceScope) -> list[Part]:
    """Return a line for each value of the breakdown's column, with the percentiles where its figure has minutes."""
    return Counted(scope, breakdowns=[breakdown]).parts(breakdown)


def count_days(section: Section, scope: ServiceScope) -> list[Moment]:
    """Return what the figure of a section's trend counted on each day that has any; one statement."""
    return Counted(scope, trend=section.trend).days(section.trend)


def spread_of(figure: Figure, scope: ServiceScope, column: str = "") -> dict[str, Spread]:
    """Return the percentiles of a figure's minutes by the values of a column, or under an empty one of all of it."""
    ask = Ask()
    ask.add_minutes(figure, column)
    cells = read_cells({figure.source: ask}, scope)[figure.source].get(NOWHERE, Cells())
    values = cells.values(column) if column else [""]
    spreads = {value: cells.spread(figure, column, value) for value in values}
    return {value: spread for value, spread in spreads.items() if spread.count}


def count_centres(figures: Iterable[Figure], timed: Figure, scope: ServiceScope) -> dict[int, tuple[Counts, Spread]]:
    """Return the number of each figure at each centre that has any, and the percentiles of one that has minutes."""
    asks: Asks = {}
    ask_for(asks, figures)
    asks.setdefault(timed.source, Ask()).add_minutes(timed)
    results: dict[int, tuple[Counts, Spread]] = {}
    for name, by_centre in read_cells(asks, scope, by_centre=True).items():
        for agency, cells in by_centre.items():
            counts, spread = results.get(agency, ({}, NOTHING))
            counts |= {key: cells.count(key) for key in asks[name].figures}
            results[agency] = (counts, cells.spread(timed) if timed.source == name else spread)
    return results


def count_by_centre(figures: Iterable[Figure], scope: ServiceScope) -> dict[int, Counts]:
    """Return the number of each figure at each centre that has any; one statement for each source."""
    asks: Asks = {}
    ask_for(asks, figures)
    counts: dict[int, Counts] = {}
    for name, by_centre in read_cells(asks, scope, by_centre=True).items():
        for agency, cells in by_centre.items():
            counts.setdefault(agency, {}).update({key: cells.count(key) for key in asks[name].figures})
    return counts


def read_day(value: Any) -> date:
    """Return a day as either database gives it."""
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
