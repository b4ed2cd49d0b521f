"""Seats change hands under their lock, always by ascending id, and every change must hit exactly the rows it means.

Claiming an expired hold never writes to the previous holder's turno: that one expires in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random, SystemRandom

from django.conf import settings
from django.db.models import F

from vinculo.queries.booking.seats import CLAIMABLE, contended_seats, counters_by_index
from vinculo.queries.shared.calendar import is_open
from vinculo.queries.shared.quiet_hours import add_waking_minutes
from vinculo.records.models import Agency, Seat, Slot, Turno
from vinculo.records.rows import Change, Tables, change_all, locking, one_of_few, rows
from vinculo.rules.booking.consecutive_slots import counters_from
from vinculo.rules.shared.statuses import SEAT, SeatAct, SeatPool, SeatState

CHANCE = SystemRandom()
KEPT_POOL = SeatPool.RESERVE  # of a seat whose turno is kept on a closed day or counter: nobody else can have it


class HourTaken(Exception):
    """No seat is left at this hour: somebody was quicker (S27)."""


class FewerSeats(Exception):
    """Fewer consecutive seats are left than the person agreed to; `left` can still be had (D16)."""

    def __init__(self, left: int) -> None:
        super().__init__("fewer seats")
        self.left = left


class HoldLost(Exception):
    """The hold ran out and somebody else took the seat, its hour came or its day was closed; or nothing was held."""


def choose_seats(turno: Turno | None, slot: Slot, length: int, now: datetime) -> tuple[list[Seat], list[Seat]]:
    """Lock and return the seats to claim at the first counter that has them all, and the own held ones to release.

    The person who comes at the same moment waits here and then sees what is left. Raises `HourTaken`, `FewerSeats`.
    """
    own = turno.pk if turno else None
    contended = contended_seats(slot, length, now, own, lock=True)
    counters = counters_by_index(contended, slot)
    runs = counters_from({number: seats.keys() for number, seats in counters.items()}, length, 0)
    if not runs:
        raise HourTaken
    if runs[0].length < length:
        raise FewerSeats(runs[0].length)
    chosen = [counters[runs[0].counter][index] for index in range(length)]
    return chosen, [seat for seat in contended if own and seat.turno_id == own and seat not in chosen]


def claim_of(turno: Turno, chosen: list[Seat], until: datetime, now: datetime) -> Change:
    """Return what holds the locked seats for a turno: the hour is taken unless it hits every one of them."""
    values = {"own": turno.pk, "now": now, "until": until, "seats": [seat.pk for seat in chosen]}
    return Change(CLAIM.format(among=one_of_few("seats")), values)


CLAIM = f"""
UPDATE records_seat AS seat
SET state = '{SEAT.result(SeatAct.HOLD).value}',
  turno_id = %(own)s, held_until = %(until)s, free_from = NULL, version = seat.version + 1
