"""How well the announced waits hold: counted from what was announced and what came, never kept as a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from vinculo.queries.shared.local_time import in_zone
from vinculo.records.models import Agency, Prediction
from vinculo.rules.shared.names import fold


@dataclass(frozen=True)
class HitRate:
    """What became of the announced waits of a centre in a month."""

    agency: int
    centre: str
    called: int  # announced and called
    before: int  # called sooner than the interval
    within: int
    after: int  # called later than announced

    @property
    def kept(self) -> int:
        """Return the per cent that were called by the end of the interval; nine of ten is what it promises."""
        return round(100 * (self.before + self.within) / self.called) if self.called else 0


COUNTED = {
    "called": Count("pk"),
    "before": Count("pk", filter=Q(outcome__lt=F("low"))),
    "after": Count("pk", filter=Q(outcome__gt=F("high"))),
}


def hit_rates(month: date) -> list[HitRate]:
    """Return the hit rate of every centre that announced waits in a month, by name. One statement."""
    by_centre = _of_month(month).order_by().values("ticket__day__agency", "ticket__day__agency__name")
    rates = [
        _rate(row["ticket__day__agency"], row["ticket__day__agency__name"], row)
        for row in by_centre.annotate(**COUNTED)
    ]
    # Sorted here: the two databases order accented letters differently.
    return sorted(rates, key=lambda each: fold(each.centre))


def hit_rate(agency: Agency, month: date) -> HitRate:
    """Return the hit rate of one centre in a month. One statement."""
    return _rate(agency.pk, agency.name, _of_month(month).filter(ticket__day__agency=agency).aggregate(**COUNTED))


def _rate(agency: int, name: str, row: Mapping[str, Any]) -> HitRate:
    within = row["called"] - row["before"] - row["after"]
    return HitRate(agency, name, row["called"], row["before"], within, row["after"])


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _of_month(month: date) -> QuerySet[Prediction]:
    """Return the predictions of a month's days whose outcome is known."""
    days = Q(ticket__day__date__gte=month.replace(day=1), ticket__day__date__lt=month_after(month))
    return Prediction.objects.filter(days, outcome__isnull=False)


def this_month(now: datetime) -> date:
    """Return the first day of the present month on the mainland."""
    return in_zone(settings.TIME_ZONE, now).date().replace(day=1)
