"""Months, shares and scales of the public figures (S09)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculo.rules.feedback.figures import Month, read_month, scale, share

MONTHS = st.builds(Month, st.integers(100, 9000), st.integers(1, 12))


@given(MONTHS, st.integers(-500, 500))
def test_a_month_back_and_forth_is_the_same(month: Month, count: int) -> None:
    assert month.back(count).back(-count) == month
    assert month.back(0) == month
    assert (month.back(count) < month) == (count > 0)


@pytest.mark.parametrize(
    ("month", "back", "expected"),
    [(Month(2026, 1), 1, Month(2025, 12)), (Month(2026, 12), -1, Month(2027, 1)), (Month(2026, 3), 36, Month(2023, 3))],
)
def test_months_pass_the_year(month: Month, back: int, expected: Month) -> None:
    assert month.back(back) == expected


@given(MONTHS)
def test_a_month_is_read_as_it_is_written(month: Month) -> None:
    assert read_month(str(month)) == month == Month.of(month.first)


@given(st.text(max_size=12))
def test_reading_a_month_never_fails(text: str) -> None:
    month = read_month(text)
    assert month is None or month.first <= date.max


@pytest.mark.parametrize("text", ["", "2026", "2026-00", "2026-13", "0000-01", "2026-1", "٢٠٢٦-٠١", "2026-11-30"])
def test_what_is_no_month_is_none(text: str) -> None:
    assert read_month(text) is None


@pytest.mark.parametrize(
    ("good", "marks", "least", "expected"),
    [
        (9, 9, 10, None),
        (10, 10, 10, 100),
        (0, 10, 10, 0),
        (2, 3, 1, 67),
        (1, 3, 1, 33),
        (1, 8, 1, 13),
        (0, 0, 0, None),
        (199, 200, 10, 100),
        (99, 200, 10, 50),
    ],
)
def test_a_share_is_rounded_and_none_of_so_few(good: int, marks: int, least: int, expected: int | None) -> None:
    assert share(good, marks, least) == expected


@given(st.lists(st.integers(0, 10**7)))
def test_the_axis_holds_every_value_and_is_no_longer_than_needed(values: list[int]) -> None:
    end = scale(values)
    assert end >= max(values, default=0)
    assert end % 2 == 0
    assert end == 2 or end < 3 * max(values)


ENDS = [(0, 2), (2, 2), (3, 4), (5, 10), (11, 20), (21, 40), (41, 100), (1800, 2000)]


@pytest.mark.parametrize(("most", "end"), ENDS)
def test_the_axis_ends_at_a_round_number(most: int, end: int) -> None:
    assert scale([0, most]) == end
