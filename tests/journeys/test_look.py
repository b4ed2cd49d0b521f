"""How the public pages look and behave in a real browser: small screens, accessibility, a form sent once."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import House

pytestmark = pytest.mark.browser
# What is to be looked at; of what is well, which would be told node by node, nobody asks.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
LIST = "/papeles/?link=child&affiliate_passport=si&dependent_passport=no&country=CHN&who=proxy"
PAGES = [
    "/",
    "/papeles/",
    LIST,
    "/papeles/?link=nadie",
    "/apostilla/?country=CUB",
    "/agencias/",
    "/privacidad/",
    "/turnos/",
    "/turnos/generar/",
    "/demo/componentes/",
    "/no-existe/",
]
# What can be pressed and stands alone (not a link within a sentence) is at least 44 pixels high.
TOO_SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')]
  .filter((thing) => thing.getBoundingClientRect().width > 1 && !thing.closest('p, li, dd, td, .choice, .skip'))
  .filter((thing) => thing.getBoundingClientRect().height < 44)
  .map((thing) => thing.outerHTML.slice(0, 120))"""
COUNT_AND_STAY = """() => document.addEventListener('submit', (event) => {
  window.passed = (window.passed || 0) + (event.defaultPrevented ? 0 : 1);
  event.preventDefault();
})"""


@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.full)])
def test_no_page_scrolls_sideways_or_breaks_a_rule_of_access(house: House, browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="es-EC")
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if "Content Security Policy" in message.text else None)
    for path in PAGES:
        page.goto(house.address + path)
        wide = page.locator("html").evaluate("(html) => html.scrollWidth")
        assert (path, wide) == (path, width)
        assert (path, page.evaluate(TOO_SMALL)) == (path, [])
        broken = Axe().run(page, options=RULES).response["violations"]
        assert (path, [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in broken]) == (path, [])
    assert told == []
    context.close()


def test_the_focus_goes_to_the_summary_of_errors(house: House, page: Page) -> None:
    page.goto(house.address + "/papeles/?link=nadie")
    expect(page.locator("#errores")).to_be_focused()
    page.get_by_role("link", name="Elija el país que emite el certificado del vínculo.").click()
    expect(page.locator("#id_country")).to_be_focused()


def test_a_form_is_sent_once_and_can_be_sent_again_after_coming_back(house: House, page: Page) -> None:
    page.goto(house.address + "/turnos/generar/")
    page.evaluate(COUNT_AND_STAY)
    button = page.get_by_role("button", name="Buscar")
    form = page.locator("form[method=post]")
    form.evaluate("(form) => { form.requestSubmit(); form.requestSubmit(); }")
    assert page.evaluate("window.passed") == 1
    assert button.is_disabled()
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert button.is_enabled()


def test_everything_works_without_a_script(house: House, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}, locale="es-EC")
    page = context.new_page()
    page.goto(house.address + "/")
    page.get_by_text("Apostilla, legalización y traducción", exact=True).click()
    page.get_by_role("link", name="¿Necesita apostilla?").first.click()
    page.get_by_label("País que emitió el documento").select_option("HTI")
    page.get_by_role("button", name="Consultar").click()
    assert page.locator("#respuesta strong").first.inner_text() == "Necesita legalización del consulado del Ecuador."
    page.get_by_role("link", name="Ver todos los papeles de mi caso").click()
    for name in ("Mi hija o mi hijo, menor de 18 años", "La persona afiliada al IESS"):
        page.get_by_label(name).check()
    for group in ("¿La persona afiliada al IESS tiene pasaporte?", "¿La persona que va a registrar tiene pasaporte?"):
        page.get_by_role("group", name=group).get_by_label("Sí").check()
    page.get_by_label("País que emite el certificado del vínculo").select_option("ECU")
    page.get_by_role("button", name="Ver mi lista").click()
    expect(page.locator("#lista .check-title").last).to_have_text("Certificado o acta de nacimiento")
    context.close()
