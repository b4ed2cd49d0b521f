"""The open cases for who supervises the centre: what they see, sending back, giving to somebody, notes (D37)."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.web.public.booking.booking_pages import text
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.cases.entries import write_note
from vinculo.actions.cases.issuing import issue_code
from vinculo.records.models import Case, Solicitud

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def sara() -> Client:
    return at_the_desk(cast.sara())


def of(case: Case, name: str) -> str:
    return reverse(f"supervision:{name}", args=[case.reference])


def text_of(client: Client, address: str) -> str:
    return text(client.get(address).content)


def issue_certificate() -> tuple[Case, Solicitud]:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    issue_code(solicitud=bruno, version=bruno.version, actor=cast.olga(), now=cast.NOW, random_source=random.Random(1))
    return case, bruno


def test_d37_the_supervisor_who_may_annul_sees_papers_reasons_and_notes(sara: Client) -> None:
    case, bruno = issue_certificate()
    write_note(case=case, words="El acta se leyó con lupa.", actor=cast.olga(), now=cast.NOW)
    at_case = text_of(sara, of(case, "reverse_case"))
    for seen in (
        "Pasaporte de la persona afiliada: AN123456",
        "Notaría Primera de Cali",
        "Nota. El acta se leyó con lupa.",
    ):
        assert seen in at_case
    at_solicitud = text_of(sara, reverse("supervision:reverse_solicitud", args=[bruno.reference]))
    assert "Notaría Primera de Cali" in at_solicitud
    assert "Olga Paredes, 30/11/2026 09:00" in at_solicitud


def test_d37_the_supervisor_reads_the_internal_note_of_a_decision(sara: Client) -> None:
    _case, bruno = desk.case_of_bruno()
    request_correction(
        solicitud=bruno, note="Trajo fotocopias.", version=bruno.version, actor=cast.olga(), now=cast.NOW
    )
    page = text_of(sara, reverse("supervision:reverse_solicitud", args=[bruno.reference]))
    assert "Nota interna: Trajo fotocopias." in page


def test_d37_a_supervisor_sends_a_case_back_and_it_stands_in_the_list(sara: Client) -> None:
    case, _ = desk.case_of_bruno()
    empty = sara.post(of(case, "send_back"), {"words": ""})
    assert (empty.status_code, "Escriba qué hay que revisar." in text(empty.content)) == (422, True)
    answer = sara.post(of(case, "send_back"), {"words": "Falta el original."})
    assert answer["Location"] == of(case, "reverse_case")
    listed = text_of(sara, f"{reverse('supervision:work')}?lista=devueltos")
    assert "Hay que revisar el caso otra vez. Falta el original. (Sara Villacís, 30/11/2026 09:00)" in listed
    assert "Falta el original." in text_of(at_the_desk(), f"{reverse('desk:work')}?lista=mios")


def test_d37_a_supervisor_gives_a_case_to_an_officer_and_writes_a_note(sara: Client) -> None:
    case, _ = desk.case_of_bruno()
    cast.olga()
    sara.post(of(case, "hand"), {"to": cast.olga().pk, "words": ""})
    sara.post(of(case, "note"), {"words": "Hablé con Ana."})
    page = text_of(sara, of(case, "reverse_case"))
    assert "A cargo de Olga Paredes" in page
    assert "Nota. Hablé con Ana. Sara Villacís" in page


def test_d37_to_pass_a_case_on_is_named_alike_at_the_desk_in_supervision_and_in_its_notes(sara: Client) -> None:
    case, _ = desk.case_of_bruno()
    olga, named = at_the_desk(), "Pasar el caso a otra persona"
    doors = [(olga, reverse("desk:case", args=[case.reference])), (sara, of(case, "reverse_case"))]
    forms = [(olga, reverse("desk:hand", args=[case.reference])), (sara, of(case, "hand"))]
    assert [named in text_of(client, address) for client, address in doors] == [True, True]
    for client, address in forms:
        shown = text_of(client, address)
        assert f"{named}: {case.reference}" in shown
        assert "¿A quién pasa el caso?" in shown
    sara.post(of(case, "hand"), {"to": cast.olga().pk, "words": ""})
    noted = [f"El caso pasó a otra persona: {cast.olga().printed_name()}" in text_of(*door) for door in doors]
    assert noted == [True, True]


def test_d37_nothing_is_sent_back_where_everything_is_decided(sara: Client) -> None:
    case, _ = issue_certificate()
    assert "Devolver el caso" not in text_of(sara, of(case, "reverse_case"))
    answer = sara.post(of(case, "send_back"), {"words": "Falta el original."})
    assert answer.status_code == 422
    assert "En este caso todo está decidido. Para revisarlo, revierta la decisión." in text(answer.content)
