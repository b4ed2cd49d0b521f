"""What each status of an application allows, and nothing else (D7, D15)."""

from __future__ import annotations

from itertools import product

import pytest

from vinculo.rules.cases.status import APPLICATION, ApplicationAct, ApplicationStatus
from vinculo.rules.shared.transitions import NotAllowedError

TABLE = {
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


@pytest.mark.parametrize(("status", "act"), list(product(ApplicationStatus, ApplicationAct)))
def test_d7_d15_every_act_on_every_status_of_an_application(status: ApplicationStatus, act: ApplicationAct) -> None:
    expected = TABLE[status].get(act)
    assert APPLICATION.allows(status, act) is (expected is not None)
    assert after(status, act) == expected


def after(status: ApplicationStatus, act: ApplicationAct) -> str | None:
    """Return the status after an act; None where the table refuses it."""
    try:
        return APPLICATION.after(status, act)
    except NotAllowedError:
        return None


@pytest.mark.parametrize("act", [ApplicationAct.ISSUE])
def test_d15_a_status_that_nobody_knows_allows_nothing(act: ApplicationAct) -> None:
    assert not APPLICATION.allows("sold", act)
    with pytest.raises(NotAllowedError):
        APPLICATION.after("sold", act)


def test_d15_the_acts_of_a_status_in_the_order_of_the_table() -> None:
    assert APPLICATION.acts(ApplicationStatus.IN_REVIEW) == tuple(TABLE["in_review"])


def test_an_application_begins_as_a_draft_at_home_and_in_review_at_a_desk() -> None:
    assert APPLICATION.begin(ApplicationAct.PREPARE) == "draft"
    assert APPLICATION.begin(ApplicationAct.OPEN) == "in_review"
