"""On a page in another language nothing is in Spanish but names, and what says that it is Spanish (D10)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests import cast
from tests.stages import desk
from tests.stages.marked import find_leaks, mark_language
from tests.web.posting import send
from tests.web.public.booking import booking_pages as walk
from tests.web.public.test_every_page import PLAIN, TOKENS
from tests.web.shared.reading import Answer, Node, by_id, page
from vinculo.rules.shared.countries import CODES, CountryName

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seats_tomorrow")]
SPOKEN = ("aria-label", "alt", "title", "placeholder", "data-say", "data-title", "data-copied")
NAMES = [
    "Centro de Atención Universal Quito",
    "Av. 10 de Agosto y Bogotá",
    "Quito",
    "Pichincha",
    "Atención al Ciudadano",
    "IESS",
    "Français",
    "EXT",
    *(CountryName(code, "fr") for code in CODES),
]


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    with mark_language("fr"):
        yield


def read_aloud(node: Node | str, spanish: bool = False) -> Iterator[str]:
    """Return what a page says, aloud or in writing, without what declares itself to be in another language."""
    if isinstance(node, str):
        yield node
        return
    if node.name in {"script", "style"} or (node.get("lang") not in {"", "fr"}):
        return
    yield from (node.get(name) for name in SPOKEN)
    for child in node.children:
        yield from read_aloud(child)


def leaks(answer: Answer) -> list[str]:
    return find_leaks("\n".join(read_aloud(page(answer))), NAMES)


@pytest.mark.parametrize("name", PLAIN)
def test_d10_a_public_page_leaks_no_spanish(client: Client, name: str) -> None:
    with override("fr"):
        address = reverse(f"public:{name}")
    answer = client.get(address)
    assert answer.status_code in {200, 302}
    is_page = answer.headers["Content-Type"].startswith("text/html")
    assert answer.status_code == 302 or not is_page or leaks(answer) == []


@pytest.mark.parametrize("name", TOKENS)
def test_d10_what_is_not_ones_own_leaks_no_spanish(client: Client, name: str) -> None:
    with override("fr"):
        address = reverse(f"public:{name}", kwargs={"token": "0" * 32})
    answer = client.get(address)
    assert answer.status_code >= 300 or leaks(answer) == []


def test_d10_the_booking_leaks_no_spanish(client: Client) -> None:
    with override("fr"):
        draft = walk.steps(client)
        answers = [client.get(walk.url(step, draft)) for step in ["number", "contact", "place"] if step != "number"]
        walk.place(client, draft)
        answers += [client.get(walk.url("day", draft)), client.get(walk.hour_url(draft))]
        client.post(walk.hour_url(draft), {"asientos": "1"})
        answers.append(client.get(walk.url("review", draft)))
        answers.append(client.get(walk.confirm(client, draft)["Location"]))
    assert [leaks(answer) for answer in answers] == [[]] * len(answers)


def test_d10_a_board_in_another_language_polls_for_the_stream_speaks_spanish(client: Client) -> None:
    place = cast.agency()
    answer = client.get(f"/fr/tablero/{place.pk}/")
    board = by_id(page(answer), "tablero")
    assert (board.get("data-stream"), board.get("data-poll")) == ("", f"/fr/tablero/{place.pk}/ahora/")
    assert "⟦" in client.get(f"/fr/tablero/{place.pk}/ahora/").content.decode()


def test_d10_refused_answers_leak_no_spanish(client: Client) -> None:
    with override("fr"):
        answers = [send(client, reverse("public:booking_number"), {"number": value}) for value in ["", "x", "1" * 40]]
        answers.append(send(client, reverse("public:booking_passport"), {"number": ""}))
        answers.append(send(client, reverse("public:complaints"), {}))
        draft = walk.steps(client)
        answers.append(send(client, walk.url("place", draft), {}))
        answers.append(send(client, walk.url("contact", draft), {"email": "x", "mobile": "y"}))
    assert [answer.status_code for answer in answers] == [422] * len(answers)
    assert [leaks(answer) for answer in answers] == [[]] * len(answers)


def test_d10_the_turno_and_its_acts_leak_no_spanish(client: Client) -> None:
    turno = desk.turno(language="fr")
    with override("fr"):
        names = ["turno", "turno_cancel", "turno_move", "turno_solicitudes"]
        answers = [client.get(reverse(f"public:{name}", args=[turno.token])) for name in names]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert [leaks(answer) for answer in answers] == [[]] * len(answers)


def test_d10_the_board_and_its_changing_part_leak_no_spanish(client: Client) -> None:
    place = cast.agency()
    with override("fr"):
        answers = [client.get(reverse("board:choose")), client.get(reverse("board:board", args=[place.pk]))]
    assert [leaks(answer) for answer in answers] == [[]] * len(answers)
