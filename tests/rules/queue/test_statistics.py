"""Figures of waits, and within what a policy may be set."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import NOW
from vinculo.rules.queue.classes import Mode, Policy
from vinculo.rules.queue.policy_limits import LIMITS, faults
from vinculo.rules.queue.reasons import EVERY, OUT_OF_ORDER, PAUSES, SKIPPED
from vinculo.rules.queue.statistics import Waits, summary, waiting_time

MINUTE = timedelta(minutes=1)


def test_nobody_waited_nothing() -> None:
    assert summary([]) == Waits(0, 0, 0, 0)


def test_mean_ninety_five_in_a_hundred_and_longest() -> None:
    assert summary([MINUTE * each for each in range(1, 101)]) == Waits(100, 50.5, 95, 100)
    assert summary([MINUTE * 4, MINUTE * 2]) == Waits(2, 3, 4, 4)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of ours
@given(st.lists(st.integers(0, 500), min_size=1, max_size=60))
def test_at_least_95_in_100_waited_no_longer_and_the_figure_is_somebodys(minutes: list[int]) -> None:
    waits = summary([MINUTE * each for each in minutes])
    assert sum(each <= waits.p95 for each in minutes) >= 0.95 * len(minutes)
    assert sum(each < waits.p95 for each in minutes) < 0.95 * len(minutes)
    assert waits.p95 in minutes
    assert waits.longest == max(minutes)


@pytest.mark.parametrize(("starts", "minutes"), [(None, 30), (10, 20), (-10, 30), (45, 0)])
def test_a_wait_begins_with_the_check_in_or_with_the_hour_for_who_came_before_it(
    starts: int | None, minutes: int
) -> None:
    hour = NOW + MINUTE * starts if starts is not None else None
    assert waiting_time(NOW, hour, NOW + MINUTE * 30) == MINUTE * minutes


def test_the_defaults_can_be_used() -> None:
    assert faults(Policy()) == {}


@pytest.mark.parametrize("name", LIMITS)
def test_every_number_has_its_limits(name: str) -> None:
    limit = LIMITS[name]
    for value in (limit.least - 1, limit.most + 1):
        assert name in faults(replace(Policy(), **{name: value}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"head_a": 10}, "head_a"),
        ({"head_p": -40}, "head_p"),
        ({"late": 20, "on_time": 30}, "late"),
        ({"mode": Mode.EARLIEST_DUE, "admission": False}, "mode"),
    ],
)
def test_what_does_not_fit_together_is_told_at_its_field(changes: dict[str, object], field: str) -> None:
    assert list(faults(replace(Policy(), **changes))) == [field]  # type: ignore[arg-type]
    assert faults(replace(Policy(), mode=Mode.EARLIEST_DUE)) == {}


def test_no_two_reasons_share_a_code() -> None:
    assert len(EVERY) == len(PAUSES) + len(OUT_OF_ORDER) + len(SKIPPED)
