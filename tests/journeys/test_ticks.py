"""The ticks of the list of what to bring, with and without a network (D31)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, expect

from tests.stages import desk
from vinculo.records.models import BringTick

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWN, CODE = "affiliate_identity-0", "affiliate_code-0"
SAVED = "Marcas guardadas."
OFFLINE = "Sin conexión: sus marcas se guardan en este teléfono y se enviarán después."


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="es-EC")
    yield context
    context.close()


def list_stored_ticks() -> set[str]:
    return {*BringTick.objects.values_list("item", flat=True)}


def test_d31_ticks_made_without_a_network_wait_on_the_phone_and_are_sent_later(
    phone: BrowserContext, live_server: Any
) -> None:
    starts = timezone.localtime().replace(hour=10, minute=0) + timedelta(days=1)
    turno = desk.turno(starts=starts, ends=starts + timedelta(minutes=15))
    address = f"{live_server.url}/mi-turno/{turno.token}/"
    page = phone.new_page()
    page.goto(address)
    said = page.locator("#llevar [role=status]")
    page.locator(f"#tick-{OWN}").check()
    expect(said).to_have_text(SAVED)
    assert list_stored_ticks() == {OWN}
    phone.set_offline(True)
    page.locator(f"#tick-{CODE}").check()
    page.locator(f"#tick-{OWN}").uncheck()
    expect(said).to_have_text(OFFLINE)
    assert list_stored_ticks() == {OWN}
    phone.set_offline(False)
    expect(said).to_have_text(SAVED)
    assert list_stored_ticks() == {CODE}
    page.close()
    again = phone.new_page()
    again.goto(address)
    expect(again.locator(f"#tick-{CODE}")).to_be_checked()
    expect(again.locator(f"#tick-{OWN}")).not_to_be_checked()
    assert again.locator("html").evaluate("(html) => html.scrollWidth") == 360


def test_d31_a_phone_that_is_opened_again_sends_what_waited(phone: BrowserContext, live_server: Any) -> None:
    starts = timezone.localtime().replace(hour=10, minute=0) + timedelta(days=1)
    turno = desk.turno(starts=starts, ends=starts + timedelta(minutes=15))
    address = f"{live_server.url}/mi-turno/{turno.token}/"
    page = phone.new_page()
    page.goto(address)
    phone.set_offline(True)
    page.locator(f"#tick-{CODE}").check()
    expect(page.locator("#llevar [role=status]")).to_have_text(OFFLINE)
    page.close()
    phone.set_offline(False)
    again = phone.new_page()
    again.goto(address)
    expect(again.locator("#llevar [role=status]")).to_have_text(SAVED)
    assert list_stored_ticks() == {CODE}
