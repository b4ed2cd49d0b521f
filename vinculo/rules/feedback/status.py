"""The kinds and states of a complaint, with the acts that each allows, and of what a mark is."""

from __future__ import annotations

from enum import StrEnum

from vinculo.rules.shared.transitions import Transitions


class ComplaintKind(StrEnum):
    """What it is; the first two are the complaints of the public figures (S09)."""

    COMPLAINT = "complaint"
    CLAIM = "claim"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class ComplaintState(StrEnum):
    """Whether it was answered."""

    OPEN = "open"
    ANSWERED = "answered"


class ComplaintAct(StrEnum):
    """What may be done to a complaint."""

    RECEIVE = "receive"
    ANSWER = "answer"


COMPLAINT = Transitions(
    states=ComplaintState,
    first={ComplaintAct.RECEIVE: ComplaintState.OPEN},
    rows={(ComplaintState.OPEN, ComplaintAct.ANSWER): ComplaintState.ANSWERED},
)


class About(StrEnum):
    """Of what a mark is."""

    SERVICE = "service"
    PERSON = "person"
