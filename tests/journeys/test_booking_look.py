"""Every step of booking on the smallest phone, with its errors: nothing sideways, nothing a blind person misses."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import House
from tests.journeys.people import JEAN
from tests.journeys.test_look import RULES, TOO_SMALL

pytestmark = pytest.mark.browser
WIDTH = 320
EMAIL = "una.direccion.de.correo.muy.larga.que.no.termina.nunca@subdominio-largo.universidad-de-ejemplo.example.com"


class Phone:
    """A small phone on which every page that is reached is looked at."""

    def __init__(self, page: Page, house: House) -> None:
        self.page, self.house = page, house
        self.titles: list[str] = []

    def look(self) -> None:
        """Look at the page: its width, what can be pressed, the rules of access, its title."""
        self.page.wait_for_load_state()
        where = self.page.url
        assert (where, self.page.locator("html").evaluate("(html) => html.scrollWidth")) == (where, WIDTH)
        assert (where, self.page.evaluate(TOO_SMALL)) == (where, [])
        broken = Axe().run(self.page, options=RULES).response["violations"]
        assert (where, [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in broken]) == (where, [])
        self.titles.append(self.page.title().split(" · ")[0])

    def press(self, name: str) -> None:
        """Press a button and look at what comes."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.look()

    def press_with_errors(self, name: str) -> None:
        """Press a button that is answered with errors; they have the focus and the title says so."""
        self.press(name)
        assert self.titles.pop().startswith("Error: ")
        expect(self.page.locator("#errores")).to_be_focused()

    def code(self) -> str:
        """Return the code from the mail."""
        mailbox = self.page.context.new_page()
        mailbox.goto(self.house.address + "/demo/correo/")
        letter = mailbox.locator(".choice-card").filter(has_text=EMAIL)
        for _ in range(20):
            if letter.count():
                break
            mailbox.reload()
        letter.first.click()
        match = re.search(r"\b(\d{6})\b", mailbox.locator("main").inner_text())
        mailbox.close()
        assert match
        return match.group(1)


def begin(phone: Phone) -> None:
    page = phone.page
    page.goto(phone.house.address + "/turnos/generar/pasaporte/")
    phone.look()
    phone.press_with_errors("Buscar")
    page.get_by_label("Número de pasaporte").fill("ZZ998877")
    page.get_by_label("País que emitió el pasaporte").select_option("PER")
    phone.press("Buscar")
    phone.press_with_errors("Siguiente")
    page.get_by_label("Correo electrónico").fill(EMAIL)
    page.get_by_label("Número de contacto celular").fill("099 123 4567")
    phone.press("Siguiente")
    expect(page.locator("#mail-state")).to_contain_text("enviado", timeout=15_000)  # by itself
    phone.press_with_errors("Verificar")
    page.get_by_label("Código enviado a su correo electrónico").fill(phone.code())


def to_the_review(phone: Phone) -> None:
    page = phone.page
    phone.press("Verificar")
    phone.press_with_errors("Siguiente")
    page.locator("#id_affiliate_code").fill(JEAN)
    phone.press("Siguiente")
    phone.press_with_errors("Siguiente")
    page.get_by_label("Provincia").select_option(label="Galápagos")
    expect(page.locator("#agency-field strong")).to_have_text("Punto de atención Puerto Baquerizo Moreno")
    page.get_by_label("¿Cuántos dependientes va a registrar?").fill("5")
    phone.press("Siguiente")
    page.locator(".days a").nth(1).click()
    page.locator(".hours a").first.click()
    phone.look()
    phone.press("Sí")


def test_every_step_of_booking_on_the_smallest_phone(house: House, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": WIDTH, "height": 640}, locale="es-EC")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone = Phone(context.new_page(), house)
    begin(phone)
    to_the_review(phone)
    phone.press("Confirmar")
    assert phone.titles == [
        "Generar turno: su pasaporte",
        "Generar turno: correo y celular",
        "Generar turno: verifique su correo",
        "Generar turno: la persona afiliada",
        "Generar turno: dónde",
        "Generar turno: día y hora",
        "¿Desea esta hora?",
        "Generar turno: revise y confirme",
        "Confirmación del Turno en Línea",
    ]
    phone.page.get_by_role("button", name="Copiar la dirección de esta página").click()
    expect(phone.page.locator("#copied")).to_have_text("Dirección copiada.")
    assert phone.page.evaluate("navigator.clipboard.readText()") == phone.page.url
    phone.press("Mover a otro día u hora")
    assert phone.titles[-1] == "Mover el turno: día y hora"
    context.close()
