"""The solicitud at home, without a turno: two steps and a PDF (S10, S31-S33, D14)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages.prepared import ANSWERED, COMPOSED, TYPED
from tests.web.posting import send
from tests.web.public.solicitud.solicitud_pages import NEW, beside, form_values, pdf_text, start_solicitud, url
from tests.web.shared import reading
from vinculo.records.models import Solicitud

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("solicitud_at_home")]


def test_s31_the_way_from_nothing_to_the_printed_solicitud(client: Client) -> None:
    start = client.get(reverse("public:solicitud"))
    assert NEW in start.content.decode()
    row = start_solicitud(client)
    form = form_values(client.get(url("account", row)))
    assert {name: form.get(name, "").strip() for name in ANSWERED} == dict.fromkeys(ANSWERED, "")
    assert client.post(url("account", row), ANSWERED)["Location"] == url("view", row)
    page = client.get(url("view", row))
    links = [
        each.get("href")
        for each in reading.by_tag(reading.page(page), "a")
        if "Descargar la solicitud (PDF)" in reading.text(each)
    ]
    assert links == [url("pdf", row)]
    assert client.get(url("pdf", row))["Content-Type"] == "application/pdf"


def test_s32_the_form_asks_in_the_words_of_the_page(client: Client) -> None:
    root = reading.page(client.get(NEW))
    labels = {each.get("for"): reading.text(each) for each in reading.by_tag(root, "label")}
    words = {
        "applicant_names": "Nombres y apellidos completos del solicitante",
        "applicant_document_number": "Número de documento de identidad del solicitante (pasaporte o visa)",
        "applicant_code": "Número del código de identificación para extranjero del solicitante",
        "dependent_names": "Nombres y apellidos completos del dependiente a registrar",
        "dependent_document_number": "Número de documento de identidad del dependiente a registrar (pasaporte o visa)",
    }
    assert {field: labels[f"id_{field}"] for field in words} == words
    root = reading.page(client.get(url("account", start_solicitud(client))))
    assert reading.text(reading.by_tag(root, "h1")[0]) == "Narración detallada de la solicitud"


def test_s32_the_pdf_holds_the_seven_contents(client: Client) -> None:
    row = start_solicitud(client, applicant_names="Ána Lucía O'Higgins-Łem", dependent_names="Brunô Nguyễn Ñandú")
    account = "Pido el código para «Bruno» — mi hijo: ¿cuánto tarda? 100 % <b>$x #set</b> \\ _a_ *b*."
    assert client.post(url("account", row), ANSWERED | {"more": account}).status_code == 302
    text = pdf_text(client, row)
    told = COMPOSED.replace("Ana María Restrepo Gómez", row.applicant_names)
    told = told.replace("Bruno Restrepo Ñuñez", row.dependent_names).replace("Atentamente", f"{account} Atentamente")
    for content in [
        "1. Nombres y apellidos completos del solicitante Ána Lucía O'Higgins-Łem",
        f"2. Documento de identidad del solicitante (pasaporte o visa) Pasaporte, {cast.ANA_PASSPORT}",
        f"3. Código de identificación para extranjero del solicitante {cast.ANA_CODE}",
        "4. Nombres y apellidos completos del dependiente Brunô Nguyễn Ñandú",
        f"5. Documento de identidad del dependiente (pasaporte o visa) Pasaporte, {cast.BRUNO_PASSPORT}",
        f"6. Narración detallada de la solicitud {' '.join(told.split())}",
        "7. Firma manuscrita del solicitante",
    ]:
        assert content in text, content
    for other in [
        row.reference,
        "Hija o hijo menor de 18 años",
        "Colombia",
        "14 de marzo de 2015",
        "reside en el Ecuador",
        "Advertencia",
    ]:
        assert other in text, other


def test_s32_the_visa_is_named_where_there_is_no_passport(client: Client) -> None:
    row = start_solicitud(client, dependent_document_kind="visa", dependent_document_number="VI998877")
    client.post(url("account", row), ANSWERED)
    assert "Visa, VI998877" in pdf_text(client, row)
    assert (row.dependent_document_kind, row.dependent_document_country) == ("visa", "")


def test_there_is_no_pdf_before_the_account(client: Client) -> None:
    row = start_solicitud(client)
    assert client.get(url("pdf", row))["Location"] == url("view", row)
    assert "Falta la narración" in reading.text(reading.page(client.get(url("view", row))))


def test_d14_residence_is_declared_and_no_paper_is_asked_for_it(client: Client) -> None:
    answer = send(client, NEW, {key: value for key, value in TYPED.items() if key != "resides"})
    told = beside(answer)
    assert list(told) == ["resides"]
    assert "No se pide ningún documento para esto." in told["resides"]
    assert "Con estos datos el trámite no es" not in reading.text(reading.page(answer))
    row = start_solicitud(client)
    assert row.resides is True
    client.post(url("account", row), ANSWERED)
    assert "Declaro que la persona dependiente reside en el Ecuador." in pdf_text(client, row)


@pytest.mark.parametrize(
    ("answer", "declared"),
    [
        ("no", "Declaro que ni la persona dependiente, ni su madre o padre, ni sus abuelas"),
        ("si", "Declaro que la persona dependiente, o su madre, su padre, una abuela, un abuelo, una bisabuela"),
    ],
)
def test_d22_the_printed_solicitud_declares_the_origin_as_it_was_answered_at_home(
    client: Client, answer: str, declared: str
) -> None:
    row = start_solicitud(client, ecuadorian_origin=answer)
    client.post(url("account", row), ANSWERED)
    text = pdf_text(client, row)
    assert declared in text
    assert text.count("Declaro") == 3  # residence, no cédula, origin


def test_s33_every_page_says_signed_by_hand_never_electronically_never_by_the_proxy(client: Client) -> None:
    row = start_solicitud(client)
    client.post(url("account", row), ANSWERED)
    start, view = (
        reading.text(reading.page(client.get(each))) for each in (reverse("public:solicitud"), url("view", row))
    )
    assert "No se reciben solicitudes con firma electrónica. El apoderado no puede firmarla" in start
    assert "Nunca con firma electrónica: no se recibe. Tampoco puede firmarla el apoderado." in view
    text = pdf_text(client, row)
    assert "No se recibirán solicitudes con firma electrónica." in text
    assert "Su apoderado no puede firmar por ella." in text


def test_s10_the_next_dependent_takes_the_applicant_and_nothing_else(client: Client) -> None:
    row = start_solicitud(client)
    client.post(url("account", row), ANSWERED)
    form = form_values(client.get(url("another", row)))
    applicant = {key: value for key, value in form.items() if key.startswith("applicant_")}
    assert applicant == {key: value for key, value in TYPED.items() if key.startswith("applicant_")}
    assert {form.get(key, "") for key in TYPED if key not in {*applicant, "dependent_document_kind"}} == {""}
    answer = client.post(url("another", row), TYPED | {"key": form["key"], "dependent_names": "Lucía Restrepo"})
    assert answer.status_code == 302
    assert list(Solicitud.objects.order_by("id").values_list("dependent_names", "account")) == [
        (TYPED["dependent_names"], COMPOSED),
        ("Lucía Restrepo", ""),
    ]
