"""The account in parts: each checked beside its field, composed in Spanish, lent to the next dependent (S32)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.stages.prepared import ANSWERED, COMPOSED, TYPED, turno
from tests.web.posting import send
from tests.web.public.solicitud.solicitud_pages import beside, form_values, pdf_text, start_solicitud, url
from tests.web.shared import reading
from tests.web.shared.hostile import HOSTILE
from vinculo.records.models import ModelText, Solicitud

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("solicitud_at_home")]
WORDS = ("authority", "city", "more")
PRINTED = {"markup", "quotes", "format", "not a number", "traversal", "newlines"}  # letters, and signs with a shape


def hostile(name: str) -> str:
    return {"missing": "", "blank": " \n "}.get(name) or HOSTILE.get(name, "").encode("utf-8", "surrogatepass").decode(
        "utf-8", "replace"
    )


def answer(client: Client, row: Solicitud, **changes: str) -> reading.Answer:
    told: reading.Answer = send(client, url("account", row), ANSWERED | changes)
    return told


def accounts(row: Solicitud) -> str:
    return Solicitud.objects.values_list("account", flat=True).get(pk=row.pk)


def test_s32_the_narration_is_composed_in_spanish_from_the_answers_and_kept_with_them(client: Client) -> None:
    row = start_solicitud(client)
    answer(client, row)
    row.refresh_from_db()
    assert row.account == COMPOSED
    kept = form_values(client.get(url("account", row)))
    assert {name: kept[name].strip() for name in ANSWERED} == ANSWERED
    assert " ".join(COMPOSED.split()) in pdf_text(client, row)


def test_s31_d10_it_is_in_spanish_whatever_the_language_of_the_page(client: Client) -> None:
    row = start_solicitud(client)
    client.post("/fr" + url("account", row), ANSWERED)
    assert accounts(row) == COMPOSED


def test_s32_each_part_that_is_missing_is_told_beside_its_field(client: Client) -> None:
    told = beside(send(client, url("account", start_solicitud(client)), {}))
    assert told == {
        "proof": "Elija el documento que demuestra el vínculo familiar.",
        "country": "Elija el país.",
        "authority": "Escriba la autoridad, como consta en el documento.",
        "issued_on": "Escriba la fecha de emisión.",
        "formality": "Diga si el documento trae apostilla o legalización.",
        "city": "Escriba la ciudad donde viven.",
    }


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("issued_on", "2026-12-01", "Esa fecha todavía no llega. Revise el año."),
        ("issued_on", "1812-12-01", "Esa fecha es demasiado antigua. Revise el año."),
        ("issued_on", "13/03/2015", "Ese día el dependiente todavía no había nacido. Revise la fecha."),
        ("issued_on", "31/02/2015", "Escriba la fecha como día, mes y año; por ejemplo 31/12/2020."),
        ("country", "QQQ", "Elija un país de la lista."),
        ("proof", "marriage", "Elija el documento que demuestra el vínculo familiar."),
        ("formality", "sello", "Diga si el documento trae apostilla o legalización."),
        ("authority", "12-34", "Escriba la autoridad, como consta en el documento."),
        ("city", "...", "Escriba la ciudad donde viven."),
        ("more", "a" * 1501, "Ha escrito 1501 letras: escriba hasta 1500."),
    ],
)
def test_s32_each_part_is_checked_beside_its_field_and_nothing_is_lost(
    client: Client, field: str, value: str, message: str
) -> None:
    row = start_solicitud(client)
    refused = answer(client, row, **{field: value})
    assert beside(refused) == {field: message}
    held = form_values(refused)
    kept = {name: held[name].strip() for name in ANSWERED if name != field}
    assert kept == {name: typed for name, typed in ANSWERED.items() if name != field}
    assert accounts(row) == ""


@pytest.mark.parametrize("field", WORDS)
@pytest.mark.parametrize("name", HOSTILE)
def test_s32_a_part_of_anything_is_printed_or_told_beside_it(client: Client, field: str, name: str) -> None:
    row = start_solicitud(client)
    answered = send(client, url("account", row), ANSWERED | {field: hostile(name)}, follow=True)
    taken = name in PRINTED
    assert answered.status_code == (200 if taken else 422)
    assert list(beside(answered)) == ([] if taken else [field])
    assert "<script>alert" not in answered.content.decode()


def test_s32_one_document_is_no_question_and_an_adoption_is_one(client: Client) -> None:
    married = start_solicitud(client, link="spouse", birth_date="02/07/1988")
    page = reading.page(client.get(url("account", married)))
    assert "Documento que demuestra el vínculo familiar: El acta de matrimonio" in reading.text(page)
    assert not any(each.get("name") == "proof" for each in reading.every(page))
    client.post(url("account", married), {**ANSWERED, "proof": ""})
    assert "consta en el acta de matrimonio, emitida en Colombia" in accounts(married)
    adopted = start_solicitud(client)
    answer(client, adopted, proof="adoption", formality="none", more="Vive con nosotros\r\n\r\ndesde 2020.")
    assert "consta en la sentencia o resolución de adopción, emitida en Colombia" in accounts(adopted)
    end = "Instituto.\n\nVive con nosotros\n\ndesde 2020.\n\nAtentamente,"
    assert accounts(adopted).endswith(end)


def test_s32_the_next_child_is_lent_what_both_may_share_and_can_change_it(client: Client) -> None:
    family = turno(2)
    first, second = (reverse("public:turno_solicitud", args=[family.token, position]) for position in (1, 2))
    client.post(first, TYPED)
    answer(client, Solicitud.objects.get(position=1), more="Solo de Bruno.")
    client.post(second, TYPED | {"dependent_names": "Lucía Restrepo", "birth_date": "01/02/2018"})
    lucia = Solicitud.objects.get(position=2)
    asked = client.get(url("account", lucia))
    lent = form_values(asked)
    own = {"issued_on": "", "more": ""}
    assert {name: lent[name].strip() for name in ANSWERED} == ANSWERED | own
    assert "Tomamos las respuestas de la solicitud anterior" in reading.text(reading.page(asked))
    assert (lucia.account, list(beside(send(client, url("account", lucia), lent)))) == ("", ["issued_on"])
    answer(client, lucia, issued_on="2018-02-20", authority="Registraduría de Pasto")
    assert "Registraduría de Pasto el 20 de febrero de 2018" in accounts(lucia)
    assert accounts(Solicitud.objects.get(position=1)) == COMPOSED.replace("\n\nAten", "\n\nSolo de Bruno.\n\nAten")


def test_s32_the_same_without_a_turno(client: Client) -> None:
    row = start_solicitud(client)
    answer(client, row)
    form = form_values(client.get(url("another", row)))
    client.post(url("another", row), TYPED | {"key": form["key"], "dependent_names": "Lucía Restrepo"})
    lent = form_values(client.get(url("account", Solicitud.objects.latest("id"))))
    assert (lent["authority"], lent["issued_on"]) == (ANSWERED["authority"], "")


def test_s32_brackets_of_the_institutions_own_are_asked_for_by_their_words(client: Client) -> None:
    ModelText.objects.update(body="Pido por [escriba los nombres y apellidos del dependiente], de [escriba su barrio].")
    row = start_solicitud(client)
    page = reading.page(client.get(url("account", row)))
    labels = {reading.text(each): each.get("for")[3:] for each in reading.by_tag(page, "label")}
    name = labels["Escriba su barrio"]
    told = {name: "Escriba lo que pide esta parte de la narración."}
    assert (beside(answer(client, row)), beside(answer(client, row, **{name: "12"}))) == (told, told)
    answer(client, row, **{name: "La Floresta"})
    assert (
        accounts(row)
        == "Pido por Bruno Restrepo Ñuñez, de La Floresta.\n\nEl documento del vínculo familiar tiene apostilla."
    )
    assert form_values(client.get(url("account", row)))[name] == "La Floresta"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"formality": "legalisation", "country": "CUB"}, []),
        ({"formality": "none", "country": "ECU"}, []),
        ({"formality": "none"}, ["Necesita apostilla."]),
        ({"formality": "apostille", "country": "CUB"}, ["Necesita legalización del consulado del Ecuador."]),
    ],
)
def test_d5_a_document_without_what_its_country_needs_is_told_before_anybody_travels(
    client: Client, changes: dict[str, str], told: list[str]
) -> None:
    row = start_solicitud(client)
    answer(client, row, **changes)
    notices = reading.by_class(reading.page(client.get(url("view", row))), "notice-warn")
    said = [reading.text(each).removeprefix("Revise esto ") for each in notices]
    assert [each.split(".")[0] + "." for each in said] == told


def test_s32_a_text_from_before_is_shown_while_it_is_asked_in_parts(client: Client) -> None:
    row = start_solicitud(client)
    Solicitud.objects.filter(pk=row.pk).update(account="Pido el código para mi hijo.")
    assert "Pido el código para mi hijo." in reading.text(reading.page(client.get(url("account", row))))
    assert "Pido el código para mi hijo." in pdf_text(client, row)


def test_d31_the_list_of_the_turno_follows_the_narration(client: Client) -> None:
    family = turno(1)
    client.post(reverse("public:turno_solicitud", args=[family.token, 1]), TYPED)
    where = reverse("public:turno", args=[family.token])
    needed = "Necesita legalización del consulado del Ecuador."
    assert needed not in reading.text(reading.page(client.get(where)))
    send(client, url("account", Solicitud.objects.get()), ANSWERED | {"country": "CUB", "formality": "legalisation"})
    assert needed in reading.text(reading.page(client.get(where)))
