"""The personal list of papers, the question of the apostille, and the centres (D1, D2, D3, D5, S06)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from itertools import product
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client

from tests import cast
from tests.web.hostile import HOSTILE
from tests.web.reading import Node, by_id, classed, every, items, page, tagged, text
from vinculo.records.models import Agency, Procedure, Service
from vinculo.rules.case import Applicant, Case, Dependent, Link, PresentedBy
from vinculo.rules.requirements import required

GOOD = {
    "link": "child", "affiliate_passport": "si", "dependent_passport": "si", "country": "COL",
    "issued_on": "2020-05-06", "who": "affiliate",
}  # fmt: skip
Queries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def today() -> object:
    with time_machine.travel(cast.NOW, tick=False):
        yield


def ask(client: Client, path: str, **answers: str) -> Node:
    answer = client.get(path, answers)
    assert answer.status_code == 200
    return page(answer)


def listed(root: Node) -> list[str]:
    return [text(node) for node in classed(by_id(root, "lista"), "check-title")]


# The personal list


@pytest.mark.parametrize(("link", "who"), list(product(Link, PresentedBy)))
def test_d1_the_list_is_exactly_what_the_table_requires(client: Client, link: Link, who: PresentedBy) -> None:
    shown = ask(client, "/papeles/", **{**GOOD, "link": link.value, "who": who.value})
    case = Case(
        applicant=Applicant(code="", names=""), dependent=Dependent(link=link), judged_on=date(2026, 11, 30),
        presented_by=who,
    )  # fmt: skip
    rows = required(case)
    brought = [row.text for row in rows if row.papers or row.code == "affiliate_code"]
    assert listed(shown) == brought
    checked = [f"{row.text}. {row.hint}" for row in rows if row.text not in brought]
    assert items(by_id(shown, "condiciones")) == checked


def test_d1_a_spouse_needs_the_marriage_and_a_child_the_birth_certificate(client: Client) -> None:
    certificates = {
        link: listed(ask(client, "/papeles/", **{**GOOD, "link": link}))[4:] for link in ("spouse", "child")
    }
    assert certificates == {
        "spouse": ["Certificado o acta de matrimonio"],
        "child": ["Certificado o acta de nacimiento"],
    }


def test_d3_a_partner_needs_the_union_deed(client: Client) -> None:
    assert listed(ask(client, "/papeles/", **{**GOOD, "link": "partner"}))[4:] == ["Acta notarial de unión de hecho"]


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
    assert listed(ask(client, "/papeles/", **answers))[2:4] == documents


def test_a_proxy_is_sent_to_the_legal_unit_first(client: Client) -> None:
    shown = ask(client, "/papeles/", **{**GOOD, "who": "proxy"})
    assert [text(node) for node in classed(shown, "notice-warn")] == [
        (
            "Primero, la sumilla del poder Antes del día del turno, Asesoría Jurídica del IESS debe validar y sumillar "
            "el poder. La solicitud la firma a mano la persona afiliada; la persona apoderada nunca la firma."
        )
    ]
    assert classed(ask(client, "/papeles/", **GOOD), "notice-warn") == []


# D5


NO_NEED = "No necesita apostilla ni legalización:"
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
    assert text(tagged(by_id(shown, "respuesta"), "strong")[0]) == verdict
    in_the_list = ask(client, "/papeles/", **{**GOOD, "country": country, "issued_on": issued_on})
    assert text(tagged(classed(in_the_list, "formalities")[0], "strong")[0]) == verdict


@pytest.mark.parametrize(
    ("country", "told"),
    [
        ("CUB", "Traducción: no hace falta si está en español, como es usual en ese país."),
        (
            "CHN",
            (
                "Traducción al español: hace falta si está en chino, como es usual en ese país, o en otra lengua que "
                "no sea el español."
            ),
        ),
        ("ABW", "Traducción al español: hace falta si el documento está en otra lengua."),
    ],
)
def test_d5_translation_unless_in_spanish(client: Client, country: str, told: str) -> None:
    shown = ask(client, "/apostilla/", country=country)
    assert text(tagged(classed(shown, "formalities")[0], "p")[1]) == told


def test_d5_the_question_is_asked_on_the_information_page_too(client: Client) -> None:
    home = page(client.get("/"))
    form = tagged(by_id(home, "apostilla"), "form")[0]
    assert (form.get("method"), form.get("action")) == ("get", "/apostilla/")
    assert [node.get("name") for node in tagged(form, "select", "input")] == ["country", "issued_on"]


# Bad input


def query(answers: dict[str, str]) -> str:
    return "&".join(f"{name}={quote(value, errors='surrogatepass')}" for name, value in answers.items())


def error_beside(root: Node, name: str) -> str:
    """Return the message of a field, which must stand inside its field and be tied to the input or its group."""
    message = by_id(root, f"id_{name}_error")
    beside = [node for node in classed(root, "field") if any(child is message for child in every(node))]
    assert len(beside) == 1
    tied = [
        node
        for node in (beside[0], *tagged(beside[0], "input", "select"))
        if f"id_{name}_error" in node.get("aria-describedby").split()
    ]
    assert tied
    return text(message).removeprefix("Error: ")


def chosen(root: Node) -> dict[str, str]:
    """Return what the form holds."""
    held = {node.get("name"): node.get("value") for node in tagged(root, "input") if "checked" in node.attributes}
    held |= {node.get("name"): node.get("value") for node in tagged(root, "input") if node.get("type") == "date"}
    for select in tagged(root, "select"):
        picked = [node.get("value") for node in tagged(select, "option") if "selected" in node.attributes]
        held |= {select.get("name"): value for value in picked}
    return held


MESSAGES = {
    "link": "Elija una de las respuestas.", "affiliate_passport": "Elija una de las respuestas.",
    "dependent_passport": "Elija una de las respuestas.", "who": "Elija una de las respuestas.",
    "country": "Elija un país de la lista.",
    "issued_on": "Escriba la fecha como día, mes y año; por ejemplo 31/12/2020.",
}  # fmt: skip


@pytest.mark.parametrize("name", list(MESSAGES))
@pytest.mark.parametrize("kind", list(HOSTILE))
def test_bad_input_is_told_beside_its_field_and_the_rest_is_kept(client: Client, name: str, kind: str) -> None:
    answer = client.get(f"/papeles/?{query({**GOOD, name: HOSTILE[kind]})}")
    assert answer.status_code == 422
    root = page(answer)
    assert error_beside(root, name) == MESSAGES[name]
    assert len(classed(root, "error")) == 1
    kept = chosen(root)
    assert {key: kept.get(key) for key in GOOD if key != name} == {key: GOOD[key] for key in GOOD if key != name}


@pytest.mark.parametrize("kind", list(HOSTILE))
def test_bad_input_to_the_question_of_the_apostille(client: Client, kind: str) -> None:
    answer = client.get(f"/apostilla/?{query({'country': HOSTILE[kind], 'issued_on': HOSTILE[kind]})}")
    assert answer.status_code == 422
    root = page(answer)
    assert [error_beside(root, name) for name in ("country", "issued_on")] == [
        MESSAGES["country"],
        MESSAGES["issued_on"],
    ]
    assert "respuesta" not in {node.get("id") for node in every(root)}


@pytest.mark.parametrize("name", [name for name in GOOD if name != "issued_on"])
def test_an_answer_that_is_missing_is_asked_for(client: Client, name: str) -> None:
    answer = client.get(f"/papeles/?{query({**GOOD, name: ''})}")
    assert answer.status_code == 422
    wanted = "Elija el país." if name == "country" else "Elija una respuesta."
    assert error_beside(page(answer), name) == wanted


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2026-12-01", "Esa fecha todavía no llega. Revise el año."),
        ("1899-12-31", "Esa fecha es demasiado antigua. Revise el año."),
        ("2021-02-29", MESSAGES["issued_on"]),
    ],
)
def test_a_day_that_cannot_be_is_told_and_kept(client: Client, typed: str, told: str) -> None:
    answer = client.get("/apostilla/", {"country": "COL", "issued_on": typed})
    assert answer.status_code == 422
    assert error_beside(page(answer), "issued_on") == told
    assert chosen(page(answer)) == {"country": "COL", "issued_on": typed}


def test_the_summary_of_errors_leads_to_the_fields(client: Client) -> None:
    root = page(client.get("/papeles/?link=nadie"))
    summary = by_id(root, "errores")
    assert summary.get("tabindex") == "-1"
    targets = [node.get("href") for node in tagged(summary, "a")]
    assert targets == ["#id_link_0", "#id_affiliate_passport_0", "#id_dependent_passport_0", "#id_country", "#id_who_0"]
    for target in targets:
        assert by_id(root, target[1:]).name in {"input", "select"}


def test_a_flood_of_parameters_is_refused_without_a_crash(client: Client) -> None:
    assert client.get("/papeles/?" + "&".join(f"x{number}=1" for number in range(400))).status_code == 400


# The centres (S06)


def centres(root: Node) -> dict[str, list[str]]:
    return {
        text(tagged(group, "h2")[0]): items(classed(group, "agencies")[0])
        for group in tagged(root, "section")
        if classed(group, "agencies")
    }


@pytest.mark.django_db
def test_s06_one_centre_with_its_address_and_hours(client: Client, django_assert_num_queries: Queries) -> None:
    place = cast.agency()
    place.verified = True
    place.save()
    with django_assert_num_queries(1):
        root = page(client.get("/agencias/"))
    assert centres(root) == {
        "Pichincha": ["Centro de Atención Universal Quito Av. 10 de Agosto y Bogotá, Quito 08:00 – 17:00"]
    }


@pytest.mark.django_db
def test_s06_three_centres_by_province_in_one_query(client: Client, django_assert_num_queries: Queries) -> None:
    cast.agency()
    galapagos = cast.agency("Punto de atención San Cristóbal", "Galápagos", "20")
    galapagos.timezone, galapagos.city, galapagos.address = "Pacific/Galapagos", "Puerto Baquerizo Moreno", "  "
    galapagos.save()
    other = cast.agency("Centro de Atención Universal Quitumbe")
    other.address, other.verified = "", True
    other.save()
    with django_assert_num_queries(1):
        root = page(client.get("/agencias/"))
    assert centres(root) == {
        "Galápagos": [
            (
                "Punto de atención San Cristóbal Puerto Baquerizo Moreno 08:00 – 17:00 (hora de Galápagos) "
                "datos por confirmar"
            )
        ],
        "Pichincha": [
            "Centro de Atención Universal Quito Av. 10 de Agosto y Bogotá, Quito 08:00 – 17:00 datos por confirmar",
            "Centro de Atención Universal Quitumbe Quito 08:00 – 17:00",
        ],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("shut", ["agency", "service", "procedure", "unserved"])
def test_a_centre_that_does_not_serve_the_procedure_is_not_listed(client: Client, shut: str) -> None:
    place = cast.agency()
    service = Service.objects.get(agency=place)
    if shut == "unserved":
        service.delete()
    else:
        things: dict[str, Agency | Service | Procedure] = {
            "agency": place, "service": service, "procedure": service.procedure,
        }  # fmt: skip
        things[shut].active = False
        things[shut].save()
    root = page(client.get("/agencias/"))
    assert centres(root) == {}
    assert text(classed(root, "notice-info")[0]) == (
        "Por ahora ningún centro tiene este trámite en la lista. Escriba o llame a Atención al Ciudadano: al pie de "
        "esta página están los datos."
    )
