"""The service as anyone who operates it sees it on one page: what is late first, then everything that is watched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vinculo.gateways.last_runs import age_of_run, read_chores
from vinculo.queries.operations.lateness import (
    CHORE_WORDS,
    TIMER_WORDS,
    TIMERS,
    Late,
    Watched,
    is_chore_late,
    judge_lateness,
)
from vinculo.queries.operations.readiness import AWAY, READ_ONLY, missing_migrations, takes_changes
from vinculo.queries.operations.running import NOTHING, Backlog, count_backlog
from vinculo.queries.shared.seal_head import chain_head, seal_head
from vinculo.records.events import Seal
from vinculo.rules.log.tampering import Head

SHOWN = 12  # characters of a head: enough to compare it with the mail of the night


@dataclass(frozen=True)
class Watch:
    """One thing that is watched: its name, how it stands, and whether it is late or wrong."""

    name: str
    said: str
    late: bool = False
    failed: bool = False  # something is to be looked at, but nothing is late


@dataclass(frozen=True)
class Overview:
    """The whole page."""

    version: str
    late: list[Late]
    service: list[Watch]
    timers: list[Watch]
    chores: list[Watch]


def read_overview(*, now: datetime) -> Overview:
    """Return the service at this moment, in seven statements and those of the readiness."""
    running = count_backlog(now=now)
    head, seal = chain_head(), seal_head()
    late = judge_lateness(running, now=now)
    whats = {each.what for each in late}
    return Overview(
        version=settings.VERSION,
        late=late,
        service=[
            _ready(),
            _migrations(),
            *_outbox(running, whats),
            _holds(running, whats),
            _seal(seal, whats),
            _head(head),
        ],
        timers=_first_late([_timer(timer, now, whats) for timer in TIMERS]),
        chores=_first_late(_chores(now)),
    )


def _first_late(rows: list[Watch]) -> list[Watch]:
    return sorted(rows, key=lambda row: not row.late)


def _ready() -> Watch:
    name = _("Base de datos")
    try:
        fits = takes_changes()
    except (Error, OSError):
        return Watch(name, AWAY, late=True)
    return Watch(name, _("responde y acepta cambios") if fits else READ_ONLY, late=not fits)


def _migrations() -> Watch:
    name = _("Migraciones")
    missing = missing_migrations()
    if not missing:
        return Watch(name, _("las tablas son las de esta versión"))
    told = {"missing": ", ".join(missing)}
    return Watch(name, _("faltan: %(missing)s (manage migrate)") % told, late=True)


def _outbox(running: Backlog, late: set[Watched]) -> list[Watch]:
    waiting, failed = running.outbox_waiting, running.outbox_failed
    said = ngettext("%(count)d espera", "%(count)d esperan", waiting) % {"count": waiting}
    if running.outbox_late > NOTHING:
        said = _("%(waiting)s; el más antiguo, %(age)s") % {"waiting": said, "age": say_age(running.outbox_late)}
    given_up = ngettext("%(count)d no se pudo entregar", "%(count)d no se pudieron entregar", failed)
    none = _("ninguno")
    return [
        Watch(_("Correos por enviar"), said if waiting else none, late=Watched.OUTBOX in late),
        Watch(_("Correos fallidos"), given_up % {"count": failed} if failed else none, failed=bool(failed)),
    ]


def _holds(running: Backlog, late: set[Watched]) -> Watch:
    age = running.holds_late
    said = _("la más antigua venció %(age)s") % {"age": say_age(age)} if age else _("ninguna")
    return Watch(_("Reservas vencidas sin terminar"), said, late=Watched.UPKEEP in late)


def _seal(seal: Seal | None, late: set[Watched]) -> Watch:
    said = _("día %(day)s") % {"day": f"{seal.date:%d/%m/%Y}"} if seal else _("todavía no hay ninguno")
    return Watch(_("Último sello de la bitácora"), said, late=Watched.SEAL in late)


def _head(head: Head | None) -> Watch:
    name = _("Cabeza de la bitácora")
    if head is None:
        return Watch(name, _("todavía no hay ninguna"))
    return Watch(name, _("lugar %(position)d: %(head)s…") % {"position": head.position, "head": head.value[:SHOWN]})


def _timer(timer: Watched, now: datetime, late: set[Watched]) -> Watch:
    age = age_of_run(folder=settings.DATA, name=timer, now=now)
    return Watch(_(TIMER_WORDS[timer]), say_age(age) if age is not None else _("nunca"), late=timer in late)


def _chores(now: datetime) -> list[Watch]:
    rows = []
    for name, run in read_chores(settings.DATA).items():
        age = run.age(now)
        said = say_age(age) if age is not None else _("nunca")
        if run.fault:
            said = _("%(when)s; después falló: %(fault)s") % {"when": said, "fault": run.fault}
        rows.append(Watch(_(CHORE_WORDS.get(name, name)), said, late=is_chore_late(run, now)))
    return rows


def say_age(age: timedelta) -> str:
    """Return how long ago something was, as a person says it."""
    minutes = age // timedelta(minutes=1)
    if minutes < 1:
        return _("hace menos de un minuto")
    if minutes < 120:
        return ngettext("hace %(count)d minuto", "hace %(count)d minutos", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return _("hace %(count)d horas") % {"count": hours}
    return _("hace %(count)d días") % {"count": hours // 24}
