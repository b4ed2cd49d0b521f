"""Without a printer and without an e-mail: what to do, where it is asked for (S23, S31-S33)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages.prepared import save_solicitud, turno
from tests.web.admin.admin_pages import ROOT
from tests.web.public.booking.booking_pages import url
from tests.web.public.information.asking import GOOD
from tests.web.shared.reading import Answer, Node, by_tag, page, text
from vinculo.actions.operations.reference import load_reference
from vinculo.records.models import Draft, ModelText

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("solicitud_at_home")]
SEVEN = [
    "Nombres y apellidos completos del solicitante.",
    "Número de documento de identidad del solicitante (pasaporte o visa).",
    "Número del código de identificación para extranjero del solicitante.",
    "Nombres y apellidos completos del dependiente a registrar.",
    "Número de documento de identidad del dependiente a registrar (pasaporte o visa).",
    (
        "Narración detallada de la solicitud. "
        "Diga también que el dependiente reside en el Ecuador y no tiene cédula ecuatoriana."
    ),
    "Firma manuscrita del solicitante.",
]
AT_THE_CENTRE = "En el centro puede imprimirla sin costo."
BY_PHONE = "También puede pedirlo por teléfono: 140."


def get_details(answer: Answer, title: str) -> Node:
    """Return what opens in place under a title."""
    (part,) = [each for each in by_tag(page(answer), "details") if text(by_tag(each, "summary")[0]) == title]
    return part


def where_it_is_printed() -> list[str]:
    family = turno(2)
    row = save_solicitud(family)
    return [
        reverse("public:solicitud"),
        reverse("public:solicitud_view", args=[row.token]),
        reverse("public:turno_solicitudes", args=[family.token]),
        reverse("public:turno", args=[family.token]),
        "/papeles/?" + "&".join(f"{name}={value}" for name, value in GOOD.items()),
    ]


def test_s32_without_a_printer_each_page_of_the_solicitud_says_what_a_sheet_by_hand_must_say(client: Client) -> None:
    for address in where_it_is_printed():
        part = get_details(client.get(address), "¿No tiene impresora?")
        assert [text(each) for each in by_tag(part, "li")] == SEVEN, address
        assert "llévelo a un local de copias" in text(part), address


def test_s31_printing_at_the_centre_is_said_only_where_the_institution_says_it(client: Client) -> None:
    load_reference(now=cast.NOW)
    address = where_it_is_printed()[1]
    before = text(get_details(client.get(address), "¿No tiene impresora?"))
    ModelText.objects.filter(key="printing").update(body=AT_THE_CENTRE)
    after = text(get_details(client.get(address), "¿No tiene impresora?"))
    assert (after, before.count("centro")) == (f"{before} {AT_THE_CENTRE}", 0)


def test_s23_without_an_email_the_first_step_that_asks_for_it_sends_to_reception(client: Client) -> None:
    client.post(reverse("public:booking_number"), {"number": cast.ANA_CODE})
    for address in (reverse("public:booking"), url("contact", Draft.objects.get())):
        part = get_details(client.get(address), "¿No tiene correo electrónico?")
        assert "en la recepción de un Centro de Atención Universal: no hace falta correo." in text(part)
        assert [each.get("href") for each in by_tag(part, "a")] == ["/agencias/"]
        assert "teléfono" not in text(part)


def test_s23_the_telephone_is_promised_only_where_the_institution_says_it(client: Client) -> None:
    load_reference(now=cast.NOW)
    ModelText.objects.filter(key="turno_by_phone").update(body=BY_PHONE)
    part = get_details(client.get(reverse("public:booking")), "¿No tiene correo electrónico?")
    assert BY_PHONE in text(part)


@pytest.mark.parametrize(("key", "status"), [("printing", 302), ("turno_by_phone", 302), ("account", 200)])
def test_an_administrator_empties_only_what_says_what_is_offered(client: Client, key: str, status: int) -> None:
    load_reference(now=cast.NOW)
    client.force_login(cast.alicia(), backend="django.contrib.auth.backends.ModelBackend")
    row = ModelText.objects.get(key=key)
    answer = client.post(f"{ROOT}records/modeltext/{row.pk}/change/", {"body": ""})
    assert answer.status_code == status
    assert bool(ModelText.objects.get(key=key).body) == (status == 200)
