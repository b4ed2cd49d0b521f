"""A person's own number on the phone: place, wait, reason, counter; nothing of anybody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages.desk import turno
from tests.stages.waiting_room import call, finish, open_counter, served_before, waits
from tests.web.board.test_board import everything_about_a_priority_person
from tests.web.shared.reading import by_class, by_id, by_tag, page, text
from vinculo.records.models import Agency, Ticket
from vinculo.rules.queue.prediction import ENOUGH
from vinculo.rules.queue.status import Origin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


SOON = "No se aleje: casi siempre llamamos antes de las %s, y puede ser antes."
LATER = "Desde las %s no se aleje: casi siempre llamamos entre esa hora y las %s."


def ticket_text(client: Client, ticket: Ticket) -> str:
    return text(by_id(page(client.get(reverse("public:ticket", args=[ticket.token]))), "numero"))


def test_it_says_the_place_the_wait_and_how_sure_that_is(client: Client) -> None:
    served_before([10.0] * ENOUGH)
    call(waits(), open_counter(), cast.NOW - timedelta(minutes=4))
    tickets = [waits() for _ in range(3)]
    said = [ticket_text(client, each) for each in tickets]
    assert said[0].startswith("Número 2 Usted es la siguiente persona. " + SOON % "09:06")
    assert said[1].startswith("Número 3 Hay 1 persona antes que usted. " + SOON % "09:16")
    assert said[2].startswith("Número 4 Hay 2 personas antes que usted. " + LATER % ("09:25", "09:26"))


def test_the_hours_are_those_of_the_centre(client: Client) -> None:
    served_before([10.0] * ENOUGH)
    Agency.objects.update(timezone="Pacific/Galapagos")
    call(waits(), open_counter())
    assert SOON % "08:10" in ticket_text(client, waits())


def test_where_nobody_calls_it_says_so_and_promises_nothing(client: Client) -> None:
    said = ticket_text(client, waits())
    assert "Ninguna ventanilla está llamando en este momento" in said
    assert "minutos" not in said


def test_when_it_is_called_it_says_where_to_go(client: Client) -> None:
    ticket = waits()
    call(ticket, open_counter(12))
    part = by_id(page(client.get(reverse("public:ticket", args=[ticket.token]))), "numero")
    assert text(part).startswith("Número 1 Es su turno. Pase a la ventanilla 12")
    assert part.get("data-title") == "Pase a la ventanilla 12"
    assert part.get("data-called") == str(int(cast.NOW.timestamp()))


@pytest.mark.parametrize(
    ("state", "words"),
    [("served", "Su visita terminó."), ("no_show", "Le llamamos tres veces"), ("left", "se retiró de la fila")],
)
def test_when_it_is_over_it_says_how_and_asks_no_more(client: Client, state: str, words: str) -> None:
    ticket = waits()
    Ticket.objects.update(state=state, ended_at=cast.NOW)
    root = page(client.get(reverse("public:ticket", args=[ticket.token])))
    assert words in text(by_id(root, "numero"))
    assert by_id(root, "numero").get("data-renew") == ""
    assert [node.get("src") for node in by_tag(root, "script") if "ticket" in node.get("src")] == []


def test_on_the_next_day_the_number_is_over(client: Client) -> None:
    ticket = waits()
    with time_machine.travel(cast.NOW + timedelta(days=1), tick=False):
        assert "Este número fue de otro día" in ticket_text(client, ticket)


def test_the_part_comes_again_only_when_it_says_something_else(client: Client) -> None:
    one, ticket = open_counter(), waits()
    part = by_id(page(client.get(reverse("public:ticket", args=[ticket.token]))), "numero")
    assert part.get("data-renew").startswith(reverse("public:ticket_state", args=[ticket.token]))
    assert client.get(part.get("data-renew")).status_code == 204
    call(ticket, one)
    answer = client.get(part.get("data-renew"))
    assert (answer.status_code, "Pase a la" in answer.content.decode()) == (200, True)
    assert client.get(by_id(page(answer), "numero").get("data-renew")).status_code == 204
    finish(Ticket.objects.get(pk=ticket.pk), cast.NOW)
    assert "Su visita terminó." in client.get(part.get("data-renew")).content.decode()


def test_without_a_script_there_is_a_link_that_loads_it_again(client: Client) -> None:
    root = page(client.get(reverse("public:ticket", args=[waits().token])))
    link = by_tag(by_id(root, "numero"), "noscript")[0]
    assert [(text(node), node.get("href")) for node in by_tag(link, "a")] == [("Actualizar", "")]


@pytest.mark.parametrize("waiting", [1, 3, 50])
def test_a_look_takes_nine_statements_and_while_the_line_is_known_one(
    client: Client, waiting: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    tickets = [waits() for _ in range(waiting)]
    open_counter()
    with django_assert_num_queries(9):
        client.get(reverse("public:ticket", args=[tickets[-1].token]))
    with django_assert_num_queries(1):
        client.get(reverse("public:ticket", args=[tickets[0].token]))


def test_the_page_of_a_turno_shows_the_number_from_the_arrival_on(client: Client) -> None:
    of = turno()
    address = reverse("public:turno", args=[of.token])
    assert by_class(page(client.get(address)), "ticket") == []
    waits(turno=of, origin=Origin.TURNO)
    open_counter()
    assert text(by_class(page(client.get(address)), "ticket")[0]).startswith("Número 1 Usted es la siguiente persona.")
    assert "ticket" in client.get(address).content.decode().split("<main")[1]
    with time_machine.travel(cast.NOW + timedelta(days=1), tick=False):
        assert by_class(page(client.get(address)), "ticket") == []


def test_an_unknown_number_is_not_found_and_a_known_one_is_kept_by_nobody(client: Client) -> None:
    for name in ("ticket", "ticket_state"):
        assert client.get(reverse(f"public:{name}", args=["0" * 32])).status_code == 404
    answer = client.get(reverse("public:ticket", args=[waits().token]))
    assert ("no-store" in answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == (
        True,
        "noindex, nofollow",
    )


def test_it_says_nothing_of_the_person_who_went_first(client: Client) -> None:
    """The one who was passed reads why, and neither who, nor which group, number, counter or hour."""
    secrets = everything_about_a_priority_person()
    passed = Ticket.objects.get(number=2)
    passed.token = "f" * 32
    passed.save()
    call(waits(), open_counter(1), overtaken=[{"number": 2, "why": "priority"}])
    said = [ticket_text(client, Ticket.objects.get(pk=passed.pk))]
    for _ in range(2):
        call(waits(), open_counter(1))
    said.append(ticket_text(client, Ticket.objects.get(pk=passed.pk)))
    assert "por la ley o por la hora de su turno le correspondía" in said[0]
    assert "alguien con atención prioritaria, como manda la Constitución" in said[1]
    forbidden = [each for each in secrets if each != "priorit"]
    assert [(each, text_) for each in forbidden for text_ in said if each in text_] == []
