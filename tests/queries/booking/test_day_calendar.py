"""Why a day cannot be chosen, and where there is a seat sooner: a statement count that does not grow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import cast
from vinculo.queries.booking.day_calendar import Day, days, find_serving_agency
from vinculo.queries.booking.nearby import earliest, sooner_elsewhere
from vinculo.records.models import Agency, CalendarDay, Procedure, Seat, Service

pytestmark = pytest.mark.django_db
TODAY = cast.NOW.date()  # a Monday; the horizon ends on Wednesday 30 December
TOMORROW = TODAY + timedelta(days=1)
ALL_DAY = {"times": 2, "counters": 1}


def by_date(agency: Agency) -> dict[date, Day]:
    return {day.date: day for day in days(agency, cast.procedure(), cast.NOW)}


def test_s27_each_day_says_why_it_cannot_be_chosen() -> None:
    quito = cast.agency()
    cast.slots(quito, TOMORROW, **ALL_DAY)
    CalendarDay.objects.create(date=date(2026, 12, 2), name="Corte de energía", agency=quito)
    CalendarDay.objects.create(date=date(2026, 12, 7), name="Fundación de Quito", city="Quito")
    shown = {day: each for day, each in by_date(quito).items() if day.day in (1, 2, 3, 7, 25, 31)}
    assert {str(day): (each.reason, each.note, each.opens_on) for day, each in shown.items()} == {
        "2026-12-01": ("", "", None),
        "2026-12-02": ("closed", "Corte de energía", None),
        "2026-12-03": ("full", "", None),
        "2026-12-07": ("holiday", "Fundación de Quito", None),
        "2026-12-25": ("holiday", "Navidad", None),
        "2026-12-31": ("not_open", "", TOMORROW),
        "2027-01-01": ("holiday", "Año Nuevo", None),
    }


def test_s27_a_day_that_would_open_on_a_weekend_opens_on_the_next_working_day() -> None:
    days = by_date(cast.agency())
    assert days[date(2027, 1, 5)].opens_on == date(2026, 12, 7)  # thirty days before is a Sunday


def test_s27_a_day_is_over_at_the_hour_of_closing() -> None:
    quito = cast.agency()
    late = days(quito, cast.procedure(), cast.NOW.replace(hour=16, minute=40))
    assert late[0] == Day(TODAY, "over")


def test_s26_an_agency_that_does_not_serve_it_says_so_on_every_day() -> None:
    quito = cast.agency()
    cast.slots(quito, TOMORROW, **ALL_DAY)
    Service.objects.update(active=False)
    assert {day.reason for day in days(quito, cast.procedure(), cast.NOW)} == {"unserved"}
    Service.objects.update(active=True)
    quito.active = False
    assert {day.reason for day in days(quito, cast.procedure(), cast.NOW)} == {"unserved"}


def test_s27_seats_still_closed_are_told_by_their_day() -> None:
    quito = cast.agency()
    cast.slots(quito, TOMORROW, **ALL_DAY)
    Seat.objects.update(state="cooling", free_from=cast.NOW + timedelta(hours=3))
    assert by_date(quito)[TOMORROW] == Day(TOMORROW, "full", more_on=TODAY)
    Seat.objects.filter(pk=Seat.objects.order_by("pk")[0].pk).update(free_from=cast.NOW)
    assert by_date(quito)[TOMORROW] == Day(TOMORROW, more_on=TODAY)


def other(name: str, province: str, code: str, day: date | None) -> Agency:
    made = cast.agency(name, province, code)
    if day:
        cast.slots(made, day, **ALL_DAY)
    return made


def test_s27_the_earliest_seats_here_in_the_province_and_around() -> None:
    quito = cast.agency()
    cast.slots(quito, TOMORROW + timedelta(days=9), **ALL_DAY)
    other("CAU Cuenca", "Azuay", "01", TOMORROW)  # not near
    other("CAU Cayambe", "Pichincha", "17", date(2026, 12, 3))
    other("CAU Latacunga", "Cotopaxi", "05", TOMORROW)
    other("CAU Ibarra", "Imbabura", "10", None)
    hours = earliest(quito, cast.procedure(), cast.NOW)
    assert [(each.agency.name, each.near, each.link) for each in hours] == [
        ("Centro de Atención Universal Quito", "agency", "2026-12-10"),
        ("CAU Cayambe", "province", "2026-12-03"),
        ("CAU Latacunga", "neighbour", "2026-12-01"),
    ]


def test_s27_soonest_goes_by_distance_and_not_by_the_hour() -> None:
    quito = cast.agency()
    cast.slots(quito, TOMORROW + timedelta(days=9), **ALL_DAY)
    other("CAU Ibarra", "Imbabura", "10", date(2026, 12, 4))
    other("CAU Tena", "Napo", "15", TOMORROW)
    far = other("CAU Cayambe", "Pichincha", "17", date(2026, 12, 8))
    Agency.objects.filter(pk=far.pk).update(city="Cayambe")
    other("CAU Quito Sur", "Pichincha", "17", date(2026, 12, 9))
    names = [each.agency.name for each in earliest(quito, cast.procedure(), cast.NOW)]
    assert names == [quito.name, "CAU Quito Sur", "CAU Cayambe", "CAU Ibarra", "CAU Tena"]


def test_s27_other_centres_are_few_and_only_those_with_an_earlier_day() -> None:
    quito = cast.agency()
    cast.slots(quito, date(2026, 12, 4), **ALL_DAY)
    other("CAU Quito Sur", "Pichincha", "17", date(2026, 12, 4))
    for name in ("A", "B", "C", "D"):
        other(f"CAU {name}", "Cotopaxi", "05", TOMORROW)

    def sooner() -> list[str]:
        return [each.agency.name for each in sooner_elsewhere(earliest(quito, cast.procedure(), cast.NOW))]

    assert sooner() == ["CAU A", "CAU B", "CAU C"]
    Seat.objects.filter(slot__agency=quito).update(state="blocked")
    assert sooner() == ["CAU Quito Sur", "CAU A", "CAU B"]


def test_s38_the_earliest_seat_from_a_day_on() -> None:
    quito = cast.agency()
    for day in (TOMORROW, date(2026, 12, 3)):
        cast.slots(quito, day, **ALL_DAY)
    hours = earliest(quito, cast.procedure(), cast.NOW, since=date(2026, 12, 2))
    assert [each.link for each in hours] == ["2026-12-03"]


def test_s27_the_earliest_seat_is_never_on_a_closed_day_nor_taken() -> None:
    quito = cast.agency()
    cast.slots(quito, TOMORROW, **ALL_DAY)
    slots = cast.slots(quito, date(2026, 12, 3), **ALL_DAY)
    CalendarDay.objects.create(date=TOMORROW, name="Corte", agency=quito)
    Seat.objects.filter(slot=slots[0]).update(state="blocked")
    assert [each.day for each in earliest(quito, cast.procedure(), cast.NOW)] == ["jueves 3 de diciembre, 10:15"]


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_agencies(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    quito = cast.agency()
    for number in range(count):
        other(f"CAU {number}", "Cotopaxi", "05", TOMORROW)
    procedure = cast.procedure()
    quito = Agency.objects.select_related("province").get(pk=quito.pk)
    with django_assert_num_queries(1):
        days(quito, procedure, cast.NOW)
    with django_assert_num_queries(3):  # the agencies, the calendar, the first hours
        hours = earliest(quito, procedure, cast.NOW)
    assert len(hours) == count


def test_s26_only_an_open_agency_that_serves_it_can_be_switched_to() -> None:
    quito = cast.agency()
    assert find_serving_agency(cast.procedure(), quito.pk) == quito
    assert find_serving_agency(None, quito.pk) is None
    assert find_serving_agency(cast.procedure(), 0) is None
    Procedure.objects.update(active=False)
    assert find_serving_agency(cast.procedure(), quito.pk) is None
