"""Which seats can be claimed now: read at the claim, so that correctness needs no cron."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db.models import Q, QuerySet

from vinculo.records.models import Seat, Slot
from vinculo.records.prepared import Prepared
from vinculo.rules.shared.statuses import SeatPool, SeatState


def claimable(now: datetime, own_turno: int | None = None) -> Q:
    """Return the condition of a seat that may be claimed: free, cooled down, its hold expired, or held by oneself."""
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


def contended(slot: Slot, length: int, now: datetime, own_turno: int | None = None) -> QuerySet[Seat]:
    """Return what a hold of `length` slots from this one may touch: the claimable online seats and the own held ones.

    By ascending id, the order in which seats are locked everywhere; one statement.
    """
    later = Slot.objects.filter(agency=slot.agency_id, procedure=slot.procedure_id, starts__gte=slot.starts)
    wanted = Seat.objects.filter(slot__in=later.order_by("starts").values("pk")[:length], pool=SeatPool.ONLINE).values(
        "pk"
    )
    if own_turno is not None:
        own = Seat.objects.filter(turno=own_turno, state=SeatState.HELD).values("pk")
        wanted = wanted.union(own, all=True)
    return Seat.objects.filter(claimable(now, own_turno), pk__in=wanted).select_related("slot").order_by("pk")


def locked(slot: Slot, length: int, now: datetime, own_turno: int | None = None) -> list[Seat]:
    """Lock and return what `contended` finds; whoever comes at the same moment waits here."""
    found = _contended(length)
    return found.all(agency=slot.agency_id, procedure=slot.procedure_id, starts=slot.starts, now=now, own=own_turno)


@cache
def _contended(length: int) -> Prepared[Seat]:
    """Return the query for a run of this length: a limit is part of the text of a query, not one of its values."""

    def build(agency: int, procedure: int, starts: datetime, now: datetime, own: int | None) -> QuerySet[Seat]:
        slot = Slot(agency_id=agency, procedure_id=procedure, starts=starts)
        return contended(slot, length, now, own).select_for_update(of=("self",))

    return Prepared(build)


def counters_by_index(seats: Iterable[Seat], slot: Slot) -> dict[int, dict[int, Seat]]:
    """Return for each counter its seats by their place in the run that begins at the slot; a gap ends the run."""
    here = [seat for seat in seats if _beside(seat, slot)]
    index: dict[datetime, int] = {}
    begins = slot.starts
    for starts, ends in sorted({(seat.slot.starts, seat.slot.ends) for seat in here}):
        if starts == begins:
            index[starts] = len(index)
            begins = ends
    found: dict[int, dict[int, Seat]] = defaultdict(dict)
    for seat in here:
        if seat.slot.starts in index:
            found[seat.number][index[seat.slot.starts]] = seat
    return dict(found)


def _beside(seat: Seat, slot: Slot) -> bool:
    same = (seat.slot.agency_id, seat.slot.procedure_id) == (slot.agency_id, slot.procedure_id)
    return same and seat.pool == SeatPool.ONLINE
