"""The states of a turno, a seat and a ticket, and the acts that each allows: one table for each, and no other place."""

from __future__ import annotations

from enum import StrEnum

from vinculo.rules.shared.transitions import Transitions


class TurnoStatus(StrEnum):
    """Where a turno stands."""

    HOLDING = "holding"  # S27: chosen, not yet confirmed
    CONFIRMED = "confirmed"  # S28
    ARRIVED = "arrived"  # S30: checked in
    ATTENDED = "attended"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # the hold was not confirmed in time
    NO_SHOW = "no_show"


class TurnoAct(StrEnum):
    """What may be done to a turno."""

    CHOOSE = "choose"  # S27: an hour
    RENEW = "renew"  # another day or hour while holding
    CONFIRM = "confirm"
    EXPIRE = "expire"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    ARRIVE = "arrive"
    UNDO_ARRIVE = "undo_arrive"  # an own slip at the desk
    ATTEND = "attend"
    MISS = "miss"
    RESTORE = "restore"  # by a supervisor, with a reason


LIVE_TURNO = frozenset({TurnoStatus.HOLDING, TurnoStatus.CONFIRMED, TurnoStatus.ARRIVED})
UNCONFIRMED_TURNO = frozenset({TurnoStatus.HOLDING, TurnoStatus.EXPIRED})  # nobody ever confirmed it
DEAD_TURNO = frozenset({TurnoStatus.CANCELLED, TurnoStatus.EXPIRED, TurnoStatus.NO_SHOW})
USABLE_TURNO = frozenset({TurnoStatus.CONFIRMED, TurnoStatus.ARRIVED, TurnoStatus.NO_SHOW})  # to be served with

_T, _TO = TurnoStatus, TurnoAct
TURNO = Transitions(
    states=TurnoStatus,
    first={_TO.CHOOSE: _T.HOLDING},
    rows={
        (_T.HOLDING, _TO.RENEW): _T.HOLDING,
        (_T.HOLDING, _TO.CONFIRM): _T.CONFIRMED,
        (_T.HOLDING, _TO.EXPIRE): _T.EXPIRED,
        (_T.HOLDING, _TO.CANCEL): _T.CANCELLED,
        (_T.CONFIRMED, _TO.RESCHEDULE): _T.CONFIRMED,
        (_T.CONFIRMED, _TO.CANCEL): _T.CANCELLED,
        (_T.CONFIRMED, _TO.ARRIVE): _T.ARRIVED,
        (_T.CONFIRMED, _TO.MISS): _T.NO_SHOW,
        (_T.NO_SHOW, _TO.ARRIVE): _T.ARRIVED,  # late: the seat is gone, the turno stays usable
        (_T.ARRIVED, _TO.UNDO_ARRIVE): _T.CONFIRMED,
        (_T.ARRIVED, _TO.ATTEND): _T.ATTENDED,
        (_T.ARRIVED, _TO.MISS): _T.NO_SHOW,  # called and not there
        (_T.ATTENDED, _TO.RESTORE): _T.ARRIVED,
        (_T.NO_SHOW, _TO.RESTORE): _T.ARRIVED,
    },
)


class SeatState(StrEnum):
    """What a seat is; *claimable now* also reads the times beside it."""

    FREE = "free"
    HELD = "held"
    TAKEN = "taken"
    COOLING = "cooling"
    BLOCKED = "blocked"


BOUND_SEAT = (SeatState.HELD, SeatState.TAKEN)  # to a turno
UNBOUND_SEAT = (SeatState.FREE, SeatState.COOLING, SeatState.BLOCKED)


class SeatPool(StrEnum):
    """Who can have a seat."""

    ONLINE = "online"
    SAME_DAY = "same_day"  # the desk and the waiting list
    RESERVE = "reserve"  # nobody else: its turno is kept on a closed day or counter


class SeatAct(StrEnum):
    """What may be done to a seat."""

    OPEN = "open"  # with its day
    PORTION = "portion"  # opens at the moment of its portion
    HOLD = "hold"  # an expired hold too, and an own one anew
    TAKE = "take"
    RELEASE = "release"  # a hold that was not confirmed
    GIVE_BACK = "give_back"
    FREE_TODAY = "free_today"  # its person is not there
    WARM = "warm"  # it has cooled down
    BLOCK = "block"
    UNBLOCK = "unblock"  # after a reopening, at the moment of its portion


