"""The living page of components: real parts, each in its states, in every language; only in the demo."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.test import Client, override_settings

from tests import ROOT
from tests.web.shared.reading import Node, by_class, by_id, by_tag, every, page, text
from vinculo.rules.queue.overtaking import TEXTS, Told

pytestmark = pytest.mark.django_db
ADDRESS = "/demo/componentes/"
PARTS = ROOT / "vinculo" / "web" / "templates"
TAGS = {"es": "es", "en": "en", "pt-br": "pt-BR", "fr": "fr", "zh-hans": "zh-Hans", "ht": "ht"}
# Parts that no sample shows: of the frame, of the staff, within another part, or one line that another page writes.
ELSEWHERE = {
    "header",
    "footer",
    "contact",
    "mark",
    "waiting_cases",
    "standing",
    "own_time",
    "presenter",
    "demo_mailbox",
}


@pytest.fixture(autouse=True)
def demo() -> Iterator[None]:
    with override_settings(DEMO=True):
        yield


def read_page(client: Client, query: str = "") -> Node:
    answer = client.get(f"{ADDRESS}{query}")
    assert answer.status_code == 200
    return page(answer)


def test_every_public_part_stands_there(client: Client) -> None:
    caches["template_fragments"].clear()  # a step that was shown before is not rendered once more
    used = {each.name for each in client.get(ADDRESS).templates}
    parts = {path.relative_to(PARTS).as_posix() for path in (PARTS / "parts").rglob("*.html")}
    assert parts - used == {f"parts/{name}.html" for name in ELSEWHERE} - used
    assert {"public/turno/ticket/now.html", "public/information/bring_items.html"} <= used


def test_each_state_of_a_number_stands_there(client: Client) -> None:
    numbers = [text(node) for node in by_class(read_page(client), "ticket")]
    assert len(numbers) == 10
    assert [TEXTS[Told.EXCEPTION] in each for each in numbers].count(True) == 1
    assert "Es su turno. Pase a la ventanilla 3." in numbers[4]
    assert len({*numbers}) == 10


def test_fields_stand_there_with_and_without_their_errors(client: Client) -> None:
    root = read_page(client)
    wrong = list(by_class(root, "field-wrong"))
    assert len(wrong) >= 8
    assert len(by_class(root, "field")) > 2 * len(wrong) - 8
    assert [text(node) for node in by_class(root, "errors")] != []


def test_no_id_stands_there_twice_and_every_name_of_one_leads_somewhere(client: Client) -> None:
    root = read_page(client)
    ids = [node.get("id") for node in every(root) if node.get("id")]
    assert len(ids) == len({*ids})
    for node in every(root):
        for target in f"{node.get('aria-labelledby')} {node.get('aria-describedby')} {node.get('for')}".split():
            by_id(root, target)


@pytest.mark.parametrize(("code", "tag"), TAGS.items())
def test_d10_the_components_speak_every_language(client: Client, code: str, tag: str) -> None:
    answer = client.get(f"{ADDRESS}?idioma={code}")
    root = page(answer)
    assert (by_tag(root, "html")[0].get("lang"), answer.headers["Content-Language"]) == (tag, tag)
    switch = [node for node in by_tag(root, "a") if node.get("href") in {f"?idioma={each}" for each in TAGS}]
    current = [node.get("href") for node in switch if node.get("aria-current") == "true"]
    assert current == [f"?idioma={code}"]


def test_an_unknown_language_is_spanish(client: Client) -> None:
    assert by_tag(read_page(client, "?idioma=xx"), "html")[0].get("lang") == "es"


@pytest.mark.parametrize("query", ["", "?ventanilla", "?idioma=fr"])
def test_the_components_are_not_there_outside_the_demo(client: Client, query: str) -> None:
    assert client.get(f"{ADDRESS}{query}").status_code == 200
    with override_settings(DEMO=False):
        assert client.get(f"{ADDRESS}{query}").status_code == 404
