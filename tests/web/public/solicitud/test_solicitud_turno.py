"""The solicitudes of a turno: one per dependent, behind the link of the turno (S10, D4, D17)."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests import cast
from tests.stages.prepared import ANSWERED, TYPED, model, save_solicitud, turno
from tests.web.posting import send
from tests.web.public.solicitud.solicitud_pages import beside, form_values
from tests.web.shared import reading
from vinculo.records.models import Solicitud, Turno

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stage() -> Iterator[None]:
    """Set the clock and the model text."""
    with time_machine.travel(cast.NOW, tick=False):
        model()
        yield


def sheet(of: Turno, position: int) -> str:
    return reverse("public:turno_solicitud", args=[of.token, position])


def list_solicitudes(client: Client, of: Turno) -> list[str]:
    """Return what the list says of each solicitud."""
    answer = client.get(reverse("public:turno_solicitudes", args=[of.token]))
    assert answer.status_code == 200
    return [reading.text(each) for each in reading.by_class(reading.page(answer), "check")]


def test_s10_a_turno_of_three_has_three_solicitudes_each_filled_apart(client: Client) -> None:
    family = turno(3)
    assert list_solicitudes(client, family) == [f"Solicitud {n} Por llenar Llenar la solicitud {n}" for n in (1, 2, 3)]
    answer = client.post(sheet(family, 2), TYPED)
    row = Solicitud.objects.get()
    assert answer["Location"] == reverse("public:solicitud_account", args=[row.token])
    assert (row.turno, row.position) == (family, 2)
    client.post(answer["Location"], ANSWERED)
    said = list_solicitudes(client, family)
    assert said[1].startswith("Solicitud 2: Bruno Restrepo Ñuñez Lista para imprimir Descargar la solicitud (PDF)")
    page = client.get(reverse("public:solicitud_view", args=[row.token])).content.decode()
    assert sheet(family, 1) in page


def test_s10_the_second_takes_the_applicant_from_the_first(client: Client) -> None:
    family = turno(2)
    client.post(sheet(family, 1), TYPED)
    form = form_values(client.get(sheet(family, 2)))
    assert (form["applicant_names"], form["applicant_code"]) == (TYPED["applicant_names"], cast.ANA_CODE)
    assert (form["dependent_names"], form["birth_date"]) == ("", "")


@pytest.mark.parametrize(
    ("changes", "code", "number"),
    [
        ({}, cast.ANA_CODE, ""),
        ({"presenter_kind": "passport", "presenter_number": "AN777", "presenter_country": "COL"}, "", "AN777"),
        ({"presenter_kind": "cedula", "presenter_number": cast.PEDRO_CEDULA, "by_proxy": True}, cast.ANA_CODE, ""),
        ({"presenter_kind": "passport", "presenter_number": "PE555", "by_proxy": True}, cast.ANA_CODE, ""),
    ],
)
def test_d17_only_what_this_person_typed_in_the_turno_is_filled_in(
    client: Client, changes: dict[str, object], code: str, number: str
) -> None:
    form = form_values(client.get(sheet(turno(1, **changes), 1)))
    assert (form["applicant_code"], form["applicant_document_number"], form["applicant_names"]) == (code, number, "")


def test_d4_the_proxy_is_told_that_the_applicant_is_somebody_else(client: Client) -> None:
    family = turno(1, presenter_kind="cedula", presenter_number=cast.PEDRO_CEDULA, by_proxy=True)
    assert "No es usted, que va como apoderado." in reading.text(reading.page(client.get(sheet(family, 1))))


def test_a_double_click_fills_the_position_once_and_a_filled_one_is_shown(client: Client) -> None:
    family = turno(2)
    first, second = client.post(sheet(family, 1), TYPED), client.post(sheet(family, 1), TYPED)
    assert (first["Location"], Solicitud.objects.count()) == (second["Location"], 1)
    row = Solicitud.objects.get()
    assert client.get(sheet(family, 1))["Location"] == reverse("public:solicitud_view", args=[row.token])


def test_wrong_input_comes_back_with_all_that_was_typed(client: Client) -> None:
    answer = send(client, sheet(turno(1), 1), TYPED | {"birth_date": "31/02/2015"})
    assert (answer.status_code, list(beside(answer))) == (422, ["birth_date"])
    held = form_values(answer)
    assert {key: held[key] for key in TYPED} == TYPED | {"birth_date": "31/02/2015"}


def test_a_position_or_a_turno_that_is_not_there_is_not_found(client: Client) -> None:
    family = turno(2)
    first = sheet(family, 1)
    for position in (0, 3, 10**30):
        absent = first.replace("/1/", f"/{position}/")
        assert absent != first
        assert client.get(absent).status_code == 404
        assert client.post(absent, TYPED).status_code == 404
    for token in ("0" * 32, "x"):
        assert client.get(f"/mi-turno/{token}/solicitudes/").status_code == 404
        assert client.post(f"/mi-turno/{token}/solicitudes/1/", TYPED).status_code == 404
    assert Solicitud.objects.count() == 0


def test_the_link_of_one_turno_shows_nothing_of_another(client: Client) -> None:
    mine = turno(1)
    theirs = turno(
        1, reference="T000000002", token="b" * 32, presenter_kind="cedula", presenter_key="cedula:1", by_proxy=True
    )
    save_solicitud(theirs, 1, dependent_names="Lucía Ajena")
    assert list_solicitudes(client, mine) == ["Solicitud 1 Por llenar Llenar la solicitud 1"]
    assert form_values(client.get(sheet(mine, 1)))["applicant_names"] == ""


def test_a_cancelled_turno_shows_what_was_filled_and_takes_no_more(client: Client) -> None:
    family = turno(2)
    save_solicitud(family, 1)
    Turno.objects.update(status="cancelled")
    said = list_solicitudes(client, family)
    assert said[1] == "Solicitud 2 Por llenar"
    where = reverse("public:turno_solicitudes", args=[family.token])
    assert client.get(sheet(family, 2))["Location"] == where
    assert client.post(sheet(family, 2), TYPED)["Location"] == where
    assert Solicitud.objects.count() == 1


def test_s37_a_birthday_before_the_turno_is_a_warning_and_not_a_wall(client: Client) -> None:
    row = save_solicitud(turno(1), 1, birth_date=cast.NOW.date().replace(year=2008, month=12, day=1))
    page = reading.text(reading.page(client.get(reverse("public:solicitud_view", args=[row.token]))))
    assert "El día de la visita la hija o el hijo ya tendrá 18 años" in page


def test_deleting_one_leaves_the_others_and_frees_its_place(client: Client) -> None:
    family = turno(2)
    first, second = save_solicitud(family, 1), save_solicitud(family, 2, dependent_names="Lucía")
    client.post(reverse("public:solicitud_discard", args=[first.token]))
    said = list_solicitudes(client, family)
    assert said[0] == "Solicitud 1 Por llenar Llenar la solicitud 1"
    assert "Lucía" in said[1]
    assert list(Solicitud.objects.values_list("pk", flat=True)) == [second.pk]


def test_s10_s31_all_solicitudes_of_a_turno_come_in_one_file_each_numbered_for_itself(client: Client) -> None:
    family = turno(3)
    every = reverse("public:turno_solicitudes_pdf", args=[family.token])
    lists = reverse("public:turno_solicitudes", args=[family.token])
    assert client.get(every)["Location"] == lists
    first = save_solicitud(family, 1)
    assert every not in client.get(lists).content.decode()  # one alone has its own button
    second = save_solicitud(family, 2, dependent_names="Lucía Restrepo", account="\n\n".join(["Pido el código."] * 80))
    save_solicitud(family, 3, dependent_names="Carlos Restrepo", account="")
    for where in (lists, reverse("public:solicitud_view", args=[second.token])):
        assert every in client.get(where).content.decode()
    answer = client.get(every)
    assert answer["Content-Disposition"] == f'inline; filename="solicitudes-{family.reference}.pdf"'
    sheets = [" ".join(each.extract_text().split()) for each in PdfReader(io.BytesIO(answer.content)).pages]
    ends = [each[each.rindex("Solicitud S") :] for each in sheets]
    numbered = [f"Solicitud {second.reference} {page} / 3" for page in (1, 2, 3)]
    assert ends == [f"Solicitud {first.reference}", *numbered]
    assert ("Bruno Restrepo Ñuñez" in sheets[0], "Lucía Restrepo" in sheets[1]) == (True, True)


def test_s31_d10_in_another_language_each_ends_with_its_reading_aid(client: Client) -> None:
    family = turno(2)
    rows = [save_solicitud(family, 1), save_solicitud(family, 2, dependent_names="Lucía Restrepo")]
    answer = client.get("/fr" + reverse("public:turno_solicitudes_pdf", args=[family.token]))
    sheets = [" ".join(each.extract_text().split()) for each in PdfReader(io.BytesIO(answer.content)).pages]
    numbered = [(row.reference, page) for row in rows for page in ("1 / 2", "2 / 2")]
    assert [each.endswith(f"{reference} {page}") for each, (reference, page) in zip(sheets, numbered, strict=True)] == [
        True
    ] * 4
    assert ["7. Firma manuscrita del solicitante" in each for each in sheets] == [True] * 4


def test_s33_a_solicitud_that_went_to_the_desk_is_not_printed_with_the_others(client: Client) -> None:
    family = turno(2)
    save_solicitud(family, 1), save_solicitud(family, 2)
    Solicitud.objects.filter(position=2).update(status="withdrawn")
    answer = client.get(reverse("public:turno_solicitudes_pdf", args=[family.token]))
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 1
