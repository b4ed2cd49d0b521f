"""Tidying: nothing depends on it for being right, it only keeps the tables small and the states plain."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from vinculo.actions import limits, solicitudes
from vinculo.records.events import write_event
from vinculo.records.models import Draft, Seat, SeatState, Turno


def expire_holds(*, now: datetime) -> int:
    """End the turnos whose hold ran out without being confirmed and free their seats; return how many.

    Each in a transaction of its own, in the lock order of booking: the turno first, then its seats.
    """
    running = Seat.objects.filter(turno=OuterRef("pk"), state=SeatState.HELD, held_until__gt=now)
    stale = Turno.objects.filter(status="holding", created_at__lt=now - timedelta(minutes=settings.HOLD_MINUTES))
    found = stale.filter(~Exists(running)).values_list("pk", flat=True)
    return sum(_expire(pk, now) for pk in found)


@transaction.atomic
def _expire(pk: int, now: datetime) -> bool:
    turno = Turno.objects.select_for_update().get(pk=pk)
    seats = list(Seat.objects.select_for_update().filter(turno=turno).order_by("pk"))
    if turno.status != "holding" or any(seat.held_until is None or seat.held_until > now for seat in seats):
        return False
    for seat in seats:
        Seat.objects.filter(pk=seat.pk, version=seat.version).update(
            state=SeatState.FREE, turno=None, held_until=None, version=F("version") + 1
        )
    turno.status, turno.ended_at, turno.version = "expired", now, turno.version + 1
    turno.save()
    write_event(act="hold_expired", subject="turno", subject_id=turno.pk, now=now, actor_kind="system")
    return True


@transaction.atomic
def warm_seats(*, now: datetime) -> int:
    """Free the online seats that have cooled down; return how many."""
    cooled = Seat.objects.filter(state=SeatState.COOLING, free_from__lte=now)
    return cooled.update(state=SeatState.FREE, free_from=None, version=F("version") + 1)


@transaction.atomic
def forget_drafts(*, now: datetime) -> int:
    """Delete drafts that were left, with the personal data in them; return how many."""
    left = Draft.objects.filter(updated_at__lt=now - timedelta(hours=settings.DRAFT_HOURS))
    return left.delete()[0]


def tidy(*, now: datetime) -> dict[str, int]:
    """Do all of it and return the counts by name."""
    return {
        "holds": expire_holds(now=now),
        "seats": warm_seats(now=now),
        "drafts": forget_drafts(now=now),
        "solicitudes": solicitudes.forget_old(now=now),
        "attempts": limits.forget(now=now),
    }
