"""Within what a centre may set the minutes of its queue, so that the promise of the policy stays one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from vinculo.rules.queue.classes import Mode, Policy
from vinculo.rules.shared.marks import mark


@dataclass(frozen=True)
class PolicyLimit:
    """The least and the most of one number of the policy, with the words for it."""

    least: int
    most: int
    label: str


LIMITS = {
    "head_pp": PolicyLimit(-120, 60, mark("Minutos que se suman a la espera: doble prioridad")),
    "head_p": PolicyLimit(-60, 60, mark("Minutos que se suman a la espera: prioridad")),
    "head_r": PolicyLimit(0, 120, mark("Minutos que se suman a la espera: regreso o traslado")),
    "head_a": PolicyLimit(0, 240, mark("Minutos que se suman a la espera: quien tiene turno")),
    "head_w": PolicyLimit(0, 480, mark("Minutos que se suman a la espera: quien viene el mismo día")),
    "on_time": PolicyLimit(0, 60, mark("Se llega a tiempo hasta tantos minutos después de la hora")),
    "late": PolicyLimit(15, 240, mark("Se conserva el turno hasta tantos minutos después de la hora")),
    "named_officer": PolicyLimit(0, 60, mark("Un regreso espera a su funcionario tantos minutos")),
    "answer": PolicyLimit(1, 15, mark("Una llamada se pierde después de tantos minutos")),
    "again": PolicyLimit(1, 30, mark("Y no se repite antes de tantos minutos")),
    "admitted_wait": PolicyLimit(5, 240, mark("Se admite sin turno si la espera prevista es de hasta tantos minutos")),
    "ahead": PolicyLimit(0, 120, mark("Se cuentan los turnos de los próximos tantos minutos")),
    "mean_service": PolicyLimit(3, 120, mark("Una atención dura en promedio tantos minutos")),
}
ORDER = ("head_pp", "head_p", "head_r", "head_a", "head_w")


def faults(policy: Policy) -> dict[str, str]:
    """Return what is wrong with a policy: for each field a marked Spanish sentence, none where it can be used."""
    problems = {
        name: mark("Ese número está fuera de lo permitido.")
        for name, limit in LIMITS.items()
        if not limit.least <= getattr(policy, name) <= limit.most
    }
    for before, after in pairwise(ORDER):
        if getattr(policy, before) > getattr(policy, after):
            problems.setdefault(after, mark("No pueden ser menos minutos que los de la clase anterior."))
    if policy.late < policy.on_time:
        problems.setdefault("late", mark("No puede ser menor que los minutos en que se llega a tiempo."))
    if policy.mode is Mode.EARLIEST_DUE and not policy.admission:
        problems.setdefault("mode", mark("Ese modo solo se elige mientras se limita a quién se admite sin turno."))
    return problems
