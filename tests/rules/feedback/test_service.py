"""Percentiles of minutes by nearest rank: the least of them that so many in a hundred do not exceed (D39)."""

from __future__ import annotations

import pytest

from vinculo.rules.feedback.service import Spread, spread_minutes


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