WHERE {CLAIMABLE} AND seat.id {{among}}
"""  # nosec B608


def release_seats(seats: list[Seat]) -> None:
    """Free locked seats that were held and not confirmed."""
    if seats:
        Seat.objects.filter(pk__in=[seat.pk for seat in seats], state=SeatState.HELD).update(
            state=SEAT.after(SeatState.HELD, SeatAct.RELEASE), turno=None, held_until=None, version=F("version") + 1
        )


def locked_seats(turno: Turno) -> list[Seat]:
    """Return every seat of a turno, held or taken, locked by ascending id."""
    seats: list[Seat] = []
    for row in rows(OF_TURNO + locking("seat"), turno=turno.pk):
        seat, seat.slot, seat.slot.agency = _TABLES.records(row)
        seats.append(seat)
    return seats


_TABLES = Tables(seat=Seat, slot=Slot, agency=Agency)
OF_TURNO = f"""
SELECT {_TABLES.columns} FROM records_seat seat
JOIN records_slot slot ON slot.id = seat.slot_id JOIN records_agency agency ON agency.id = slot.agency_id
WHERE seat.turno_id = %(turno)s ORDER BY seat.id
"""  # nosec B608


def held_among(seats: Iterable[Seat], expected: int, now: datetime) -> list[Seat]:
    """Return the held ones of a turno's locked seats, in the order of their hours.

    Raises `HoldLost` when they are not exactly the ones expected or their hour has come.
    """
    held = sorted((seat for seat in seats if seat.state == SeatState.HELD), key=lambda seat: seat.slot.starts)
    if not held or len(held) != expected:
        raise HoldLost
    if held[0].slot.starts <= now:
        raise HoldLost
    return held


def refuse_closed(seats: list[Seat]) -> None:
    """Raise `HoldLost` when the day of locked seats was closed."""
    first = seats[0].slot
    if not is_open(first.agency, first.starts):
        raise HoldLost


def take_seats(seats: list[Seat]) -> None:
    """Turn held seats into taken ones; raises `HoldLost` unless it hits every one of them."""
    if change_all(taking_of(seats)) != [len(seats)]:
        raise HoldLost


def taking_of(seats: list[Seat]) -> Change:
    """Return what turns held seats into taken ones: the hold is lost unless it hits every one of them."""
    values = {"turno": seats[0].turno_id, "seats": [seat.pk for seat in seats]}
    return Change(TAKE.format(among=one_of_few("seats")), values)


TAKE = f"""
UPDATE records_seat
SET state = '{SEAT.after(SeatState.HELD, SeatAct.TAKE).value}', held_until = NULL, version = version + 1
WHERE turno_id = %(turno)s AND state = '{SeatState.HELD.value}' AND id {{among}}
"""  # nosec B608


def give_back(seats: list[Seat], now: datetime, random_source: Random = CHANCE) -> None:
    """Let locked seats cool down for a random while: nobody can pass them on to a buyer; the waiting list comes first.

    All of one turno for the same while, so that a family can still have them together. A seat that was kept on a
    closed day or counter is closed like the others there.
    """
    minutes = random_source.uniform(settings.COOLING_MINUTES, settings.COOLING_MOST_MINUTES)
    kept = {seat.pk for seat in seats if seat.pool == KEPT_POOL}
    mine = Seat.objects.filter(pk__in=[seat.pk for seat in seats])
    if kept:
        mine.filter(pk__in=kept).update(
            state=SEAT.result(SeatAct.BLOCK), turno=None, held_until=None, version=F("version") + 1
        )
    mine.exclude(pk__in=kept).update(
        state=SEAT.result(SeatAct.GIVE_BACK),
        turno=None,
        held_until=None,
        free_from=_end_of_cooling(seats, now, minutes) if seats else now,
        version=F("version") + 1,
    )


def free_for_today(seats: list[Seat]) -> None:
    """Free the locked seats of somebody who is not there for the desk and the waiting list, not for the public.

    Those of a turno that was kept on a closed day stay closed.
    """
    kept = [seat.pk for seat in seats if seat.pool == KEPT_POOL]
    mine = Seat.objects.filter(pk__in=[seat.pk for seat in seats])
    mine.exclude(pk__in=kept).update(
        state=SEAT.result(SeatAct.FREE_TODAY),
        pool=SeatPool.SAME_DAY,
        turno=None,
        held_until=None,
        version=F("version") + 1,
    )
    mine.filter(pk__in=kept).update(
        state=SEAT.result(SeatAct.BLOCK), turno=None, held_until=None, version=F("version") + 1
    )


def _end_of_cooling(seats: list[Seat], now: datetime, minutes: float) -> datetime:
    """Return until when seats cool: not by night, when the list sleeps, unless their hour would pass meanwhile."""
    first = min((seat.slot for seat in seats), key=lambda slot: slot.starts)
    rested = add_waking_minutes(first.agency, now, minutes)
    lead = timedelta(minutes=settings.BOOKING_LEAD_MINUTES)
    return rested if rested + lead < first.starts else now + timedelta(minutes=minutes)
