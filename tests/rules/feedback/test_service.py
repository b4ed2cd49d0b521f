"""Percentiles of minutes by nearest rank: the least of them that so many in a hundred do not exceed (D39)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vinculo.rules.feedback.service import Spread, middle_of, size_of, spread_minutes, step_of


@pytest.mark.parametrize(
    ("count", "minutes"),
    [
        (1, (1, 1, 1, 1)),
        (2, (1, 2, 2, 2)),
        (4, (2, 4, 4, 4)),
        (10, (5, 9, 10, 10)),
        (17, (9, 16, 17, 17)),
        (20, (10, 18, 19, 20)),
        (21, (11, 19, 20, 21)),
        (100, (50, 90, 95, 100)),
    ],
)
def test_d39_percentiles_are_by_nearest_rank_whatever_the_number(count: int, minutes: tuple[int, ...]) -> None:
    assert spread_minutes(range(count, 0, -1)) == Spread(count=count, minutes=minutes)


def test_d39_of_no_minutes_there_is_no_percentile() -> None:
    assert spread_minutes([]) == Spread()


@pytest.mark.parametrize(
    ("values", "middle"), [([], None), ([4.0, 1.0], None), ([9.0, 1.0, 4.0], 4.0), ([9.0, 1.0, 4.0, 6.0], 4.0)]
)
def test_d39_the_middle_one_of_some_centres_is_told_of_three_and_more(values: list[float], middle: float) -> None:
    assert middle_of(values) == middle


def test_d39_centres_are_alike_by_their_counters() -> None:
    assert [size_of(counters) for counters in (0, 2, 3, 5, 6, 40)] == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("days", "step"), [(14, "2026-12-10"), (15, "2026-12-07"), (120, "2026-12-07"), (121, "2026-12-01")]
)
def test_d39_a_trend_is_told_by_day_week_or_month_as_its_period_is_long(days: int, step: str) -> None:
    last = date(2026, 12, 10)
    assert step_of(last - timedelta(days=days - 1), last, last) == date.fromisoformat(step)
