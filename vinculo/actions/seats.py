"""Seats change hands by compare-and-set, always by ascending id.

Claiming an expired hold never writes to the previous holder's turno: that one expires in a transaction of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from vinculo.queries.seats import claimable
from vinculo.records.models import Seat, SeatState, Slot, Turno


class HourTaken(Exception):
    """No seat is left at this hour: somebody was quicker (S27)."""


class FewerSeats(Exception):
    """Fewer consecutive seats are left than the person agreed to; `left` can still be had (D16)."""

    def __init__(self, left: int) -> None:
        super().__init__("fewer seats")
        self.left = left


class HoldLost(Exception):
    """The hold ran out and somebody else took the seat, or nothing was held."""


def claim_first(turno: Turno, run: list[Slot], counters: list[int], now: datetime, until: datetime) -> None:
    """Claim the run at the first counter where all seats can be had; own seats elsewhere are released.

    Raises `HourTaken` when every candidate was lost to somebody else meanwhile.
    """
    for counter in counters:
        try:
            with transaction.atomic():
                _claim(turno, run, counter, now, until)
                return
        except HourTaken:
            continue
    raise HourTaken


def _claim(turno: Turno, run: list[Slot], counter: int, now: datetime, until: datetime) -> None:
    """Take the run and free one's other held seats, each by compare-and-set, by ascending id."""
    wanted = Seat.objects.filter(slot__in=[slot.pk for slot in run], number=counter)
    rows = {pk: (version, True) for pk, version in wanted.values_list("pk", "version")}
    released = Seat.objects.filter(turno=turno, state=SeatState.HELD).exclude(pk__in=rows)
    rows |= {pk: (version, False) for pk, version in released.values_list("pk", "version")}
    if sum(take for _, take in rows.values()) != len(run):
        raise HourTaken
    for pk in sorted(rows):
        version, take = rows[pk]
        seat = Seat.objects.filter(pk=pk, version=version)
        if not take:
            seat.filter(turno=turno, state=SeatState.HELD).update(
                state=SeatState.FREE, turno=None, held_until=None, version=F("version") + 1
            )
            continue
        changed = seat.filter(claimable(now, turno.pk)).update(
            state=SeatState.HELD, turno=turno, held_until=until, free_from=None, version=F("version") + 1
        )
        if changed != 1:
            raise HourTaken


def locked_seats(turno: Turno) -> list[Seat]:
    """Return every seat of a turno, held or taken, locked by ascending id."""
    rows = Seat.objects.select_for_update(of=("self",)).filter(turno=turno)
    return list(rows.select_related("slot__agency").order_by("pk"))


def held_seats(turno: Turno, expected: int) -> list[Seat]:
    """Return the seats held for a turno; raises `HoldLost` when they are not exactly the ones expected."""
    held = [seat for seat in locked_seats(turno) if seat.state == SeatState.HELD]
    if not held or len(held) != expected:
        raise HoldLost
    return held


def take(seats: list[Seat]) -> None:
    """Turn held seats into taken ones; raises `HoldLost` when one of them changed meanwhile."""
    for seat in seats:
        changed = Seat.objects.filter(pk=seat.pk, version=seat.version).update(
            state=SeatState.TAKEN, held_until=None, version=F("version") + 1
        )
        if changed != 1:
            raise HoldLost


def give_back(seat: Seat, now: datetime) -> None:
    """Let a seat cool down: nobody can pass it on to a buyer."""
    Seat.objects.filter(pk=seat.pk, version=seat.version).update(
        state=SeatState.COOLING,
        turno=None,
        held_until=None,
        free_from=now + timedelta(minutes=settings.COOLING_MINUTES),
        version=F("version") + 1,
    )
