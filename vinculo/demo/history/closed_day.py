"""A day of the demonstration's history on which a centre was closed: who was hit, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Model

from vinculo.queries.shared.local_time import local_day, moment_at
from vinculo.records.models import Agency, CalendarDay, Closing, Reseating, Role, Staff, Turno
from vinculo.rules.shared.statuses import TurnoStatus

REASON = "Corte de energía en el sector"
MOVED, LEFT = 6, 2  # turnos that got another hour, and that did not
HOURS = (time(8, 30), time(9), time(9, 45), time(10, 30), time(11), time(14), time(15), time(15, 30))


def closed_day(agency: Agency, day: date, turnos: Sequence[Turno], now: datetime) -> Iterator[Model]:
    """Yield what a closing leaves: the day of the calendar, the act, and each turno with its old hour.

    Those who were moved came on one of the next days; those for whom no seat was left gave their turno back.
    """
    administrator = Staff.objects.filter(role=Role.ADMINISTRATOR).order_by("pk").first()
    if administrator is None:
        return
    made = moment_at(agency, day, time(7, 5))
    closing = Closing(
        key=f"history:{agency.pk}:{day}",
        agency=agency,
        first=day,
        last=day,
        reason=REASON,
        closed_by=administrator,
        closed_at=made,
        done_at=made + timedelta(minutes=2),
    )
    yield CalendarDay(date=day, agency=agency, name=REASON)
    yield closing
    own = [each for each in turnos if each.agency == agency and each.created_at < made]
    moved = [each for each in own if each.status == TurnoStatus.ATTENDED and local_day(agency, each.starts) > day]
    left = [each for each in own if each.status == TurnoStatus.CANCELLED and local_day(agency, each.starts) > day]
    outcomes = [("moved", each) for each in moved[:MOVED]] + [("kept", each) for each in left[:LEFT]]
    for hour, (outcome, turno) in zip(HOURS, outcomes, strict=False):
        old = moment_at(agency, day, hour)
        if outcome == "kept":
            turno.ends += old - turno.starts
            turno.starts, turno.ended_at = old, made + timedelta(hours=3)
        turno.sequence = 1
        yield Reseating(
            closing=closing,
            turno=turno,
            outcome=outcome,
            old_agency=agency,
            old_starts=old,
            sequence=1,
            made_at=made,
            answer="accepted" if outcome == "moved" else "",
            answered_at=made + timedelta(hours=1) if outcome == "moved" else None,
        )
