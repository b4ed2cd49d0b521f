"""Keeps what was counted of days that are over, and throws away what an act has changed since (D39).

A round of the upkeep looks through the events since the one before: what was kept of a centre and its days that one of
them touched is deleted, and counted anew like any days that nothing was kept of yet, some at a time. No act writes a
counter; what is kept can be deleted at any time, and the figures are read from the records until it is there again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from vinculo.queries.feedback.months import span
from vinculo.queries.feedback.published import NATION, RULE, Place, PublicMonth, days_of
from vinculo.queries.feedback.publishing import count_public
from vinculo.queries.feedback.service.cells import Cells, write_cells
from vinculo.queries.feedback.service.kept import CHANGED_BY, KEPT, OVERLAP, count_span, rule_of, watched_until
from vinculo.queries.feedback.service.scope import every_centre
from vinculo.queries.feedback.service.sources import SourceName
from vinculo.queries.feedback.touched import Kind, touched_since
from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import Agency, CentreDay, KeptDays
from vinculo.rules.feedback.figures import Month
from vinculo.rules.feedback.service import KeptSource, Span, closed_spans

AT_ONCE = 20  # centres of one statement
MOST = 100  # centres of one round, each with one source and its days: some 1.5 seconds over the history of a country
OLDEST = timedelta(days=2 * 366)  # what was before is read from the records
PUBLISHED_EVERY = timedelta(hours=1)
SINGLE = (KeptSource.WATCH.value, KeptSource.PUBLIC.value)
Piece = tuple[SourceName, Span, Sequence[Agency]]


def keep_figures(*, now: datetime, most: int = MOST) -> int:
    """Forget what was changed, and count what is missing, the newest days first; return how many rows were kept."""
    forget_touched(now=now)
    kept = 0
    for piece in _missing(now):
        if kept >= most:
            break
        kept += _keep(*piece, now)
    return kept


def keep_all_figures(*, now: datetime) -> tuple[int, int]:
    """Count all that is missing at once, as rounds do by and by; return how many rows and months were kept.

    For a new house and for a version that counts otherwise, before anybody asks (decision 0086).
    """
    kept, months = 0, 0
    while rows := keep_figures(now=now):
        kept += rows
    while keep_published(now=now):
        months += 1
    return kept, months


@transaction.atomic
def forget_touched(*, now: datetime) -> int:
    """Delete what was kept of days of a centre of which something was changed since; return how many rows.

    An act is seen by others some moments after its own: what was counted in between may be without it.
    """
    kept = KeptDays.objects.exclude(source__in=SINGLE)
    watched = watched_until()
    if watched is None:
        KeptDays.objects.create(source=KeptSource.WATCH, first=now.date(), last=now.date(), rule="", counted_at=now)
        return kept.delete()[0]
    latest: dict[tuple[Kind, int, date], datetime] = {}
    for each in touched_since(watched - OVERLAP):
        key = (each.kind, each.agency, each.day)
        latest[key] = max(each.at, latest.get(key, each.at))
    today, gone = local_day(None, now), 0
    for (kind, agency, day), at in sorted(latest.items()):
        if day < today:
            sources = [KEPT[name].value for name, kinds in CHANGED_BY.items() if kind in kinds]
            those = kept.filter(agency=agency, source__in=sources, first__lte=day, last__gte=day)
            gone += those.filter(counted_at__lte=at + OVERLAP).delete()[0]
            published = KeptDays.objects.filter(source=KeptSource.PUBLIC.value, first__lte=day, last__gte=day)
            published.filter(counted_at__lte=at + OVERLAP).update(touched=True)
    KeptDays.objects.filter(source=KeptSource.WATCH.value).update(counted_at=now)
    return gone


def keep_published(*, now: datetime, most: int = 1) -> int:
    """Count what *Transparencia* tells of a month at every place, where that is due; return how many months.

    The month of today once an hour, and one that an act touched within an hour; what was counted before stays until
    then. The newest come first.
    """
    months = _due(now)[:most]
    for month in months:
        _publish(month, now)
    return len(months)


def _due(now: datetime) -> list[Month]:
    """Return the months of which nothing is published yet or no more, from the January of the first day on."""
    first = CentreDay.objects.order_by("date").values_list("date", flat=True).first()
    last = Month.of(local_day(None, now))
    if first is None or last < Month.of(first):
        return []
    rows = KeptDays.objects.filter(source=KeptSource.PUBLIC.value, rule=RULE, agency=None, province=None)
    have = {Month.of(day): (at, touched) for day, at, touched in rows.values_list("first", "counted_at", "touched")}
    due = []
    for month in reversed(span(Month(first.year, 1), last)):
        at, touched = have.get(month, (None, False))
        if at is None or ((touched or month == last) and at <= now - PUBLISHED_EVERY):
            due.append(month)
    return due


@transaction.atomic
def _publish(month: Month, now: datetime) -> None:
    centres = every_centre()
    by_place, days = count_public(month, centres, now), days_of(month)
    places = [
        NATION,
        *(Place(province=each) for each in sorted({centre.province_id for centre in centres})),
        *(Place(agency=centre.pk) for centre in centres),
    ]
    KeptDays.objects.filter(source=KeptSource.PUBLIC.value, first=days.first).delete()
    rows = [
        KeptDays(
            source=KeptSource.PUBLIC,
            first=days.first,
            last=days.last,
            agency_id=each.agency,
            province_id=each.province,
            rule=RULE,
            counted_at=now,
            counts=by_place.get(each, PublicMonth()).to_json(),
        )
        for each in places
    ]
    KeptDays.objects.bulk_create(rows, ignore_conflicts=True)


def _missing(now: datetime) -> Iterator[Piece]:
    """Yield what nothing was kept of by the rules of today: so many centres of some days and a source at once."""
    first = CentreDay.objects.order_by("date").values_list("date", flat=True).first()
    today = local_day(None, now)
    if first is None or first >= today:
        return
    spans = closed_spans(max(first, today - OLDEST).replace(day=1), today, today)
    rules = {str(kept): rule_of(name) for name, kept in KEPT.items()}
    rows = KeptDays.objects.filter(rule__in=[*rules.values()])
    have = {
        (source, Span(begin, end), agency)
        for source, begin, end, agency, rule in rows.values_list("source", "first", "last", "agency", "rule")
        if rules.get(source) == rule
    }
    centres = every_centre()
    for days in sorted(spans, reverse=True):
        for name, kept in KEPT.items():
            lacking = [each for each in centres if (str(kept), days, each.pk) not in have]
            for begin in range(0, len(lacking), AT_ONCE):
                yield name, days, lacking[begin : begin + AT_ONCE]


@transaction.atomic
def _keep(name: SourceName, days: Span, centres: Sequence[Agency], now: datetime) -> int:
    """Count a source anew; parts of a month that is over now go into it."""
    counted = count_span(name, centres, days, now)
    source, rule = KEPT[name], rule_of(name)
    KeptDays.objects.filter(
        source=source.value, first__gte=days.first, last__lte=days.last, agency__in=centres
    ).delete()
    rows = [
        KeptDays(
            source=source,
            first=days.first,
            last=days.last,
            agency=each,
            rule=rule,
            counted_at=now,
            counts=counts,
            minutes=minutes,
        )
        for each in centres
        for counts, minutes in [write_cells(counted.get(each.pk, Cells()))]
    ]
    return len(KeptDays.objects.bulk_create(rows, ignore_conflicts=True))
