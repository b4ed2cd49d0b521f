"""The first page on a phone and on paper: the six steps at once, the official text folded, printed whole (S01-S08)."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.documents.reading import text_of
from tests.journeys.conftest import House
from tests.journeys.test_look import RULES

pytestmark = pytest.mark.browser
LANGUAGES = ["", "en/", "pt-br/", "fr/", "zh-hans/", "ht/"]
FOLDED = [
    "Apostilla, legalización y traducción",
    "Si va un apoderado",
    "El trámite completo, en el orden de la página oficial",
]
ROWS = """() => new Set([...document.querySelectorAll('header nav li')]
  .map((item) => Math.round(item.getBoundingClientRect().top))).size"""
LOWEST = """() => [...document.querySelectorAll('.road > li, .road-actions .button-large:not(.button-secondary)')]
  .map((thing) => thing.getBoundingClientRect().bottom)"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_d10_s21_the_six_steps_and_the_way_to_a_turno_are_on_the_first_screen(
    house: House, page: Page, language: str
) -> None:
    page.goto(f"{house.address}/{language}")
    bottoms = page.evaluate(LOWEST)
    assert len(bottoms) == 7
    assert max(bottoms) <= 740
    assert page.evaluate(ROWS) == 1


def test_s07_the_official_text_is_folded_and_a_link_into_it_opens_it(house: House, page: Page) -> None:
    page.goto(house.address + "/")
    assert page.locator("details.fold > summary").all_inner_texts() == FOLDED
    assert page.locator("html").evaluate("(html) => html.scrollHeight") < 3500
    assert not page.locator("#base-legal-lista").is_visible()
    page.goto(house.address + "/#base-legal")
    assert page.locator("#base-legal-lista").is_visible()
    assert not page.locator("#apoderado").is_visible()


def test_s21_the_way_begins_with_the_number(house: House, page: Page) -> None:
    page.goto(house.address + "/")
    page.get_by_role("link", name="Generar turno", exact=True).click()
    page.get_by_role("button", name="Buscar").wait_for()


@pytest.mark.parametrize("script", [True, False])
def test_s01_s08_all_that_is_folded_is_printed(house: House, browser: Browser, script: bool) -> None:
    context = browser.new_context(java_script_enabled=script, locale="es-EC")
    page = context.new_page()
    page.goto(house.address + "/")
    printed = " ".join(text_of(page.pdf(format="A4")).split())
    wanted = [
        "Prepare y firme las solicitudes",
        "Legalización del consulado del Ecuador",
        "Antes de pedir el turno: la sumilla del poder",
        "Los beneficiarios de este trámite",
        "Requisitos generales",
        "Firma manuscrita del solicitante",
        "Disposición General Trigésima Segunda",
        "Última actualización",
    ]
    places = [printed.find(each) for each in wanted]
    assert -1 not in places
    assert places[1:] == sorted(places[1:])  # numbers in circles are read after the text around them
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_open_text_is_as_accessible_as_the_folded_one(house: House, browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740}, locale="es-EC")
    page = context.new_page()
    page.goto(house.address + "/")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.locator("html").evaluate("(html) => html.scrollWidth") == width
    broken = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in broken] == []
    context.close()
