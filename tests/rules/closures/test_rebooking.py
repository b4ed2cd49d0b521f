"""Where a turno goes whose day is closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from vinculo.rules.closures.rebooking import FreeSeat, by_preference, runs

TEN = datetime(2026, 12, 1, 10, 0)  # noqa: DTZ001
QUARTER = timedelta(minutes=15)


def seat(pk: int, starts: datetime, agency: int = 1, counter: int = 1) -> FreeSeat:
    return FreeSeat(seat=pk, agency=agency, counter=counter, starts=starts, ends=starts + QUARTER)


def order(*free: FreeSeat) -> list[int]:
    return [run[0].seat for run in by_preference(runs(free, 1), 1, TEN)]


def test_d16_only_runs_at_one_counter_without_a_gap() -> None:
    first, second = seat(1, TEN), seat(2, TEN + QUARTER)
    elsewhere, after_a_gap = seat(3, TEN + QUARTER, counter=2), seat(4, TEN + 3 * QUARTER)
    free = [first, second, elsewhere, after_a_gap]
    assert runs(free, 2) == [(first, second)]
    assert runs(free, 3) == []
    assert len(runs(free, 1)) == 4


def test_the_same_agency_comes_before_any_other() -> None:
    assert order(seat(1, TEN, agency=2), seat(2, TEN + timedelta(days=20))) == [2, 1]


def test_the_next_day_at_the_same_hour_comes_first() -> None:
    day = timedelta(days=1)
    assert order(seat(1, TEN + 2 * day), seat(2, TEN + day), seat(3, TEN + day + 2 * QUARTER)) == [2, 3, 1]


def test_an_hour_off_weighs_as_much_as_a_day() -> None:
    day, hour = timedelta(days=1), timedelta(hours=1)
    assert order(seat(1, TEN + day + 6 * hour), seat(2, TEN + 4 * day), seat(3, TEN + 2 * day - hour)) == [3, 2, 1]
