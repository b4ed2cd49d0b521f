"""What is late in the running of the service, in one line each: for whoever watches, and for the metrics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext as _

from vinculo.gateways.last_runs import age_of_run
from vinculo.queries.operations.running import Running, count_running

HOLDS = timedelta(minutes=5)  # after it ran out the upkeep, which looks every minute, ends a hold
SEALED_AFTER = timedelta(hours=2)  # what the upkeep may need before a day that is over must have its seal


class Watched(StrEnum):
    """What can be late."""

    OUTBOX = "outbox"
    UPKEEP = "upkeep"
    SEAL = "seal"
    DAYS = "days"
    INVARIANTS = "invariants"
    BACKUP = "backup"
    DRILL = "drill"


# How long after the last time the work of a timer is late.
TIMERS = {
    Watched.DAYS: timedelta(hours=26),
    Watched.INVARIANTS: timedelta(hours=26),
    Watched.BACKUP: timedelta(hours=26),
    Watched.DRILL: timedelta(days=8),
}


@dataclass(frozen=True)
class Late:
    """One thing that is late, and the line that says it."""

    what: Watched
    line: str


def find_late(*, now: datetime, left_out: frozenset[Watched] = frozenset()) -> list[Late]:
    """Return what is late, in the order of `Watched`."""
    running = count_running(now=now)
    earlier = count_running(now=now - SEALED_AFTER).seal_late
    said = {
        Watched.OUTBOX: _say_outbox(running),
        Watched.UPKEEP: _say_upkeep(running),
        Watched.SEAL: _say_seal(earlier),
        **{timer: _say_timer(timer, limit, now) for timer, limit in TIMERS.items()},
    }
    return [Late(what, line) for what, line in said.items() if line and what not in left_out]


def _say_outbox(running: Running) -> str:
    if running.outbox_late <= timedelta(minutes=settings.LATE_OUTBOX_MINUTES):
        return ""
    told = {"minutes": _minutes(running.outbox_late), "count": running.outbox_waiting}
    return _("correo: el más antiguo espera hace %(minutes)d min y hay %(count)d en la cola (vinculo-mail)") % told


def _say_upkeep(running: Running) -> str:
    if running.holds_late <= HOLDS:
        return ""
    told = {"minutes": _minutes(running.holds_late)}
    return _("mantenimiento: una reserva venció hace %(minutes)d min y sigue ahí (vinculo-upkeep)") % told


def _say_seal(days: int) -> str:
    if not days:
        return ""
    return _("bitácora: %(days)d días terminados sin sello (vinculo-upkeep)") % {"days": days}


def _say_timer(timer: Watched, limit: timedelta, now: datetime) -> str:
    age = age_of_run(folder=settings.DATA, name=timer, now=now)
    if age is None:
        return _("%(timer)s: nunca se hizo (vinculo-%(timer)s.timer)") % {"timer": timer}
    if age <= limit:
        return ""
    told = {"timer": timer, "hours": age // timedelta(hours=1)}
    return _("%(timer)s: se hizo por última vez hace %(hours)d h (vinculo-%(timer)s.timer)") % told


def _minutes(age: timedelta) -> int:
    return age // timedelta(minutes=1)
