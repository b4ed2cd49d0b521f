"""The counter with hands on a keyboard: from the empty counter to the next person, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from tests import cast
from tests.journeys.test_look import RULES
from tests.stages import desk
from tests.stages.keyboard import wait_for_focus
from tests.stages.queue import LUCK
from vinculo.actions.queue.check_in import check_in
from vinculo.actions.queue.tickets import issue_ticket
from vinculo.records.models import Case, Ticket, Turno
from vinculo.rules.queue.status import Origin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def with_turno() -> tuple[Turno, Ticket]:
    """Return Ana's turno of now, arrived, with its number."""
    now = timezone.localtime().replace(second=0, microsecond=0)
    of = desk.turno(starts=now, ends=now + timedelta(minutes=15))
    case = check_in(turno=of, actor=cast.olga(), now=now, random_source=LUCK)
    return of, _issue_ticket(origin=Origin.TURNO, turno=of, case=case)


def _issue_ticket(**changes: Any) -> Ticket:
    return issue_ticket(
        agency=cast.agency(),
        procedure=cast.procedure(),
        now=timezone.now(),
        random_source=LUCK,
        actor=cast.olga(),
        **changes,
    )


def logged_in(context: BrowserContext, address: str) -> Page:
    cast.olga()
    page = context.new_page()
    page.goto(f"{address}/ventanilla/ingreso/?next=/ventanilla/llamar/")
    page.get_by_label("Usuario").fill("olga")
    page.get_by_label("Contraseña").fill(cast.PASSWORD)
    page.get_by_role("button", name="Ingresar").click()
    page.wait_for_url("**/ventanilla/llamar/")
    return page


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def desk_of_olga(browser: Browser, live_server: Any, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Olga's browser at the choice of counters, with scripts and without."""
    cast.counter(1)
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="es-EC", java_script_enabled=request.param
    )
    context.set_default_timeout(15_000)
    yield logged_in(context, live_server.url)
    context.close()


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    wait_for_focus(page)
    with page.expect_navigation():
        page.keyboard.press(key)


def alt(page: Page, letter: str) -> None:
    """Press Alt and a letter; what the browser makes of access keys, Playwright's own keyboard does not reach."""
    key = {
        "modifiers": 1,
        "key": letter,
        "code": f"Key{letter.upper()}",
        "windowsVirtualKeyCode": ord(letter.upper()),
        "unmodifiedText": letter,
        "text": letter,
    }
    keyboard = page.context.new_cdp_session(page)
    with page.expect_navigation():
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})


def number(page: Page) -> str:
    return page.locator(".called-number").inner_text()


def test_open_call_serve_and_call_the_next_by_keys_alone(desk_of_olga: Page) -> None:
    page = desk_of_olga
    _of, first = with_turno()
    second = _issue_ticket(origin=Origin.SAME_DAY)
    page.get_by_role("button", name="Abrir la 1").focus()
    press(page, "Enter")
    press(page, "Enter")  # the first thing to do has the focus
    assert number(page) == str(first.number)
    press(page, "Enter")
    page.wait_for_url(f"**/ventanilla/caso/{Case.objects.get().reference}/")
    alt(page, "l")
    alt(page, "s")  # finish and call the next: why something stays in review is asked first (D37)
    page.get_by_label("La persona tuvo que irse").focus()
    page.keyboard.press("Space")
    press(page, "Enter")
    assert number(page) == str(second.number)
    alt(page, "v")
    alt(page, "n")
    assert page.locator(".called-number").count() == 0
    assert set(Ticket.objects.values_list("number", "state")) == {(1, "served"), (2, "waiting")}


def test_the_pages_of_the_counter_fit_small_screens_and_break_no_rule_of_access(
    browser: Browser, live_server: Any
) -> None:
    cast.counter(1)
    cast.counter(2)
    context = browser.new_context(viewport={"width": 320, "height": 800}, locale="es-EC")
    context.set_default_timeout(15_000)
    page = logged_in(context, live_server.url)
    _issue_ticket(origin=Origin.SAME_DAY)
    steps = ["", "Abrir la 1", "Llamar al siguiente", "/pasar/", "/dejar/", "", "Empezar la atención", "", "Terminar"]
    for step in steps:
        if step.startswith("/") or not step:
            page.goto(f"{live_server.url}/ventanilla/llamar{step or '/'}")
        else:
            with page.expect_navigation():
                page.get_by_role("button", name=step, exact=False).first.click()
        wide = page.locator("html").evaluate("(html) => html.scrollWidth")
        assert (step, wide) == (step, 320)
        broken = Axe().run(page, options=RULES).response["violations"]
        assert (step, [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in broken]) == (step, [])
    context.close()
