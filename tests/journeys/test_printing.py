"""Printing by hand: the paper of an act comes out with its page, once, and then the hands are on the way on (S39)."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests import cast
from tests.stages import desk
from tests.stages.keyboard import wait_for_focus
from vinculo.records.models import Event, Solicitud

pytestmark = [pytest.mark.browser, pytest.mark.prints, pytest.mark.django_db(transaction=True)]
PRINTER = "window.print = () => { window.top.printed = (window.top.printed || 0) + 1; }"  # no screen, no printer
FOCUS = "document.activeElement.textContent.replace(/\\s+/g, ' ').trim()"


def page_of_issue(of: Solicitud) -> str:
    assert of.case is not None
    return f"/ventanilla/caso/{of.case.reference}/{of.reference}/"


@pytest.fixture
def of() -> Solicitud:
    """Bruno with good papers, to be issued."""
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    return bruno


def logged_in(context: BrowserContext, address: str, where: str) -> Page:
    cast.olga()
    page = context.new_page()
    page.goto(f"{address}/ventanilla/ingreso/?next={where}")
    page.get_by_label("Usuario").fill("olga")
    page.get_by_label("Contraseña").fill(cast.PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Ingresar").click()
    page.locator(":focus").wait_for()  # a key pressed before the browser has placed the focus goes nowhere
    return page


@pytest.fixture
def page(officer: BrowserContext, live_server: Any, of: Solicitud) -> Page:
    """Olga before *Emitir e imprimir*, with a printer that counts."""
    officer.add_init_script(PRINTER)
    return logged_in(officer, live_server.url, f"{page_of_issue(of)}emitir/")


def press_enter(page: Page) -> None:
    """Press Enter on what has the focus, which leads to another page."""
    wait_for_focus(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def wait_for_print(page: Page, times: int) -> None:
    page.wait_for_function(f"() => window.printed === {times}")


def prints() -> int:
    return Event.objects.filter(act="certificate_printed").count()


def test_s39_one_key_issues_and_prints_once_and_the_focus_is_on_the_way_back(page: Page) -> None:
    press_enter(page)
    wait_for_print(page, 1)
    assert page.evaluate(FOCUS) == "Volver al caso Alt C"
    assert prints() == 1
    page.reload()  # what was printed is not printed again
    page.wait_for_load_state("networkidle")
    assert (page.evaluate("window.printed"), page.evaluate(FOCUS)) == (None, "Imprimir una copia Alt I")
    page.keyboard.press("Enter")
    wait_for_print(page, 1)
    assert prints() == 2


def test_s39_a_printer_that_failed_a_reason_and_the_reprint_comes_out(page: Page) -> None:
    press_enter(page)
    wait_for_print(page, 1)
    page.locator("summary", has_text="La impresora falló").press("Enter")  # by its key: the frame of the paper may move
    page.locator("details[open]").get_by_label("Motivo").fill("Se atascó el papel")
    press_enter(page)
    wait_for_print(page, 1)
    assert page.evaluate(FOCUS) == "Volver al caso Alt C"
    assert list(Event.objects.filter(act="certificate_printed").values_list("fields", flat=True)) == [[], ["reprint 1"]]


def test_s39_without_javascript_the_focus_is_on_the_link_to_the_paper_and_nothing_takes_it_before(
    browser: Browser, live_server: Any, of: Solicitud
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="es-EC")
    plain = logged_in(context, live_server.url, f"{page_of_issue(of)}emitir/")
    press_enter(plain)
    assert prints() == 0
    link = plain.get_by_role("link", name="Imprimir")
    answer = plain.request.get(live_server.url + str(link.get_attribute("href")))
    assert (answer.headers["content-type"], prints()) == ("application/pdf", 1)
    context.close()
