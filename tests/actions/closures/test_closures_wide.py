"""A closing of the nation, a province or a city: every agency of it is shut and everybody seated elsewhere."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from tests import cast
from tests.actions.closures.test_closures import THURSDAY, TUESDAY, WEDNESDAY, WHY, book_turno, local, sound
from vinculo.actions.closures.closures import Closed, close_scope
from vinculo.actions.closures.reopening import reopen_closing
from vinculo.queries.booking.day_calendar import days as days_of
from vinculo.queries.closures.closures import ClosingScope, places, turnos_in_scope
from vinculo.records.models import Agency, CalendarDay, Closing, Event, Message, Province, Seat, Turno

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def four() -> None:
    """Quito and Cayambe in one province, Cuenca in another, and the islands with a clock of their own."""
    quito, cayambe, cuenca = cast.agency(), cast.agency("CAU Cayambe"), cast.agency("CAU Cuenca", "Azuay", "01")
    islands = cast.agency("CAU Puerto Baquerizo", "Galápagos", "20")
    Agency.objects.filter(pk=cayambe.pk).update(city="Cayambe")
    Agency.objects.filter(pk=cuenca.pk).update(city="Cuenca")
    Agency.objects.filter(pk=islands.pk).update(city="San Cristóbal", timezone="Pacific/Galapagos")
    for index, each in enumerate(Agency.objects.order_by("pk")):
        book_turno(index + 1, cast.slots(each, TUESDAY, times=1, first_hour=16)[0])
        cast.slots(each, WEDNESDAY, times=1, first_hour=16)
    Message.objects.all().delete()
    assert quito.pk


def close_days(**scope: object) -> Closed:
    whole = ClosingScope(agency=None, first=TUESDAY, last=TUESDAY, **scope)  # type: ignore[arg-type]
    return close_scope(scope=whole, reason=WHY, actor=cast.alicia(), now=cast.NOW)


def days() -> list[str]:
    return [f"{local(turno):%d %H:%M}" for turno in Turno.objects.order_by("pk")]


def test_the_nation() -> None:
    assert close_days() == Closed(4, ())
    assert {turno.starts.date() for turno in Turno.objects.all()} == {WEDNESDAY}
    row = CalendarDay.objects.get()
    assert (row.date, row.is_open, row.name, row.agency, row.province, row.city) == (
        TUESDAY,
        False,
        WHY,
        None,
        None,
        "",
    )
    assert set(Seat.objects.filter(slot__starts__date=TUESDAY).values_list("state", flat=True)) == {"blocked"}
    assert sorted(Message.objects.values_list("recipient", flat=True)) == [
        f"persona{index}@example.com" for index in (1, 2, 3, 4)
    ]
    closing = Closing.objects.get()
    event = Event.objects.get(act="days_closed")
    assert (event.subject, event.subject_id, event.fields) == (
        "closing",
        closing.pk,
        ["2026-12-01", "2026-12-01", "nation"],
    )
    assert close_days() == Closed(0, ())
    assert sound()


def test_s27_a_day_closed_so_is_shown_as_closed_and_not_as_a_holiday() -> None:
    close_days()
    shown = {day.date: (day.reason, day.note) for day in days_of(cast.agency(), cast.procedure(), cast.NOW)}
    assert (shown[TUESDAY], shown[date(2026, 12, 25)]) == (("closed", WHY), ("holiday", "Navidad"))


def test_a_province() -> None:
    pichincha = Province.objects.get(code="17")
    assert len(turnos_in_scope(ClosingScope(None, TUESDAY, TUESDAY, province=pichincha), cast.NOW)) == 2
    assert close_days(province=pichincha) == Closed(2, ())
    assert days() == ["02 16:00", "02 16:00", "01 16:00", "01 17:00"]
    assert Event.objects.get(act="days_closed").fields[-1] == "province:17"


def test_a_city_whatever_its_accents() -> None:
    assert [each.city for each in places(ClosingScope(None, TUESDAY, TUESDAY, city="SAN CRISTOBAL"))] == [
        "San Cristóbal"
    ]
    assert close_days(city="San Cristóbal") == Closed(1, ())
    assert days() == ["01 16:00", "01 16:00", "01 16:00", "02 17:00"]
    assert CalendarDay.objects.get().city == "San Cristóbal"


def test_an_agency_that_is_open_by_a_narrower_row_stays_open() -> None:
    cuenca = Agency.objects.get(city="Cuenca")
    CalendarDay.objects.create(date=TUESDAY, agency=cuenca, is_open=True, name="Minga")
    assert close_days() == Closed(3, ())
    assert days()[2] == "01 16:00"
    assert set(Seat.objects.filter(slot__agency=cuenca).values_list("state", flat=True)) == {"free", "taken"}


def test_nobody_of_a_closed_province_is_seated_where_it_is_closed_too() -> None:
    pichincha = Province.objects.get(code="17")
    wide = ClosingScope(agency=None, first=TUESDAY, last=WEDNESDAY, province=pichincha)
    cast.slots(cast.agency(), THURSDAY, times=1)
    closed = close_scope(scope=wide, reason=WHY, actor=cast.alicia(), now=cast.NOW)
    assert closed.moved == 2
    assert {local(turno).date() for turno in Turno.objects.filter(agency__province=pichincha)} == {THURSDAY}


def test_holidays_keep_their_names_and_weekends_need_no_row() -> None:
    wide = ClosingScope(agency=None, first=date(2026, 12, 24), last=date(2026, 12, 28))
    close_scope(scope=wide, reason=WHY, actor=cast.alicia(), now=cast.NOW)
    assert list(CalendarDay.objects.order_by("date").values_list("date", flat=True)) == [
        date(2026, 12, 24),
        date(2026, 12, 28),
    ]


def test_it_is_reopened_as_a_whole_and_what_an_agency_closed_itself_stays_closed() -> None:
    quito = cast.agency()
    close_days()
    own = ClosingScope(quito, TUESDAY, TUESDAY)
    close_scope(scope=own, reason="Inundación", actor=cast.alicia(), now=cast.NOW)
    closing = Closing.objects.get(agency=None)
    reopen_closing(closing=closing, reason="Ya no", actor=cast.alicia(), now=cast.NOW, random_source=Random(1))
    row = CalendarDay.objects.get()
    assert (row.agency, row.name) == (quito, "Inundación")
    on_tuesday = Seat.objects.filter(slot__starts__date__lte=TUESDAY)
    assert set(on_tuesday.filter(slot__agency=quito).values_list("state", flat=True)) == {"blocked"}
    assert set(on_tuesday.exclude(slot__agency=quito).values_list("state", flat=True)) == {"cooling"}
    assert sound()
