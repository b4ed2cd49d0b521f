"""The states of a counter with the acts that each allows, the origins of tickets, and the words of the log."""

from __future__ import annotations

from enum import StrEnum

from vinculo.rules.shared.transitions import Transitions


class CounterState(StrEnum):
    """Whether people are called to a counter."""

    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


SEATED = (CounterState.OPEN, CounterState.PAUSED)  # an officer sits there


class CounterAct(StrEnum):
    """What may be done to a counter."""

    ADD = "add"  # to the centre
    OPEN = "open"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE = "close"


_C, _DO = CounterState, CounterAct
COUNTER = Transitions(
    states=CounterState,
    first={_DO.ADD: _C.CLOSED},
    rows={
        (_C.CLOSED, _DO.OPEN): _C.OPEN,
        (_C.OPEN, _DO.OPEN): _C.OPEN,  # an earlier day left it so
        (_C.PAUSED, _DO.OPEN): _C.OPEN,
        (_C.OPEN, _DO.PAUSE): _C.PAUSED,
        (_C.PAUSED, _DO.RESUME): _C.OPEN,
        (_C.OPEN, _DO.CLOSE): _C.CLOSED,
        (_C.PAUSED, _DO.CLOSE): _C.CLOSED,
    },
)


class Origin(StrEnum):
    """Where a ticket comes from."""

    TURNO = "turno"
    WALK_IN = "walk_in"  # S29: priority groups, without a turno
    SAME_DAY = "same_day"
    RETURN = "return"  # with a correction (D7)
    PAPER = "paper"  # typed in from a contingency ticket


class LogAct(StrEnum):
    """What an entry of the queue's log says; the day is replayed from it."""

    ISSUED = "issued"
    CALLED = "called"
    CALLED_APART = "called_apart"  # out of order, with a reason
    RECALLED = "recalled"
    STARTED = "started"
    SKIPPED = "skipped"
    MISSED = "missed"
    NO_SHOW = "no_show"
    TRANSFERRED = "transferred"
    FINISHED = "finished"
    LEFT = "left"
    UNDONE = "undone"
    REOPENED = "reopened"
    COUNTER_OPENED = "counter_opened"
    COUNTER_PAUSED = "counter_paused"
    COUNTER_RESUMED = "counter_resumed"
    COUNTER_CLOSED = "counter_closed"


CALLS = (LogAct.CALLED, LogAct.CALLED_APART)
