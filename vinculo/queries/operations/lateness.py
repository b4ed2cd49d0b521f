"""What is late in the running of the service and what to do: for the metrics and the page of the operator (0062)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext as _

from vinculo.gateways.last_runs import ChoreRun, age_of_run, read_chores
from vinculo.queries.operations.running import Backlog, count_backlog, count_unsealed_days
from vinculo.rules.shared.marks import mark

HOLDS = timedelta(minutes=5)  # after it ran out the upkeep, which looks every minute, ends a hold
SEALED_AFTER = timedelta(hours=2)  # what the upkeep may need before a day that is over must have its seal
CHORE_LIMIT = timedelta(hours=3)  # some are done once an hour


class Watched(StrEnum):
    """What can be late."""

    OUTBOX = "outbox"
    UPKEEP = "upkeep"
    CHORES = "chores"
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

TIMER_WORDS: dict[Watched, str] = {
    Watched.DAYS: mark("Abrir los días para reservar"),
    Watched.INVARIANTS: mark("Comprobar que los datos concuerdan"),
    Watched.BACKUP: mark("Respaldo de la noche"),
    Watched.DRILL: mark("Ensayo de restauración"),
}

CHORE_WORDS: dict[str, str] = {
    "reseated": mark("Dar otra hora a quienes la perdieron por un cierre"),
    "missed": mark("Liberar las horas de quienes no vinieron"),
    "let_go": mark("Terminar los ofrecimientos de la lista de espera"),
    "offers": mark("Ofrecer horas a la lista de espera"),
    "reminders": mark("Escribir los recordatorios"),
    "asked": mark("Preguntar cómo fue la atención"),
    "holds": mark("Terminar las reservas sin confirmar"),
    "visits": mark("Cerrar las visitas de días anteriores"),
    "seats": mark("Devolver al público las horas que reposan"),
    "agreements": mark("Vencer los pedidos de confirmación"),
    "terms": mark("Cerrar los plazos de subsanación"),
    "waiting": mark("Borrar la lista de espera terminada"),
    "drafts": mark("Borrar las reservas abandonadas"),
    "solicitudes": mark("Borrar las solicitudes que no llegaron"),
    "attempts": mark("Olvidar los intentos contados"),
    "calls": mark("Pasar las llamadas sin respuesta"),
    "days": mark("Cerrar las ventanillas del día anterior"),
    "announced": mark("Anunciar las esperas"),
    "settled": mark("Comparar las esperas anunciadas"),
    "chained": mark("Encadenar la bitácora"),
    "sealed": mark("Sellar la bitácora"),
    "heads": mark("Guardar la cabeza de la bitácora"),
    "kept": mark("Guardar las cifras de los días terminados"),
    "published": mark("Guardar las cifras que se publican"),
    "copies": mark("Ordenar las copias de los documentos"),
    "log_ins": mark("Olvidar los ingresos antiguos"),
    "retention": mark("Aplicar los plazos de conservación"),
    "disposals": mark("Eliminar los expedientes aprobados"),
    "opened": mark("Abrir días"),
}

# What the person who operates does about it.
REMEDIES: dict[Watched, str] = {
    Watched.OUTBOX: mark(
        "Mire si el servicio vinculo-mail está en marcha (systemctl status vinculo-mail) y qué contesta el servidor "
        "de correo (manage send_test_mail SU-BUZÓN). Los correos no se pierden: salen cuando vuelve."
    ),
    Watched.UPKEEP: mark(
        "Ponga en marcha vinculo-upkeep (systemctl restart vinculo-upkeep) y lea su diario (journalctl -u "
        "vinculo-upkeep). Si dice que el reloj se adelantó, corrija primero la hora de la máquina."
    ),
    Watched.CHORES: mark(
        "Lea en el diario por qué no se hizo (journalctl -u vinculo-upkeep). Las demás tareas siguen; esta se "
        "intenta otra vez en la ronda siguiente."
    ),
    Watched.SEAL: mark(
        "Ponga en marcha vinculo-upkeep y compruebe después la bitácora (manage verify_events). Si encuentra una "
        "falta, avise a auditoría antes de tocar nada."
    ),
    Watched.DAYS: mark(
        "Hágalo ahora (systemctl start vinculo-days) y vea que el temporizador esté activo (systemctl list-timers "
        "'vinculo-*'). Sin ello no se abren días para reservar."
    ),
    Watched.INVARIANTS: mark(
        "Hágalo ahora (systemctl start vinculo-invariants). Si encuentra algo, anótelo y avise antes de corregirlo "
        "a mano."
    ),
    Watched.BACKUP: mark(
        "Hágalo ahora (systemctl start vinculo-backup), mire si hay sitio en la carpeta de los respaldos (df -h) y "
        "lea el diario (journalctl -u vinculo-backup)."
    ),
    Watched.DRILL: mark(
        "Haga el ensayo (systemctl start vinculo-drill): un respaldo que nadie ha restaurado no es todavía un "
        "respaldo. Si se ensaya en otra máquina, mire allí."
    ),
}


@dataclass(frozen=True)
class Late:
    """One thing that is late, the line that says it, and what to do."""

    what: Watched
    line: str

    def remedy(self) -> str:
        """Return what the person who operates does about it."""
        return _(REMEDIES[self.what])


def find_late(*, now: datetime, left_out: frozenset[Watched] = frozenset()) -> list[Late]:
    """Return what is late, in the order of `Watched`."""
    return judge_lateness(count_backlog(now=now), now=now, left_out=left_out)


def judge_lateness(running: Backlog, *, now: datetime, left_out: frozenset[Watched] = frozenset()) -> list[Late]:
    """Return what is late of a service that was read already."""
    said = {
        Watched.OUTBOX: _say_outbox(running),
        Watched.UPKEEP: _say_upkeep(running),
        Watched.CHORES: _say_chores(now),
        Watched.SEAL: _say_seal(count_unsealed_days(now=now - SEALED_AFTER)),
        **{timer: _say_timer(timer, limit, now) for timer, limit in TIMERS.items()},
    }
    return [Late(what, line) for what, line in said.items() if line and what not in left_out]


def is_chore_late(run: ChoreRun, now: datetime) -> bool:
    """Return whether a chore failed at its last try, or was not done for hours."""
    age = run.age(now)
    return bool(run.fault) or age is None or age > CHORE_LIMIT


def _say_outbox(running: Backlog) -> str:
    if running.outbox_late <= timedelta(minutes=settings.LATE_OUTBOX_MINUTES):
        return ""
    told = {"minutes": _minutes(running.outbox_late), "count": running.outbox_waiting}
    return _("correo: el más antiguo espera hace %(minutes)d min y hay %(count)d en la cola (vinculo-mail)") % told


def _say_upkeep(running: Backlog) -> str:
    if running.holds_late <= HOLDS:
        return ""
    told = {"minutes": _minutes(running.holds_late)}
    return _("mantenimiento: una reserva venció hace %(minutes)d min y sigue ahí (vinculo-upkeep)") % told


def _say_chores(now: datetime) -> str:
    """Name the chores that failed or rest; where no upkeep runs on this machine there is nothing to say."""
    late = sorted(name for name, run in read_chores(settings.DATA).items() if is_chore_late(run, now))
    if not late:
        return ""
    told = {"chores": "; ".join(_(CHORE_WORDS.get(name, name)) for name in late)}
    return _("mantenimiento: no se hizo: %(chores)s (vinculo-upkeep)") % told


def _say_seal(days: int) -> str:
    if not days:
        return ""
    return _("bitácora: %(days)d días terminados sin sello (vinculo-upkeep)") % {"days": days}


def _say_timer(timer: Watched, limit: timedelta, now: datetime) -> str:
    age = age_of_run(folder=settings.DATA, name=timer, now=now)
    if age is not None and age <= limit:
        return ""
    told: dict[str, object] = {"work": _(TIMER_WORDS[timer]), "timer": timer}
    if age is None:
        return _("%(work)s: nunca se hizo (vinculo-%(timer)s.timer)") % told
    told["hours"] = age // timedelta(hours=1)
    return _("%(work)s: se hizo por última vez hace %(hours)d h (vinculo-%(timer)s.timer)") % told


def _minutes(age: timedelta) -> int:
    return age // timedelta(minutes=1)
