"""The quiet hours: nobody is offered anything, no clock runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculo.rules.shared.quiet_hours import Quiet, QuietError

NIGHT = Quiet(21, 7)
MONDAY = datetime(2026, 11, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("quiet", "hours"),
    [
        (NIGHT, {*range(21, 24), *range(7)}),
        (Quiet(1, 6), {1, 2, 3, 4, 5}),
        (Quiet(0, 7), set(range(7))),
        (Quiet(21, 0), {21, 22, 23}),
        (Quiet(7, 7), set()),
    ],
)
def test_the_hours_that_are_quiet(quiet: Quiet, hours: set[int]) -> None:
    assert {hour for hour in range(24) if quiet.covers(MONDAY + hour * HOUR)} == hours


def test_the_quiet_hours_are_over_in_the_morning() -> None:
    assert NIGHT.over(MONDAY + 22 * HOUR) == MONDAY + 31 * HOUR
    assert NIGHT.over(MONDAY + 3 * HOUR) == MONDAY + 7 * HOUR
    assert NIGHT.over(MONDAY + 7 * HOUR) == MONDAY + 7 * HOUR


@pytest.mark.parametrize(
    ("begins", "wait", "ends"), [(9, 2, 11), (19, 2, 21), (20, 2, 32), (22, 2, 33), (2, 1, 8), (20, 15, 24 + 21)]
)
def test_a_clock_stands_still_by_night(begins: int, wait: int, ends: int) -> None:
    assert NIGHT.after(MONDAY + begins * HOUR, wait * HOUR) == MONDAY + ends * HOUR


@given(st.integers(0, 23), st.integers(0, 23), st.integers(0, 2880), st.integers(0, 3000))
def test_as_many_minutes_pass_as_are_not_quiet(begins: int, ends: int, at: int, wait: int) -> None:
    quiet, moment = Quiet(begins, ends), MONDAY + timedelta(minutes=at)
    later = quiet.after(moment, timedelta(minutes=wait))
    minutes = int((later - moment).total_seconds()) // 60
    awake = sum(not quiet.covers(moment + timedelta(minutes=each)) for each in range(minutes))
    assert awake == wait


@pytest.mark.parametrize("hours", [(-1, 7), (21, 24)])
def test_an_hour_that_no_clock_shows_is_refused(hours: tuple[int, int]) -> None:
    with pytest.raises(QuietError):
        Quiet(*hours)
