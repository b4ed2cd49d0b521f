"""What each state of a turno, a seat and a ticket allows, and nothing else (S27, S28, S30)."""

from __future__ import annotations

from itertools import product

import pytest

from vinculo.rules.shared.statuses import (
    LIVE_TURNO,
    SEAT,
    TICKET,
    TURNO,
    SeatAct,
    SeatState,
    TicketAct,
    TicketState,
    TurnoAct,
    TurnoStatus,
)
from vinculo.rules.shared.transitions import NotAllowedError

TURNOS = {
    "holding": {"renew": "holding", "confirm": "confirmed", "expire": "expired", "cancel": "cancelled"},
    "confirmed": {"reschedule": "confirmed", "cancel": "cancelled", "arrive": "arrived", "miss": "no_show"},
    "arrived": {"undo_arrive": "confirmed", "attend": "attended", "miss": "no_show"},
    "attended": {"restore": "arrived"},
    "cancelled": {},
    "expired": {},
    "no_show": {"arrive": "arrived", "restore": "arrived"},
}
SEATS = {
    "free": {"hold": "held", "take": "taken", "block": "blocked"},
    "held": {
        "hold": "held",
        "take": "taken",
        "release": "free",
        "give_back": "cooling",
        "free_today": "free",
        "block": "blocked",
    },
    "taken": {"give_back": "cooling", "free_today": "free", "block": "blocked"},
    "cooling": {"hold": "held", "take": "taken", "warm": "free", "block": "blocked"},
    "blocked": {"unblock": "cooling"},
}
TICKETS = {
    "waiting": {"call": "called", "finish": "served", "leave": "left", "undo": "left"},
    "called": {
        "recall": "called",
        "skip": "waiting",
        "miss": "waiting",
        "give_up": "no_show",
        "start": "serving",
        "transfer": "waiting",
        "finish": "served",
        "leave": "left",
    },
    "serving": {"attach": "serving", "transfer": "waiting", "finish": "served", "leave": "left"},
    "served": {},
    "no_show": {"reopen": "waiting"},
    "left": {"reopen": "waiting"},
}


@pytest.mark.parametrize(("status", "act"), list(product(TurnoStatus, TurnoAct)))
def test_s27_s28_s30_every_act_on_every_status_of_a_turno(status: TurnoStatus, act: TurnoAct) -> None:
    expected = TURNOS[status].get(act)
    assert TURNO.allows(status, act) is (expected is not None)
    assert after(status, act) == expected


def after(status: TurnoStatus, act: TurnoAct) -> str | None:
    """Return the status after an act; None where the table refuses it."""
    try:
        return TURNO.after(status, act)
    except NotAllowedError:
        return None


def test_a_seat_changes_by_this_table_alone() -> None:
    assert {state: {act: SEAT.after(state, act) for act in SEAT.acts(state)} for state in SeatState} == SEATS
    assert SEAT.first == {SeatAct.OPEN: "free", SeatAct.PORTION: "cooling"}


def test_a_ticket_changes_by_this_table_alone() -> None:
    assert {state: {act: TICKET.after(state, act) for act in TICKET.acts(state)} for state in TicketState} == TICKETS
    assert TICKET.first == {TicketAct.ISSUE: "waiting"}


@pytest.mark.parametrize("act", [TurnoAct.CONFIRM])
def test_d15_a_status_that_nobody_knows_allows_nothing(act: TurnoAct) -> None:
    assert not TURNO.allows("sold", act)
    with pytest.raises(NotAllowedError):
        TURNO.after("sold", act)


def test_d15_the_acts_of_a_status_in_the_order_of_the_table() -> None:
    assert TURNO.acts(TurnoStatus.NO_SHOW) == ("arrive", "restore")


def test_d4_a_turno_is_live_from_the_hold_to_the_visit() -> None:
    assert {"holding", "confirmed", "arrived"} == LIVE_TURNO
    assert {status for status in TurnoStatus if TURNO.allows(status, TurnoAct.CANCEL)} <= LIVE_TURNO


def test_many_rows_at_once_know_where_an_act_leads_and_from_where() -> None:
    assert SEAT.result(SeatAct.TAKE) == "taken"
    assert SEAT.before(SeatAct.GIVE_BACK) == ("held", "taken")
