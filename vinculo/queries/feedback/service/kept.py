"""Reads the cells of a scope: of days that are over what was kept of them, of all others the records (D39).

What was kept of a centre and its days is read only while nothing has been done since to anything of those days there:
every act writes an event about its subject, and the events of the last minutes, which the upkeep has not seen yet, are
looked through each time (`touched_since`). So a number stays equal to the list that it opens, and no act writes a
counter. docs/decisions/0064 says which sources are kept and why.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache

from django.db.models import JSONField, Value

from vinculo.queries.feedback.service.cells import (
    APART,
    NOWHERE,
    Asks,
    ByCentre,
    Cells,
    read_kept,
    read_live,
    whole_ask,
)
from vinculo.queries.feedback.service.dialects import Dialect
from vinculo.queries.feedback.service.figures import COLUMNS
from vinculo.queries.feedback.service.scope import DAY, ServiceScope
from vinculo.queries.feedback.service.sources import PARTS, SOURCES, SourceName
from vinculo.queries.feedback.touched import Kind, touched_since
from vinculo.records.models import Agency, KeptDays
from vinculo.rules.feedback.service import KeptSource, Span, closed_spans

# What changes with the day alone, without any act, is not kept (terms), nor what has few rows and an index of them.
KEPT = {
    SourceName.NUMBERS: KeptSource.NUMBERS,
    SourceName.TURNOS: KeptSource.TURNOS,
    SourceName.FIRST_VISITS: KeptSource.FIRST_VISITS,
    SourceName.FIRST_VISIT_REASONS: KeptSource.FIRST_VISIT_REASONS,
    SourceName.DECISIONS: KeptSource.DECISIONS,
    SourceName.FINDINGS: KeptSource.FINDINGS,
    SourceName.SEATS: KeptSource.SEATS,
    SourceName.FORECASTS: KeptSource.FORECASTS,
}
OVERLAP = timedelta(minutes=2)  # from the moment of an act until everybody can see its event
TRUSTED = timedelta(minutes=30)  # without a round of the upkeep, the events of more would have to be looked through
# What an act must be about to change what a source counts of a day that is over.
CHANGED_BY = {
    SourceName.NUMBERS: (Kind.TICKET,),
    SourceName.TURNOS: (Kind.TURNO,),
    SourceName.FIRST_VISITS: (Kind.CASE,),
    SourceName.FIRST_VISIT_REASONS: (Kind.CASE,),
    SourceName.DECISIONS: (Kind.CASE,),
    SourceName.FINDINGS: (Kind.CASE,),
    SourceName.SEATS: (Kind.TURNO, Kind.WAITING),
    SourceName.FORECASTS: (Kind.TICKET,),
}
Found = dict[SourceName, ByCentre]
Touches = dict[tuple[Kind, int], dict[date, datetime]]


@cache
def rule_of(name: SourceName) -> str:
    """Return the version of what is counted of a source: it is another one when a statement or a figure changes."""
    ask = whole_ask(name, COLUMNS.get(name, ()), _minutes_of(name))
    parts = [
        SOURCES[name].statement,
        *PARTS[name](Dialect(()), ()).values(),
        *(f"{key}={each.condition}/{each.minutes}" for key, each in ask.figures.items()),
        *sorted(ask.columns),
        *map(str, sorted(ask.minutes)),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]


def _minutes_of(name: SourceName) -> tuple[str, ...]:
    return (APART, "hour") if name == SourceName.NUMBERS else ()


def count_span(name: SourceName, centres: Collection[Agency], days: Span, now: datetime) -> ByCentre:
    """Return all cells of a source on some days at some centres, by centre, from the records; one statement."""
    scope = ServiceScope(centres=tuple(centres), first=days.first, last=days.last, now=now)
    ask = whole_ask(name, COLUMNS.get(name, ()), _minutes_of(name))
    return read_live(name, ask, scope, by_centre=True)


def read_cells(asks: Asks, scope: ServiceScope, *, by_centre: bool = False) -> Found:
    """Return the cells of each source, by centre or of all of them."""
    collected: Found = {name: {} for name in asks}
    kept = _read_kept(asks, scope)
    for name, ask in asks.items():
        for (agency, _days), cells in kept.get(name, {}).items():
            if cells.counts:
                collected[name].setdefault(agency if by_centre else NOWHERE, Cells()).merge(cells)
        for rest in _not_kept(scope, set(kept.get(name, {}))):
            for agency, cells in read_live(name, ask, rest, by_centre=by_centre).items():
                collected[name].setdefault(agency, Cells()).merge(cells)
    return collected


def _read_kept(asks: Asks, scope: ServiceScope) -> dict[SourceName, dict[tuple[int, Span], Cells]]:
    """Return what was kept of each source by centre and days, as far as it is still true; eight statements or none."""
    today = scope.values["today"]
    assert isinstance(today, date)
    spans = closed_spans(scope.first, scope.last, today)
    names = {str(KEPT[name]): name for name in asks if name in KEPT}
    if not spans or not names:
        return {}
    touches = _touches(scope.now)
    if touches is None:
        return {}
    rows = KeptDays.objects.filter(
        source__in=[*names], first__in=[each.first for each in spans], agency__in=[each.pk for each in scope.centres]
    ).values_list("source", "agency", "first", "last", "rule", "counts", _minutes_column(asks))
    collected: dict[SourceName, dict[tuple[int, Span], Cells]] = {}
    for source, agency, first, last, rule, counts, minutes in rows:
        name, days = names[source], Span(first, last)
        if days in spans and rule == rule_of(name) and not is_touched(name, agency, days, touches):
            collected.setdefault(name, {})[agency, days] = read_kept(counts, minutes or (), asks[name])
    return collected


def _minutes_column(asks: Asks) -> str | Value:
    """Return the column of the minutes, which are most of what is kept, where any are asked for."""
    return "minutes" if any(each.minutes for each in asks.values()) else Value(None, output_field=JSONField())


def is_touched(name: SourceName, agency: int, days: Span, touches: Touches) -> bool:
    """Return whether something that a source counts was changed on some days at a centre."""
    return any(day in days for kind in CHANGED_BY[name] for day in touches.get((kind, agency), ()))


def _touches(now: datetime) -> Touches | None:
    """Return what was changed since the upkeep looked, by kind and centre; None where that is too long ago."""
    watched = watched_until()
    if watched is None or now - watched > TRUSTED:
        return None
    collected: Touches = {}
    for each in touched_since(watched - OVERLAP):
        collected.setdefault((each.kind, each.agency), {})[each.day] = each.at
    return collected


def watched_until() -> datetime | None:
    """Return until when the upkeep has looked through the events."""
    return KeptDays.objects.filter(source=KeptSource.WATCH.value).values_list("counted_at", flat=True).first()


def _not_kept(scope: ServiceScope, kept: set[tuple[int, Span]]) -> Iterator[ServiceScope]:
    """Yield the days and centres of a scope that nothing was kept of, as few pieces as there can be."""
    begin = scope.first
    for days in sorted({days for _agency, days in kept}):
        if begin < days.first:
            yield _piece(scope, scope.centres, begin, days.first - DAY)
        others = tuple(each for each in scope.centres if (each.pk, days) not in kept)
        if others:
            yield _piece(scope, others, days.first, days.last)
        begin = days.last + DAY
    if begin <= scope.last:
        yield _piece(scope, scope.centres, begin, scope.last)


def _piece(scope: ServiceScope, centres: Iterable[Agency], first: date, last: date) -> ServiceScope:
    return ServiceScope(centres=tuple(centres), first=first, last=last, now=scope.now)
