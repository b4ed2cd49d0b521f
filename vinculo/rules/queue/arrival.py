"""What reception answers to anyone who comes with a turno: in time or not, here or elsewhere, and what to do (S30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from vinculo.rules.queue.classes import Policy
from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.statuses import TurnoStatus


class Arrival(StrEnum):
    """How a turno meets its person at reception."""

    ON_TIME = "on_time"
    EARLY = "early"
    LATE = "late"  # keeps its class, counted from now
    VERY_LATE = "very_late"  # a same-day visit, with its place guaranteed
    OTHER_DAY = "other_day"
    ELSEWHERE = "elsewhere"
    CANCELLED = "cancelled"
    HERE = "here"  # checked in already
    ATTENDED = "attended"


ENDED = frozenset({Arrival.CANCELLED, Arrival.ATTENDED})
RECEIVED_NOW = frozenset({Arrival.ON_TIME, Arrival.EARLY, Arrival.LATE, Arrival.VERY_LATE})


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A turno and the moment at which its person stands at reception."""

    status: str
    starts: datetime
    now: datetime
    same_day: bool  # by the calendar of the agency
    here: bool  # at the turno's own agency


def arrival(coming: Coming, policy: Policy) -> Arrival:
    """Return how a turno meets its person now; the bounds are those of the queue's reference time."""
    ended = {"cancelled": Arrival.CANCELLED, "attended": Arrival.ATTENDED}
    if coming.status in ended:
        return ended[coming.status]
    if not coming.here:
        return Arrival.ELSEWHERE
    if coming.status == TurnoStatus.ARRIVED:
        return Arrival.HERE
    return _today(coming, policy) if coming.same_day else Arrival.OTHER_DAY


def _today(coming: Coming, policy: Policy) -> Arrival:
    after = coming.now - coming.starts
    if after > timedelta(minutes=policy.late):
        return Arrival.VERY_LATE
    if after > timedelta(minutes=policy.on_time):
        return Arrival.LATE
    return Arrival.EARLY if after < -timedelta(minutes=policy.ahead) else Arrival.ON_TIME


SENTENCES = {
    Arrival.ON_TIME: mark("Llega a tiempo: su lugar cuenta desde la hora del turno."),
    Arrival.EARLY: mark(
        "Llega temprano. Puede esperar aquí: su lugar cuenta desde la hora del turno, y pasa antes si una ventanilla "
        "queda libre."
    ),
    Arrival.LATE: mark("Llega tarde, y el turno es válido: su lugar cuenta desde ahora."),
    Arrival.VERY_LATE: mark(
        "Llega muy tarde, y el turno es válido todavía: se atiende hoy, con número asegurado, después de quienes "
        "tienen turno."
    ),
    Arrival.OTHER_DAY: mark("El turno es de otro día. Si se atiende hoy, elija el motivo; su hora queda para otros."),
    Arrival.ELSEWHERE: mark("El turno es de otro centro: allí lo esperan. Si prefiere este, dele una hora aquí."),
    Arrival.CANCELLED: mark("El turno fue cancelado y ya no es válido. Dele una hora, o un número si tiene prioridad."),
    Arrival.HERE: mark("Ya se registró su llegada. Tiene el mismo número."),
    Arrival.ATTENDED: mark("Con este turno ya se le atendió. Si le falta algo, busque su caso o dele otra hora."),
}
AGAIN = mark("Ya se registró su llegada, pero no tiene un número en espera: dele otro.")
MISSED = mark("No estuvo a su hora y el cupo pasó a otra persona; el turno es válido todavía.")
