"""Where a power of attorney stands at the legal unit, and the acts that each standing allows: one table (S38)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from vinculo.rules.shared.transitions import Transitions


class PowerStatus(StrEnum):
    """Where a power of attorney stands; whether it has expired is told by the day, never stored."""

    RECEIVED = "received"  # in the queue of the unit
    OBSERVED = "observed"  # something is to be brought
    ENDORSED = "endorsed"  # sumillado
    REFUSED = "refused"
    REVOKED = "revoked"  # it was endorsed and is so no more
    SUBSTITUTED = "substituted"  # another proxy took the place of this one
    ENDED = "ended"  # by the death of the person who granted it


class PowerAct(StrEnum):
    """What may be done to a power of attorney."""

    RECEIVE = "receive"
    RECORD = "record"  # write it anew, with what was brought: back into the queue
    OBSERVE = "observe"
    ENDORSE = "endorse"
    REFUSE = "refuse"
    REVOKE = "revoke"
    SUBSTITUTE = "substitute"  # follows from the endorsement of the power of the new proxy
    DEATH = "death"  # of the grantor


EXPIRED = "expired"
UNDECIDED = frozenset({PowerStatus.RECEIVED, PowerStatus.OBSERVED})
STANDING = (PowerStatus.RECEIVED, PowerStatus.OBSERVED, PowerStatus.ENDORSED)
WITHOUT_SUMILLA = (PowerStatus.RECEIVED, PowerStatus.OBSERVED, PowerStatus.REFUSED)
WITH_SUMILLA = (PowerStatus.ENDORSED, PowerStatus.REVOKED, PowerStatus.SUBSTITUTED)
DECIDING_ONCE = (PowerAct.ENDORSE, PowerAct.REFUSE, PowerAct.REVOKE, PowerAct.SUBSTITUTE, PowerAct.DEATH)
ENDING = (PowerAct.REVOKE, PowerAct.SUBSTITUTE, PowerAct.DEATH)  # after which the proxy does no more with it
DECIDING = (PowerAct.OBSERVE, *DECIDING_ONCE)  # the acts of which a decision is kept
_S, _ACT = PowerStatus, PowerAct
POWER = Transitions(
    states=PowerStatus,
    first={_ACT.RECEIVE: _S.RECEIVED},
    rows={
        (_S.RECEIVED, _ACT.RECORD): _S.RECEIVED,
        (_S.RECEIVED, _ACT.OBSERVE): _S.OBSERVED,
        (_S.RECEIVED, _ACT.ENDORSE): _S.ENDORSED,
        (_S.RECEIVED, _ACT.REFUSE): _S.REFUSED,
        (_S.OBSERVED, _ACT.RECORD): _S.RECEIVED,
        (_S.OBSERVED, _ACT.REFUSE): _S.REFUSED,
        (_S.ENDORSED, _ACT.REVOKE): _S.REVOKED,
        (_S.ENDORSED, _ACT.SUBSTITUTE): _S.SUBSTITUTED,
        (_S.RECEIVED, _ACT.DEATH): _S.ENDED,
        (_S.OBSERVED, _ACT.DEATH): _S.ENDED,
        (_S.ENDORSED, _ACT.DEATH): _S.ENDED,
    },
)


def power_standing(status: str, expires_on: date | None, on: date) -> str:
    """Return the standing on a day: that of the table, or `EXPIRED` for an endorsed one whose term has passed.

    The last day of the term still counts: doubt is resolved for the citizen.
    """
    over = expires_on is not None and expires_on < on
    return EXPIRED if status == PowerStatus.ENDORSED and over else status
