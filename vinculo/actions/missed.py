"""Turnos to which nobody came: the seats go to the same day, the turno stays usable (the queue's *No-show*)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F

from vinculo.actions.retrying import retried
from vinculo.actions.seats import KEPT_POOL, locked_seats
from vinculo.records.events import write_event
from vinculo.records.models import Seat, SeatState, Turno
from vinculo.rules.status import TurnoAct, turno_after


def free_missed(*, now: datetime) -> int:
    """Free the seats of the turnos whose people did not check in some minutes after their hour; return how many.

    The seats are for the same day alone: the desk and the waiting list. Nobody is told: the turno can still be used.
    """
    since = now - timedelta(minutes=settings.NO_SHOW_MINUTES)
    late = Turno.objects.filter(status="confirmed", starts__lte=since).order_by("pk").values_list("pk", flat=True)
    return sum(retried(partial(_miss, pk, since, now)) for pk in list(late))


@transaction.atomic
def _miss(pk: int, since: datetime, now: datetime) -> bool:
    turno = Turno.objects.select_for_update().get(pk=pk)
    if turno.status != "confirmed" or turno.starts > since:
        return False
    seats = locked_seats(turno)
    kept = [seat.pk for seat in seats if seat.pool == KEPT_POOL]
    mine = Seat.objects.filter(pk__in=[seat.pk for seat in seats])
    mine.exclude(pk__in=kept).update(
        state=SeatState.FREE, pool="same_day", turno=None, held_until=None, version=F("version") + 1
    )
    mine.filter(pk__in=kept).update(state=SeatState.BLOCKED, turno=None, held_until=None, version=F("version") + 1)
    turno.status, turno.version = turno_after(turno.status, TurnoAct.MISS).value, turno.version + 1
    turno.save(update_fields=["status", "version"])
    why = ["closed"] if kept else []  # not the person's fault
    write_event(act="turno_missed", subject="turno", subject_id=pk, now=now, actor_kind="system", fields=why)
    return True
