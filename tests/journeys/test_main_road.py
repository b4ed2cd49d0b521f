"""The main job, whole: the affiliate at home, the officer at the desk, anybody with the printed code (S20-S39).

Everything is real: the program as `./run` starts it, mail over SMTP, Chromium, the papers as PDF.
"""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import House
from tests.journeys.people import AMBATO, ANA, LUZ, MATRIZ, PASSWORD, PEDRO, Centre
from vinculo.demo.people import Dependent, dependents, mrz

pytestmark = pytest.mark.browser
PROCEDURE = "Asignación de código de identificación para dependientes extranjeros"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def mailed_code(house: House, context: BrowserContext, recipient: str) -> str:
    """Open the mailbox like a person who waits for the mail, and read the code."""
    box = context.new_page()
    for _ in range(60):
        box.goto(f"{house.address}/demo/correo/")
        letter = box.locator("li", has_text=recipient).filter(has_text="Verificar IESS turno online")
        if letter.count():
            letter.first.get_by_role("link").first.click()
            break
        box.wait_for_timeout(250)
    match = re.search(r"\b\d{6}\b", box.locator("main").inner_text())
    box.close()
    assert match
    return match.group()


def verify_mailbox(house: House, page: Page, number: str, email: str) -> None:
    """S21 to S25."""
    page.goto(house.address)
    page.get_by_role("navigation").get_by_role("link", name="Turnos", exact=True).click()
    page.get_by_role("link", name="Generar turno").click()
    page.get_by_label("Número de la cédula de identidad o ciudadanía, o código de identificación").fill(number)
    press(page, "Buscar")
    page.get_by_label("Correo electrónico").fill(email)
    page.get_by_label("Número de contacto celular").fill("+57 300 123 4567")
    press(page, "Siguiente")
    page.wait_for_url("**/codigo/")
    page.get_by_label("Código enviado a su correo electrónico").fill(mailed_code(house, page.context, email))
    press(page, "Verificar")


def at_the_centre_of(page: Page, province: str, name: str) -> None:
    """S26: choose a province and its agency, which is said where it is the only one."""
    expect(page.locator(".said")).to_contain_text(PROCEDURE)
    page.get_by_label("Provincia").select_option(label=province)
    expect(page.locator("#agency-field optgroup").nth(1)).to_have_count(0)  # once those of the province have come
    for agency in page.locator("select[name=agency] option", has_text=name).all():
        page.get_by_label("Agencia").select_option(agency.get_attribute("value"))
    expect(page.locator("#agency-field")).to_contain_text(name)


def book_turno(page: Page, centre: Centre, count: int, day: int = 0) -> str:
    """S26 to S28: book the first hour of today, or of so many days with an hour later, and return the reference."""
    at_the_centre_of(page, centre.province, centre.name)
    page.get_by_label("¿Cuántos dependientes va a registrar?").fill(str(count))
    press(page, "Siguiente")
    page.locator(".days a").nth(day).click()
    page.locator(".hours a").first.click()
    press(page, "Sí")
    page.wait_for_url("**/revisar/")
    press(page, "Confirmar")
    page.wait_for_url("**/mi-turno/**")
    return page.locator(".reference").first.inner_text().strip()


def solicitud(page: Page, person: Dependent, link: str) -> None:
    """S32: the seven contents, typed at home."""
    page.get_by_label("Nombres y apellidos completos del solicitante").fill(ANA.names)
    choose(page, "Documento que presenta la persona afiliada", "Pasaporte")
    page.get_by_label("Número de documento de identidad del solicitante (pasaporte o visa)").fill(ANA.passport)
    page.get_by_label("Número del código de identificación para extranjero del solicitante").fill(ANA.code)
    choose(page, "¿Qué es el dependiente", link)
    page.get_by_label("Nombres y apellidos completos del dependiente a registrar").fill(
        f"{person.given} {person.surnames}"
    )
    choose(page, "Documento que presenta el dependiente", "Pasaporte")
    page.get_by_label("Número de documento de identidad del dependiente a registrar (pasaporte o visa)").fill(
        person.number
    )
    page.get_by_label("Nacionalidad del dependiente").select_option(person.country)
    page.get_by_label("Fecha de nacimiento del dependiente").fill(f"{person.birth:%d/%m/%Y}")
    choose(page, "¿El dependiente tiene cédula", "No")
    choose(page, "¿El dependiente nació en el Ecuador", "No")
    page.get_by_label("Declaro que el dependiente reside en el Ecuador.").check()
    press(page, "Siguiente")
    page.wait_for_url("**/narracion/**")
    if link.startswith("Hija"):
        choose(page, "Documento que demuestra el vínculo familiar", "El acta de nacimiento")
    page.get_by_label("País que emitió el documento").select_option("COL")
    page.get_by_label("Autoridad que lo emitió").fill("la Notaría Primera de Cali")
    page.get_by_label("Fecha en que se emitió").fill("2025-02-03")
    choose(page, "¿El documento trae apostilla o legalización?", "Trae apostilla")
    page.get_by_label("Ciudad del Ecuador donde viven").fill("Quito")
    press(page, "Guardar la solicitud")
    expect(page.get_by_role("link", name="Descargar la solicitud (PDF)")).to_be_visible()


