"""What the short questions say to answers that are none: beside the field, with the rest kept."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client

from tests.web.public.information.asking import GOOD
from tests.web.shared.hostile import HOSTILE
from tests.web.shared.reading import Node, by_class, by_id, by_tag, every, page, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


def query(answers: dict[str, str]) -> str:
    return "&".join(f"{name}={quote(value, errors='surrogatepass')}" for name, value in answers.items())


def error_beside(root: Node, name: str) -> str:
    """Return the message of a field, which must stand inside its field and be tied to the input or its group."""
    message = by_id(root, f"id_{name}_error")
    beside = [node for node in by_class(root, "field") if any(child is message for child in every(node))]
    assert len(beside) == 1
    tied = [
        node
        for node in (beside[0], *by_tag(beside[0], "input", "select"))
        if f"id_{name}_error" in node.get("aria-describedby").split()
    ]
    assert tied
    return text(message).removeprefix("Error: ")


def form_values(root: Node) -> dict[str, str]:
    """Return what the form holds."""
    held = {node.get("name"): node.get("value") for node in by_tag(root, "input") if "checked" in node.attributes}
    held |= {node.get("name"): node.get("value") for node in by_tag(root, "input") if node.get("type") == "date"}
    for select in by_tag(root, "select"):
        picked = [node.get("value") for node in by_tag(select, "option") if "selected" in node.attributes]
        held |= {select.get("name"): value for value in picked}
    return held


MESSAGES = {
    "link": "Elija una de las respuestas.",
    "affiliate_passport": "Elija una de las respuestas.",
    "dependent_passport": "Elija una de las respuestas.",
    "who": "Elija una de las respuestas.",
    "country": "Elija un país de la lista.",
    "issued_on": "Escriba la fecha como día, mes y año; por ejemplo 31/12/2020.",
}


MISSING = {
    "link": "Elija a quién va a registrar.",
    "affiliate_passport": "Elija si la persona afiliada al IESS tiene pasaporte.",
    "dependent_passport": "Elija si la persona que va a registrar tiene pasaporte.",
    "country": "Elija el país que emite el certificado del vínculo.",
    "who": "Elija quién hará el trámite.",
}


@pytest.mark.parametrize("name", list(MESSAGES))
@pytest.mark.parametrize("kind", list(HOSTILE))
def test_bad_input_is_told_beside_its_field_and_the_rest_is_kept(client: Client, name: str, kind: str) -> None:
    answer = client.get(f"/papeles/?{query({**GOOD, name: HOSTILE[kind]})}")
    assert answer.status_code == 422
    root = page(answer)
    assert error_beside(root, name) == MESSAGES[name]
    assert len(by_class(root, "error")) == 1
    kept = form_values(root)
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
    assert error_beside(page(answer), name) == MISSING[name]


def test_d31_the_summary_of_errors_names_each_question(client: Client) -> None:
    root = page(client.get("/papeles/?who="))
    assert [text(line) for line in by_tag(by_id(root, "errores"), "li")] == list(MISSING.values())


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
    assert form_values(page(answer)) == {"country": "COL", "issued_on": typed}


def test_the_summary_of_errors_leads_to_the_fields(client: Client) -> None:
    root = page(client.get("/papeles/?link=nadie"))
    summary = by_id(root, "errores")
    assert summary.get("tabindex") == "-1"
    targets = [node.get("href") for node in by_tag(summary, "a")]
    assert targets == ["#id_link_0", "#id_affiliate_passport_0", "#id_dependent_passport_0", "#id_country", "#id_who_0"]
    for target in targets:
        assert by_id(root, target[1:]).name in {"input", "select"}


def test_a_flood_of_parameters_is_refused_without_a_crash(client: Client) -> None:
    assert client.get("/papeles/?" + "&".join(f"x{number}=1" for number in range(400))).status_code == 400
