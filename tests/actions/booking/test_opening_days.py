"""Days are opened up to the horizon: within the hours, in the agency's own time, once."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from random import Random
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tests import cast
from vinculo.actions.booking.opening_days import open_days
from vinculo.records.models import Agency, CalendarDay, Event, Procedure, Seat, Service, Slot

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LUCK = Random(3)
BEFORE_OPENING = cast.NOW.replace(hour=6)


def times(agency: Agency) -> dict[date, list[time]]:
    """Return the local times at which slots begin, by day."""
    times: dict[date, list[time]] = {}
    for starts in Slot.objects.filter(agency=agency).order_by("starts").values_list("starts", flat=True):
        local = starts.astimezone(ZoneInfo(agency.timezone))
        times.setdefault(local.date(), []).append(local.time())
    return times


def test_s06_no_slot_outside_the_hours_nor_on_a_weekend_or_holiday() -> None:
    quito = cast.agency()
    assert open_days(random_source=LUCK, now=BEFORE_OPENING, horizon_days=31) > 0
    opened = times(quito)
    quarters = [time(hour, minute) for hour in range(8, 17) for minute in (0, 15, 30, 45)]
    assert all(day == quarters for day in opened.values())
    expected = {date(2026, 11, 30) + offset * DAY for offset in range(32)}
    closed = {date(2026, 12, 25)} | {day for day in expected if day.weekday() > 4}
    assert set(opened) == expected - closed


def test_s06_slots_of_a_length_that_does_not_fit_end_by_closing() -> None:
    quito = cast.agency()
    Procedure.objects.update(slot_minutes=50)
    open_days(random_source=LUCK, now=BEFORE_OPENING, horizon_days=0)
    last = Slot.objects.order_by("-starts")[0]
    assert last.ends.astimezone(cast.GUAYAQUIL).time() == time(16, 20)
    assert len(times(quito)[date(2026, 11, 30)]) == 10


def test_d9_galapagos_opens_an_hour_later_than_the_mainland() -> None:
    islands = cast.agency("Punto de atención Puerto Baquerizo Moreno", "Galápagos", "20")
    islands.timezone = "Pacific/Galapagos"
    islands.save()
    open_days(random_source=LUCK, now=BEFORE_OPENING, horizon_days=0)
    first = Slot.objects.filter(agency=islands).order_by("starts")[0]
    assert first.starts.astimezone(cast.GUAYAQUIL).time() == time(9)
    assert times(islands)[date(2026, 11, 30)][0] == time(8)


def test_d9_today_is_the_agencys_own_day() -> None:
    """Half past midnight on the mainland is still the evening before in the islands."""
    islands = cast.agency("Punto de atención Puerto Baquerizo Moreno", "Galápagos", "20")
    islands.timezone = "Pacific/Galapagos"
    islands.save()
    open_days(random_source=LUCK, now=datetime(2026, 12, 1, 0, 30, tzinfo=cast.GUAYAQUIL), horizon_days=1)
    assert set(times(islands)) == {date(2026, 12, 1)}


def test_each_counter_has_a_seat_and_a_second_run_makes_none() -> None:
    cast.agency()
    assert open_days(random_source=LUCK, now=BEFORE_OPENING, horizon_days=1) == 2 * 36 * 2
    before = set(Seat.objects.values_list("pk", flat=True))
    assert open_days(random_source=LUCK, now=BEFORE_OPENING, horizon_days=1) == 0
    assert set(Seat.objects.values_list("pk", flat=True)) == before
    assert Counter(Seat.objects.values_list("number", "state", "pool")) == {
        (1, "free", "online"): 72,
        (2, "free", "online"): 72,
    }
    assert Event.objects.filter(act="days_opened").count() == 1


def test_the_next_day_opens_one_more_day() -> None:
    cast.agency()
    open_days(random_source=LUCK, now=BEFORE_OPENING, horizon_days=1)
    assert open_days(random_source=LUCK, now=BEFORE_OPENING + DAY, horizon_days=1) == 72


def test_past_times_of_today_are_not_opened() -> None:
    quito = cast.agency()
    open_days(random_source=LUCK, now=cast.NOW.replace(hour=15, minute=20), horizon_days=0)
    assert times(quito)[date(2026, 11, 30)][0] == time(15, 30)


def test_an_open_day_keeps_its_slots_when_length_or_hours_are_edited() -> None:
    quito = cast.agency()
    open_days(random_source=LUCK, now=BEFORE_OPENING, horizon_days=0)
    Procedure.objects.update(slot_minutes=20)
    Agency.objects.update(opens=time(9))
    open_days(random_source=LUCK, now=BEFORE_OPENING, horizon_days=1)
    opened = times(quito)
    assert (len(opened[date(2026, 11, 30)]), len(opened[date(2026, 12, 1)])) == (36, 24)
    assert opened[date(2026, 12, 1)][:2] == [time(9), time(9, 20)]


def test_more_counters_get_their_seats_on_days_that_are_open() -> None:
    cast.agency()
    open_days(random_source=LUCK, now=BEFORE_OPENING, horizon_days=0)
    Service.objects.update(counters=3)
    cast.counter(3)
    assert open_days(random_source=LUCK, now=BEFORE_OPENING, horizon_days=0) == 36
    assert set(Counter(Seat.objects.values_list("slot", flat=True)).values()) == {3}


def test_closed_days_inactive_services_agencies_and_procedures_are_not_opened() -> None:
    quito = cast.agency()
    CalendarDay.objects.create(date=date(2026, 12, 1), name="Decreto", agency=quito)
    open_days(random_source=LUCK, now=BEFORE_OPENING, horizon_days=1)
    assert set(times(quito)) == {date(2026, 11, 30)}
    for model in (Service, Procedure, Agency):
        Seat.objects.all().delete()
        Slot.objects.all().delete()
        model.objects.update(active=False)
        assert open_days(random_source=LUCK, now=BEFORE_OPENING, horizon_days=0) == 0
        model.objects.update(active=True)
    assert open_days(random_source=LUCK, now=BEFORE_OPENING, horizon_days=0) == 72


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_make_each_seat_once() -> None:
    cast.agency()
    start, failures = Barrier(2), []

    def run() -> None:
        try:
            start.wait(timeout=10)
            open_days(random_source=LUCK, now=BEFORE_OPENING, horizon_days=3)
        except Exception as error:  # the thread's failure is the test's
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    assert Counter(Counter(Seat.objects.values_list("slot", flat=True)).values()) == {2: 4 * 36}
