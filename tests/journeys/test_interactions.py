"""How much the officer has to do: every field filled and every click counted, from the scan to both certificates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from tests import cast
from tests.journeys.test_printing import PRINTER
from tests.stages import desk
from tests.stages.counter import td3
from tests.stages.keyboard import wait_for_focus
from vinculo.records.models import Certificate, PaperRecord, Turno

pytestmark = [pytest.mark.browser, pytest.mark.prints, pytest.mark.django_db(transaction=True)]
BUDGET = 40
COUNTED = 37  # as docs/proofs.md has it


@dataclass
class Hands:
    """An officer's hands on a keyboard: what they do is counted, what the page does by itself is not."""

    page: Page
    done: list[str] = field(default_factory=list)

    def scan(self, text: str) -> None:
        """Type what a reader types into whatever has the focus, and count one."""
        wait_for_focus(self.page)
        self.page.keyboard.insert_text(text)
        self.done.append("scan")

    def enter(self) -> None:
        wait_for_focus(self.page)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.done.append("enter")

    def wait_for_print(self) -> None:
        """Wait until the page has printed its paper."""
        self.page.wait_for_function("() => window.printed === 1")

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=True).fill(value)
        self.done.append(f"fill {label}")

    def choose(self, group: str, answer: str) -> None:
        self.page.get_by_role("group", name=group).get_by_label(answer, exact=True).check()
        self.done.append(f"choose {group}")

    def press(self, name: str, *, exact: bool = True) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.done.append(f"press {name}")


@pytest.fixture
def hands(officer: BrowserContext, live_server: Any) -> Iterator[Hands]:
    """Olga, logged in, with her agenda before her."""
    cast.olga()
    officer.add_init_script(PRINTER)
    page = officer.new_page()
    page.goto(f"{live_server.url}/ventanilla/")
    page.get_by_label("Usuario").fill("olga")
    page.get_by_label("Contraseña").fill(cast.PASSWORD)
    page.get_by_role("button", name="Ingresar").click()
    page.wait_for_url("**/ventanilla/")
    yield Hands(page)
    page.close()


def family() -> Turno:
    """Return today's turno of Ana with Bruno and Carlos, both typed at home."""
    starts = timezone.localtime().replace(hour=10, minute=0)
    of = desk.turno(dependents=2, starts=starts, ends=starts + timedelta(minutes=30))
    desk.bruno_at_home(of)
    desk.carlos_at_home(of)
    return of


def certificate(hands: Hands, authority: str, day: str) -> None:
    """Record the certificate of the link: everything on it said apart (D13)."""
    hands.fill("Autoridad que lo emitió", authority)
    hands.fill("Fecha de emisión", day)
    hands.choose("Apostilla o legalización", "Trae apostilla")
    hands.choose("¿Nombra a la persona afiliada?", "Sí")
    hands.choose("¿Nombra al dependiente?", "Sí")
    hands.choose("Original y copia simple", "Original visto, copia en papel")
    hands.press("Guardar")


def identity(hands: Hands, mrz: str) -> None:
    """Read a passport and say what was handed over."""
    hands.scan(mrz)
    hands.choose("Original y copia simple", "Original visto, copia en papel")
    hands.press("Guardar")


def solicitud(hands: Hands) -> None:
    hands.choose("Firma", "A mano, de la persona afiliada")
    hands.choose("¿Constan los siete datos?", "Sí")
    hands.press("Guardar")


def test_s10_s39_two_dependents_with_good_papers_take_under_forty_interactions(hands: Hands) -> None:
    of = family()
    hands.scan(of.reference)
    hands.enter()
    hands.press("Registrar llegada")
    identity(hands, td3("RESTREPO<GOMEZ<<ANA<MARIA", cast.ANA_PASSPORT, "900520", "F", "300101"))
    people = (
        ("RESTREPO<GOMEZ<<BRUNO<ANDRES", cast.BRUNO_PASSPORT, "150314", "M", "Notaría Primera de Cali", "03/02/2020"),
        ("PENA<RUIZ<<CARLOS", cast.CARLOS_PASSPORT, "880702", "M", "Registro Civil de Cali", "06/05/2013"),
    )
    for names, number, birth, sex, authority, day in people:
        solicitud(hands)
        identity(hands, td3(names, number, birth, sex, "290601"))
        certificate(hands, authority, day)
    hands.enter()  # the link to issue has the focus
    hands.enter()  # so has the button that confirms; its page prints
    hands.wait_for_print()
    hands.enter()  # and then the way back to the case
    hands.enter()
    began = datetime.now(tz=timezone.get_current_timezone())
    hands.enter()
    hands.wait_for_print()
    assert hands.page.locator("iframe.pdf").count() == 1
    took = datetime.now(tz=timezone.get_current_timezone()) - began
    assert Certificate.objects.count() == 2
    assert len(hands.done) == COUNTED < BUDGET, hands.done
    assert took < timedelta(seconds=5)
    assert PaperRecord.objects.count() == 7  # each paper on its own: no key says that all is good


def test_s39_without_javascript_the_road_is_the_same(browser: Browser, live_server: Any) -> None:
    cast.olga()
    of = family()
    context = browser.new_context(java_script_enabled=False, locale="es-EC")
    page = context.new_page()
    page.goto(f"{live_server.url}/ventanilla/")
    page.get_by_label("Usuario").fill("olga")
    page.get_by_label("Contraseña").fill(cast.PASSWORD)
    page.get_by_role("button", name="Ingresar").click()
    hands = Hands(page)
    page.get_by_label("Lea el QR").fill(of.reference)
    hands.press("Buscar")
    hands.press("Registrar llegada")
    page.get_by_label("Lectura del documento").fill(
        td3("RESTREPO<GOMEZ<<ANA<MARIA", cast.ANA_PASSPORT, "900520", "F", "300101")
    )
    hands.choose("Original y copia simple", "Original visto, copia en papel")
    hands.press("Guardar")
    assert PaperRecord.objects.get().number == cast.ANA_PASSPORT
    context.close()