def pdf_text(answer: APIResponse) -> str:
    assert answer.headers["content-type"] == "application/pdf"
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages)


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def at_the_desk(house: House, officer: BrowserContext, centre: Centre) -> Page:
    page = officer.new_page()
    page.goto(f"{house.address}/ventanilla/")
    page.get_by_label("Usuario").fill(centre.officer)
    page.get_by_label("Contraseña").fill(PASSWORD)
    press(page, "Ingresar")
    page.wait_for_url("**/ventanilla/")
    return page


def scan_reference(page: Page, reference: str) -> None:
    """The reader types the reference."""
    field = page.get_by_label("Lea el QR")
    expect(field).to_be_focused()
    page.keyboard.insert_text(reference)
    expect(field).to_have_value(reference)
    page.keyboard.press("Enter")
    page.wait_for_url("**/turno/**")


def record_arrival(page: Page, reference: str) -> None:
    """S30: who has a turno of today is there."""
    scan_reference(page, reference)
    press(page, "Registrar llegada")
    page.wait_for_url("**/caso/**")


def arrived_on_another_day(page: Page, reference: str) -> None:
    """S30: who has a turno of another day is there, and a reason is given."""
    scan_reference(page, reference)
    page.get_by_label("Motivo para atender hoy").select_option("mistaken_day")
    press(page, "Atender hoy y registrar llegada")
    page.wait_for_url("**/caso/**")


def choose(page: Page, group: str, answer: str) -> None:
    page.get_by_role("group", name=group).get_by_label(answer, exact=True).check()


def passport(page: Page, lines: str) -> None:
    page.get_by_label("Lectura del documento").fill(lines)
    choose(page, "Original y copia simple", "Original visto, copia en papel")
    press(page, "Guardar")
    page.wait_for_load_state()


def record_signature(page: Page) -> None:
    choose(page, "Firma", "A mano, de la persona afiliada")
    choose(page, "¿Constan los siete datos?", "Sí")
    press(page, "Guardar")
    page.wait_for_load_state()


def certificate(page: Page) -> None:
    page.get_by_label("Autoridad que lo emitió", exact=True).fill("Notaría Primera de Cali")
    page.get_by_label("Fecha de emisión", exact=True).fill("03/02/2020")
    choose(page, "Apostilla o legalización", "Trae apostilla")
    choose(page, "¿Nombra a la persona afiliada?", "Sí")
    choose(page, "¿Nombra al dependiente?", "Sí")
    choose(page, "Original y copia simple", "Original visto, copia en papel")
    press(page, "Guardar")
    page.wait_for_load_state()


def issue_code(page: Page) -> str:
    """Issue the next code and return it, as it stands on the screen."""
    page.get_by_role("link", name=re.compile("^Emitir")).first.click()
    press(page, "Emitir e imprimir")
    page.wait_for_url("**/codigo/**")
    return page.locator(".big-code").inner_text()


def test_s02_s20_to_s39_from_the_public_page_to_two_printed_codes(
    house: House, person: BrowserContext, officer: BrowserContext
) -> None:
    home = person.new_page()
    verify_mailbox(house, home, ANA.code, "ana@example.com")
    reference = book_turno(home, MATRIZ, 2)
    confirmation = pdf_text(person.request.get(f"{home.url}confirmacion.pdf"))
    assert reference in confirmation
    bruno, carlos, _ = dependents()
    turno = home.url
    for number, (who, link) in enumerate(
        [(bruno, "Hija o hijo menor de 18 años"), (carlos, "Cónyuge: están casados")], 1
    ):
        home.goto(f"{turno}solicitudes/{number}/")
        solicitud(home, who, link)
        link_to_pdf = home.get_by_role("link", name="Descargar la solicitud (PDF)").get_attribute("href") or ""
        printed = flat(pdf_text(person.request.get(house.address + link_to_pdf)))
        for content in [ANA.names, ANA.passport, ANA.code, f"{who.given} {who.surnames}", who.number]:
            assert flat(content) in printed

    desk = at_the_desk(house, officer, MATRIZ)
    record_arrival(desk, reference)
    passport(desk, ANA.mrz)
    for who in (bruno, carlos):
        record_signature(desk)
        passport(desk, "\n".join(mrz(who)))
        certificate(desk)
    first = issue_code(desk)
    paper = pdf_text(officer.request.get(f"{desk.url}codigo.pdf"))
    assert flat(first) in flat(paper)
    assert "Bruno" in paper
    desk.get_by_role("link", name="Volver al caso").click()
    second = issue_code(desk)
    assert first != second

    anybody = person.new_page()
    address = re.search(r"/verificar/[0-9a-f]{32}", flat(paper))
    assert address
    anybody.goto(f"{house.address}{address.group()}/")
    shown = anybody.locator("main").inner_text()
    assert "Bruno Restrepo Díaz" in shown
    assert ANA.code not in shown
    assert flat(first) not in flat(shown)


def test_s38_a_proxy_books_and_the_desk_stops_at_the_pending_endorsement(
    house: House, person: BrowserContext, officer: BrowserContext
) -> None:
    home = person.new_page()
    verify_mailbox(house, home, PEDRO, "pedro@example.com")
    home.get_by_role("link", name="Soy apoderado de la persona afiliada").click()
    home.get_by_label("Código de identificación para extranjero de la persona afiliada").fill(LUZ.code)
    press(home, "Siguiente")
    reference = book_turno(home, AMBATO, 1, day=1)
    desk = at_the_desk(house, officer, AMBATO)
    arrived_on_another_day(desk, reference)
    assert "sumilla" in desk.locator("main").inner_text()
    assert desk.get_by_role("link", name=re.compile("^Emitir")).count() == 0
