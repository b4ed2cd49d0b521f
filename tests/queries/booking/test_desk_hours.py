"""The hours that the desk can give today."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.stages.booking import DAY
from vinculo.queries.booking.desk_hours import next_hours
from vinculo.records.models import CalendarDay, Seat, Service

pytestmark = pytest.mark.django_db
TODAY = cast.NOW.date()


def hours_and_seats(wanted: int = 1, minutes: int = 0) -> list[tuple[str, int]]:
    hours = next_hours(cast.agency(), cast.procedure(), wanted, cast.NOW + timedelta(minutes=minutes))
    return [(f"{hour.starts:%H:%M}", hour.seats) for hour in hours]


def test_s27_the_hours_of_today_with_their_longest_run_and_no_others() -> None:
    slots = cast.slots(cast.agency(), TODAY, counters=2)
    cast.slots(cast.agency(), DAY)
    cast.slots(cast.agency("CAU Cayambe"), TODAY)
    Seat.objects.filter(slot=slots[1], number=1).update(state="blocked")
    Seat.objects.filter(slot=slots[2], number=2).update(state="blocked")
    Seat.objects.filter(slot=slots[3]).update(pool="same_day")
    assert hours_and_seats(3) == [("10:00", 2), ("10:15", 1), ("10:30", 2), ("10:45", 1)]
    assert hours_and_seats(1) == [("10:00", 1), ("10:15", 1), ("10:30", 1), ("10:45", 1)]


def test_d37_an_hour_that_has_passed_is_neither_offered_nor_counted() -> None:
    cast.slots(cast.agency(), TODAY, times=2)
    assert hours_and_seats(1, 60) == [("10:00", 1), ("10:15", 1)]
    assert hours_and_seats(1, 61) == [("10:15", 1)]
    assert hours_and_seats(2, 61) == [("10:15", 1)]
    assert hours_and_seats(1, 76) == []


def test_s06_s26_nothing_on_a_closed_day_nor_where_it_is_not_served() -> None:
    cast.slots(cast.agency(), TODAY)
    closing = CalendarDay.objects.create(date=TODAY, name="Corte", agency=cast.agency())
    assert hours_and_seats() == []
    closing.delete()
    Service.objects.update(active=False)
    assert hours_and_seats() == []


@pytest.mark.parametrize("times", [1, 3])
def test_statements_do_not_grow_with_hours(times: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    agency, procedure = cast.agency(), cast.procedure()
    cast.slots(agency, TODAY, times=times)
    with django_assert_num_queries(3):  # the calendar, the service, the seats
        hours = next_hours(agency, procedure, 1, cast.NOW)
    assert len(hours) == times
