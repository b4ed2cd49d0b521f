"""National days of rest by the rule, working days, opening hours (S06, D7)."""

from __future__ import annotations

import csv
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import ROOT
from vinculo.rules.booking.slot_times import HoursError, slot_starts, within_hours
from vinculo.rules.shared.calendar import (
    CalendarError,
    deadline,
    easter,
    is_weekend,
    national_rest_days,
    working_days_after,
)

DATA = ROOT / "vinculo" / "records" / "data" / "holidays_ec_2025_2027.csv"
YEARS = range(1990, 2101)
MONDAY = date(2026, 11, 30)


def never(_day: date) -> bool:
    return False


def test_s06_the_rule_gives_the_days_of_the_law_for_three_years() -> None:
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["basis"] == "ley"]
    listed = {
        date.fromisoformat(row["rest_date"]): (
            row["name"].removesuffix(" (del año siguiente)"),
            date.fromisoformat(row["commemoration_date"]),
        )
        for row in rows
    }
    computed = {
        day: (holiday.name, holiday.commemorates)
        for year in (2025, 2026, 2027)
        for day, holiday in national_rest_days(year).items()
    }
    assert computed == listed


@pytest.mark.parametrize("year", YEARS)
def test_s06_every_year_rests_on_weekdays_near_what_it_commemorates(year: int) -> None:
    days = national_rest_days(year)
    assert list(days) == sorted(days)
    assert [day for day in days if is_weekend(day) or day.year != year] == []
    assert [day for day, holiday in days.items() if abs((day - holiday.commemorates).days) > 2] == []


def test_s06_eleven_days_are_commemorated_in_every_year() -> None:
    commemorated = [holiday.commemorates.year for year in YEARS for holiday in national_rest_days(year).values()]
    inner = [year for year in commemorated if YEARS[0] < year < YEARS[-1]]
    assert {inner.count(year) for year in set(inner)} == {11}


@pytest.mark.parametrize(
    ("year", "rest"),
    [
        (2026, (2, 3)),  # 2 November on Monday
        (2027, (1, 2)),  # Tuesday
        (2022, (3, 4)),  # Wednesday
        (2023, (2, 3)),  # Thursday
        (2018, (1, 2)),  # Friday
        (2024, (1, 4)),  # Saturday
        (2025, (3, 4)),  # Sunday
    ],
)
def test_s06_the_pair_of_november(year: int, rest: tuple[int, int]) -> None:
    november = {day: holiday for day, holiday in national_rest_days(year).items() if day.month == 11}
    assert tuple(day.day for day in november) == rest
    assert {holiday.commemorates for holiday in november.values()} == {date(year, 11, 2), date(year, 11, 3)}


@pytest.mark.parametrize(
    ("year", "souls"), [(2018, 2), (2022, 4), (2023, 2), (2024, 1), (2025, 4), (2026, 2), (2027, 1)]
)
def test_s06_which_of_the_november_days_is_all_souls(year: int, souls: int) -> None:
    assert national_rest_days(year)[date(year, 11, souls)].commemorates == date(year, 11, 2)


@pytest.mark.parametrize(
    ("year", "moved"),
    [(2022, date(2021, 12, 31)), (2023, date(2023, 1, 2)), (2025, date(2025, 1, 1)), (2030, date(2030, 1, 1))],
)
def test_s06_new_year_moves_off_a_weekend_only(year: int, moved: date) -> None:
    assert national_rest_days(moved.year)[moved].commemorates == date(year, 1, 1)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(1990, (4, 15)), (2000, (4, 23)), (2008, (3, 23)), (2011, (4, 24)), (2025, (4, 20)), (2038, (4, 25))],
)
def test_s06_easter_of_known_years(year: int, sunday: tuple[int, int]) -> None:
    assert easter(year) == date(year, *sunday)


def test_d7_ten_working_days_from_the_day_after_the_notice() -> None:
    assert deadline(MONDAY, never) == date(2026, 12, 14)
    holidays = national_rest_days(2026) | national_rest_days(2027)
    assert deadline(date(2026, 12, 18), holidays.__contains__) == date(2027, 1, 5)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 60), st.sets(st.integers(1, 120)))
def test_d7_a_term_has_exactly_so_many_open_days(start: date, count: int, closed_offsets: set[int]) -> None:
    closed = {start + timedelta(days=offset) for offset in closed_offsets}
    last = working_days_after(start, count, closed.__contains__)
    days = [start + timedelta(days=offset) for offset in range(1, (last - start).days + 1)]
    assert sum(not is_weekend(day) and day not in closed for day in days) == count
    assert count == 0 or (not is_weekend(last) and last not in closed)


def test_d7_a_term_that_cannot_be_counted() -> None:
    with pytest.raises(CalendarError):
        working_days_after(MONDAY, 1, lambda _day: True)
    with pytest.raises(CalendarError):
        working_days_after(MONDAY, -1, never)


def test_s06_slots_from_eight_to_five_on_working_days() -> None:
    starts = slot_starts(MONDAY, 20)
    assert (len(starts), starts[0], starts[1], starts[-1]) == (27, time(8, 0), time(8, 20), time(16, 40))
    assert slot_starts(date(2026, 11, 28), 20) == slot_starts(date(2026, 11, 29), 20) == ()
    assert slot_starts(MONDAY, 20, opens=time(9, 0), closes=time(10, 0)) == (time(9), time(9, 20), time(9, 40))


@given(st.dates(), st.integers(1, 700))
def test_s06_no_slot_lies_outside_the_hours(day: date, minutes: int) -> None:
    starts = [start.hour * 60 + start.minute for start in slot_starts(day, minutes)]
    assert all(480 <= start <= 1020 - minutes for start in starts)
    assert len(starts) == (0 if is_weekend(day) else 540 // minutes)


@pytest.mark.parametrize(
    ("minutes", "opens", "closes"),
    [
        (0, time(8), time(17)),
        (-5, time(8), time(17)),
        (20, time(7, 59), time(17)),
        (20, time(8), time(17, 1)),
        (20, time(10), time(10)),
    ],
)
def test_s06_hours_outside_those_of_the_page_are_refused(minutes: int, opens: time, closes: time) -> None:
    with pytest.raises(HoursError):
        slot_starts(MONDAY, minutes, opens, closes)


@pytest.mark.parametrize(
    ("day", "starts", "ends", "within"),
    [
        (MONDAY, time(8), time(17), True),
        (MONDAY, time(7, 59), time(8, 30), False),
        (MONDAY, time(16, 50), time(17, 10), False),
        (MONDAY, time(9), time(9), False),
        (date(2026, 11, 28), time(9), time(10), False),
    ],
)
def test_s06_within_hours(day: date, starts: time, ends: time, within: bool) -> None:
    assert within_hours(day, starts, ends) is within
