"""Reception with hands on a keyboard: every key counted, from the empty screen to the printed number (S29, S30)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Response

from tests import cast
from tests.journeys.test_look import RULES
from tests.journeys.test_printing import PRINTER
from tests.stages import desk
from tests.stages.keyboard import wait_for_focus
from tests.stages.reception import groups, waiting
from vinculo.records.models import Ticket
from vinculo.rules.queue.scanner import LAYOUTS

pytestmark = [pytest.mark.browser, pytest.mark.prints, pytest.mark.django_db(transaction=True)]
MOST = 6  # interactions: keys pressed; a scan counts as one, with the Enter that the reader types


@dataclass
class Hands:
    """Hands on a keyboard: no mouse."""

    page: Page
    done: list[str] = field(default_factory=list)

    def press(self, key: str) -> None:
        wait_for_focus(self.page)
        self.page.keyboard.press(key)
        self.done.append(key)

    def send(self, key: str = "Enter") -> None:
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.press(key)

    def scan(self, text: str) -> None:
        """Type what a reader types, Enter included."""
        wait_for_focus(self.page)
        with self.page.expect_navigation():
            self.page.keyboard.type(text + "\n")
        self.done.append("scan")

    def print_paper(self) -> Response:
        """Press F9 and return the paper that the printer gets."""
        with self.page.context.expect_event("response", lambda each: each.url.endswith(".pdf")) as got:
            self.press("F9")
        answer: Response = got.value
        self.page.wait_for_function("() => window.printed === 1")
        return answer

    @property
    def number(self) -> str:
        return self.page.locator("#numero").inner_text()

    @property
    def focus(self) -> str:
        return str(self.page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))


@pytest.fixture
def hands(officer: BrowserContext, live_server: Any) -> Iterator[Hands]:
    """Olga, logged in, before the empty screen of reception."""
    cast.olga()
    groups()
    officer.add_init_script(PRINTER)
    page = officer.new_page()
    page.goto(f"{live_server.url}/ventanilla/ingreso/?next=/ventanilla/recepcion/")
    page.get_by_label("Usuario").fill("olga")
    page.get_by_label("Contraseña").fill(cast.PASSWORD)
    page.get_by_role("button", name="Ingresar").click()
    page.wait_for_url("**/ventanilla/recepcion/")
    yield Hands(page)
    page.close()


def is_a_pdf(answer: Response) -> bool:
    return answer.status == 200 and answer.headers["content-type"] == "application/pdf"


def test_s29_a_priority_person_has_a_printed_number_after_four_keys(hands: Hands) -> None:
    assert hands.focus == "q"
    hands.press("F4")
    hands.press("2")
    hands.send()
    assert hands.number == "1"
    assert is_a_pdf(hands.print_paper())
    assert (Ticket.objects.get().klass, Ticket.objects.get().categories) == ("P", ["embarazo"])
    assert len(hands.done) == 4 <= MOST, hands.done


def test_s29_double_priority_at_an_accessible_counter_takes_six_keys(hands: Hands) -> None:
    for key in ("F4", "1", "3", "a"):
        hands.press(key)
    hands.send()
    assert is_a_pdf(hands.print_paper())
    ticket = Ticket.objects.get()
    assert (ticket.klass, ticket.categories, ticket.accessible) == ("PP", ["discapacidad", "mayor"], True)
    assert len(hands.done) == MOST, hands.done


def test_s30_a_turno_is_scanned_compared_and_printed_in_three(hands: Hands) -> None:
    starts = timezone.localtime().replace(second=0, microsecond=0)
    of = desk.turno(starts=starts, ends=starts + timedelta(minutes=15))
    hands.scan(of.reference)
    assert hands.page.locator(".compare strong").inner_text() == cast.ANA_PASSPORT[-4:]
    assert hands.focus.startswith("Coincide: dar número")
    hands.send()
    assert is_a_pdf(hands.print_paper())
    assert (hands.done, Ticket.objects.get().turno) == (["scan", "Enter", "F9"], of)
    hands.scan(of.reference)  # the person who is next: the field has the focus again
    assert "Tiene el mismo número." in hands.page.locator(".panel").inner_text()


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_s30_a_reader_is_heard_wherever_the_focus_is_and_on_a_spanish_keyboard(hands: Hands, layout: str) -> None:
    starts = timezone.localtime()
    of = desk.turno(starts=starts, ends=starts + timedelta(minutes=15))
    hands.scan(of.reference)
    assert hands.focus != "q"
    address = f"https://turnos.iess.gob.ec/mi-turno/{of.token}/"
    hands.scan("".join(LAYOUTS[layout].get(char, char) for char in address))
    assert of.reference in hands.page.locator(".panel").inner_text()
    hands.press("F4")
    hands.scan(of.reference)  # within the groups too: no box is ticked by it
    assert of.reference in hands.page.locator(".panel").inner_text()
    assert Ticket.objects.count() == 0


def test_the_whole_screen_is_reached_by_keys_and_breaks_no_rule_of_access(hands: Hands) -> None:
    starts = timezone.localtime()
    of = desk.turno(starts=starts, ends=starts + timedelta(minutes=15))
    waiting(1, timezone.now())
    hands.scan(of.reference)
    looked_at(hands.page)
    hands.send("F7")
    assert "No registre la llegada" in hands.page.locator(".panel").inner_text()
    looked_at(hands.page)
    hands.send("F10")
    assert hands.focus == "code"
    looked_at(hands.page)
    hands.send("Escape")
    assert hands.focus == "q"
    looked_at(hands.page)
    hands.scan("1")
    assert hands.number == "1"
    looked_at(hands.page)


def looked_at(page: Page) -> None:
    broken = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in broken] == []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator("html").evaluate("(html) => html.scrollWidth") == width


def test_s29_without_javascript_the_number_is_given_too(hands: Hands, live_server: Any) -> None:
    cookies = hands.page.context.cookies()
    browser = hands.page.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False, locale="es-EC")
    plain.add_cookies(cookies)  # type: ignore[arg-type]
    page = plain.new_page()
    page.goto(f"{live_server.url}/ventanilla/recepcion/")
    page.get_by_role("group", name="Grupo de atención prioritaria").get_by_label("Mujer embarazada").check()
    page.get_by_role("button", name="Dar número con prioridad").click()
    assert page.locator("#numero").inner_text() == "1"
    plain.close()
