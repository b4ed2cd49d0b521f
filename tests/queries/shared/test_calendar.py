"""When an agency is closed: the rule, the edited calendar above it, the narrowest scope first."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import cast
from vinculo.queries.shared.calendar import closed_days, closed_days_of, closed_reason
from vinculo.records.models import Agency, CalendarDay

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 12, 1)
CHRISTMAS = date(2026, 12, 25)


@pytest.fixture
def quito() -> Agency:
    return cast.agency()


def guayaquil() -> Agency:
    place = cast.agency("Centro de Atención Universal Guayaquil", "Guayas", "09")
    place.city = "Guayaquil"
    place.save()
    return place


def test_s06_a_working_day_is_open_and_a_weekend_is_not(quito: Agency) -> None:
    reasons = [closed_reason(quito, TUESDAY + timedelta(days=offset)) for offset in range(7)]
    assert reasons == [None, None, None, None, "Fin de semana", "Fin de semana", None]


def test_s06_a_public_holiday_is_closed_by_its_name(quito: Agency) -> None:
    assert closed_reason(quito, CHRISTMAS) == "Navidad"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 5, 2), "Día del Trabajo"),  # moved from Thursday
        (date(2028, 2, 28), "Carnaval (lunes)"),
        (date(2027, 12, 31), "Año Nuevo"),  # 1 January 2028 is a Saturday
        (date(2035, 10, 8), "Independencia de Guayaquil"),  # moved from Tuesday
    ],
)
def test_s06_the_rule_holds_in_every_year(quito: Agency, day: date, name: str) -> None:
    assert closed_days(quito, date(day.year, 1, 1), date(day.year, 12, 31))[day] == name


def test_a_decree_closes_every_agency_and_a_canton_only_its_own(quito: Agency) -> None:
    CalendarDay.objects.create(date=TUESDAY, name="Decreto Ejecutivo 1")
    CalendarDay.objects.create(date=TUESDAY + timedelta(days=1), name="Fundación de Quito", city="QUITO ")
    other = guayaquil()
    days = closed_days_of([quito, other], TUESDAY, TUESDAY + timedelta(days=2))
    assert days == {
        quito.pk: {TUESDAY: "Decreto Ejecutivo 1", TUESDAY + timedelta(days=1): "Fundación de Quito"},
        other.pk: {TUESDAY: "Decreto Ejecutivo 1"},
    }


def test_the_narrowest_scope_wins(quito: Agency) -> None:
    CalendarDay.objects.create(date=TUESDAY, name="nación")
    assert closed_reason(quito, TUESDAY) == "nación"
    CalendarDay.objects.create(date=TUESDAY, name="provincia", province=quito.province, is_open=True)
    assert closed_reason(quito, TUESDAY) is None
    CalendarDay.objects.create(date=TUESDAY, name="cantón", city="Quito")
    assert closed_reason(quito, TUESDAY) == "cantón"
    CalendarDay.objects.create(date=TUESDAY, name="agencia", agency=quito, is_open=True)
    assert closed_reason(quito, TUESDAY) is None


def test_the_narrowest_scope_wins_whichever_was_added_first(quito: Agency) -> None:
    CalendarDay.objects.create(date=TUESDAY, name="agencia", agency=quito, is_open=True)
    CalendarDay.objects.create(date=TUESDAY, name="cantón", city="Quito")
    CalendarDay.objects.create(date=TUESDAY, name="provincia", province=quito.province)
    CalendarDay.objects.create(date=TUESDAY, name="nación")
    assert closed_reason(quito, TUESDAY) is None
    CalendarDay.objects.filter(name="agencia").delete()
    assert closed_reason(quito, TUESDAY) == "cantón"
    CalendarDay.objects.filter(name="cantón").delete()
    assert closed_reason(quito, TUESDAY) == "provincia"


def test_an_edited_day_opens_against_the_national_rule_but_never_a_weekend(quito: Agency) -> None:
    CalendarDay.objects.create(date=CHRISTMAS, name="se atiende", is_open=True)
    CalendarDay.objects.create(date=date(2026, 12, 5), name="se atiende", is_open=True)
    assert closed_reason(quito, CHRISTMAS) is None
    assert closed_reason(quito, date(2026, 12, 5)) == "Fin de semana"


def test_another_agencys_and_another_provinces_days_do_not_count(quito: Agency) -> None:
    other = guayaquil()
    CalendarDay.objects.create(date=TUESDAY, name="agencia", agency=other)
    CalendarDay.objects.create(date=TUESDAY, name="provincia", province=other.province)
    assert closed_reason(quito, TUESDAY) is None


def test_an_agency_that_does_not_serve_is_closed_every_day(quito: Agency) -> None:
    quito.active = False
    assert closed_days(quito, TUESDAY, TUESDAY + timedelta(days=1)) == {
        TUESDAY: "Este centro no atiende por ahora",
        TUESDAY + timedelta(days=1): "Este centro no atiende por ahora",
    }


def test_a_range_costs_one_query_however_long(quito: Agency, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert len(closed_days(quito, date(2026, 1, 1), date(2027, 12, 31))) == 231
