"""Figures, complaints and marks in a real browser: on a phone and at a desk, by tap and by keyboard, for everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.at_the_centre import done
from tests.journeys.conftest import WAIT, House
from tests.journeys.people import PASSWORD, RIOBAMBA
from tests.journeys.test_look import RULES, TOO_SMALL

pytestmark = pytest.mark.browser
COUNTER = 1
TEXT = "Esperé una hora y nadie me dijo por qué."


def sound(page: Page, width: int) -> None:
    """Fail where the page scrolls sideways, is too small to be tapped, or breaks a rule of access."""
    page.wait_for_load_state()
    where = page.url
    assert (where, page.locator("html").evaluate("(html) => html.scrollWidth")) == (where, width)
    assert (where, page.evaluate(TOO_SMALL)) == (where, [])
    broken = Axe().run(page, options=RULES).response["violations"]
    assert (where, [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in broken]) == (where, [])


@pytest.fixture(params=[360, pytest.param(1280, marks=pytest.mark.full)])
def anybody(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": request.param, "height": 800}, locale="es-EC")
    context.set_default_timeout(WAIT)
    yield context
    context.close()


def width_of(page: Page) -> int:
    assert page.viewport_size
    return page.viewport_size["width"]


def served_ticket(house: House) -> str:
    """Let somebody be served at a counter of the house by the real acts, and return the token of their ticket."""
    return done(house, RIOBAMBA, "serve", COUNTER)[0]


def test_the_figures_can_be_read_and_chosen_by_everybody(house: House, anybody: BrowserContext) -> None:
    served_ticket(house)
    page = anybody.new_page()
    page.goto(house.address + "/#transparencia")
    page.get_by_role("link", name="Ver las cifras por mes").click()
    sound(page, width_of(page))
    assert page.get_by_role("img", name="Atenciones por mes").is_visible()
    page.get_by_text("Las columnas", exact=True).click()
    sound(page, width_of(page))
    page.get_by_label("Provincia").select_option("20")
    page.get_by_role("button", name="Ver las cifras").click()
    page.get_by_text("Galápagos, de enero a").wait_for()
    assert page.get_by_role("cell", name="Sin datos").count() > 0
    with page.expect_download() as download:
        page.get_by_role("link", name="Atenciones y quejas por mes y centro (CSV)").click()
    assert download.value.suggested_filename == "atenciones-y-quejas.csv"


def test_a_complaint_from_the_phone_is_answered_and_the_answer_read(
    house: House, anybody: BrowserContext, browser: Browser
) -> None:
    page = anybody.new_page()
    page.goto(house.address + "/quejas/")
    sound(page, width_of(page))
    page.get_by_role("button", name="Enviar").click()
    expect(page.locator("#errores")).to_be_focused()
    sound(page, width_of(page))
    page.get_by_label("Queja: algo estuvo mal").check()
    page.get_by_label("Cuéntenos").fill(TEXT)
    page.get_by_label("¿Dónde?").select_option(label=RIOBAMBA.name)
    page.get_by_label("Solo en la página").check()
    page.get_by_role("button", name="Enviar").click()
    page.wait_for_url("**/quejas/*/")
    sound(page, width_of(page))
    reference, key = page.locator(".pass .reference").inner_text(), page.locator(".pass .mono").inner_text()
    answer_complaint(house, browser, reference, width_of(page))
    page.goto(house.address + "/quejas/consultar/")
    sound(page, width_of(page))
    page.get_by_label("Número").fill(reference.lower())
    page.get_by_label("Clave").fill(key)
    page.keyboard.press("Enter")
    page.get_by_text("Lo sentimos: hubo un corte de energía.").wait_for()
    sound(page, width_of(page))


def answer_complaint(house: House, browser: Browser, reference: str, width: int) -> None:
    """Answer as the supervisor of the centre does, by keyboard."""
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="es-EC")
    page = context.new_page()
    page.goto(house.address + "/supervision/quejas/")
    page.get_by_label("Usuario").fill(RIOBAMBA.supervisor)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/supervision/quejas/")
    of_desk(page, width)
    page.get_by_role("link", name=reference).click()
    of_desk(page, width)
    page.get_by_label("Respuesta").fill("Lo sentimos: hubo un corte de energía.")
    page.keyboard.press("Control+Enter")
    page.get_by_text(f"Respondida: {reference}.").wait_for()
    context.close()


def of_desk(page: Page, width: int) -> None:
    page.wait_for_load_state()
    assert page.locator("html").evaluate("(html) => html.scrollWidth") == width
    broken = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in broken] == []


def test_two_taps_are_two_marks(house: House, anybody: BrowserContext) -> None:
    page = anybody.new_page()
    page.goto(f"{house.address}/numero/{served_ticket(house)}/opinion/")
    sound(page, width_of(page))
    page.locator("#volver").get_by_role("button", name="No", exact=True).click()
    page.get_by_text("Gracias. Su respuesta está guardada.").wait_for()
    for index, face in enumerate(["Muy buena", "Regular"], start=1):
        page.locator("form.marks").nth(index).get_by_role("button", name=face, exact=True).click()
        page.locator("[aria-pressed=true]").nth(index).wait_for()
    assert page.locator("[aria-pressed=true]").all_inner_texts() == ["No", "Muy buena", "Regular"]
    page.get_by_text("Gracias. Sus dos respuestas están guardadas.").wait_for()
    sound(page, width_of(page))
