"""The Spanish words in brackets within a translation are marked as Spanish (D10, WCAG 3.1.2)."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.web.public.booking import booking_pages as walk
from tests.web.public.test_every_page import PLAIN
from tests.web.shared.reading import by_tag, every, page, text
from vinculo.web.languages.kept_spanish import BRACKETS, kept_words, mark_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seats_tomorrow")]
NO_TEXT = r"<(title|script|style|option|textarea)\b.*?</\1>|<[^>]*>"
OTHERS = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


@pytest.mark.parametrize("language", OTHERS)
def test_d10_the_words_that_stay_spanish_are_marked_on_every_page(client: Client, language: str) -> None:
    draft = walk.place(client, walk.steps(client))
    with override(language):
        addresses = [reverse(f"public:{name}") for name in PLAIN]
        addresses += [walk.url(name, draft) for name in ("contact", "place", "affiliate")]
    marked: set[str] = set()
    answers = {address: client.get(address) for address in addresses}
    pages = {where: answer for where, answer in answers.items() if answer["Content-Type"].startswith("text/html")}
    for address, answer in pages.items():
        root = page(answer)
        spans = [node for node in by_tag(root, "span") if node.get("lang") == "es"]
        marked |= {text(node) for node in spans}
        bare = re.sub(
            "<(title|script|style|option|textarea)\\b.*?</\\1>|<[^>]*>", "", answer.content.decode(), flags=re.S
        )
        within = [words for words in BRACKETS.findall(bare) if words in kept_words(language)]
        assert len(within) == len([node for node in spans if text(node) in kept_words(language)]), address
        assert not [
            node for node in every(root) if any("<span" in value for value in node.attributes.values() if value)
        ]
    assert {"turno", "solicitud"} <= marked


def test_d10_a_page_in_spanish_has_nothing_to_mark(client: Client) -> None:
    assert b'<span lang="es">' not in client.get(reverse("public:home")).content


def test_d10_neither_a_tag_nor_a_title_is_touched() -> None:
    page = '<title>Rendez-vous (turno)</title><a title="(turno)">Rendez-vous (turno)</a> (IESS) （turno）'
    assert mark_words(page, "fr") == (
        '<title>Rendez-vous (turno)</title><a title="(turno)">Rendez-vous (<span lang="es">turno</span>)</a> (IESS) '
        '（<span lang="es">turno</span>）'
    )


@pytest.mark.parametrize("language", OTHERS)
def test_d10_what_is_kept_is_told_by_the_catalogue(language: str) -> None:
    kept = kept_words(language)
    assert {"turno", "solicitud", "poder notarial", "sumilla"} <= kept
    assert not {"opcional", "document", "IESS"} & kept


@pytest.mark.parametrize(
    ("language", "short"), [("es", []), ("fr", ["Rendez-vous", "Demande"]), ("zh-hans", ["预约", "申请书"])]
)
def test_d10_on_phones_the_navigation_says_its_words_without_the_spanish_ones(
    client: Client, language: str, short: list[str]
) -> None:
    with override(language):
        root = page(client.get(reverse("public:booking")))
    navigation = next(node for node in by_tag(root, "nav") if node.get("class") == "nav")
    said = [text(node) for node in by_tag(navigation, "span") if node.get("class") == "short"]
    assert said[:-1] == short  # the last one is that of the verification, which has its own in each language
