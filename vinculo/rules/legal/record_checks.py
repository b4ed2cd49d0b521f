"""Checks of a power against what is kept of earlier ones: a grantor who died, a proxy whose power ended (S38).

The paper itself is as good to look at as before it was revoked. Nothing here decides: a death may have been recorded
of somebody else, and an affiliate may trust a proxy again. The unit goes on with a word that stands in its decision.
"""

from __future__ import annotations

from datetime import date

from vinculo.rules.cases.requirements.faults import Fault, print_day
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.legal.facts import Power
from vinculo.rules.legal.status import PowerAct
from vinculo.rules.shared.marks import mark


def grantor_is_not_known_dead(power: Power, _on: date) -> Fault | None:
    """Return a warning where a unit recorded that the person who grants the power died."""
    ended = next((each for each in power.earlier if each.by is PowerAct.DEATH), None)
    if ended is None:
        return None
    return _DIED.having(day=print_day(ended.on), unit=ended.unit, reference=ended.reference)


def is_not_ended_already(power: Power, _on: date) -> Fault | None:
    """Return a warning where this proxy's power was revoked or substituted on or after the day of this one.

    Of a deed that was refused the warning is for that deed alone.
    """
    for each in power.earlier:
        fault = _ENDED.get(each.by)
        counts = each.same_deed if each.by is PowerAct.REFUSE else each.same_proxy and power.made_on <= each.on
        if fault is not None and counts:
            return fault.having(day=print_day(each.on), unit=each.unit, reference=each.reference)
    return None


_WORD = mark("Léalo antes de decidir. Para sumillar de todos modos, escriba el motivo en la nota.")
_DIED = Fault(
    code="power_grantor_died",
    severity=Severity.WARNS,
    text=mark("Consta que quien otorga el poder falleció el %(day)s (unidad de %(unit)s, poder %(reference)s)."),
    remedy=_WORD,
)
_BEFORE = "power_ended_before"
_ENDED = {
    PowerAct.REVOKE: Fault(
        code=_BEFORE,
        severity=Severity.WARNS,
        text=mark(
            "El %(day)s la unidad de %(unit)s revocó el poder %(reference)s de este mismo apoderado, y este poder no "
            "es posterior."
        ),
        remedy=_WORD,
    ),
    PowerAct.SUBSTITUTE: Fault(
        code=_BEFORE,
        severity=Severity.WARNS,
        text=mark(
            "El %(day)s otra persona tomó el lugar de este apoderado (unidad de %(unit)s, poder %(reference)s), y este "
            "poder no es posterior."
        ),
        remedy=_WORD,
    ),
    PowerAct.REFUSE: Fault(
        code=_BEFORE,
        severity=Severity.WARNS,
        text=mark("El %(day)s la unidad de %(unit)s negó la sumilla de este mismo poder (%(reference)s)."),
        remedy=_WORD,
    ),
}
NEED_A_WORD = frozenset({_DIED.code, _BEFORE})
