"""On a phone of 360 by 740 the first thing to do of each step of the booking stands within the first screen (S20)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import cast
from vinculo.records.models import Draft, Message, Seat

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREEN = 740
CELL = 44
DAY = cast.NOW.date() + timedelta(days=1)
# The first field of the step; where it has none, the first day, hour or button.
FIRST = """() => {
  const things = '.field input:not([type=hidden]), .field select, .month a, .hours a, .choice-card, main .button';
  const first = document.querySelector(things).getBoundingClientRect();
  return [Math.ceil(first.bottom), document.querySelectorAll('header nav').length];
}"""
SMALL = f"""() => [...document.querySelectorAll('.month .day')].filter((day) => {{
  const box = day.getBoundingClientRect();
  return box.width < {CELL} || box.height < {CELL};
}}).length"""


def see_step(page: Page) -> str:
    """Measure the step that is open and return its name."""
    bottom, navigation = page.evaluate(FIRST)
    name = page.locator(".steps p").inner_text()
    assert (name, bottom <= SCREEN, navigation) == (name, True, 0), bottom
    return name


def press(page: Page, name: str) -> str:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()
    return see_step(page)


def code() -> str:
    body = Message.objects.filter(draft=Draft.objects.latest("pk")).latest("pk").body
    return next(line.strip() for line in body.splitlines() if line.strip().replace(" ", "").isdigit())


def verify_mailbox(page: Page, live_server: Any, number: str, email: str) -> list[str]:
    """Walk to the verified mailbox and return the steps that were seen."""
    page.goto(f"{live_server.url}/turnos/generar/")
    names = [see_step(page)]
    page.locator("#id_number").fill(number)
    names.append(press(page, "Buscar"))
    page.locator("#id_email").fill(email)
    page.locator("#id_mobile").fill("099 123 4567")
    names.append(press(page, "Siguiente"))
    page.locator("#id_code").fill(code())
    names.append(press(page, "Verificar"))
    return names


def choose_hour(page: Page, dependents: int) -> list[str]:
    """Choose place, day and hour and return the steps that were seen."""
    page.locator("#id_province").select_option(label="Pichincha")
    page.locator("#id_dependents").fill(str(dependents))
    page.locator("#agency-field strong").wait_for()
    names = [press(page, "Siguiente")]
    assert page.evaluate(SMALL) == 0
    with page.expect_navigation():
        page.locator(".month a").first.click()
    names.append(see_step(page))
    with page.expect_navigation():
        page.locator(".hours a").first.click()
    return [*names, see_step(page)]


@pytest.fixture(autouse=True)
def stage() -> None:
    cast.ana()
    cast.slots(cast.agency(), DAY, times=6, counters=2)


def test_s20_each_step_of_an_affiliate_begins_within_the_first_screen(page: Page, live_server: Any) -> None:
    names = verify_mailbox(page, live_server, cast.ANA_CODE, "ana@example.com") + choose_hour(page, 5)
    with page.expect_navigation():
        page.get_by_role("button", name="Sí", exact=True).click()
    assert [name.split(": ")[1] for name in names] == [
        "Su número",
        "Su contacto",
        "Verificación del correo",
        "Centro",
        "Día y hora",
        "Día y hora",
        "Día y hora",
    ]
    assert page.get_by_text("Esta hora está reservada").bounding_box()["y"] < SCREEN  # type: ignore[index]
    for _ in range(4):  # back to the days, the centre, the contact, the number
        with page.expect_navigation():
            page.get_by_role("link", name="Volver", exact=True).click()
    assert page.locator("#id_number").input_value() == cast.ANA_CODE
    assert Seat.objects.filter(state="held").count() == 4  # going back lets nothing go


def test_s20_each_step_of_a_proxy_begins_within_the_first_screen(page: Page, live_server: Any) -> None:
    names = verify_mailbox(page, live_server, cast.PEDRO_CEDULA, "pedro@example.com")
    with page.expect_navigation():
        page.get_by_role("link", name="Soy apoderado de la persona afiliada").click()
    names.append(see_step(page))
    page.locator("#id_affiliate_code").fill(cast.ANA_CODE)
    names.append(press(page, "Siguiente"))
    names += choose_hour(page, 1)
    assert [name.split(": ")[1] for name in names[3:]] == [
        "Persona afiliada",
        "Persona afiliada",
        "Centro",
        "Día y hora",
        "Día y hora",
        "Día y hora",
    ]
