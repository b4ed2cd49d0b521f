"""Turnos to which nobody came: the seats go to the same day, the turno stays usable (the queue's *No-show*)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F

from vinculo.actions.booking.seats import KEPT_POOL, free_for_today
from vinculo.actions.shared.retry import retry_clashes
from vinculo.records.events import write_system_events
from vinculo.records.models import Seat, Turno
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import TURNO, TurnoAct, TurnoStatus

BATCH = 200  # turnos in one transaction


def free_missed(*, now: datetime) -> int:
    """Free the seats of the turnos whose people did not check in some minutes after their hour; return how many.

    The seats are for the same day alone: the desk and the waiting list. Nobody is told: the turno can still be used.
    """
    since = now - timedelta(minutes=settings.NO_SHOW_MINUTES)
    late = Turno.objects.filter(status=TurnoStatus.CONFIRMED, starts__lte=since).order_by("pk")
    pks = list(late.values_list("pk", flat=True))
    return sum(retry_clashes(partial(_miss, pks[at : at + BATCH], since, now)) for at in range(0, len(pks), BATCH))


@transaction.atomic
def _miss(pks: list[int], since: datetime, now: datetime) -> int:
    """Free the seats of these turnos, in the lock order of booking: the turnos, then seats by ascending id."""
    turnos = (
        Turno.objects.select_for_update(no_key=True)
        .filter(pk__in=pks, status=TurnoStatus.CONFIRMED, starts__lte=since)
        .order_by("pk")
    )
    late = [turno.pk for turno in turnos]
    seats = list(Seat.objects.select_for_update(no_key=True).filter(turno__in=late).order_by("pk"))
    why = {seat.turno_id: ["closed"] for seat in seats if seat.pool == KEPT_POOL and seat.turno_id}  # not their fault
    free_for_today(seats)
    Turno.objects.filter(pk__in=late).update(
        status=TURNO.after(TurnoStatus.CONFIRMED, TurnoAct.MISS), version=F("version") + 1
    )
    write_system_events(act=Act.TURNO_MISSED, subject=Subject.TURNO, subject_ids=late, now=now, fields=why)
    return len(late)
