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


class Why(StrEnum):
    """Why the answer is what it is."""

    PRECEDENCE = "precedence"  # a priority person, a return, an appointment: always
    OFF = "off"  # the centre admits without limit
    FITS = "fits"
    NO_COUNTER = "no_counter"
    CLOSED = "closed"
    NOT_OPEN = "not_open"  # it opens later today
    LONG_WAIT = "long_wait"
    CLOSING = "closing"  # it would begin too late to end before closing


ADMITTED = frozenset({Why.PRECEDENCE, Why.OFF, Why.FITS})


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer with what it was computed from."""

    why: Why
    load: Load
    limit: timedelta

    @property
    def admitted(self) -> bool:
        """Return whether a ticket is given."""
        return self.why in ADMITTED


def admission(klass: Klass, load: Load, policy: Policy) -> Answer:
    """Return whether a ticket of this class is given now.

    PP and P always, R and A too; W while the expected wait is within the policy's minutes and its expected start leaves
    a mean service time before closing. At each bound it is still given.
    """
    limit = timedelta(minutes=policy.admitted_wait)
    why = Why.PRECEDENCE if klass is not Klass.SAME_DAY else _of_the_same_day(load, limit, policy)
    return Answer(why=why, load=load, limit=limit)


def _of_the_same_day(load: Load, limit: timedelta, policy: Policy) -> Why:
    ahead = load.waiting + load.due
    if not policy.admission:
        return Why.OFF
    if load.left <= timedelta() or load.opening > timedelta():  # a counter may be open already, or since yesterday
        return Why.NOT_OPEN if load.opening > timedelta() else Why.CLOSED
    if load.counters < 1:
        return Why.NO_COUNTER
    if ahead * load.mean > limit * load.counters:  # multiplied out: nothing is rounded
        return Why.LONG_WAIT
    if (ahead + load.counters) * load.mean > load.left * load.counters:
        return Why.CLOSING
    return Why.FITS


REASONS = {
    Why.PRECEDENCE: mark("Tiene precedencia: recibe su número siempre."),
    Why.OFF: mark("Este centro recibe hoy sin límite de espera."),
    Why.FITS: mark(
        "Hay número. Por delante: %(ahead)s (en espera %(waiting)s, con turno pronto %(due)s). Minutos por "
        "atención: %(mean)s. Ventanillas abiertas: %(counters)s. Espera calculada: %(wait)s minutos; límite: %(limit)s."
    ),
    Why.LONG_WAIT: mark(
        "No hay número ahora. Por delante: %(ahead)s (en espera %(waiting)s, con turno pronto %(due)s). Minutos por "
        "atención: %(mean)s. Ventanillas abiertas: %(counters)s. Espera calculada: %(wait)s minutos; límite: %(limit)s."
    ),
    Why.CLOSING: mark(
        "No hay número ahora. Espera calculada: %(wait)s minutos. Minutos por atención: %(mean)s. Faltan %(left)s "
        "minutos para el cierre: no alcanza."
    ),
    Why.CLOSED: mark("No hay número ahora: el centro ya no atiende hoy."),
    Why.NOT_OPEN: mark("No hay número ahora: el centro todavía no abre."),
    Why.NO_COUNTER: mark("No hay número ahora: ninguna ventanilla de este trámite está abierta."),
}


def numbers(answer: Answer) -> dict[str, int]:
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