_S, _SEAT = SeatState, SeatAct
SEAT = Transitions(
    states=SeatState,
    first={_SEAT.OPEN: _S.FREE, _SEAT.PORTION: _S.COOLING},
    rows={
        (_S.FREE, _SEAT.HOLD): _S.HELD,
        (_S.COOLING, _SEAT.HOLD): _S.HELD,
        (_S.HELD, _SEAT.HOLD): _S.HELD,
        (_S.FREE, _SEAT.TAKE): _S.TAKEN,
        (_S.COOLING, _SEAT.TAKE): _S.TAKEN,
        (_S.HELD, _SEAT.TAKE): _S.TAKEN,
        (_S.HELD, _SEAT.RELEASE): _S.FREE,
        (_S.HELD, _SEAT.GIVE_BACK): _S.COOLING,
        (_S.TAKEN, _SEAT.GIVE_BACK): _S.COOLING,
        (_S.HELD, _SEAT.FREE_TODAY): _S.FREE,
        (_S.TAKEN, _SEAT.FREE_TODAY): _S.FREE,
        (_S.COOLING, _SEAT.WARM): _S.FREE,
        (_S.FREE, _SEAT.BLOCK): _S.BLOCKED,
        (_S.COOLING, _SEAT.BLOCK): _S.BLOCKED,
        (_S.HELD, _SEAT.BLOCK): _S.BLOCKED,
        (_S.TAKEN, _SEAT.BLOCK): _S.BLOCKED,
        (_S.BLOCKED, _SEAT.UNBLOCK): _S.COOLING,
    },
)


class TicketState(StrEnum):
    """Where somebody stands in the queue of a centre's day."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    SERVED = "served"
    NO_SHOW = "no_show"
    LEFT = "left"


class TicketAct(StrEnum):
    """What may be done to a ticket."""

    ISSUE = "issue"
    CALL = "call"
    RECALL = "recall"
    SKIP = "skip"
    MISS = "miss"
    GIVE_UP = "give_up"  # it missed its last call
    START = "start"
    ATTACH = "attach"  # the case of the person who is served
    TRANSFER = "transfer"
    FINISH = "finish"
    LEAVE = "leave"
    UNDO = "undo"  # it was given by a slip
    REOPEN = "reopen"  # by a supervisor, on the same day


LIVE_TICKET = (TicketState.WAITING, TicketState.CALLED, TicketState.SERVING)
ENDED_TICKET = (TicketState.SERVED, TicketState.NO_SHOW, TicketState.LEFT)
AT_COUNTER = (TicketState.CALLED, TicketState.SERVING)

_Q, _DO = TicketState, TicketAct
TICKET = Transitions(
    states=TicketState,
    first={_DO.ISSUE: _Q.WAITING},
    rows={
        (_Q.WAITING, _DO.CALL): _Q.CALLED,
        (_Q.CALLED, _DO.RECALL): _Q.CALLED,
        (_Q.CALLED, _DO.SKIP): _Q.WAITING,
        (_Q.CALLED, _DO.MISS): _Q.WAITING,
        (_Q.CALLED, _DO.GIVE_UP): _Q.NO_SHOW,
        (_Q.CALLED, _DO.START): _Q.SERVING,
        (_Q.SERVING, _DO.ATTACH): _Q.SERVING,
        (_Q.CALLED, _DO.TRANSFER): _Q.WAITING,
        (_Q.SERVING, _DO.TRANSFER): _Q.WAITING,
        (_Q.WAITING, _DO.FINISH): _Q.SERVED,  # the visit ended without a call
        (_Q.CALLED, _DO.FINISH): _Q.SERVED,
        (_Q.SERVING, _DO.FINISH): _Q.SERVED,
        (_Q.WAITING, _DO.LEAVE): _Q.LEFT,
        (_Q.CALLED, _DO.LEAVE): _Q.LEFT,
        (_Q.SERVING, _DO.LEAVE): _Q.LEFT,
        (_Q.WAITING, _DO.UNDO): _Q.LEFT,
        (_Q.NO_SHOW, _DO.REOPEN): _Q.WAITING,
        (_Q.LEFT, _DO.REOPEN): _Q.WAITING,
    },
)


class LocalDayState(StrEnum):
    """What the institution said of a canton's day of rest."""

    PROPOSED = "proposed"  # by a file: closes nothing
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class LocalDayAct(StrEnum):
    """What may be done to a canton's day of rest."""

    PROPOSE = "propose"
    ACCEPT = "accept"
    REJECT = "reject"


_L = LocalDayState
LOCAL_DAY = Transitions(
    states=LocalDayState,
    first={LocalDayAct.PROPOSE: _L.PROPOSED},
    rows={
        (_L.PROPOSED, LocalDayAct.ACCEPT): _L.ACCEPTED,
        (_L.PROPOSED, LocalDayAct.REJECT): _L.REJECTED,
        (_L.REJECTED, LocalDayAct.ACCEPT): _L.ACCEPTED,  # what it closed is undone in the calendar, never here
    },
)
