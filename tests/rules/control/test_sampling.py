"""Which issued codes a supervisor looks at again (D35)."""

from __future__ import annotations

import random

import pytest

from vinculo.rules.control.sampling import SampleReason, choose_sample
from vinculo.rules.control.status import SAMPLE, UNDECIDED_SAMPLE, SampleAct, SampleState


def test_d35_the_first_of_an_officer_are_all_looked_at() -> None:
    source = random.Random(1)
    chosen = [choose_sample(before=before, first=5, percent=0, source=source) for before in range(8)]
    assert chosen == [SampleReason.NEW_OFFICER] * 5 + [None] * 3


@pytest.mark.parametrize(("percent", "expected"), [(0, 0), (5, 511), (50, 5084), (100, 10_000)])
def test_d35_of_the_others_the_share_that_is_set(percent: int, expected: int) -> None:
    source = random.Random(35)
    chosen = [choose_sample(before=20, first=20, percent=percent, source=source) for _ in range(10_000)]
    assert chosen.count(SampleReason.DRAWN) == pytest.approx(expected, abs=0 if percent in {0, 100} else 150)
    assert chosen.count(SampleReason.NEW_OFFICER) == 0


def test_d35_who_is_new_and_who_is_not_draws_as_many_numbers() -> None:
    one, other = random.Random(3), random.Random(3)
    choose_sample(before=0, first=5, percent=5, source=one)
    choose_sample(before=5, first=5, percent=5, source=other)
    assert one.random() == other.random()


def test_d35_a_code_is_looked_at_until_somebody_decided() -> None:
    allowed = {state: SAMPLE.acts(state) for state in SampleState}
    assert {state for state, acts in allowed.items() if acts} == set(UNDECIDED_SAMPLE)
    assert allowed[SampleState.OPENED] == (SampleAct.KEEP, SampleAct.ANNUL)
