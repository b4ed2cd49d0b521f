"""New days open in small portions at random moments of the working day, not at midnight."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from pytest_django import Settings

from tests import cast
from vinculo.actions.booking.opening_days import open_days
from vinculo.queries.booking.day_calendar import days
from vinculo.queries.booking.drafts import hours
from vinculo.records.models import Agency, CalendarDay, Seat, Service

pytestmark = pytest.mark.django_db
MIDNIGHT = cast.NOW.replace(hour=0, minute=5)
NEXT = MIDNIGHT + timedelta(days=1)
NEW = date(2026, 12, 4)  # the day that the horizon of three days reaches on Tuesday


def open_next_day(now: datetime = NEXT, seed: int = 1) -> list[datetime]:
    """Open Monday's horizon, then the next one; return the moments of the new day's seats, in order."""
    cast.agency()
    open_days(now=MIDNIGHT, random_source=Random(seed), horizon_days=3)
    assert set(Seat.objects.values_list("state", flat=True)) == {"free"}
    open_days(now=now, random_source=Random(seed), horizon_days=3)
    new = Seat.objects.filter(slot__starts__date=NEW)
    assert new.count() == 72
    return sorted(moment for moment in new.values_list("free_from", flat=True) if moment)


def test_a_new_day_opens_in_portions_within_the_working_hours_of_the_agency() -> None:
    moments = open_next_day()
    assert len(moments) == 72
    assert 3 <= len(set(moments)) <= 8
    local = [moment.astimezone(cast.GUAYAQUIL) for moment in moments]
    assert {moment.date() for moment in local} == {NEXT.date()}
    assert time(8) <= min(local).time() < max(local).time() < time(17)


def test_other_luck_other_moments() -> None:
    first = open_next_day(seed=1)
    Seat.objects.all().delete()
    Agency.objects.all()[0].slots.all().delete()
    assert open_next_day(seed=2) != first


def test_seats_of_a_counter_in_an_hour_open_together_for_families() -> None:
    open_next_day()
    groups = defaultdict(set)
    for number, starts, moment in Seat.objects.filter(slot__starts__date=NEW).values_list(
        "number", "slot__starts", "free_from"
    ):
        groups[number, starts.replace(minute=0)].add(moment)
    assert {len(moments) for moments in groups.values()} == {1}
    assert len(groups) == 18


def test_in_the_evening_they_open_on_the_next_working_day() -> None:
    moments = open_next_day(NEXT.replace(hour=16, minute=30))
    assert {moment.astimezone(cast.GUAYAQUIL).date() for moment in moments} == {date(2026, 12, 2)}


def test_by_day_only_what_is_left_of_the_day_is_used() -> None:
    noon = NEXT.replace(hour=12)
    assert min(open_next_day(noon)) >= noon


def test_on_a_closed_day_nothing_opens() -> None:
    CalendarDay.objects.create(date=NEXT.date(), name="Decreto")
    assert {moment.astimezone(cast.GUAYAQUIL).date() for moment in open_next_day()} == {date(2026, 12, 2)}


def test_a_second_run_changes_no_moment() -> None:
    moments = open_next_day()
    assert open_days(now=NEXT + timedelta(hours=1), random_source=Random(9), horizon_days=3) == 0
    new = Seat.objects.filter(slot__starts__date=NEW)
    assert sorted(moment for moment in new.values_list("free_from", flat=True) if moment) == moments


def test_after_a_long_stop_everything_is_open_at_once() -> None:
    open_next_day()
    later = MIDNIGHT + timedelta(days=21)
    assert open_days(now=later, random_source=Random(1), horizon_days=3) > 0
    assert set(Seat.objects.filter(slot__starts__gt=later).values_list("state", flat=True)) == {"free"}


def test_a_new_counter_opens_in_portions_too_but_for_today() -> None:
    cast.agency()
    open_days(now=MIDNIGHT, random_source=Random(1), horizon_days=1)
    Service.objects.update(counters=3)
    cast.counter(3)
    open_days(now=MIDNIGHT, random_source=Random(1), horizon_days=1)
    states = {
        (starts.astimezone(cast.GUAYAQUIL).date().day, state)
        for starts, state in Seat.objects.filter(number=3).values_list("slot__starts", "state")
    }
    assert states == {(30, "free"), (1, "cooling")}


def test_s27_what_has_opened_is_offered_and_the_rest_is_promised(settings: Settings) -> None:
    settings.HORIZON_DAYS = 3
    moments = open_next_day()
    quito, procedure = Agency.objects.select_related("province").get(), cast.procedure()
    for moment in (NEXT, *moments):
        free = sum(each <= moment for each in moments)
        shown = {day.date: day for day in days(quito, procedure, moment)}[NEW]
        assert (shown.selectable, shown.more_on) == (free > 0, NEXT.date() if free < 72 else None)
        assert bool(hours(quito, procedure, NEW, 1, moment)) == bool(free)
