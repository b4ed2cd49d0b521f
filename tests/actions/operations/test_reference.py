"""The reference data is there after one load, and nobody's edit is lost by the next."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.actions.closures.test_closures import book_turno
from vinculo.actions.closures.closures import close_scope
from vinculo.actions.operations import reference
from vinculo.actions.operations.reference import Loaded, load_reference
from vinculo.queries.closures.closures import ClosingScope
from vinculo.records.models import Agency, CalendarDay, Event, ModelText, PriorityCategory, Procedure, Province, Service

pytestmark = pytest.mark.django_db


def test_the_first_load_brings_every_province_agency_and_procedure() -> None:
    loaded = load_reference(now=cast.NOW)
    assert loaded == Loaded(provinces=24, agencies=35, procedures=4, services=68, days=8)
    assert Province.objects.count() == 24
    assert set(Agency.objects.values_list("province__code", flat=True)) == {f"{n:02d}" for n in range(1, 25)}


def test_s01_the_procedure_is_spelled_as_on_the_page() -> None:
    load_reference(now=cast.NOW)
    ours = Procedure.objects.get(code="dependientes-extranjeros")
    assert (ours.name, ours.slot_minutes) == (cast.PROCEDURE_NAME, 15)


def test_s26_every_agency_serves_our_procedure_and_only_some_the_others() -> None:
    load_reference(now=cast.NOW)
    served = {
        code: Service.objects.filter(procedure__code=code).count()
        for code in Procedure.objects.values_list("code", flat=True)
    }
    assert served == {"dependientes-extranjeros": 35, "actualizacion-datos": 15, "historia-laboral": 13, "montepio": 5}


def test_d9_galapagos_has_its_own_time_zone() -> None:
    load_reference(now=cast.NOW)
    zones = dict(Agency.objects.exclude(timezone="America/Guayaquil").values_list("name", "timezone"))
    assert zones == {"Punto de atención Puerto Baquerizo Moreno": "Pacific/Galapagos"}


def test_agencies_are_unverified_unless_the_file_says_otherwise() -> None:
    load_reference(now=cast.NOW)
    verified = list(Agency.objects.filter(verified=True).values_list("city", flat=True))
    assert verified == ["Guayaquil"]


def test_the_days_by_decree_and_the_cantonal_days_of_two_years_are_there() -> None:
    load_reference(now=cast.NOW)
    nation = CalendarDay.objects.filter(city="").values_list("date", "basis")
    assert sorted(nation) == [
        (date(2025, 1, 2), "decreto"),
        (date(2025, 1, 3), "decreto"),
        (date(2025, 10, 9), "decreto"),
        (date(2026, 1, 2), "decreto"),
    ]
    cantons = CalendarDay.objects.exclude(city="").values_list("date", "city")
    # 25 July 2026 is a Saturday, 6 December 2026 and 25 July 2027 are Sundays: the rest moves as the nation's does.
    assert sorted(cantons) == [
        (date(2026, 7, 24), "Guayaquil"),
        (date(2026, 12, 7), "Quito"),
        (date(2027, 7, 26), "Guayaquil"),
        (date(2027, 12, 6), "Quito"),
    ]


def test_s32_the_model_of_the_account_has_places_to_fill_in() -> None:
    load_reference(now=cast.NOW)
    body = ModelText.objects.get(key="account").body
    assert body.count("[") == body.count("]") == 9


def test_a_second_load_costs_one_query_and_adds_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    load_reference(now=cast.NOW)
    with django_assert_num_queries(3):  # savepoint, the check, release
        assert load_reference(now=cast.NOW) == Loaded()
    assert Event.objects.filter(subject="reference").count() == 3


def test_what_an_administrator_edited_or_removed_stays_so() -> None:
    load_reference(now=cast.NOW)
    Agency.objects.filter(city="Loja").update(address="Av. Iberoamérica", verified=True)
    Agency.objects.filter(city="Macas").delete()
    assert load_reference(now=cast.NOW) == Loaded()
    assert Agency.objects.values_list("address", "verified").get(city="Loja") == ("Av. Iberoamérica", True)
    assert not Agency.objects.filter(city="Macas").exists()


def test_a_new_version_of_the_files_adds_only_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    load_reference(now=cast.NOW)
    Agency.objects.filter(city="Loja").update(address="Av. Iberoamérica")
    Agency.objects.filter(city="Puyo").delete()
    Service.objects.filter(agency__city="Tena").delete()
    monkeypatch.setattr(reference, "_version", lambda names: "next")
    assert load_reference(now=cast.NOW) == Loaded(agencies=1, services=1)
    assert Agency.objects.get(city="Loja").address == "Av. Iberoamérica"
    assert not Service.objects.filter(agency__city="Tena").exists()


def test_a_new_year_brings_its_cantonal_days() -> None:
    load_reference(now=cast.NOW)
    assert load_reference(now=cast.NOW + timedelta(days=365)) == Loaded(days=2)
    assert CalendarDay.objects.filter(date__year=2028).count() == 2


def test_every_centre_has_counters_that_serve_what_it_serves_and_the_first_is_accessible() -> None:
    load_reference(now=cast.NOW)
    quito = Agency.objects.filter(city="Quito").first()
    assert quito is not None
    places = max(quito.services.values_list("counters", flat=True))
    counters = [(each.number, each.accessible, each.procedures.count()) for each in quito.counters.all()]
    assert counters == [(n, n == 1, quito.services.count()) for n in range(1, places + 1)]
    assert not Agency.objects.filter(services__isnull=False, counters=None).exists()


def test_s29_the_groups_who_need_not_book_are_there_and_an_edit_stays() -> None:
    load_reference(now=cast.NOW)
    assert list(PriorityCategory.objects.values_list("code", flat=True))[:3] == ["mayor", "embarazo", "discapacidad"]
    PriorityCategory.objects.filter(code="riesgo").update(active=False)
    assert load_reference(now=cast.NOW) == Loaded()
    assert not PriorityCategory.objects.get(code="riesgo").active


def test_s06_no_file_closes_a_day_over_the_head_of_the_person_who_has_a_turno_on_it() -> None:
    quito = cast.agency()
    book_turno(1, cast.slots(quito, date(2026, 12, 7))[0])  # the day of Quito, which no rule closes
    loaded = load_reference(now=cast.NOW)
    assert (loaded.days, loaded.held) == (7, 1)
    assert not CalendarDay.objects.filter(date=date(2026, 12, 7)).exists()
    assert load_reference(now=cast.NOW).held == 1
    scope = ClosingScope(None, date(2026, 12, 7), date(2026, 12, 7), city="Quito")
    close_scope(scope=scope, reason="Fundación de Quito", actor=cast.alicia(), now=cast.NOW)
    assert load_reference(now=cast.NOW) == Loaded()
    assert Event.objects.filter(act="calendar_loaded").count() == 1
