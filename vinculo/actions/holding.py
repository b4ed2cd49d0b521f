"""Holding seats for a person who is booking (S27, D4, D16).

Lock order everywhere: the own turno first, then seats by ascending id, the released ones included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction

from vinculo.actions.drafts import presenter_key
from vinculo.actions.retrying import retried
from vinculo.actions.seats import FewerSeats, HourTaken, claim_first
from vinculo.queries import calendar
from vinculo.queries.seats import earliest_start, free_counters, local_day
from vinculo.records.events import write_event
from vinculo.records.models import Draft, PresenterKind, Slot, Turno
from vinculo.rules.references import draw_reference, draw_token
from vinculo.rules.runs import counters_from
from vinculo.rules.status import LIVE_TURNO


class NotReady(Exception):
    """The e-mail is not verified, or it is not known for whom or for what the turno is."""


class AlreadyBooked(Exception):
    """This presenter has a live turno for this affiliate and procedure (D4)."""

    def __init__(self, turno: Turno) -> None:
        super().__init__("already booked")
        self.turno = turno


class TooLate(Exception):
    """The turno is no longer live, or its time has come: it cannot be cancelled or moved."""


@dataclass(frozen=True)
class Held:
    """What is held for a draft."""

    turno: Turno
    starts: datetime
    seats: int
    until: datetime


def hold(*, draft: Draft, slot: Slot, seats: int, now: datetime, random_source: Random) -> Held:
    """Hold `seats` consecutive seats from this slot at one counter for some minutes (S27, D16).

    One's own hold is renewed, never competed with. Raises `NotReady`, `HourTaken`, `FewerSeats`, `AlreadyBooked`,
    `TooLate`.
    """
    if draft.verified_at is None or draft.affiliate is None or draft.procedure_id != slot.procedure_id:
        raise NotReady
    return retried(lambda: _hold(draft, slot, seats, now, random_source), random_source)


@transaction.atomic
def _hold(draft: Draft, slot: Slot, seats: int, now: datetime, random_source: Random) -> Held:
    turno = _own_turno(draft, slot, seats, now, random_source)
    run = _slots_of_run(slot)
    free = free_counters(run, now, turno.pk) if _open(slot, now) else {}
    candidates = counters_from(free, seats, 0)
    if not candidates:
        raise HourTaken
    if candidates[0].length < seats:
        raise FewerSeats(candidates[0].length)
    until = now + timedelta(minutes=settings.HOLD_MINUTES)
    claim_first(turno, run[:seats], [each.counter for each in candidates if each.length >= seats], now, until)
    # Another tab, or somebody else who typed the same number, must not confirm what this draft describes.
    Draft.objects.filter(turno=turno, done_at=None).exclude(pk=draft.pk).update(turno=None, seats=0)
    Draft.objects.filter(pk=draft.pk).update(turno=turno, seats=seats, updated_at=now)
    write_event(act="seat_held", subject="turno", subject_id=turno.pk, now=now)
    return Held(turno, slot.starts, seats, until)


def _open(slot: Slot, now: datetime) -> bool:
    """Return whether the slot can still be booked: ahead of now, on a day that is open (S06)."""
    day = local_day(slot.agency, slot.starts)
    return slot.starts >= earliest_start(now) and calendar.closed_reason(slot.agency, day) is None


def _slots_of_run(slot: Slot) -> list[Slot]:
    """Return the slot and those that follow each other right after it, as many as a family may take."""
    later = Slot.objects.filter(agency=slot.agency_id, procedure=slot.procedure_id, starts__gte=slot.starts)
    run: list[Slot] = []
    for item in later.order_by("starts")[: settings.MAX_SEATS]:
        if run and run[-1].ends != item.starts:
            break
        run.append(item)
    return run


def _own_turno(draft: Draft, slot: Slot, seats: int, now: datetime, random_source: Random) -> Turno:
    """Lock the presenter's own turno: the one that moves, the one already holding, or a new one."""
    if draft.moves_id:
        moving = Turno.objects.select_for_update().get(pk=draft.moves_id)
        if not can_change(moving, now):
            raise TooLate
        return moving
    key = presenter_key(draft)
    mine = Turno.objects.select_for_update().filter(
        presenter_key=key, affiliate=draft.affiliate_id, procedure=draft.procedure_id,
        status__in=LIVE_TURNO,
    )  # fmt: skip
    turno = mine.first()
    if turno is None:
        return _new_turno(draft, key, slot, seats, now, random_source)
    if turno.status != "holding":
        raise AlreadyBooked(turno)
    _describe(turno, draft, slot, seats)
    turno.save()
    return turno


def _new_turno(draft: Draft, key: str, slot: Slot, seats: int, now: datetime, random_source: Random) -> Turno:
    turno = Turno(
        reference=draw_reference("T", random_source),
        token=draw_token(random_source),
        status="holding",
        presenter_key=key,
        affiliate=draft.affiliate,
        procedure_id=slot.procedure_id,
        created_at=now,
    )
    _describe(turno, draft, slot, seats)
    turno.save()
    return turno


def _describe(turno: Turno, draft: Draft, slot: Slot, seats: int) -> None:
    """Write what the person typed on a turno that is not confirmed yet."""
    turno.presenter_kind = draft.presenter_kind or _kind_of(turno.presenter_key)
    turno.presenter_number, turno.presenter_country = draft.presenter_number, draft.presenter_country
    turno.by_proxy, turno.email, turno.mobile = draft.by_proxy, draft.email, draft.mobile
    turno.agency_id, turno.dependents = slot.agency_id, draft.dependents
    turno.starts, turno.seats_count = slot.starts, seats
    turno.ends = slot.starts + (slot.ends - slot.starts) * seats


def _kind_of(key: str) -> str:
    return PresenterKind.CODE if key.startswith("code:") else PresenterKind.CEDULA


def can_change(turno: Turno, now: datetime) -> bool:
    """Return whether a turno can still be cancelled or moved: confirmed, and its time not come."""
    return turno.status == "confirmed" and turno.starts > now
