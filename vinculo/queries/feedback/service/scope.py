"""Of which days and centres the figures of the service are: never more than their reader's territory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Count, Q

from vinculo.queries.shared import access
from vinculo.queries.shared.local_time import local_day, midnight
from vinculo.records.models import Agency, Staff
from vinculo.rules.shared.names import fold

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class ServiceScope:
    """The centres and the days, both included, at a moment: today counts until now."""

    centres: tuple[Agency, ...]
    first: date
    last: date
    now: datetime

    @cached_property
    def values(self) -> dict[str, object]:
        """Return the values that every statement of the figures may name."""
        begins = [midnight(each, self.first) for each in self.centres]
        ends = [midnight(each, self.last + DAY) for each in self.centres]
        nothing = datetime.combine(self.first, time(), tzinfo=UTC)
        return {
            "agencies": [each.pk for each in self.centres],
            "first": self.first,
            "last": self.last,
            "since": min(begins, default=nothing),
            "until": max(ends, default=nothing),
            "today": local_day(None, self.now),
            "now": self.now,
        }


def territory(staff: Staff) -> list[Agency]:
    """Return the centres whose figures somebody reads, with their counters, in the order of the alphabet."""
    counted = Count("counters", filter=Q(counters__active=True))
    rows = access.supervised_agencies(staff).select_related("province").annotate(counters_count=counted)
    return sorted(rows, key=lambda each: (fold(each.province.name), fold(each.name)))


def every_centre() -> list[Agency]:
    """Return all centres with their counters: those of like size are compared as one number, never one by one."""
    counted = Count("counters", filter=Q(counters__active=True))
    return list(Agency.objects.select_related("province").annotate(counters_count=counted).order_by("pk"))
