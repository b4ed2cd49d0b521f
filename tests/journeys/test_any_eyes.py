"""Every page for any eyes: small screens with large text, day and night, the person's own colours, paper (D10)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.conftest import WAIT, House
from tests.journeys.people import IBARRA, PASSWORD
from tests.journeys.test_look import PAGES

pytestmark = pytest.mark.browser
NARROW, HEIGHT = 320, 740
PUBLIC = [
    *PAGES,
    "/turnos/generar/pasaporte/",
    "/turnos/recuperar/",
    "/solicitud/",
    "/solicitud/nueva/",
    "/transparencia/",
    "/transparencia/esperas/",
    "/quejas/",
    "/quejas/consultar/",
    "/verificar/",
    "/tablero/",
    "/tablero/1/",
]
STAFF = ["", "recepcion/", "llamar/", "buscar/", "poderes/", "prorrogas/"]
OTHERS = ["/en", "/fr", "/ht", "/pt-br", "/zh-hans"]
LARGE = "document.documentElement.style.fontSize = '200%'"
WIDTH = "document.documentElement.scrollWidth"
ABOVE = "document.querySelector('main').getBoundingClientRect().top + scrollY"
# What sticks out on the right, for the person who has to mend it.
BEYOND = """() => [...document.querySelectorAll('body *')]
  .filter((node) => node.getBoundingClientRect().right > innerWidth + 1).slice(0, 3)
  .map((node) => node.outerHTML.slice(0, 90))"""


@pytest.fixture
def small(browser: Browser) -> Iterator[Page]:
    """The smallest phone."""
    context = browser.new_context(viewport={"width": NARROW, "height": HEIGHT}, locale="es-EC")
    context.set_default_timeout(WAIT)
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(browser: Browser, house: House) -> Iterator[Page]:
    """An officer who has logged in, on the smallest screen."""
    context = browser.new_context(viewport={"width": NARROW, "height": HEIGHT}, locale="es-EC")
    context.set_default_timeout(WAIT)
    yield logged_in(context, house)
    context.close()


def logged_in(context: BrowserContext, house: House) -> Page:
    page = context.new_page()
    page.goto(f"{house.address}/ventanilla/")
    page.get_by_label("Usuario").fill(IBARRA.officer)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Ingresar").click()
    page.wait_for_url("**/ventanilla/")
    return page


def wide(page: Page) -> list[Any]:
    """Return what makes the page wider than the screen, with small and with large text."""
    beyond = []
    for enlarge in ("0", LARGE):
        page.evaluate(enlarge)
        if page.evaluate(WIDTH) != NARROW:
            beyond.append([page.url, enlarge, page.evaluate(WIDTH), page.evaluate(BEYOND)])
    return beyond


def faint(page: Page) -> list[Any]:
    """Return what has too little contrast."""
    contrast = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
    broken = Axe().run(page, options=contrast).response["violations"]
    return [[page.url, node["html"], node["failureSummary"]] for rule in broken for node in rule["nodes"]]


@pytest.mark.parametrize("languages", [["", "/fr"], pytest.param(OTHERS, marks=pytest.mark.full)], ids=["two", "all"])
def test_d10_with_large_text_no_public_page_scrolls_sideways_and_the_header_leaves_half_the_screen(
    house: House, small: Page, languages: list[str]
) -> None:
    beyond, high = [], []
    for language in languages:
        for path in PUBLIC:
            small.goto(house.address + language + path)
            beyond += wide(small)
            if "tablero/1" not in path and small.evaluate(ABOVE) > HEIGHT / 2:
                high.append([language, path, small.evaluate(ABOVE)])
    assert (beyond, high) == ([], [])


def test_with_large_text_no_page_of_the_desk_scrolls_sideways(house: House, desk: Page) -> None:
    beyond = []
    for path in STAFF:
        desk.goto(f"{house.address}/ventanilla/{path}")
        beyond += wide(desk)
    assert beyond == []


@pytest.mark.parametrize("scheme", [pytest.param("light", marks=pytest.mark.full), "dark"])
def test_everything_can_be_read_by_day_and_by_night(house: House, desk: Page, scheme: Any) -> None:
    desk.emulate_media(color_scheme=scheme)
    weak = []
    for path in [*PUBLIC, *(f"/ventanilla/{each}" for each in STAFF)]:
        desk.goto(house.address + path)
        weak += faint(desk)
    assert weak == []
    assert (
        desk.evaluate("getComputedStyle(document.body).backgroundColor")
        == {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 23, 31)"}[scheme]
    )


def test_a_page_printed_by_night_is_light(house: House, small: Page) -> None:
    small.goto(house.address + "/papeles/")
    small.emulate_media(color_scheme="dark", media="print")
    assert small.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert small.evaluate("getComputedStyle(document.body).color") == "rgb(24, 34, 45)"
    assert small.locator(".nav").is_hidden()


def test_in_the_person_s_own_colours_one_item_alone_looks_current(house: House, small: Page) -> None:
    small.emulate_media(forced_colors="active")
    small.goto(house.address + "/")
    lines = "(nodes) => nodes.map((node) => getComputedStyle(node).borderBottomColor)"
    current = small.locator(".nav a[aria-current]").evaluate_all(lines)
    others = small.locator(".nav a:not([aria-current])").evaluate_all(lines)
    ground = small.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (len(current), len(others), set(others)) == (1, 3, {ground})
    assert current != [ground]


def test_who_asks_for_less_motion_sees_none(house: House, small: Page) -> None:
    small.goto(house.address + "/")
    moves = "getComputedStyle(document.querySelector('.button')).transitionDuration"
    way = "getComputedStyle(document.documentElement).scrollBehavior"
    assert (small.evaluate(moves) != "0s", small.evaluate(way)) == (True, "auto")  # nobody waits for a page on its way
    small.emulate_media(reduced_motion="reduce")
    assert (small.evaluate(moves), small.evaluate(way)) == ("0s", "auto")
