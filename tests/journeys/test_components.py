"""The living page of components in a real browser: no overflow and no fault of access in any language."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.journeys.conftest import House
from tests.journeys.test_look import RULES

pytestmark = pytest.mark.browser
OTHERS = [pytest.param(language, marks=pytest.mark.full) for language in ("en", "pt-br", "fr", "ht")]
LANGUAGES = ["es", "zh-hans", *OTHERS]
WIDE = "(html) => html.scrollWidth"
OPEN = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"


@pytest.mark.parametrize("language", LANGUAGES)
def test_d10_the_components_have_no_fault_and_no_overflow(house: House, browser: Browser, language: str) -> None:
    context = browser.new_context(locale="es-EC", viewport={"width": 320, "height": 740})
    page = context.new_page()
    page.goto(f"{house.address}/demo/componentes/?idioma={language}")
    page.evaluate(OPEN)
    widths = []
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        widths.append(page.locator("html").evaluate(WIDE))
    assert widths == [320, 360, 1280]
    broken = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in broken] == []
    context.close()


@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.full)])
def test_the_components_of_the_desk_have_no_fault_and_no_overflow(house: House, browser: Browser, width: int) -> None:
    context = browser.new_context(locale="es-EC", viewport={"width": width, "height": 740})
    page = context.new_page()
    page.goto(f"{house.address}/demo/componentes/?ventanilla")
    assert page.locator("html").evaluate(WIDE) == width
    broken = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in broken] == []
    context.close()
