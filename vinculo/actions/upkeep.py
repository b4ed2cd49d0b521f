"""Tidying: nothing depends on it for being right, it only keeps the tables small and the states plain."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from vinculo.actions import correcting, counters, limits, missed_calls, solicitudes
from vinculo.actions.retrying import retried
from vinculo.actions.seats import locked_seats, release
from vinculo.records.events import write_event
from vinculo.records.models import Draft, Seat, SeatState, Turno
from vinculo.rules.status import TurnoAct, turno_after

OVERNIGHT = timedelta(hours=14)  # longer than any day at a counter, shorter than until the next one
BATCH = 2000  # seats in one transaction; the next round takes the next ones


def expire_holds(*, now: datetime) -> int:
    """End the turnos whose hold ran out without being confirmed, free held seats that ran out; return how many turnos.

    Each in a transaction of its own, in the lock order of booking: the turno first, then its seats.
    """
    running = Seat.objects.filter(turno=OuterRef("pk"), state=SeatState.HELD, held_until__gt=now)
    stale = Turno.objects.filter(status="holding", created_at__lte=now - timedelta(minutes=settings.HOLD_MINUTES))
    ended = stale.filter(~Exists(running)).values_list("pk", flat=True)
    left = Seat.objects.filter(state=SeatState.HELD, held_until__lte=now).exclude(turno__status="holding")
    found = {*ended, *left.values_list("turno", flat=True)}  # the latter are moves that nobody finished
    return sum(retried(partial(_expire, pk, now)) for pk in sorted(found))


@transaction.atomic
def _expire(pk: int, now: datetime) -> bool:
    turno = Turno.objects.select_for_update().get(pk=pk)
    seats = locked_seats(turno)
    ended = [seat for seat in seats if seat.held_until is not None and seat.held_until <= now]
    if turno.status == "holding" and len(ended) == len(seats):
        turno.status, turno.ended_at, turno.version = "expired", now, turno.version + 1
        turno.save()
    elif turno.status == "holding" or not ended:
        return False
    release(ended)
    write_event(act="hold_expired", subject="turno", subject_id=turno.pk, now=now, actor_kind="system")
    return True


def end_visits(*, now: datetime) -> int:
    """Mark as attended the turnos that arrived on an earlier day and were left so; return how many.

    Their cases stay open; a turno that is over must not keep the person from booking another one (D4).
    """
    left = Turno.objects.filter(status="arrived", arrived_at__lt=now - OVERNIGHT).values_list("pk", flat=True)
    return sum(_end_visit(pk, now) for pk in left)


@transaction.atomic
def _end_visit(pk: int, now: datetime) -> bool:
    turno = Turno.objects.select_for_update().get(pk=pk)
    if turno.status != "arrived":
        return False
    turno.status = turno_after(turno.status, TurnoAct.ATTEND).value
    turno.ended_at, turno.version = now, turno.version + 1
    turno.save(update_fields=["status", "ended_at", "version"])
    write_event(act="visit_ended", subject="turno", subject_id=turno.pk, now=now, actor_kind="system")
    return True


@transaction.atomic
def warm_seats(*, now: datetime) -> int:
    """Free the seats that have cooled down; return how many. Those that somebody is claiming are left to them."""
    cooled = Seat.objects.select_for_update(skip_locked=True).filter(state=SeatState.COOLING, free_from__lte=now)
    found = list(cooled.order_by("pk").values_list("pk", flat=True)[:BATCH])
    again = Seat.objects.filter(pk__in=found, state=SeatState.COOLING)
    return again.update(state=SeatState.FREE, free_from=None, version=F("version") + 1)


@transaction.atomic
def forget_drafts(*, now: datetime) -> int:
    """Delete drafts that were left, with the personal data in them; return how many."""
    left = Draft.objects.filter(updated_at__lt=now - timedelta(hours=settings.DRAFT_HOURS))
    return left.delete()[0]


def tidy(*, now: datetime) -> dict[str, int]:
    """Do all of it and return the counts by name."""
    return {
        "holds": expire_holds(now=now),
        "visits": end_visits(now=now),
        "seats": warm_seats(now=now),
        "terms": correcting.end_terms(now=now),
        "drafts": retried(lambda: forget_drafts(now=now)),
        "solicitudes": solicitudes.forget_old(now=now),
        "attempts": limits.forget(now=now),
        "calls": missed_calls.miss_unanswered(now=now),
        "days": counters.close_left(now=now),
    }
