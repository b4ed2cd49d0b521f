"""Which seats can be claimed now: read at the claim, so that correctness needs no cron."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from vinculo.records.models import Agency, Seat, SeatState, Slot


def claimable(now: datetime, own_turno: int | None = None) -> Q:
    """Return the condition of a seat that may be claimed: free, cooled down, or held and expired; or held by oneself."""
    condition = (
        Q(state=SeatState.FREE)
        | Q(state=SeatState.COOLING, free_from__lte=now)
        | Q(state=SeatState.HELD, held_until__lte=now)
    )
    if own_turno is not None:
        condition |= Q(state=SeatState.HELD, turno_id=own_turno)
    return condition


def earliest_start(now: datetime) -> datetime:
    """Return the first moment for which a turno can still be booked online."""
    return now + timedelta(minutes=settings.BOOKING_LEAD_MINUTES)


def local_day(agency: Agency, moment: datetime) -> date:
    """Return the day on which a moment falls at the agency (D9)."""
    return moment.astimezone(ZoneInfo(agency.timezone)).date()


def free_counters(slots: Sequence[Slot], now: datetime, own_turno: int | None = None) -> dict[int, set[int]]:
    """Return for each counter the indexes of those slots in which its online seat can be claimed; one statement."""
    index = {slot.pk: position for position, slot in enumerate(slots)}
    found: dict[int, set[int]] = defaultdict(set)
    rows = Seat.objects.filter(claimable(now, own_turno), slot__in=list(index), pool="online")
    for number, slot_id in rows.values_list("number", "slot_id"):
        found[number].add(index[slot_id])
    return dict(found)
