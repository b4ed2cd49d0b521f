"""An agency opened on one page with what it serves: each row filled, empty, wrong, twice, deleted (D38)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast
from tests.web.admin.admin_pages import ROOT, page
from tests.web.admin.test_admin import agency_fields
from vinculo.records.models import Agency, Event, Service

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
ADD = f"{ROOT}records/agency/add/"


@pytest.fixture(autouse=True)
def _administrator(client: Client) -> None:
    client.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")


def rows(*services: dict[str, str], there: int = 0) -> dict[str, str]:
    """Return the rows of services as a browser posts them."""
    numbers = {"TOTAL_FORMS": str(len(services)), "INITIAL_FORMS": str(there)}
    fields = {f"services-{name}": value for name, value in numbers.items()}
    for index, service in enumerate(services):
        fields |= {f"services-{index}-{name}": value for name, value in service.items()}
    return fields


def service(**changes: str) -> dict[str, str]:
    return {"procedure": str(cast.procedure().pk), "counters": "3", "active": "on"} | changes


def fields_of(name: str, *services: dict[str, str]) -> dict[str, str]:
    return agency_fields(cast.agency(), name=name) | rows(*services)


def test_an_agency_is_opened_with_its_service(client: Client) -> None:
    answer = client.post(ADD, fields_of("CAU Loja", service()))
    assert answer.status_code == 302
    made = Service.objects.get(agency__name="CAU Loja")
    assert (made.procedure, made.counters, made.active) == (cast.procedure(), 3, True)
    event = Event.objects.get(act="reference_changed", subject="agency")
    assert (event.subject_id, "created" in event.fields, "services" in event.fields) == (made.agency_id, True, True)


def test_an_empty_row_is_no_service(client: Client) -> None:
    empty = {"procedure": "", "counters": "2", "active": "on"}
    assert client.post(ADD, fields_of("CAU Loja", empty)).status_code == 302
    assert not Service.objects.filter(agency__name="CAU Loja").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"procedure": ""}, "Este campo es obligatorio."),
        ({"counters": "0"}, "Al menos una ventanilla; si no atiende, desmarque «activo»."),
        ({"counters": "muchas"}, "Introduzca un número entero."),
        ({"counters": "61"}, "Como mucho 60 ventanillas."),
    ],
)
def test_a_wrong_row_is_told_beside_its_field_and_nothing_is_saved(
    client: Client, change: dict[str, str], message: str
) -> None:
    answer = client.post(ADD, fields_of("CAU Loja", service(**change)))
    assert answer.status_code == 200
    (form,) = answer.context["inline_admin_formsets"][0].formset.forms
    assert form.errors == {next(iter(change)): [message]}
    assert "CAU Loja" in page(answer)
    assert not Agency.objects.filter(name="CAU Loja").exists()


def test_one_procedure_twice_is_refused(client: Client) -> None:
    answer = client.post(ADD, fields_of("CAU Loja", service(), service(counters="4")))
    assert answer.status_code == 200
    assert not Agency.objects.filter(name="CAU Loja").exists()
    said = answer.context["inline_admin_formsets"][0].formset.non_form_errors()
    assert list(said) == ["El mismo trámite está en dos filas: deje una."]


def test_a_service_that_the_agency_has_is_refused_and_deleted_with_its_mark(client: Client) -> None:
    agency = cast.agency()
    mine = Service.objects.get(agency=agency)
    change = f"{ROOT}records/agency/{agency.pk}/change/"
    there = service(id=str(mine.pk), agency=str(agency.pk))
    twice = agency_fields(agency) | rows(there, service(), there=1)
    assert client.post(change, twice).status_code == 200
    assert Service.objects.filter(agency=agency).count() == 1
    gone = agency_fields(agency) | rows(there | {"DELETE": "on"}, there=1)
    assert client.post(change, gone).status_code == 302
    assert not Service.objects.filter(agency=agency).exists()
