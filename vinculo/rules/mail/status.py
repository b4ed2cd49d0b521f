"""The states of a message and the acts that each allows."""

from __future__ import annotations

from enum import StrEnum

from vinculo.rules.shared.transitions import Transitions


class MessageState(StrEnum):
    """The fate of a message, as the person and the officer see it."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class MessageAct(StrEnum):
    """What may be done to a message."""

    QUEUE = "queue"
    SEND = "send"
    FAIL = "fail"  # after the last try
    DROP = "drop"  # what it says is no longer true
    SEND_AGAIN = "send_again"  # by an officer


_M, _DO = MessageState, MessageAct
MESSAGE = Transitions(
    states=MessageState,
    first={_DO.QUEUE: _M.QUEUED},
    rows={
        (_M.QUEUED, _DO.SEND): _M.SENT,
        (_M.QUEUED, _DO.FAIL): _M.FAILED,
        (_M.QUEUED, _DO.DROP): _M.DROPPED,
        (_M.FAILED, _DO.SEND_AGAIN): _M.QUEUED,
    },
)
