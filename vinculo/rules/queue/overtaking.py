"""What somebody is told when others were called before them: the reason, and nothing that points at a person.

In a small room everybody sees who has just been called. So no number, counter, hour or group is ever told, and why the
last calls came first is told only when others have been called after them: until then one sentence serves for the law
and for the hour alike. What was once told stays, so that no call changes the sentence at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from vinculo.rules.queue.calling import OvertakingReason
from vinculo.rules.shared.marks import mark

LATER_CALLS = 2  # after a call, before the page says why it came first


class Told(StrEnum):
    """What is told: one code for each sentence, the first that fits."""

    ABSENT = "absent"
    PRIORITY = "priority"
    HOUR = "hour"
    JUST_NOW = "just_now"
    OWN = "own"
    EXCEPTION = "exception"


TEXTS = {
    Told.ABSENT: mark("Le llamamos y no respondió: otras personas pasaron mientras tanto. Le llamaremos otra vez."),
    Told.PRIORITY: mark("Antes que usted pasó alguien con atención prioritaria, como manda la Constitución."),
    Told.HOUR: mark("Antes que usted pasó otra persona: por la hora de su turno le correspondía antes."),
    Told.JUST_NOW: mark("Antes que usted pasó otra persona: por la ley o por la hora de su turno le correspondía."),
    Told.OWN: mark("Otra persona pasó a una ventanilla que no es la que usted necesita."),
    Told.EXCEPTION: mark("El personal llamó antes a otra persona por un motivo que quedó registrado."),
}
_OWN = {OvertakingReason.OTHER_SERVICE, OvertakingReason.ACCESSIBLE, OvertakingReason.NAMED_OFFICER}
_HOUR = {OvertakingReason.EARLY, OvertakingReason.RETURN, OvertakingReason.APPOINTMENT, OvertakingReason.EARLIER}


@dataclass(frozen=True)
class Passing:
    """One call that passed somebody: why, and how many calls there were after it."""

    why: OvertakingReason
    later: int


def explain_overtaking(passings: Sequence[Passing]) -> Told | None:
    """Return what to tell the person who was passed by these calls; None when nobody passed them."""
    whys = {each.why for each in passings}
    settled = {each.why for each in passings if each.later >= LATER_CALLS}
    fits = {
        Told.ABSENT: OvertakingReason.ABSENT in whys,
        Told.PRIORITY: OvertakingReason.PRIORITY in settled,
        Told.HOUR: bool(settled & _HOUR),
        Told.JUST_NOW: bool(whys & (_HOUR | {OvertakingReason.PRIORITY})),
        Told.OWN: bool(whys & _OWN),
        Told.EXCEPTION: OvertakingReason.EXCEPTION in whys,
    }
    return next((code for code, fit in fits.items() if fit), None)
