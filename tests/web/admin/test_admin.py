"""The admin: for administrators, of reference data only, with messages and events."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib import admin
from django.test import Client
from pytest_django import Settings

from tests import cast
from tests.web.admin.admin_pages import ROOT, errors, page
from vinculo.actions.operations.reference import load_reference
from vinculo.config.reference_admin import in_use
from vinculo.records.models import (
    Agency,
    CalendarDay,
    Citation,
    ConventionEntry,
    Counter,
    Event,
    Exemption,
    LegalTerm,
    LocalDay,
    MailboxBound,
    ModelText,
    PriorityCategory,
    Procedure,
    Province,
    Remedy,
    RetentionRule,
    Service,
    Staff,
)

pytestmark = pytest.mark.django_db
NEW_DAY = {"date": "2026-12-09", "name": "Decreto Ejecutivo 300", "basis": "decreto", "city": "", "is_open": ""}
NO_ROWS = {"services-TOTAL_FORMS": "0", "services-INITIAL_FORMS": "0"}


@pytest.fixture
def alicia(client: Client) -> Staff:
    person = cast.alicia()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return person


def agency_fields(place: Agency, **changes: str) -> dict[str, str]:
    fields = {
        "province": str(place.province_id),
        "name": place.name,
        "city": place.city,
        "address": place.address,
        "timezone": place.timezone,
        "opens": "08:00",
        "closes": "17:00",
        "active": "on",
    }
    return fields | NO_ROWS | changes


def test_the_admin_holds_reference_data_and_accounts_and_nothing_else() -> None:
    places = {Agency, Counter, Procedure, Province, Service}
    dated = {Citation, ConventionEntry, Exemption, LegalTerm, LocalDay, Remedy, RetentionRule}
    rest = {CalendarDay, MailboxBound, ModelText, PriorityCategory, Staff}
    assert set(admin.site._registry) == places | dated | rest


def test_an_administrator_logs_in_and_an_officer_is_shown_their_own_door(client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = []  # its pages have tests of their own
    cast.olga(), cast.alicia()
    answer = client.post(f"{ROOT}login/", {"username": "olga", "password": cast.PASSWORD})
    assert "no es de administrador. Para atender en ventanilla entre por /ventanilla/." in page(answer)
    assert client.get(ROOT).status_code == 302
    answer = client.post(f"{ROOT}login/?next={ROOT}", {"username": "alicia", "password": cast.PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, ROOT)
    assert "Datos de referencia" in page(client.get(ROOT))


@pytest.mark.parametrize(
    "where", ["", "records/agency/", "records/agency/add/", "records/staff/", "records/calendarday/"]
)
def test_an_officer_sees_no_page_of_it(client: Client, where: str) -> None:
    client.force_login(cast.olga(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(ROOT + where).status_code == 302


def test_an_administrator_who_is_switched_off_is_out_at_once(client: Client, alicia: Staff) -> None:
    assert client.get(ROOT).status_code == 200
    Staff.objects.update(is_active=False)
    assert client.get(ROOT).status_code == 302


@pytest.mark.parametrize("kind", ["province", "agency", "procedure", "service", "calendarday", "modeltext", "staff"])
def test_every_list_and_form_opens_and_searches_hostile_text(client: Client, alicia: Staff, kind: str) -> None:
    load_reference(now=cast.NOW)
    row = {
        "modeltext": ModelText,
        "calendarday": CalendarDay,
        "staff": Staff,
        "agency": Agency,
        "service": Service,
        "procedure": Procedure,
        "province": Province,
    }[kind]._default_manager.all()[0]
    assert client.get(f"{ROOT}records/{kind}/").status_code == 200
    assert client.get(f"{ROOT}records/{kind}/{row.pk}/change/").status_code == 200
    for text in ("quito", "<script>alert(1)</script>", "%_'\";--", "x" * 3000, "\x00"):
        answer = client.get(f"{ROOT}records/{kind}/", {"q": text})
        assert answer.status_code == 200
        assert "<script>alert(1)" not in answer.content.decode()


def test_a_change_is_kept_and_written_as_an_event(client: Client, alicia: Staff) -> None:
    place = cast.agency()
    answer = client.post(
        f"{ROOT}records/agency/{place.pk}/change/", agency_fields(place, address="Av. Patria", verified="on")
    )
    assert answer.status_code == 302
    place.refresh_from_db()
    assert (place.address, place.verified) == ("Av. Patria", True)
    event = Event.objects.get(act="reference_changed")
    assert (event.actor, event.subject, event.subject_id, event.fields) == (
        alicia,
        "agency",
        place.pk,
        ["address", "verified"],
    )


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("opens", "07:30", "La atención es entre las 08:00 y las 17:00."),
        ("closes", "18:00", "La atención es entre las 08:00 y las 17:00."),
        ("closes", "08:00", "La hora de cierre debe ser posterior a la de apertura."),
        ("opens", "ocho", "Introduzca una hora válida."),
        ("timezone", "Mars/Olympus", "Escoja una opción válida. Mars/Olympus no es una de las opciones disponibles."),
        ("name", "", "Este campo es obligatorio."),
        ("name", "x" * 201, "Asegúrese de que este valor tenga menos de 200 caracteres (tiene 201)."),
        ("province", "9999", "Escoja una opción válida. Esa opción no está entre las disponibles."),
    ],
)
def test_s06_a_wrong_agency_is_told_beside_the_field(
    client: Client, alicia: Staff, field: str, value: str, message: str
) -> None:
    place = cast.agency()
    fields = agency_fields(place, address="escrito y no perdido", **{field: value})
    answer = client.post(f"{ROOT}records/agency/{place.pk}/change/", fields)
    assert errors(answer) == {field: [message]}
    assert "escrito y no perdido" in page(answer)
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    ("minutes", "message"),
    [
        ("4", "Un turno dura al menos 5 minutos."),
        ("121", "Un turno dura como mucho 120 minutos."),
        ("-15", "Un turno dura al menos 5 minutos."),
        ("quince", "Introduzca un número entero."),
        ("9" * 30, "Un turno dura como mucho 120 minutos."),
    ],
)
def test_a_slot_length_that_makes_no_sense_is_told(client: Client, alicia: Staff, minutes: str, message: str) -> None:
    answer = client.post(f"{ROOT}records/procedure/add/", {"code": "x", "name": "X", "slot_minutes": minutes})
    assert errors(answer) == {"slot_minutes": [message]}


@pytest.mark.parametrize("counters", ["0", "61", "-1", "dos"])
def test_counters_that_make_no_sense_are_told(client: Client, alicia: Staff, counters: str) -> None:
    service = cast.agency().services.get()
    fields = {"agency": service.agency_id, "procedure": service.procedure_id, "counters": counters}
    assert set(errors(client.post(f"{ROOT}records/service/{service.pk}/change/", fields))) == {"counters"}


def test_an_agency_serves_a_procedure_once(client: Client, alicia: Staff) -> None:
    service = cast.agency().services.get()
    fields = {"agency": service.agency_id, "procedure": service.procedure_id, "counters": "2", "active": "on"}
    answer = client.post(f"{ROOT}records/service/add/", fields)
    assert errors(answer) == {"procedure": ["Este centro ya tiene ese trámite."]}


def test_services_are_edited_on_the_agencys_page_and_noted(client: Client, alicia: Staff) -> None:
    place = cast.agency()
    service = place.services.get()
    rows = {
        "services-TOTAL_FORMS": "1",
        "services-INITIAL_FORMS": "1",
        "services-0-id": str(service.pk),
        "services-0-agency": str(place.pk),
        "services-0-procedure": str(service.procedure_id),
        "services-0-counters": "5",
        "services-0-active": "on",
    }
    answer = client.post(f"{ROOT}records/agency/{place.pk}/change/", agency_fields(place) | rows)
    assert answer.status_code == 302
    event = Event.objects.get(act="reference_changed")
    assert (place.services.get().counters, event.fields) == (5, ["services"])


def test_a_day_is_added_for_the_nation_once(client: Client, alicia: Staff) -> None:
    assert client.post(f"{ROOT}records/calendarday/add/", NEW_DAY).status_code == 302
    assert CalendarDay.objects.get().date == date(2026, 12, 9)
    answer = client.post(f"{ROOT}records/calendarday/add/", NEW_DAY)
    assert errors(answer) == {"date": ["Ese día ya consta en el calendario para el mismo lugar."]}


@pytest.mark.parametrize("scope", ["province", "city", "agency"])
def test_a_day_of_each_scope_is_there_once(client: Client, alicia: Staff, scope: str) -> None:
    place = cast.agency()
    value = {"province": place.province_id, "city": "Quito", "agency": place.pk}[scope]
    fields = NEW_DAY | {scope: value}
    client.post(f"{ROOT}records/calendarday/add/", NEW_DAY)
    assert client.post(f"{ROOT}records/calendarday/add/", fields).status_code == 302
    assert set(errors(client.post(f"{ROOT}records/calendarday/add/", fields))) == {"date"}
    assert CalendarDay.objects.count() == 2


def test_a_day_has_one_scope_and_a_city_with_an_agency(client: Client, alicia: Staff) -> None:
    place = cast.agency()
    answer = client.post(f"{ROOT}records/calendarday/add/", NEW_DAY | {"province": place.province_id, "city": "Quito"})
    assert errors(answer) == {"city": ["Elija solo una cosa: provincia, ciudad o centro."]}
    answer = client.post(f"{ROOT}records/calendarday/add/", NEW_DAY | {"city": "Macondo"})
    assert errors(answer) == {"city": ["Ningún centro está en esa ciudad. Ciudades: Quito."]}
    answer = client.post(f"{ROOT}records/calendarday/add/", NEW_DAY | {"date": "mañana"})
    assert errors(answer) == {"date": ["Introduzca una fecha válida."]}


def test_what_is_in_use_is_not_deleted(client: Client, alicia: Staff) -> None:
    place = cast.agency()
    cast.slots(place, date(2026, 12, 1), times=1)
    where = f"{ROOT}records/agency/{place.pk}/delete/"
    told = "ya se usa y no se puede eliminar. Desmarque «abierto» para que no se ofrezca."
    assert told in page(client.get(where))
    assert told in page(client.post(where, {"post": "yes"}))
    many = {"action": "delete_selected", "_selected_action": [place.pk], "post": "yes"}
    assert told in page(client.post(f"{ROOT}records/agency/", many))
    assert Agency.objects.filter(pk=place.pk).exists()
    assert [in_use(row) for row in (place.province, cast.procedure(), cast.olga())] == [True, True, False]


@pytest.mark.parametrize("many", [False, True])
def test_what_nobody_uses_is_deleted_and_noted(client: Client, alicia: Staff, many: bool) -> None:
    day = CalendarDay.objects.create(date=date(2026, 12, 9), name="Decreto")
    if many:
        where, fields = "records/calendarday/", {"action": "delete_selected", "_selected_action": [day.pk]}
    else:
        where, fields = f"records/calendarday/{day.pk}/delete/", {}
    assert client.post(ROOT + where, fields | {"post": "yes"}).status_code == 302
    assert CalendarDay.objects.count() == 0
    assert Event.objects.values_list("subject", "subject_id", "fields").get() == ("calendarday", day.pk, ["deleted"])


def test_a_model_text_is_edited_neither_added_nor_deleted(client: Client, alicia: Staff) -> None:
    text = ModelText.objects.create(key="account", body="uno")
    where = f"{ROOT}records/modeltext/{text.pk}/"
    assert client.post(f"{where}change/", {"key": "otra", "body": "dos"}).status_code == 302
    assert ModelText.objects.values_list("key", "body").get() == ("account", "dos")
    assert client.get(f"{ROOT}records/modeltext/add/").status_code == 403
    assert client.get(f"{where}delete/").status_code == 403


def test_no_page_of_it_has_an_inline_script_or_style(client: Client, alicia: Staff) -> None:
    place = cast.agency()
    for where in (
        "",
        "records/agency/",
        f"records/agency/{place.pk}/change/",
        "records/staff/add/",
        "records/calendarday/add/",
        f"records/agency/{place.pk}/delete/",
    ):
        answer = client.get(ROOT + where)
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe-inline" not in policy
        text = answer.content.decode()
        assert [mark for mark in (" style=", "<style", " onclick=", "javascript:") if mark in text] == []
        scripts = text.split("<script")[1:]
        assert [script for script in scripts if "src=" not in script.split(">")[0] and "json" not in script[:80]] == []


def test_the_index_leads_to_the_guided_closing(client: Client) -> None:
    client.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    assert 'href="/supervision/cierres/"' in client.get("/administracion/").content.decode()
