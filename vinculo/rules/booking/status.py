"""The states of an entry of the waiting list and of an offer, and the acts that each allows: one table for each."""

from __future__ import annotations

from enum import StrEnum

from vinculo.rules.shared.transitions import Transitions


class WaitingState(StrEnum):
    """Where somebody who waits stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    MET = "met"  # has a turno
    LEFT = "left"
    ENDED = "ended"  # the days of the wish passed, or every offer was let go


class WaitingAct(StrEnum):
    """What may be done to an entry of the waiting list."""

    JOIN = "join"
    OFFER = "offer"
    LET_GO = "let_go"  # what was offered
    ACCEPT = "accept"
    MEET = "meet"  # the person has a turno from elsewhere
    LEAVE = "leave"
    END = "end"


LIVE_WAITING = (WaitingState.WAITING, WaitingState.OFFERED)
ENDED_WAITING = (WaitingState.MET, WaitingState.LEFT, WaitingState.ENDED)

_W, _DO = WaitingState, WaitingAct
WAITING = Transitions(
    states=WaitingState,
    first={_DO.JOIN: _W.WAITING},
    rows={
        (_W.WAITING, _DO.OFFER): _W.OFFERED,
        (_W.OFFERED, _DO.LET_GO): _W.WAITING,
        (_W.OFFERED, _DO.ACCEPT): _W.MET,
        (_W.WAITING, _DO.MEET): _W.MET,
        (_W.WAITING, _DO.LEAVE): _W.LEFT,
        (_W.OFFERED, _DO.LEAVE): _W.LEFT,
        (_W.WAITING, _DO.END): _W.ENDED,
    },
)


class OfferState(StrEnum):
    """What became of an offer."""

    OPEN = "open"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    DECLINED = "declined"


class OfferAct(StrEnum):
    """What may be done to an offer."""

    MAKE = "make"
    ACCEPT = "accept"
    EXPIRE = "expire"
    DECLINE = "decline"


_O = OfferState
OFFER = Transitions(
    states=OfferState,
    first={OfferAct.MAKE: _O.OPEN},
    rows={
        (_O.OPEN, OfferAct.ACCEPT): _O.ACCEPTED,
        (_O.OPEN, OfferAct.EXPIRE): _O.EXPIRED,
        (_O.OPEN, OfferAct.DECLINE): _O.DECLINED,
    },
)
