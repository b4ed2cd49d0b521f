"""The states of a code that a supervisor looks at again, and the acts that each allows (D35)."""

from __future__ import annotations

from enum import StrEnum

from vinculo.rules.shared.transitions import Transitions


class SampleState(StrEnum):
    """Where the second look at an issued code stands; the code is valid in each of them but the last."""

    WAITING = "waiting"
    AGREED = "agreed"
    OPENED = "opened"  # for annulment: the person is heard first
    KEPT = "kept"  # after the person was heard, the code stays as it is
    ANNULLED = "annulled"  # its decision was taken back


class SampleAct(StrEnum):
    """What may be done to it."""

    DRAW = "draw"
    AGREE = "agree"
    OPEN = "open"
    KEEP = "keep"
    ANNUL = "annul"


UNDECIDED_SAMPLE = (SampleState.WAITING, SampleState.OPENED)

_S, _DO = SampleState, SampleAct
SAMPLE = Transitions(
    states=SampleState,
    first={_DO.DRAW: _S.WAITING, _DO.OPEN: _S.OPENED},  # opened: of a code that was not drawn
    rows={
        (_S.WAITING, _DO.AGREE): _S.AGREED,
        (_S.WAITING, _DO.OPEN): _S.OPENED,
        (_S.WAITING, _DO.ANNUL): _S.ANNULLED,
        (_S.OPENED, _DO.KEEP): _S.KEPT,
        (_S.OPENED, _DO.ANNUL): _S.ANNULLED,
    },
)
