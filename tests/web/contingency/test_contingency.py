"""The pages of a day without network: what is printed, and how it is typed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.documents.reading import text_of
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.web.public.booking.booking_pages import text
from vinculo.records.models import PaperBatch, PriorityCategory, Role, Staff, Ticket

pytestmark = pytest.mark.django_db
HOME, LIST, TICKETS, TYPE_IN = (reverse(f"contingency:{name}") for name in ("home", "list", "tickets", "type_in"))


@pytest.fixture(autouse=True)
def _clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(cast.NOW, tick=False) as traveller:
        yield traveller


def printing(client: Client, after: int = 0, sheets: int = 1, **more: str) -> Any:
    data = {"agencia": str(cast.agency().pk), "dia": "2026-11-30", "after": str(after), "sheets": str(sheets)}
    return client.post(TICKETS, data | more)


def typing(client: Client, **more: object) -> Any:
    data = {"number": "7", "day": "2026-11-30", "hour": "8:35", "turno": "", "outcome": "arrived"}
    return client.post(TYPE_IN, data | more)


@pytest.mark.parametrize("who", [cast.olga, cast.sara])
def test_the_list_and_the_tickets_are_printed_at_the_desk_and_by_supervision(who: Any) -> None:
    of, client = desk.turno(), at_the_desk(who())
    assert "1 turno." in text(client.get(HOME).content)
    listed = client.get(LIST)
    assert listed["Content-Type"] == "application/pdf"
    assert of.reference in text_of(listed.content)
    printed = printing(client, sheets=2)
    assert "C-048" in text_of(printed.content)
    assert "C-001 – C-048" in text(client.get(HOME).content)


def test_a_second_press_prints_no_number_twice() -> None:
    client = at_the_desk()
    assert printing(client).status_code == 200
    answer = printing(client)
    assert answer.status_code == 409
    assert "Ya se imprimieron boletos con esos números." in text(answer.content)
    assert 'name="after" value="24"' in answer.content.decode()
    assert PaperBatch.objects.count() == 1
    assert client.get(TICKETS).status_code == 405


def test_another_day_and_one_too_far_away() -> None:
    client = at_the_desk()
    desk.turno(starts=cast.NOW + timedelta(days=1), ends=cast.NOW + timedelta(days=1, hours=1))
    page = text(client.get(HOME, {"dia": "2026-12-01"}).content)
    assert "martes 1 de diciembre de 2026" in page
    assert "1 turno." in page
    answer = printing(client, dia="2027-12-01")
    assert answer.status_code == 422
    assert "Elija un día entre el 30/11/2026 y el 14/12/2026." in text(answer.content)
    assert client.get(HOME, {"dia": "ayer"}).status_code == 422


def test_of_several_centres_the_supervisor_chooses_and_nobody_reaches_another_one() -> None:
    quito, there = cast.agency(), cast.agency("CAU Guayaquil", "Guayas", "09")
    of = desk.turno(agency=there)
    national = at_the_desk(Staff.objects.create_user("sofia", role=Role.SUPERVISOR, territory="nation"))
    asked = {"agencia": str(there.pk), "dia": "2026-11-30"}
    assert of.reference in text_of(national.get(LIST, asked).content)
    for client in (at_the_desk(cast.olga(quito)), at_the_desk(cast.sara(quito))):
        assert of.reference not in text_of(client.get(LIST, asked).content)
        printing(client, agencia=str(there.pk))
        assert not PaperBatch.objects.filter(day__agency=there).exists()


@pytest.mark.parametrize("who", [cast.alicia, cast.lucia])
def test_others_are_not_let_in(who: Any) -> None:
    client = at_the_desk(who())
    assert [client.get(each).status_code for each in (HOME, LIST, TYPE_IN)] == [403] * 3
    assert printing(client).status_code == 403


def test_supervision_does_not_type_in() -> None:
    assert at_the_desk(cast.sara()).get(TYPE_IN).status_code == 403


def test_typed_in_once_and_shown_as_what_it_became_the_second_time() -> None:
    client = at_the_desk()
    printing(client)
    answer = typing(client)
    assert answer["Location"] == f"{TYPE_IN}?dia=2026-11-30"
    assert "C-007 quedó digitado con el número 1." in text(client.get(answer["Location"]).content)
    again = typing(client, hour="0850")
    assert again.status_code == 422
    assert "C-007 ya se digitó: es el número 1 de ese día (En espera)." in text(again.content)
    assert 'value="0850"' in again.content.decode()
    assert Ticket.objects.count() == 1


def test_with_turno_and_with_priority() -> None:
    client = at_the_desk()
    printing(client)
    of = desk.turno()
    typing(client, turno=of.reference)
    group = PriorityCategory.objects.create(code="mayores", name="Personas mayores", position=1)
    typing(client, number="8", categories=[group.code])
    tickets = Ticket.objects.order_by("number").values_list("paper_number", "klass", "turno")
    assert list(tickets) == [("C-007", "A", of.pk), ("C-008", "P", None)]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"number": "X"}, "Ese no es un número de boleto: van de C-001 a C-999."),
        ({"number": "25"}, "C-025 no se imprimió para ese día en este centro."),
        ({"hour": "25:00"}, "Escriba la hora y los minutos; por ejemplo 9:35."),
        ({"hour": "9:01"}, "Ese día y esa hora todavía no llegan, o pasaron hace más de una semana."),
        ({"turno": "T00000000Z"}, "No hay un turno de este centro ni un caso abierto con ese número."),
        ({"day": "2026-11-29"}, "De un día anterior se escribe si fue atendida o se retiró"),
        ({"outcome": ""}, "Elija qué pasó."),
        ({"number": ""}, "Escriba el número del boleto."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(more: dict[str, str], said: str) -> None:
    client = at_the_desk()
    printing(client)
    answer = typing(client, **more)
    assert answer.status_code == 422
    assert said in text(answer.content)
    kept = {"number": "7", "hour": "8:35"} | more
    assert f'value="{kept["number"]}"' in answer.content.decode() or not kept["number"]
    assert f'value="{kept["hour"]}"' in answer.content.decode()
    assert Ticket.objects.count() == 0


def test_a_turno_that_stands_in_the_queue_already_is_told() -> None:
    client = at_the_desk()
    printing(client)
    of = desk.turno()
    typing(client, turno=of.reference)
    answer = typing(client, number="8", turno=of.reference)
    assert "Ese turno ya estaba en la fila con el número 1: el válido es ese, y C-008 no se digitó." in text(
        client.get(answer["Location"]).content
    )
    assert Ticket.objects.count() == 1
