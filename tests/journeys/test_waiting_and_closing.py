"""A person who waits is offered an hour by mail; one whose day is closed is given another one and answers.

Everything is real: the program as `./run` starts it, mail over SMTP, Chromium. Nothing changes by opening a link.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import House, upkeep
from tests.journeys.people import MAI, MIREYA, PASSWORD
from tests.journeys.test_main_road import at_the_centre_of, press, verify_mailbox

pytestmark = pytest.mark.browser


def choose_place(page: Page, province: str) -> None:
    """S26: the only agency of the province."""
    at_the_centre_of(page, province, "Centro de Atención Universal")
    page.get_by_label("¿Cuántos dependientes va a registrar?").fill("1")
    press(page, "Siguiente")


def mailed_link(house: House, context: BrowserContext, recipient: str, subject: str, path: str) -> str:
    """Open the mailbox like a person who waits for the mail, and return the private link in it."""
    box = context.new_page()
    for _ in range(80):
        box.goto(f"{house.address}/demo/correo/")
        letter = box.locator("li", has_text=recipient).filter(has_text=subject)
        if letter.count():
            letter.first.get_by_role("link").first.click()
            break
        box.wait_for_timeout(250)
    expect(box.locator("main")).to_contain_text(f"/{path}/")
    match = re.search(rf"/{path}/[0-9a-f]{{32}}/(cambio/)?", box.locator("main").inner_text())
    box.close()
    assert match
    return house.address + match.group()


def test_s27_who_waits_is_offered_an_hour_and_accepts_it(house: House, page: Page) -> None:
    verify_mailbox(house, page, MAI.code, "mai@example.com")
    choose_place(page, "Imbabura")
    page.get_by_role("link", name="Entrar en la lista de espera: le avisamos por correo").click()
    press(page, "Entrar en la lista de espera")
    expect(page.get_by_role("heading", name="Está en la lista de espera")).to_be_visible()
    upkeep(house)
    link = mailed_link(house, page.context, "mai@example.com", "Hay un turno para usted", "mi-espera")
    page.goto(link)
    expect(page.get_by_role("heading", name="Hay una hora para usted")).to_be_visible()
    when = page.locator(".when").inner_text()
    page.reload()  # a scanner of mails, or the person again: nothing was accepted by looking
    press(page, "Aceptar y confirmar el turno")
    page.wait_for_url("**/mi-turno/**")
    expect(page.get_by_role("heading", name="Confirmación del Turno en Línea")).to_be_visible()
    assert page.locator(".when").inner_text() == when
    page.goto(link)
    expect(page.get_by_role("heading", name="Ya tiene un turno")).to_be_visible()


def book_turno(house: House, page: Page) -> str:
    verify_mailbox(house, page, MIREYA.code, "mireya@example.com")
    choose_place(page, "Loja")
    page.locator(".days a").nth(4).click()  # with days after it, on which another hour is found
    page.locator(".hours a").first.click()
    press(page, "Sí")
    page.wait_for_url("**/revisar/")
    press(page, "Confirmar")
    page.wait_for_url("**/mi-turno/**")
    return page.locator(".reference").first.inner_text().strip()


def close_day(house: House, administrator: BrowserContext, day: str) -> Page:
    """Close a day of the agency in Loja by the guided act."""
    page = administrator.new_page()
    page.goto(f"{house.address}/supervision/cierres/")
    if page.get_by_label("Usuario").count():
        page.get_by_label("Usuario").fill("alicia")
        page.get_by_label("Contraseña").fill(PASSWORD)
        press(page, "Ingresar")
    page.get_by_label("Uno o varios días de un centro").check()
    place = page.locator("[name=agency]")
    place.fill(page.locator("datalist option[value*='Loja']").first.get_attribute("value") or "Loja")
    page.get_by_label("Primer día").fill(day)
    page.get_by_label("Motivo").fill("Corte de energía")
    press(page, "Ver a quién afecta")
    expect(page.get_by_role("heading", name="Afecta a 1 turno")).to_be_visible()
    press(page, "Cerrar y avisar")
    page.locator("table a").first.click()
    return page


def day_of(page: Page) -> str:
    """Return the day of the turno as an address names it."""
    months = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre"]
    months += ["noviembre", "diciembre"]
    match = re.search(r"(\d+) de (\w+) de (\d+)", page.locator(".when").inner_text())
    assert match
    return f"{match[3]}-{months.index(match[2]) + 1:02}-{int(match[1]):02}"


def test_s06_whose_day_is_closed_accepts_the_other_hour_or_asks_for_another(
    house: House, page: Page, officer: BrowserContext
) -> None:
    reference = book_turno(house, page)
    first = day_of(page)
    supervisor = close_day(house, officer, first)
    row = supervisor.locator("tr", has_text=reference)
    expect(row).to_contain_text("sin respuesta")
    link = mailed_link(house, page.context, "mireya@example.com", "Su turno cambió", "mi-turno")
    assert link.endswith("/cambio/")
    page.goto(link)
    expect(page.get_by_role("heading", name="Le dimos otra hora: ¿le sirve?")).to_be_visible()
    supervisor.reload()
    expect(row).to_contain_text("sin respuesta")  # nobody accepts by looking
    press(page, "Aceptar esta hora")
    expect(page.get_by_text("Usted aceptó esta hora.")).to_be_visible()
    second = day_of(page)
    assert second != first
    supervisor.reload()
    expect(row).to_contain_text("aceptó")
    supervisor = close_day(house, officer, second)
    page.goto(link)
    press(page, "Elegir otra hora")
    page.wait_for_url("**/dia/**")
    page.locator(".days a").first.click()
    page.locator(".hours a").first.click()
    press(page, "Sí")
    page.wait_for_url("**/revisar/")
    press(page, "Confirmar")
    page.wait_for_url("**/mi-turno/**")
    assert page.locator(".reference").first.inner_text().strip() == reference
    assert day_of(page) not in {first, second}
    supervisor.reload()
    expect(supervisor.locator("tr", has_text=reference)).to_contain_text("pidió otra hora")
