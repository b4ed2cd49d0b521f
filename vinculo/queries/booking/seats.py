"""Which seats can be claimed now: read at the claim, so that correctness needs no cron."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from vinculo.records.models import Seat, Slot
from vinculo.records.rows import Tables, locking, rows
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


# The same condition in plain SQL, of a table `seat`, in two parts, each with an index of its own; no own turno is 0.
FREE = f"seat.state = '{SeatState.FREE}'"
CLAIMABLE_AGAIN = (
    f"(seat.state = '{SeatState.COOLING}' AND seat.free_from <= %(now)s"
    f" OR seat.state = '{SeatState.HELD}' AND (seat.held_until <= %(now)s OR seat.turno_id = %(own)s))"
)
CLAIMABLE = f"({FREE} OR {CLAIMABLE_AGAIN})"


def earliest_start(now: datetime) -> datetime:
    """Return the first moment for which a turno can still be booked online."""
    return now + timedelta(minutes=settings.BOOKING_LEAD_MINUTES)


def contended_seats(
    slot: Slot, length: int, now: datetime, own_turno: int | None = None, *, lock: bool = False
) -> list[Seat]:
    """Return what a hold of `length` slots from this one may touch: the claimable online seats and the own held ones.

    By ascending id, the order in which seats are locked everywhere; one statement. With `lock` they are locked, and
    the person who comes at the same moment waits here.
    """
    seats: list[Seat] = []
    for row in rows(
        CONTENDED.format(length=length, with_own=OWN if own_turno else "") + (locking("seat") if lock else ""),
        agency=slot.agency_id,
        procedure=slot.procedure_id,
        starts=slot.starts,
        now=now,
        own=own_turno or 0,
    ):
        seat, seat.slot = _TABLES.records(row)
        seats.append(seat)
    return seats


_TABLES = Tables(seat=Seat, slot=Slot)
CONTENDED = f"""
WITH contended(id) AS MATERIALIZED (
  SELECT wanted.id FROM records_seat wanted WHERE wanted.pool = '{SeatPool.ONLINE}' AND wanted.slot_id IN (
    SELECT later.id FROM records_slot later
    WHERE later.agency_id = %(agency)s AND later.procedure_id = %(procedure)s AND later.starts >= %(starts)s
    ORDER BY later.starts LIMIT {{length:d}}){{with_own}})
SELECT {_TABLES.columns} FROM records_seat seat JOIN records_slot slot ON slot.id = seat.slot_id
WHERE {CLAIMABLE} AND seat.id IN (SELECT contended.id FROM contended)
ORDER BY seat.id
"""  # nosec B608
# Materialized: PostgreSQL reads it once. A union that it takes apart is asked again for each row that it had to wait
# for, and then rows were passed over whose state the upkeep had just changed.
OWN = f"""
  UNION ALL
  SELECT own.id FROM records_seat own WHERE own.turno_id = %(own)s AND own.state = '{SeatState.HELD}'
"""  # nosec B608


def counters_by_index(seats: Iterable[Seat], slot: Slot) -> dict[int, dict[int, Seat]]:
    """Return for each counter its seats by their place in the run that begins at the slot; a gap ends the run."""
    place = slot.agency_id, slot.procedure_id
    online = (seat for seat in seats if seat.pool == SeatPool.ONLINE)
    here = [seat for seat in online if (seat.slot.agency_id, seat.slot.procedure_id) == place]
    index: dict[datetime, int] = {}
    begins = slot.starts
    for starts, ends in sorted({(seat.slot.starts, seat.slot.ends) for seat in here}):
        if starts == begins:
            index[starts] = len(index)
            begins = ends
    counters: dict[int, dict[int, Seat]] = defaultdict(dict)
    for seat in here:
        if seat.slot.starts in index:
            counters[seat.number][index[seat.slot.starts]] = seat
    return dict(counters)
