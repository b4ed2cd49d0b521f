"""What each status allows, and nothing else (D7, D15, S27, S28, S30)."""

from __future__ import annotations

from itertools import product

import pytest

from vinculo.rules.cases.status import (
    LIVE_TURNO,
    ApplicationAct,
    ApplicationStatus,
    NotAllowedError,
    TurnoAct,
    TurnoStatus,
    acts,
    after,
    allowed,
)

APPLICATION = {
    "draft": {"present": "in_review", "withdraw": "withdrawn"},
    "in_review": {
        "record": "in_review",
        "issue": "issued",
        "request_correction": "correction_pending",
        "refuse": "refused",
        "withdraw": "withdrawn",
        "undo_present": "draft",
    },
    "correction_pending": {"resume": "in_review", "withdraw": "withdrawn", "lapse": "withdrawn"},
    "issued": {"reopen": "in_review"},
    "refused": {"reopen": "in_review"},
    "withdrawn": {"reopen": "in_review"},
}
TURNO = {
    "holding": {"renew": "holding", "confirm": "confirmed", "expire": "expired", "cancel": "cancelled"},
    "confirmed": {"reschedule": "confirmed", "cancel": "cancelled", "arrive": "arrived", "miss": "no_show"},
    "arrived": {"undo_arrive": "confirmed", "attend": "attended", "miss": "no_show"},
    "attended": {"restore": "arrived"},
    "cancelled": {},
    "expired": {},
    "no_show": {"arrive": "arrived", "restore": "arrived"},
}


@pytest.mark.parametrize(("status", "act"), list(product(ApplicationStatus, ApplicationAct)))
def test_d7_d15_every_act_on_every_status_of_an_application(status: ApplicationStatus, act: ApplicationAct) -> None:
    check(status, act, APPLICATION[status].get(act))


@pytest.mark.parametrize(("status", "act"), list(product(TurnoStatus, TurnoAct)))
def test_s27_s28_s30_every_act_on_every_status_of_a_turno(status: TurnoStatus, act: TurnoAct) -> None:
    check(status, act, TURNO[status].get(act))


def check(status: str, act: ApplicationAct | TurnoAct, expected: str | None) -> None:
    assert allowed(status, act) is (expected is not None)
    assert outcome(status, act) == (expected or "NotAllowedError")


def outcome(status: str, act: ApplicationAct | TurnoAct) -> str:
    """Return the status after the act, or the name of the error."""
    try:
        return after(status, act)
    except NotAllowedError as error:
        return type(error).__name__


@pytest.mark.parametrize("act", [ApplicationAct.ISSUE, TurnoAct.CONFIRM])
def test_d15_a_status_that_nobody_knows_allows_nothing(act: ApplicationAct | TurnoAct) -> None:
    assert not allowed("sold", act)


def test_d15_the_acts_of_a_status_in_the_order_of_the_table() -> None:
    assert acts(ApplicationStatus.IN_REVIEW) == tuple(APPLICATION["in_review"])
    assert acts(TurnoStatus.NO_SHOW) == ("arrive", "restore")


def test_d4_a_turno_is_live_from_the_hold_to_the_visit() -> None:
    assert {"holding", "confirmed", "arrived"} == LIVE_TURNO
    assert {status for status in TurnoStatus if allowed(status, TurnoAct.CANCEL)} <= LIVE_TURNO
