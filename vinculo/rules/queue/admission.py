"""Whether somebody without a turno gets a ticket for today (docs/spec/queue.md, *Admission of W*), with the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from vinculo.rules.queue.classes import Klass, Policy
from vinculo.rules.shared.marks import mark


@dataclass(frozen=True, kw_only=True)
class Load:
    """The centre at this moment: who is ahead, who serves, how long each takes, and how long it stays open."""

    waiting: int
    due: int  # appointments that are to come soon
    counters: int  # open, for this procedure
    mean: timedelta  # of one attention
    left: timedelta  # until closing; nothing or less once it is closed
    opening: timedelta = timedelta()  # until it opens today; nothing or less once it is open

    @property
    def wait(self) -> timedelta | None:
        """Return how long somebody who comes now can expect to wait; None while no counter is open."""
        return (self.waiting + self.due) * self.mean / self.counters if self.counters else None


class AdmissionReason(StrEnum):
    """Why the answer is what it is."""

    PRECEDENCE = "precedence"  # a priority person, a return, an appointment: always
    OFF = "off"  # the centre admits without limit
    FITS = "fits"
    NO_COUNTER = "no_counter"
    CLOSED = "closed"
    NOT_OPEN = "not_open"  # it opens later today
    LONG_WAIT = "long_wait"
    CLOSING = "closing"  # it would begin too late to end before closing


ADMITTED = frozenset({AdmissionReason.PRECEDENCE, AdmissionReason.OFF, AdmissionReason.FITS})


@dataclass(frozen=True, kw_only=True)
class AdmissionAnswer:
    """The answer with what it was computed from."""

    why: AdmissionReason
    load: Load
    limit: timedelta

    @property
    def admitted(self) -> bool:
        """Return whether a ticket is given."""
        return self.why in ADMITTED


def admission(klass: Klass, load: Load, policy: Policy) -> AdmissionAnswer:
    """Return whether a ticket of this class is given now.

    PP and P always, R and A too; W while the expected wait is within the policy's minutes and its expected start leaves
    a mean service time before closing. At each bound it is still given.
    """
    limit = timedelta(minutes=policy.admitted_wait)
    why = AdmissionReason.PRECEDENCE if klass is not Klass.SAME_DAY else _of_the_same_day(load, limit, policy)
    return AdmissionAnswer(why=why, load=load, limit=limit)


def _of_the_same_day(load: Load, limit: timedelta, policy: Policy) -> AdmissionReason:
    ahead = load.waiting + load.due
    if not policy.admission:
        return AdmissionReason.OFF
    if load.left <= timedelta() or load.opening > timedelta():  # a counter may be open already, or since yesterday
        return AdmissionReason.NOT_OPEN if load.opening > timedelta() else AdmissionReason.CLOSED
    if load.counters < 1:
        return AdmissionReason.NO_COUNTER
    if ahead * load.mean > limit * load.counters:  # multiplied out: nothing is rounded
        return AdmissionReason.LONG_WAIT
    if (ahead + load.counters) * load.mean > load.left * load.counters:
        return AdmissionReason.CLOSING
    return AdmissionReason.FITS


REASONS = {
    AdmissionReason.PRECEDENCE: mark("Tiene atención prioritaria: recibe su número siempre."),
    AdmissionReason.OFF: mark("Este centro recibe hoy sin límite de espera."),
    AdmissionReason.FITS: mark(
        "Hay número. Por delante: %(ahead)s (en espera %(waiting)s, con turno pronto %(due)s). Minutos por "
        "atención: %(mean)s. Ventanillas abiertas: %(counters)s. Espera calculada: %(wait)s minutos; límite: %(limit)s."
    ),
    AdmissionReason.LONG_WAIT: mark(
        "No hay número ahora. Por delante: %(ahead)s (en espera %(waiting)s, con turno pronto %(due)s). Minutos por "
        "atención: %(mean)s. Ventanillas abiertas: %(counters)s. Espera calculada: %(wait)s minutos; límite: %(limit)s."
    ),
    AdmissionReason.CLOSING: mark(
        "No hay número ahora. Espera calculada: %(wait)s minutos. Minutos por atención: %(mean)s. Faltan %(left)s "
        "minutos para el cierre: no alcanza."
    ),
    AdmissionReason.CLOSED: mark("No hay número ahora: el centro ya no atiende hoy."),
    AdmissionReason.NOT_OPEN: mark("No hay número ahora: el centro todavía no abre."),
    AdmissionReason.NO_COUNTER: mark("No hay número ahora: ninguna ventanilla de este trámite está abierta."),
}


def numbers(answer: AdmissionAnswer) -> dict[str, int]:
    """Return the numbers of the answer's sentence in `REASONS`: minutes of waiting rounded up, those left down."""
    load = answer.load
    return {
        "ahead": load.waiting + load.due,
        "waiting": load.waiting,
        "due": load.due,
        "counters": load.counters,
        "mean": minutes(load.mean),
        "wait": minutes(load.wait) if load.wait is not None else 0,
        "limit": minutes(answer.limit),
        "left": max(0, load.left // timedelta(minutes=1)),
    }


def minutes(length: timedelta) -> int:
    """Return a length in whole minutes, rounded up."""
    return -(-length // timedelta(minutes=1))
