"""Drawings and hard words stand where they are needed, and name their parts (D31)."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests import ROOT
from tests.web.public.information.asking import GOOD, ask
from tests.web.shared.reading import Node, by_class, by_id, by_tag, every, text
from vinculo.rules.cases.bringing.hard_words import DRAWINGS_OF, HARD_WORDS, OF_CERTIFICATES, WORDS_OF
from vinculo.rules.cases.facts import Link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
FOLDER = ROOT / "vinculo" / "web" / "templates" / "parts" / "drawings"
NAMES = sorted(path.stem for path in FOLDER.glob("*.html"))


def test_d31_the_drawings_are_six() -> None:
    assert NAMES == ["apostille", "code", "copy", "passport", "road", "solicitud"]
    assert {OF_CERTIFICATES, *(name for names in DRAWINGS_OF.values() for name in names)} == {*NAMES} - {"road"}


@pytest.mark.parametrize("name", NAMES)
def test_d31_a_drawing_has_a_title_a_description_and_a_line_for_each_named_part(name: str) -> None:
    drawn = render_to_string(f"parts/drawings/{name}.html")
    (svg,) = re.findall(r"<svg.*?</svg>", drawn, re.DOTALL)
    title, *parts = re.findall(r"<title[^>]*>([^<]+)</title>", svg)
    assert re.findall(r"<summary>([^<]+)</summary>", drawn) == [title]
    assert re.findall(r"<li>([^<]+)</li>", drawn) == parts
    assert re.findall(r"<text[^>]*>(\d)</text>", svg) == [str(number + 1) for number in range(len(parts))]
    assert len(parts) >= 2
    labelled = re.findall(r'aria-labelledby="([^"]+)"', svg)[0].split()
    assert [f'id="{each}"' in svg for each in labelled] == [True, True]


def words(root: Node) -> list[str]:
    return [node.get("data-word") for node in every(root) if node.get("data-word")]


@pytest.mark.parametrize("link", list(Link))
def test_d31_each_word_and_each_drawing_of_a_list_stands_once_beside_its_paper(client: Client, link: Link) -> None:
    root = ask(client, "/papeles/", **{**GOOD, "link": link.value, "who": "proxy"})
    certificate = {"spouse": "marriage", "partner": "union", "child": "birth"}[link]
    assert words(root) == [*WORDS_OF.get(certificate, ()), OF_CERTIFICATES, *WORDS_OF["power"]]
    ids = [node.get("id") for node in every(root) if node.get("id")]
    assert len(ids) == len(set(ids))
    with_apostille = by_id(root, f"llevar-{certificate}-1")
    assert [text(node) for node in by_tag(with_apostille, "summary")][-1] == "Cómo es una apostilla"


def test_d31_every_hard_word_is_explained_on_the_information_page(client: Client) -> None:
    root = ask(client, "/")
    assert sorted(words(root)) == sorted(HARD_WORDS)
    assert [text(by_tag(node, "summary")[0]) for node in by_class(root, "drawing")] == [
        "El camino en seis pasos",
        "Cómo es una apostilla",
    ]
