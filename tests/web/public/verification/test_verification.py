"""Anybody checks a printed code through the address in its QR, and learns nothing more (S39)."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.test import Client

from tests import cast
from tests.documents.reading import codes_on, text_of
from tests.stages import desk
from tests.web.shared.reading import by_class, by_tag, facts, page, text
from vinculo.actions.cases.issuing import issue_code
from vinculo.documents import certificate as certificate_paper
from vinculo.documents.facts import CertificateFacts
from vinculo.records.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate() -> Certificate:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    return issue_code(
        solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(1)
    )


def test_s39_the_page_says_state_date_office_and_printed_name_and_nothing_more(
    client: Client, certificate: Certificate
) -> None:
    answer = client.get(f"/verificar/{certificate.token}/")
    assert answer.status_code == 200
    assert text(by_tag(by_class(page(answer), "notice")[0], "h2")[0]) == "Vigente"
    assert facts(page(answer)) == {
        "Nombre impreso": "Bruno Andrés Restrepo Gómez",
        "Fecha de emisión": "30 de noviembre de 2026",
        "Emitido en": "Centro de Atención Universal Quito",
    }
    secret = [
        certificate.code.value,
        cast.ANA_CODE,
        "Ana María",
        cast.BRUNO_PASSPORT,
        "2015",
        "Colombia",
        "Olga",
        "Paredes",
    ]
    assert [word for word in secret if word in answer.content.decode()] == []
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(("state", "said"), [("replaced", "Reemplazado por otro"), ("annulled", "Anulado")])
def test_s39_a_certificate_that_is_not_in_force_is_told_so(
    client: Client, certificate: Certificate, state: str, said: str
) -> None:
    Certificate.objects.update(state=state)
    root = page(client.get(f"/verificar/{certificate.token}/"))
    assert text(by_tag(by_class(root, "notice")[0], "h2")[0]) == said
    assert "está vigente" not in text(root)


@pytest.mark.parametrize("token", ["0" * 32, "x", "a%00b", "%F0%9F%98%80", "1' OR '1'='1", "9" * 5000])
def test_s39_another_address_is_no_certificate(client: Client, certificate: Certificate, token: str) -> None:
    answer = client.get(f"/verificar/{token}/")
    assert answer.status_code == 404
    assert "Bruno" not in answer.content.decode()


def test_s39_neither_the_code_nor_its_number_opens_the_page(client: Client, certificate: Certificate) -> None:
    for guess in (certificate.code.value, str(certificate.pk), cast.BRUNO_PASSPORT):
        assert client.get(f"/verificar/{guess}/").status_code == 404
    root = page(client.get("/verificar/"))
    assert [node for node in by_tag(root, "form", "input") if node.get("name") != "csrfmiddlewaretoken"] == []
    assert "nadie puede averiguar a quién pertenece" in text(root)


def test_s39_the_printed_code_says_what_was_frozen_and_its_qr_leads_to_the_page(
    client: Client, certificate: Certificate
) -> None:
    frozen = CertificateFacts.from_json(certificate.fill_link(certificate.facts))
    printed = text_of(certificate_paper.render(frozen))
    value = certificate.code.value
    for word in (
        f"{value[:3]} {value[3:6]} {value[6:]}",
        "Bruno Andrés Restrepo Gómez",
        "14 de marzo de 2015",
        "Colombia",
        "Hija o hijo",
        "Ana María Restrepo Gómez",
        cast.ANA_CODE,
        "Centro de Atención Universal Quito",
        "Olga Paredes",
        "30 de noviembre de 2026",
    ):
        assert word in printed
    (address,) = codes_on(certificate_paper.page(frozen))
    assert address.endswith(f"/verificar/{certificate.token}/")
    assert client.get(address[address.index("/verificar/") :]).status_code == 200


def test_s39_a_later_change_of_the_records_does_not_change_what_is_printed(certificate: Certificate) -> None:
    before = certificate_paper.render(CertificateFacts.from_json(certificate.fill_link(certificate.facts)))
    solicitud = certificate.solicitud
    solicitud.dependent_names, solicitud.birth_date = "Otro", date(2001, 1, 1)
    solicitud.save()
    certificate.refresh_from_db()
    assert certificate_paper.render(CertificateFacts.from_json(certificate.fill_link(certificate.facts))) == before
