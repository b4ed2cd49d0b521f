"""Sealing: at the closing of a day its events are chained to those of all days before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from vinculo.queries.operations.seals import seal_of_day
from vinculo.queries.shared.local_time import in_zone
from vinculo.queries.shared.seal_head import seal_head
from vinculo.records.events import Event, Seal

AFTER = timedelta(hours=2)  # past midnight, when no act of the day before can still be under way


def seal_days(*, now: datetime) -> int:
    """Seal every day that is over and not sealed yet, the oldest first; return how many. Twice is once."""
    last = (in_zone(settings.TIME_ZONE, now) - AFTER).date() - timedelta(days=1)
    day = _next_day()
    count = 0
    while day is not None and day <= last:
        count += _seal(day, now)
        day += timedelta(days=1)
    return count


def _next_day() -> date | None:
    newest = seal_head()
    if newest is not None:
        return newest.date + timedelta(days=1)
    first = Event.objects.order_by("at").values_list("at", flat=True).first()
    return in_zone(settings.TIME_ZONE, first).date() if first is not None else None


def _seal(day: date, now: datetime) -> bool:
    """Seal one day; False when another worker did so at the same moment."""
    before = seal_head()
    count, value = seal_of_day(day, before.hash if before else "")
    try:
        with transaction.atomic():
            Seal.objects.create(date=day, count=count, hash=value, sealed_at=now)
    except IntegrityError:
        return False
    return True
