"""Turnos to which nobody came: the seats go to the same day, the turno stays usable (the queue's *No-show*)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction

from vinculo.actions.retrying import retried
from vinculo.actions.seats import free_for_today, locked_seats
from vinculo.records.events import write_event
from vinculo.records.models import Turno
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
    free_for_today(locked_seats(turno))
    turno.status, turno.version = turno_after(turno.status, TurnoAct.MISS).value, turno.version + 1
    turno.save(update_fields=["status", "version"])
    write_event(act="turno_missed", subject="turno", subject_id=pk, now=now, actor_kind="system")
    return True
