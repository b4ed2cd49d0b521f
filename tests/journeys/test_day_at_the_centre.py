"""A day at a centre, whole: booked at home, received, called by the rule, decided, and counted (S09, S20-S39).

Nothing is played: phones, reception, a counter, the board on the wall, the supervisor and the public page are browsers
before the program that `./run` starts. The centre is this journey's own, so its figures are known.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import WAIT, House, python
from tests.journeys.families import THAO, YUSLEIDY, birth_certificate, first_visit_lacks_a_paper, record_papers
from tests.journeys.people import MACHALA, PASSWORD
from tests.journeys.test_main_road import at_the_desk, book_turno, issue_code, press, verify_mailbox

pytestmark = pytest.mark.browser
PASSED = "Antes que usted pasó otra persona: por la ley o por la hora de su turno le correspondía."


def test_s09_s20_s29_s30_s39_a_day_from_the_booking_to_the_figures(
    house: House, person: BrowserContext, officer: BrowserContext, browser: Browser
) -> None:
    public = person.new_page()
    assert attentions(house, public) == "Sin datos"
    home = person.new_page()
    verify_mailbox(house, home, YUSLEIDY.code, "yusleidy.en.casa@example.com")
    reference = book_turno(home, MACHALA, 1)
    wall = person.new_page()
    board_of(house, wall)
    desk = at_the_desk(house, officer, MACHALA)
    counter = open_counter(desk)

    booker = receive_turno(desk, reference)
    home.reload()
    expect(home.locator("#numero")).to_contain_text(re.compile(rf"Número\s+{booker}\b"))
    expect(home.locator("#numero")).to_contain_text("Usted es la siguiente persona.")
    first = priority(desk)
    home.reload()
    expect(home.locator("#numero")).to_contain_text("Hay 1 persona antes que usted.")

    at_counter(desk)
    press_starting(desk, "Llamar al siguiente")
    assert read_called_number(desk) == first  # the person who came later, and needed no turno (S29)
    shows(wall, first, counter)
    home.reload()
    expect(home.locator(".ticket-told")).to_have_text(PASSED)
    press_starting(desk, "Empezar la atención")
    case = first_visit_lacks_a_paper(desk)

    at_counter(desk)
    press_starting(desk, "Llamar al siguiente")
    assert read_called_number(desk) == booker
    shows(wall, booker, counter)
    home.reload()
    expect(home.locator("#numero")).to_contain_text(re.compile(rf"Pase a la\s+ventanilla {counter}\b"))
    others_come_and_all_are_served(desk, case)

    give_marks(home)
    check_day_report(house, browser, calls=4)
    python(house, "-m", "tests.journeys.next_hour")
    assert attentions(house, public) == "4"


def others_come_and_all_are_served(desk: Page, case: str) -> None:
    """Serve the booker, who is back with a paper, and who has no turno."""
    visitor = same_day(desk)
    back = give_return_number(desk, case)
    at_counter(desk)
    press_starting(desk, "Empezar la atención")
    desk.wait_for_url("**/ventanilla/caso/**")
    record_papers(desk, YUSLEIDY)
    birth_certificate(desk, YUSLEIDY)
    assert issue_code(desk)

    at_counter(desk)
    press_starting(desk, "Llamar al siguiente")
    assert read_called_number(desk) == back  # before the person who came in between without a turno
    press_starting(desk, "Empezar la atención")
    desk.wait_for_url(f"**/caso/{case}/")  # the same case: nothing is asked twice
    birth_certificate(desk, THAO)
    assert issue_code(desk)
    serve_visitor(desk, visitor)


def attentions(house: House, page: Page) -> str:
    """Return the attentions of this month at the centre, as the public page says them (S09)."""
    page.goto(f"{house.address}/transparencia/")
    page.get_by_label("Centro").select_option(label=MACHALA.name)
    press(page, "Ver las cifras")
    page.get_by_text(f"{MACHALA.name}, de enero a").wait_for()
    return page.locator("#tabla-meses tbody tr").last.locator("td").first.inner_text()


def board_of(house: House, page: Page) -> None:
    page.goto(f"{house.address}/tablero/")
    page.get_by_role("link", name=MACHALA.name).click()
    page.wait_for_function("() => document.documentElement.dataset.live === 'stream'")


def shows(wall: Page, number: str, counter: str) -> None:
    expect(wall.locator(".board-number")).to_have_text(number, timeout=WAIT)
    expect(wall.locator(".board-to")).to_contain_text(f"Ventanilla {counter}")


def open_counter(desk: Page) -> str:
    """Sit down at the first free counter and return its number."""
    desk.get_by_role("link", name="Abrir una ventanilla").click()
    free = desk.get_by_role("button", name=re.compile(r"^Abrir la \d+$")).first
    number = free.inner_text().rpartition(" ")[2]
    free.click()
    desk.get_by_role("heading", name="Nadie en su ventanilla").wait_for()
    return number


def at_counter(desk: Page) -> None:
    desk.get_by_role("link", name=re.compile("^Llamar")).click()
    desk.wait_for_url("**/ventanilla/llamar/")


def press_starting(page: Page, name: str) -> None:
    """Press a button whose name ends with its key."""
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(f"^{name}")).click()


def read_called_number(desk: Page) -> str:
    return desk.locator(".called-number").inner_text()


def reception(desk: Page) -> None:
    desk.get_by_role("link", name=re.compile("^Recepción")).click()
    desk.wait_for_url("**/ventanilla/recepcion/")
    expect(desk.get_by_label("Lea el QR")).to_be_focused()


def scan_reference(desk: Page, text: str) -> None:
    reception(desk)
    desk.keyboard.insert_text(text)
    desk.keyboard.press("Enter")


def number_given(desk: Page) -> str:
    """Return the number that was given; its paper is there to be printed."""
    desk.wait_for_url("**/recepcion/numero/**")
    paper = desk.get_by_role("link", name=re.compile("^Imprimir")).get_attribute("href") or ""
    answer = desk.request.get(desk.url.partition("/ventanilla/")[0] + paper)
    assert answer.headers["content-type"] == "application/pdf"
    return desk.locator("#numero").inner_text()


def receive_turno(desk: Page, reference: str) -> str:
    """Scan a turno, compare, and give its number (S30)."""
    scan_reference(desk, reference)
    expect(desk.locator(".compare strong").first).to_be_visible()
    press_starting(desk, "Coincide: dar número")
    return number_given(desk)


def priority(desk: Page) -> str:
    """Give a number for nothing but the group (S29)."""
    reception(desk)
    choose_group = desk.get_by_role("group", name="Grupo de atención prioritaria")
    choose_group.get_by_label("Mujer embarazada").check()
    press(desk, "Dar número con prioridad")
    return number_given(desk)


def same_day(desk: Page) -> str:
    """Admit somebody without a turno, and return the number."""
    reception(desk)
    expect(desk.get_by_text("hay número", exact=True)).to_have_count(1)
    press_starting(desk, "Dar número del mismo día")
    return number_given(desk)


def give_return_number(desk: Page, case: str) -> str:
    """Give a return number to the person who brings what was missing, without another turno (D7)."""
    scan_reference(desk, case)
    press(desk, "Dar número de regreso")
    return number_given(desk)


def serve_visitor(desk: Page, visitor: str) -> None:
    """Call once more; the person who came without a turno is called now, told what is needed, and goes."""
    at_counter(desk)
    press_starting(desk, "Llamar al siguiente")
    assert read_called_number(desk) == visitor
    press_starting(desk, "Empezar la atención")
    at_counter(desk)
    press_starting(desk, "Terminar Alt T|Terminar$")
    desk.get_by_role("heading", name="Nadie en su ventanilla").wait_for()


def give_marks(home: Page) -> None:
    """Follow the phone's page to the two questions, and answer each with a tap."""
    home.reload()
    expect(home.locator("#numero")).to_contain_text("Su visita terminó.")
    home.get_by_role("link", name="Díganos cómo le fue").click()
    home.locator("#volver").get_by_role("button", name="No", exact=True).click()
    home.get_by_text("Gracias. Su respuesta está guardada.").wait_for()
    for index, face in enumerate(["Muy buena", "Buena"], start=1):
        home.locator("form.marks").nth(index).get_by_role("button", name=face, exact=True).click()
        home.locator("[aria-pressed=true]").nth(index).wait_for()
    home.get_by_text("Gracias. Sus dos respuestas están guardadas.").wait_for()


def check_day_report(house: House, browser: Browser, *, calls: int) -> None:
    """Read the day as the supervisor of the centre does: the calls, and that the rule made all of them."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="es-EC")
    page = context.new_page()
    page.goto(f"{house.address}/supervision/")
    page.get_by_label("Usuario").fill(MACHALA.supervisor)
    page.get_by_label("Contraseña").fill(PASSWORD)
    press(page, "Ingresar")
    page.get_by_role("link", name=re.compile("^El día en el centro")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(MACHALA.name)  # her only centre: nothing to choose
    told = {
        row.locator("dt").inner_text(): int(row.locator("dd").inner_text())
        for row in page.locator("dl.facts > div").all()
    }
    assert told["Llamadas"] == calls
    assert told["Atendidos"] == calls
    expect(page.get_by_role("heading", name="Excepciones")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Todas las llamadas siguieron la regla.")
    expect(page.get_by_role("row", name=re.compile("prioritaria|Prioridad", re.I)).first).to_be_visible()
    context.close()
