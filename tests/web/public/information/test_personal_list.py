"""The personal list of papers and the question of the apostille (D1, D2, D3, D5)."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from django.test import Client

from tests.web.public.information.asking import GOOD, ask, list_papers
from tests.web.shared.reading import by_class, by_id, by_tag, items, page, text
from vinculo.rules.cases.facts import Applicant, Case, Dependent, Link, PresentedBy
from vinculo.rules.cases.requirements.evaluate import required_papers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


@pytest.mark.parametrize(("link", "who"), list(product(Link, PresentedBy)))
def test_d1_the_list_is_exactly_what_the_table_requires(client: Client, link: Link, who: PresentedBy) -> None:
    shown = ask(client, "/papeles/", **{**GOOD, "link": link.value, "who": who.value})
    case = Case(
        applicant=Applicant(code="", names=""),
        dependent=Dependent(link=link),
        judged_on=date(2026, 11, 30),
        presented_by=who,
    )
    rows = required_papers(case)
    brought = [row.text for row in rows if row.papers or row.code == "affiliate_code"]
    assert list_papers(shown) == brought
    checked = [f"{row.text}. {row.hint}" for row in rows if row.text not in brought]
    assert items(by_id(shown, "condiciones")) == checked


def test_d1_a_spouse_needs_the_marriage_and_a_child_the_birth_certificate(client: Client) -> None:
    certificates = {
        link: list_papers(ask(client, "/papeles/", **{**GOOD, "link": link}))[4:] for link in ("spouse", "child")
    }
    assert certificates == {
        "spouse": ["Certificado o acta de matrimonio"],
        "child": ["Certificado o acta de nacimiento"],
    }


def test_d3_a_partner_needs_the_union_deed(client: Client) -> None:
    assert list_papers(ask(client, "/papeles/", **{**GOOD, "link": "partner"}))[4:] == [
        "Acta notarial de unión de hecho"
    ]


@pytest.mark.parametrize(
    ("affiliate", "dependent", "documents"),
    [
        ("si", "si", ["Pasaporte vigente de la persona afiliada", "Pasaporte de la persona dependiente"]),
        ("no", "si", ["Visa de la persona afiliada", "Pasaporte de la persona dependiente"]),
        ("si", "no", ["Pasaporte vigente de la persona afiliada", "Visa de la persona dependiente"]),
        ("no", "no", ["Visa de la persona afiliada", "Visa de la persona dependiente"]),
    ],
)
def test_d2_a_visa_takes_the_place_of_a_passport_that_is_not_there(
    client: Client, affiliate: str, dependent: str, documents: list[str]
) -> None:
    answers = {**GOOD, "affiliate_passport": affiliate, "dependent_passport": dependent}
    assert list_papers(ask(client, "/papeles/", **answers))[2:4] == documents


def test_a_proxy_is_sent_to_the_legal_unit_first(client: Client) -> None:
    shown = ask(client, "/papeles/", **{**GOOD, "who": "proxy"})
    assert [text(node) for node in by_class(shown, "notice-warn")] == [
        (
            "Primero, la sumilla del poder Antes del día del turno, Asesoría Jurídica del IESS debe validar y sumillar "
            "el poder. Sin la sumilla no se puede continuar. La solicitud la firma a mano la persona afiliada; el "
            "apoderado nunca la firma. La unidad es la de la provincia del centro: pregunte su dirección y horario en "
            "Atención al Ciudadano."
        )
    ]
    assert by_class(ask(client, "/papeles/", **GOOD), "notice-warn") == []


NO_NEED = "No necesita apostilla ni legalización."
APOSTILLE = "Necesita apostilla."
LEGALISATION = "Necesita legalización del consulado del Ecuador."
EITHER = "Apostilla, o legalización del consulado del Ecuador."


@pytest.mark.parametrize(
    ("country", "issued_on", "verdict"),
    [
        ("ECU", "", NO_NEED),
        ("COL", "", APOSTILLE),
        ("ESP", "1999-01-01", EITHER),
        ("CHN", "", APOSTILLE),
        ("CHN", "2023-11-07", APOSTILLE),
        ("CHN", "2023-11-06", EITHER),
        ("CUB", "", LEGALISATION),
        ("HTI", "", LEGALISATION),
        ("EGY", "2020-01-01", LEGALISATION),
        ("XKX", "", LEGALISATION),
    ],
)
def test_d5_apostille_by_country_and_day(client: Client, country: str, issued_on: str, verdict: str) -> None:
    shown = ask(client, "/apostilla/", country=country, issued_on=issued_on)
    assert text(by_tag(by_id(shown, "respuesta"), "strong")[0]) == verdict
    in_the_list = ask(client, "/papeles/", **{**GOOD, "country": country, "issued_on": issued_on})
    assert text(by_tag(by_class(in_the_list, "formalities")[0], "strong")[0]) == verdict


@pytest.mark.parametrize(
    ("country", "told"),
    [
        ("CUB", "Traducción: no hace falta si está en español, como es usual en ese país."),
        ("CHN", "Traducción al español: hace falta si está en chino, como es usual en ese país, o en otro idioma."),
        ("ABW", "Traducción al español: hace falta si el documento está en otro idioma."),
    ],
)
def test_d5_translation_unless_in_spanish(client: Client, country: str, told: str) -> None:
    shown = ask(client, "/apostilla/", country=country)
    assert text(by_tag(by_class(shown, "formalities")[0], "p")[1]) == told


def test_d5_the_information_page_leads_to_the_question(client: Client) -> None:
    """The list of the world's countries is a quarter of that page: the person who needs it gets it on its own."""
    links = by_tag(by_id(page(client.get("/")), "apostilla"), "a")
    assert ("/apostilla/", "¿Necesita apostilla?") in [(node.get("href"), text(node)) for node in links]
    form = by_tag(page(client.get("/apostilla/")), "form")[0]
    assert (form.get("method"), form.get("action")) == ("get", "")
    assert [node.get("name") for node in by_tag(form, "select", "input")] == ["country", "issued_on"]
