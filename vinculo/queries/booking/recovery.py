"""The live turnos of a number that were booked with a verified e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from vinculo.queries.shared.local_time import local_moment
from vinculo.records.models import Agency, Draft, Turno
from vinculo.rules.shared.statuses import USABLE_TURNO, TurnoStatus

TODAY = timedelta(hours=12)  # the person who missed the hour can still come


@dataclass(frozen=True)
class RecoveredTurno:
    """A turno that was found again."""

    token: str
    reference: str
    starts: datetime  # in the agency's zone
    agency: Agency
    missed: bool


def turnos(draft: Draft, now: datetime) -> list[RecoveredTurno]:
    """Return the turnos to come or of today, the next first: both number and e-mail must be those of the turno.

    Nothing before the e-mail is verified.
    """
    if draft.verified_at is None:
        return []
    rows = Turno.objects.filter(
        presenter_number=draft.presenter_number,
        email__iexact=draft.email,
        status__in=USABLE_TURNO,
        ends__gt=now - TODAY,
    ).select_related("agency")
    return [
        RecoveredTurno(
            token=each.token,
            reference=each.reference,
            starts=local_moment(each.agency, each.starts),
            agency=each.agency,
            missed=each.status == TurnoStatus.NO_SHOW,
        )
        for each in rows.order_by("starts", "pk")
    ]
