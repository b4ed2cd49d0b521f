"""What is told to the person who was passed: a reason, and nobody to point at."""

from __future__ import annotations

import pytest

from vinculo.rules.queue.calling import OvertakingReason
from vinculo.rules.queue.overtaking import LATER_CALLS, TEXTS, Passing, Told, explain_overtaking

SECRET = [
    OvertakingReason.PRIORITY,
    OvertakingReason.EARLY,
    OvertakingReason.RETURN,
    OvertakingReason.APPOINTMENT,
    OvertakingReason.EARLIER,
]


def test_somebody_who_was_not_passed_is_told_nothing() -> None:
    assert explain_overtaking([]) is None


@pytest.mark.parametrize("why", SECRET)
def test_right_after_a_call_the_same_is_told_for_the_law_and_for_the_hour(why: OvertakingReason) -> None:
    assert [explain_overtaking([Passing(why, later)]) for later in range(LATER_CALLS)] == [Told.JUST_NOW] * LATER_CALLS


@pytest.mark.parametrize(
    ("why", "code"),
    [
        (OvertakingReason.PRIORITY, Told.PRIORITY),
        (OvertakingReason.EARLY, Told.HOUR),
        (OvertakingReason.RETURN, Told.HOUR),
        (OvertakingReason.APPOINTMENT, Told.HOUR),
        (OvertakingReason.EARLIER, Told.HOUR),
        (OvertakingReason.ABSENT, Told.ABSENT),
        (OvertakingReason.OTHER_SERVICE, Told.OWN),
        (OvertakingReason.ACCESSIBLE, Told.OWN),
        (OvertakingReason.NAMED_OFFICER, Told.OWN),
        (OvertakingReason.EXCEPTION, Told.EXCEPTION),
    ],
)
def test_after_further_calls_the_reason_is_told(why: OvertakingReason, code: Told) -> None:
    assert explain_overtaking([Passing(why, LATER_CALLS)]) == code


def test_every_reason_of_the_rule_has_a_sentence_and_every_sentence_a_text() -> None:
    assert all(explain_overtaking([Passing(why, 9)]) is not None for why in OvertakingReason)
    assert set(TEXTS) == set(Told)


@pytest.mark.parametrize("why", SECRET)
def test_what_was_told_stays_so_that_no_call_changes_it_at_once(why: OvertakingReason) -> None:
    """Else the sentence would tell of the very number that the board shows at that moment."""
    for before in ([Passing(OvertakingReason.PRIORITY, 5)], [Passing(OvertakingReason.APPOINTMENT, 5)]):
        assert explain_overtaking([Passing(why, 0), *before]) == explain_overtaking(before)


def test_no_sentence_names_a_group_a_number_or_a_counter() -> None:
    for text in TEXTS.values():
        assert not any(char.isdigit() for char in text)
        assert not any(word in text.lower() for word in ("embaraz", "discapac", "mayor", "niñ", "enferm", "ancian"))
