"""The board's pages: numbers and counters for everybody, and nothing of anybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests import cast
from tests.stages.desk import bruno_at_home, turno
from tests.stages.waiting_room import call, open_counter, waits
from tests.web.shared.reading import by_class, by_id, by_tag, items, page, text
from vinculo.records.models import Agency, PriorityCategory, Ticket
from vinculo.rules.queue.status import Origin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]


def board_url(name: str = "board") -> str:
    return reverse(f"board:{name}", args=[cast.agency().pk])


def test_the_newest_call_is_big_and_the_others_follow(client: Client) -> None:
    one, two = open_counter(1), open_counter(2)
    for counter in (one, two, one):
        call(waits(), counter)
    root = page(client.get(board_url()))
    assert text(by_class(root, "board-call")[0]) == "Número 3 → Ventanilla 1"
    assert items(by_tag(by_class(root, "board-counters")[0], "ul")[0]) == ["Ventanilla 1 3", "Ventanilla 2 2"]
    assert items(by_tag(by_class(root, "board-last")[0], "ol")[0]) == ["2 → Ventanilla 2", "1 → Ventanilla 1"]
    assert by_class(root, "board-call")[0].get("data-say") == "Número 3, ventanilla 1"


def test_before_the_first_call_it_says_so(client: Client) -> None:
    cast.agency()
    root = page(client.get(board_url()))
    assert text(by_class(root, "board-call")[0]).startswith("Todavía no se llama a nadie")
    assert text(by_class(root, "board-counters")[0]) == "En ventanilla Ninguna ventanilla está abierta ahora."
    assert by_class(root, "board-last") == []


def test_the_part_that_changes_is_that_of_the_page_and_not_sent_twice(client: Client) -> None:
    ticket, one = waits(), open_counter()
    first = client.get(board_url("current"))
    assert first.content in client.get(board_url()).content
    again = client.get(board_url("current"), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    compressed = client.get(board_url("current"), headers={"If-None-Match": f"W/{first.headers['ETag']}"})
    assert compressed.status_code == 304
    call(ticket, one)
    changed = client.get(board_url("current"), headers={"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, changed.headers["Cache-Control"]) == (200, "no-cache")
    assert b"board-number" in changed.content


@pytest.mark.parametrize("count", [1, 3, 50])
def test_a_board_takes_six_statements_and_an_unchanged_one_two(
    client: Client, count: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for number in range(1, count + 1):
        call(waits(), open_counter(number))
    address = board_url("current")
    with django_assert_num_queries(6):
        tag = client.get(address).headers["ETag"]
    with django_assert_num_queries(2):
        client.get(address, headers={"If-None-Match": tag})


@pytest.mark.parametrize("name", ["board", "current"])
def test_a_centre_that_is_not_there_or_is_closed_has_none(client: Client, name: str) -> None:
    here = cast.agency()
    Agency.objects.filter(pk=here.pk).update(active=False)
    board = reverse(f"board:{name}", args=[here.pk])
    for pk in (here.pk, here.pk + 1, 10**25):
        assert client.get(board.replace(f"/{here.pk}/", f"/{pk}/", 1)).status_code == 404


def test_the_list_leads_to_every_board(client: Client) -> None:
    here = cast.agency()
    closed = cast.agency("Centro cerrado")
    Agency.objects.filter(pk=closed.pk).update(active=False)
    links = [node.get("href") for node in by_class(page(client.get(reverse("board:choose"))), "choice-card")]
    assert links == [f"/tablero/{here.pk}/"]


def directives(answer: HttpResponseBase) -> list[str]:
    """Return the directives of the page's policy, which the library writes in no fixed order."""
    return [each.strip() for each in answer.headers["Content-Security-Policy"].split(";")]


def test_the_stream_is_beside_the_page_or_where_the_settings_say(client: Client, settings: Settings) -> None:
    here = cast.agency()
    settings.STREAM_URL = ""
    answer = client.get(board_url())
    assert by_id(page(answer), "tablero").get("data-stream") == f"/tablero/{here.pk}/vivo"
    assert "connect-src 'self'" in directives(answer)
    settings.STREAM_URL = "http://127.0.0.1:8321"
    answer = client.get(board_url())
    assert by_id(page(answer), "tablero").get("data-stream") == f"http://127.0.0.1:8321/tablero/{here.pk}/vivo"
    assert "connect-src 'self' http://127.0.0.1:8321" in directives(answer)
    assert "8321" not in client.get(reverse("board:choose")).headers["Content-Security-Policy"]


def test_without_a_script_the_page_comes_again_by_itself(client: Client) -> None:
    cast.agency()
    root = page(client.get(board_url()))
    refresh = by_tag(by_tag(root, "noscript")[0], "meta")[0]
    assert (refresh.get("http-equiv"), refresh.get("content")) == ("refresh", "5")


def everything_about_a_priority_person() -> list[str]:
    """Call Ana, who has a turno, two priority groups and a ticket with a token; return what must not be said."""
    named = {"gestante": "Mujer embarazada", "discapacidad": "Persona con discapacidad"}
    for code, name in named.items():
        PriorityCategory.objects.get_or_create(code=code, defaults={"name": name})
    of = turno()
    typed = bruno_at_home(of)
    ticket = waits(turno=of, origin=Origin.TURNO, categories=list(named), accessible=True)
    counter = open_counter(3, accessible=True)
    waits()
    call(ticket, counter, overtaken=[{"number": 1, "why": "priority"}])
    stored_ticket = Ticket.objects.get(pk=ticket.pk)
    assert stored_ticket.klass == "PP"
    officer = counter.staff
    assert officer is not None
    return [
        "Ana",
        "Restrepo",
        cast.ANA_CODE,
        cast.ANA_PASSPORT,
        "Bruno",
        typed.reference,
        of.reference,
        of.token,
        ticket.token,
        "PP",
        "gestante",
        "embaraz",
        "discapacidad",
        "priorit",
        "accesible",
        officer.username,
        "EXT",
    ]


def test_the_board_says_nothing_of_anybody(client: Client) -> None:
    secrets = everything_about_a_priority_person()
    for name in ("board", "current"):
        shown = client.get(board_url(name)).content.decode()
        assert re.search(r'board-number">\s*1\s*<', shown)
        assert [secret for secret in secrets if secret in shown] == []


def test_a_priority_call_looks_like_any_other(client: Client) -> None:
    """The same page but for its numbers, whatever the class: letters in a number would tell."""
    shown = []
    call(waits(), open_counter(), cast.NOW - timedelta(minutes=1))
    for minutes, categories in enumerate(([], ["gestante"], ["gestante", "discapacidad"])):
        call(waits(categories=categories), open_counter(), cast.NOW + timedelta(minutes=minutes))
        shown.append(client.get(board_url("current")).content.decode().split('<section class="board-last"')[0])
    assert len({re.sub(r"\d+", "#", each) for each in shown}) == 1
