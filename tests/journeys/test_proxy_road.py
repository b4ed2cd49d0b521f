"""The road of a proxy in a real browser: books, waits, is endorsed, and the counter prints the code (S20, S38).

Everything is real: the program as `./run` starts it, mail over SMTP, Chromium, the papers as PDF.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import NO_PRINTER, WAIT, House
from tests.journeys.people import CUENCA, PASSWORD, RITA, SOFIA
from tests.journeys.test_main_road import (
    at_the_desk,
    book_turno,
    certificate,
    choose,
    issue_code,
    passport,
    pdf_text,
    press,
    record_arrival,
    record_signature,
    verify_mailbox,
)
from tests.stages.counter import td3

pytestmark = pytest.mark.browser
LEO_MRZ = td3("RESTREPO<<LEO", "LE112233", "160314", "M", "330501")


@pytest.fixture
def lawyer(browser: Browser) -> Iterator[BrowserContext]:
    """The lawyer at the unit, with a wide screen."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="es-EC")
    context.set_default_timeout(WAIT)
    context.add_init_script(NO_PRINTER)
    yield context
    context.close()


def at_the_unit(house: House, lawyer: BrowserContext) -> Page:
    page = lawyer.new_page()
    page.goto(f"{house.address}/juridica/")
    page.get_by_label("Usuario").fill(CUENCA.lawyer)
    page.get_by_label("Contraseña").fill(PASSWORD)
    press(page, "Ingresar")
    page.wait_for_url("**/juridica/")
    return page


def power_written(page: Page) -> None:
    """The intake: the formalities asked for follow the country, and nothing typed is lost by it."""
    page.get_by_role("navigation", name="Asesoría Jurídica").get_by_role("link", name="Recibir un poder").click()
    page.get_by_label("Código de identificación para extranjero de la persona afiliada").fill(SOFIA.code)
    page.get_by_label("Nombres de quien otorga").fill(SOFIA.names)
    choose(page, "¿Quien otorga es la persona afiliada?", "Sí")
    choose(page, "Documento con que se identifica", "Cédula ecuatoriana")
    page.get_by_label("Número", exact=True).fill(RITA)
    page.get_by_label("Nombres y apellidos", exact=True).fill("Rita Solano Vera")
    page.get_by_label("Fecha de nacimiento").fill("20/02/1985")
    choose(page, "¿El poder nombra a esta persona?", "Sí")
    page.get_by_label("Correo para avisar de la decisión").fill("rita@example.com")
    choose(page, "Otorgado ante", "Notario")
    page.get_by_label("Notaría o consulado").fill("Notaría Primera de Cali")
    page.get_by_label("Número de la escritura o del poder").fill("1234")
    page.get_by_label("Ciudad").fill("Cali")
    with page.expect_response("**/nuevo/campos/"):
        page.get_by_label("País en que se otorgó").select_option("COL")
    expect(page.get_by_label("Trae legalización del consulado del Ecuador")).to_have_count(1)  # seen is seen (D24)
    page.get_by_label("Fecha en que se otorgó").fill("05/10/2025")
    choose(page, "Apostilla o legalización", "Trae apostilla")
    choose(page, "Original y copia simple", "Original visto, copia en papel")
    page.get_by_label("Facultades que otorga").fill("Tramitar ante el IESS el código de sus dependientes.")
    choose(page, "¿Alcanzan a este trámite?", "Sí")
    press(page, "Guardar")
    page.wait_for_url("**/poder/**")


def papers(desk: Page) -> None:
    """Everything but what the proxy brings of the power: Sofía's and Leo's papers."""
    passport(desk, SOFIA.mrz)
    copy = desk.get_by_role("group", name="Copia del poder con la sumilla")
    copy.get_by_label("Copia en papel recibida").check()
    press(desk, "Guardar")
    desk.wait_for_load_state()
    desk.get_by_label("Número de cédula, pasaporte o visa").fill(RITA)
    desk.get_by_label("Nombres y apellidos", exact=True).fill("Rita Solano Vera")
    press(desk, "Guardar")
    desk.wait_for_load_state()


def test_s20_s38_a_proxy_books_the_unit_endorses_and_the_counter_issues(
    house: House, person: BrowserContext, officer: BrowserContext, lawyer: BrowserContext
) -> None:
    home = person.new_page()
    verify_mailbox(house, home, RITA, "rita@example.com")
    home.get_by_role("link", name="Soy apoderado de la persona afiliada").click()
    expect(home.get_by_text("Lleve el original del poder y una copia simple")).to_be_visible()
    home.get_by_label("Código de identificación para extranjero de la persona afiliada").fill(SOFIA.code)
    press(home, "Siguiente")
    expect(home.locator("#sumilla")).to_contain_text("de su provincia")
    reference = book_turno(home, CUENCA, 1)

    desk = at_the_desk(house, officer, CUENCA)
    record_arrival(desk, reference)
    case = desk.locator("h1 .reference").inner_text()
    papers(desk)
    dependent(desk)
    expect(desk.locator("h2 .badge", has_text="en espera de Asesoría Jurídica")).to_be_visible()
    expect(desk.get_by_role("link", name="Emitir código")).to_have_count(0)
    press(desk, "Terminar la visita y dejar el caso abierto")
    expect(desk.get_by_role("radio", name="Espera a Asesoría Jurídica")).to_be_checked()
    press(desk, "Terminar la visita")

    unit = at_the_unit(house, lawyer)
    expect(unit.locator("table", has_text=case)).to_contain_text("sin sumilla")
    power_written(unit)
    unit.get_by_role("link", name="Sumillar", exact=True).click()
    press(unit, "Sumillar e imprimir la hoja")
    unit.wait_for_url("**/documento/**")
    number = unit.locator("h1 .reference").inner_text()
    sheet = pdf_text(lawyer.request.get(f"{unit.url}documento.pdf"))
    assert number in sheet
    assert "Rita Solano Vera" in sheet

    desk.goto(f"{house.address}/ventanilla/poderes/")
    expect(desk.get_by_role("row", name=case)).to_contain_text("sumilla vigente")
    desk.get_by_role("link", name=case).click()
    desk.get_by_role("link", name="Poder notarial, otra vez").click()
    desk.get_by_role("group", name="Copia del poder con la sumilla").get_by_label("Copia en papel recibida").check()
    desk.get_by_label("Número de la sumilla que lleva la copia").fill(number)
    press(desk, "Guardar")
    desk.wait_for_load_state()
    issue_code(desk)
    assert "LEO RESTREPO" in pdf_text(officer.request.get(f"{desk.url}codigo.pdf")).upper()


def dependent(desk: Page) -> None:
    """Record Leo's papers in the order in which the desk asks for them: the document fills the facts."""
    record_signature(desk)
    passport(desk, LEO_MRZ)
    choose(desk, "Relación con la persona afiliada", "Hija o hijo")
    choose(desk, "¿Declara que reside en el Ecuador?", "Sí")
    choose(desk, "¿Tiene cédula ecuatoriana?", "No")
    choose(desk, "¿Nació en el Ecuador", "No")
    press(desk, "Guardar")
    desk.wait_for_load_state()
    certificate(desk)
