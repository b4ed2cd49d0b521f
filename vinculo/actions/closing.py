"""Closing days, an agency or a counter, and finding every turno that it hits another seat.

First the scope is shut in one transaction: its calendar is written, then its seats are locked by ascending id and
blocked. Whoever books at the same moment either holds a seat's lock before, and is found among those hit, or comes
after and sees the day closed (`seats.is_open` is asked under that lock). Then each turno that is hit goes to its new
seats in a transaction of its own, in the lock order of booking. Done twice, the second time finds nothing left to do;
interrupted, the next time goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, Q

from vinculo.actions import closing_mail
from vinculo.actions.retrying import retried
from vinculo.actions.seats import is_open
from vinculo.queries import calendar, closing
from vinculo.queries.closing import Scope
from vinculo.queries.seats import claimable
from vinculo.records.events import write_event
from vinculo.records.models import Agency, CalendarDay, Seat, SeatState, Service, Staff, Turno
from vinculo.rules.reseating import Run

TRIES = 3  # rounds in which somebody else was quicker
CHANCES = 3  # runs that are locked at once


class NotAdministrator(Exception):
    """Only an administrator closes days, agencies and counters."""


class SomebodyQuicker(Exception):
    """Every seat that was found is gone by now: look again."""


@dataclass(frozen=True)
class Closed:
    """How many turnos were moved, and which are kept with priority because no seat was found."""

    moved: int
    kept: tuple[str, ...]  # references


def close(*, scope: Scope, reason: str, actor: Staff, now: datetime) -> Closed:
    """Shut the scope and give each turno that it hits another seat and one message; what finds none keeps priority.

    Raises `NotAdministrator`.
    """
    if not actor.is_administrator:
        raise NotAdministrator
    retried(lambda: _shut(scope, reason, actor, now))
    results = [(turno.reference, _reseat(turno.pk, scope, reason, actor, now)) for turno in closing.hit(scope, now)]
    moved = sum(result == "moved" for _, result in results)
    return Closed(moved, tuple(reference for reference, result in results if result == "kept"))


@transaction.atomic
def _shut(scope: Scope, reason: str, actor: Staff, now: datetime) -> None:
    """Write what is closed, then block the seats that nobody has confirmed; holds on them are lost."""
    written = scope.counter is None and _write_closure(scope, reason, now)
    rows = closing.seats(scope, now).select_for_update(of=("self",)).exclude(state=SeatState.TAKEN)
    free = [seat.pk for seat in rows.order_by("pk") if seat.state != SeatState.BLOCKED]
    blocked = Seat.objects.filter(pk__in=free).update(
        state=SeatState.BLOCKED, turno=None, held_until=None, free_from=None, version=F("version") + 1
    )
    if written or blocked:
        act = "counter_closed" if scope.counter else "days_closed" if scope.last else "agency_closed"
        until = scope.last.isoformat() if scope.last else ""
        fields = [scope.first.isoformat(), until, str(scope.counter or "")]
        write_event(act=act, subject="agency", subject_id=scope.agency.pk, now=now, actor=actor, fields=fields)


def _write_closure(scope: Scope, reason: str, now: datetime) -> bool:
    """Write the calendar, or that the agency is closed; return whether that changed anything."""
    if scope.last is None:
        return Agency.objects.filter(pk=scope.agency.pk, active=True).update(active=False) > 0
    closed = calendar.closed_days(scope.agency, scope.first, scope.last)
    span = (scope.last - scope.first).days + 1
    days = [day for offset in range(span) if (day := scope.first + timedelta(days=offset)) not in closed]
    for day in days:
        _write_day(scope.agency, day, reason)
    return bool(days)


def _write_day(agency: Agency, day: date, reason: str) -> None:
    values = {"is_open": False, "name": reason, "basis": ""}
    CalendarDay.objects.update_or_create(agency=agency, date=day, province=None, city="", defaults=values)


def _reseat(pk: int, scope: Scope, reason: str, actor: Staff, now: datetime) -> str:
    """Return `moved`, `kept`, or `gone` when the turno is no longer one that is hit."""
    for _ in range(TRIES):
        try:
            return retried(partial(_move, pk, scope, reason, actor, now))
        except SomebodyQuicker:
            continue
    return retried(partial(_keep, pk, scope, reason, actor, now))


@transaction.atomic
def _move(pk: int, scope: Scope, reason: str, actor: Staff, now: datetime) -> str:
    turno = _still_hit(pk, scope, now)
    if turno is None:
        return "gone"
    found = closing.chances(turno, now)[:CHANCES]
    if not found:
        return _kept(turno, reason, actor, now)
    run, old = _locked(turno, found, now)
    claimed = Seat.objects.filter(claimable(now), pk__in=[each.seat for each in run]).update(
        state=SeatState.TAKEN, turno=turno, held_until=None, free_from=None, version=F("version") + 1
    )
    if claimed != len(run):
        raise SomebodyQuicker
    Seat.objects.filter(pk__in=old).update(state=SeatState.BLOCKED, turno=None, version=F("version") + 1)
    before = closing_mail.place_and_time(turno)
    turno.agency = Agency.objects.get(pk=run[0].agency)
    turno.starts, turno.ends = run[0].starts, run[-1].ends
    turno.sequence, turno.version = turno.sequence + 1, turno.version + 1
    turno.save()
    write_event(
        act="turno_reseated", subject="turno", subject_id=turno.pk, now=now, actor=actor, fields=["agency", "starts"]
    )
    closing_mail.reseated(turno, before, reason, now)
    return "moved"


def _locked(turno: Turno, found: list[Run], now: datetime) -> tuple[Run, list[int]]:
    """Lock the own seats and the best chances, all by ascending id; return the first chance left and the own seats.

    Raises `SomebodyQuicker`.
    """
    wanted = [each.seat for run in found for each in run]
    rows = Seat.objects.select_for_update(of=("self",)).filter(
        Q(turno=turno, state=SeatState.TAKEN) | Q(claimable(now), pk__in=wanted)
    )
    locked = {seat.pk: seat for seat in rows.select_related("slot__agency").order_by("pk")}
    for run in found:
        if all(each.seat in locked for each in run):
            slot = locked[run[0].seat].slot
            if is_open(slot.agency, slot.starts):
                return run, [pk for pk, seat in locked.items() if seat.turno_id == turno.pk and seat.state == "taken"]
    raise SomebodyQuicker


def _still_hit(pk: int, scope: Scope, now: datetime) -> Turno | None:
    """Lock the turno and return it while it is confirmed and sits in the scope."""
    locked = Turno.objects.select_for_update(of=("self",)).select_related("agency", "procedure")
    turno = locked.get(pk=pk)
    here = closing.seats(scope, now).filter(turno=turno, state=SeatState.TAKEN)
    return turno if turno.status == "confirmed" and turno.starts > now and here.exists() else None


@transaction.atomic
def _keep(pk: int, scope: Scope, reason: str, actor: Staff, now: datetime) -> str:
    turno = _still_hit(pk, scope, now)
    return "gone" if turno is None else _kept(turno, reason, actor, now)


def _kept(turno: Turno, reason: str, actor: Staff, now: datetime) -> str:
    """Keep the turno as it is, and tell its person once that it has priority and how to use it."""
    if closing_mail.kept(turno, reason, now):
        write_event(act="turno_kept", subject="turno", subject_id=turno.pk, now=now, actor=actor)
    return "kept"


@transaction.atomic
def withdraw_counters(*, service: Service, now: datetime) -> int:
    """Block the free seats of the counters that a service no longer has; return how many.

    A turno there keeps its seat: who lowers the counters asks `queries.closing.beyond` first.
    """
    future = Seat.objects.filter(
        slot__agency=service.agency_id, slot__procedure=service.procedure_id, slot__starts__gt=now
    )
    gone = future.filter(number__gt=service.counters).exclude(state__in=[SeatState.TAKEN, SeatState.BLOCKED])
    found = list(gone.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return Seat.objects.filter(pk__in=found).update(
        state=SeatState.BLOCKED, turno=None, held_until=None, free_from=None, version=F("version") + 1
    )
