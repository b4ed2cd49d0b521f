"""Every field of the solicitud with anything in it, and who cannot have the code (S03, S11, S32, S37)."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.stages.prepared import TYPED
from tests.web.posting import send
from tests.web.public.solicitud.solicitud_pages import NEW, beside, form_values, start_solicitud
from tests.web.shared import reading
from tests.web.shared.hostile import HOSTILE
from vinculo.records.models import Solicitud

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("solicitud_at_home")]
TEXTS = [
    "applicant_names",
    "applicant_document_number",
    "applicant_code",
    "dependent_names",
    "dependent_document_number",
    "birth_date",
]
CHOICES = [
    "applicant_document_kind",
    "link",
    "dependent_document_kind",
    "nationality",
    "has_cedula",
    "ecuadorian_origin",
]


def hostile(name: str) -> str:
    return {"missing": "", "blank": " \n "}.get(name) or HOSTILE.get(name, "").encode("utf-8", "surrogatepass").decode(
        "utf-8", "replace"
    )


FITS = {("names", "not a number"), ("number", "digits of another script"), ("code", "digits of another script")}
BAD = [
    (field, name)
    for field in [*TEXTS, *CHOICES]
    for name in [*HOSTILE, "missing", "blank", "absent"]
    if (field.rpartition("_")[2], name) not in FITS  # NaN is a name, and digits of any script are digits
]


@pytest.mark.parametrize(("field", "name"), BAD)
def test_s32_every_field_with_anything_in_it_is_told_beside_it_and_nothing_is_lost(
    client: Client, field: str, name: str
) -> None:
    data = TYPED | {field: hostile(name)}
    if name == "absent":
        del data[field]
    answer = send(client, NEW, data)
    assert (answer.status_code, list(beside(answer))) == (422, [field])
    held = form_values(answer)
    assert {key: held.get(key) for key in TYPED if key != field} == {
        key: value for key, value in TYPED.items() if key != field
    }
    no_text = field not in TEXTS or name in {"null byte", "controls", "newlines"}  # an input has no such signs
    assert no_text or held[field] == hostile(name)
    assert "<script>alert" not in answer.content.decode()
    assert Solicitud.objects.count() == 0


@pytest.mark.parametrize("name", HOSTILE)
def test_the_country_of_the_document_is_one_of_the_list_or_the_nationality(client: Client, name: str) -> None:
    answer = send(client, NEW, TYPED | {"dependent_document_country": hostile(name)})
    assert (answer.status_code, list(beside(answer))) == (422, ["dependent_document_country"])
    assert start_solicitud(client).dependent_document_country == "COL"
    assert start_solicitud(client, dependent_document_country="VEN").dependent_document_country == "VEN"


def test_everything_wrong_at_once_is_told_field_by_field_and_on_top(client: Client) -> None:
    answer = send(client, NEW, {})
    assert answer.status_code == 422
    assert set(beside(answer)) == set(TYPED) - {"dependent_document_country"}
    lines = reading.by_tag(reading.by_id(reading.page(answer), "errores"), "a")
    ids = {each.get("id") for each in reading.every(reading.page(answer))}
    assert len(lines) == len(TYPED) - 1
    assert {line.get("href")[1:] for line in lines} <= ids


def test_more_than_a_form_can_hold_is_refused_without_an_error_of_ours(client: Client) -> None:
    assert client.post(NEW, TYPED | {"dependent_names": "A" * 300_000}).status_code == 413


def test_s11_the_code_is_checked_for_its_form_only(client: Client) -> None:
    told = beside(send(client, NEW, TYPED | {"applicant_code": "EXT 1*"}))
    assert list(told) == ["applicant_code"]
    assert start_solicitud(client, applicant_code="ext-100 2003").applicant_code == "EXT1002003"
    assert start_solicitud(client, applicant_code="NOBODYS1").applicant_code == "NOBODYS1"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"nationality": "ECU"}, "nationality", "solo para personas extranjeras"),
        ({"has_cedula": "si"}, "has_cedula", "tiene cédula ecuatoriana"),
        ({"birth_date": "30/11/2008"}, "birth_date", "menores de 18 años"),
    ],
)
def test_s03_somebody_who_cannot_have_the_code_is_told_at_once_with_what_to_do_instead(
    client: Client, changes: dict[str, str], field: str, words: str
) -> None:
    answer = send(client, NEW, TYPED | changes)
    told = beside(answer)
    assert (answer.status_code, list(told)) == (422, [field])
    assert words in told[field]
    assert "Con estos datos el trámite no es para esta persona" in reading.text(reading.page(answer))
    assert form_values(answer)["dependent_names"] == TYPED["dependent_names"]


def test_s37_one_day_under_18_is_a_child_and_a_spouse_may_be_of_any_age(client: Client) -> None:
    assert start_solicitud(client, birth_date="01/12/2008").link == "child"
    assert start_solicitud(client, birth_date="02/07/1988", link="spouse").link == "spouse"


def test_d17_too_many_from_one_address_wait_and_lose_nothing(client: Client) -> None:
    with override_settings(LIMITS=settings.LIMITS | {"search": {"address": (1, 60), "number": (20, 60)}}):
        start_solicitud(client)
        answer = send(client, NEW, TYPED)
    assert answer.status_code == 429
    held = form_values(answer)
    assert {key: held[key] for key in TYPED} == TYPED
    assert "dentro de 20 segundos" in reading.text(reading.page(answer))
