"""Counting by month in the database by comparing moments: no function of a time zone is called for each row (D9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db.models import Case, IntegerField, Model, QuerySet, Value, When

from vinculo.queries.shared.local_time import MAINLAND, moment_in_zone
from vinculo.records.models import Agency
from vinculo.rules.feedback.figures import Month

DAY = timedelta(days=1)
Rows = TypeVar("Rows", bound=Model)
Bound = datetime | date


def span(first: Month, last: Month) -> list[Month]:
    """Return the months from one to another, both included."""
    count = (last.year - first.year) * 12 + last.number - first.number
    return [last.back(count - index) for index in range(count + 1)]


def by_moment(
    rows: QuerySet[Rows], field: str, place: str, months: Sequence[Month], centres: Iterable[Agency]
) -> QuerySet[Any]:
    """Return the rows whose moment falls into the months by the clock of the place, with the `month` as its index.

    The wide bounds are for the index of the table; without a place the mainland's clock counts.
    """
    days = [month.first for month in months] + [months[-1].back(-1).first]
    after, before = (datetime.combine(day, time(), tzinfo=UTC) for day in (days[0] - DAY, days[-1] + DAY))
    zones = sorted({row.timezone for row in centres} - {MAINLAND})
    elsewhere = [When(**{f"{place}__timezone": zone}, then=_index(field, _midnights(days, zone))) for zone in zones]
    month = Case(*elsewhere, default=_index(field, _midnights(days, MAINLAND)), output_field=IntegerField())
    return rows.filter(**{f"{field}__gte": after, f"{field}__lt": before}).annotate(month=month)


def by_day(rows: QuerySet[Rows], field: str, months: Sequence[Month]) -> QuerySet[Any]:
    """Return the rows whose day lies in the months, with the `month` as its index."""
    days = [month.first for month in months] + [months[-1].back(-1).first]
    inside = rows.filter(**{f"{field}__gte": days[0], f"{field}__lt": days[-1]})
    return inside.annotate(month=_index(field, days))


def _midnights(days: Iterable[date], zone: str) -> list[datetime]:
    return [moment_in_zone(zone, day, time()) for day in days]


def _index(field: str, bounds: Sequence[Bound]) -> Case:
    """Return which of the months between the bounds it is, or -1, found by halving."""
    outside = [
        When(**{f"{field}__lt": bounds[0]}, then=Value(-1)),
        When(**{f"{field}__gte": bounds[-1]}, then=Value(-1)),
    ]
    return Case(*outside, default=_half(field, bounds, 0, len(bounds) - 1), output_field=IntegerField())


def _half(field: str, bounds: Sequence[Bound], low: int, high: int) -> Case | Value:
    if high - low == 1:
        return Value(low)
    middle = (low + high) // 2
    return Case(
        When(**{f"{field}__lt": bounds[middle]}, then=_half(field, bounds, low, middle)),
        default=_half(field, bounds, middle, high),
        output_field=IntegerField(),
    )
