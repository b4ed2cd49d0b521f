"""The search of the desk in its pages: one field, lists by pages, and nothing typed in an address (D37, S30)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.web.shared.reading import by_id, by_tag, page, text
from vinculo.queries.cases.finding.search import PAGE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
SEARCH = "/ventanilla/buscar/"


@pytest.fixture
def client() -> Client:
    return at_the_desk()


def past(count: int) -> None:
    """Let Ana have come so many times."""
    for days in range(1, count + 1):
        starts = cast.NOW - timedelta(days=days)
        desk.turno(starts=starts, ends=starts + timedelta(minutes=15), status="attended")


def test_d37_the_search_by_name_is_one_key_away_on_every_page_of_the_desk(client: Client) -> None:
    for name in ("home", "reception", "calling", "powers", "extensions"):
        links = [node for node in by_tag(page(client.get(reverse(f"desk:{name}"))), "a") if node.get("href") == SEARCH]
        assert [node.get("accesskey") for node in links] == ["b"], name
    root = page(client.get(SEARCH))
    label = next(text(node) for node in by_tag(root, "label") if node.get("for") == "id_q")
    assert label == "Lea el QR, o escriba referencia, código, documento o nombre"
    assert "autofocus" in by_id(root, "id_q").attributes


def test_d37_the_list_goes_on_by_a_button_and_nothing_typed_stands_in_an_address(client: Client) -> None:
    past(PAGE + 2)
    first = client.post(SEARCH, {"q": "Restrepo"})
    root = page(first)
    assert text(root).count("Ana María Restrepo Gómez") == PAGE
    (button,) = [node for node in by_tag(root, "button") if node.get("name") == "pagina"]
    assert (text(button), button.get("value")) == ("Siguiente", "2")
    second = page(client.post(SEARCH, {"q": "Restrepo", "pagina": "2"}))
    assert text(second).count("Ana María Restrepo Gómez") == 2
    assert [text(node) for node in by_tag(second, "button") if node.get("name") == "pagina"] == ["Anterior"]
    assert "Restrepo" not in " ".join(node.get("href") for node in by_tag(root, "a"))


@pytest.mark.parametrize("sent", ["0", "-1", "x", "99999999999", "2"])
def test_a_page_that_is_none_shows_nothing_and_breaks_nothing(client: Client, sent: str) -> None:
    past(1)
    assert client.post(SEARCH, {"q": "Restrepo", "pagina": sent}).status_code in {200, 422}


def test_d37_a_name_that_is_alone_leads_to_its_page(client: Client) -> None:
    of = desk.turno()
    assert client.post(SEARCH, {"q": "gómez ana"})["Location"] == reverse("desk:turno", args=[of.reference])
