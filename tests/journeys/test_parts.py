"""Parts of pages that are asked for anew: the lines that took the place of a library (decision 0040)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings

from tests import cast
from tests.stages import desk
from tests.stages.waiting_room import call, open_counter, waits
from vinculo.actions.booking import mails
from vinculo.records.models import Message

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser whose pages wait only as long as a test says."""
    cache.clear()
    context = browser.new_context(viewport={"width": 1000, "height": 800}, locale="es-EC")
    context.set_default_timeout(15_000)
    context.clock.install()
    yield context
    context.close()


def logged_in(context: BrowserContext, address: str, name: str, to: str) -> Page:
    page = context.new_page()
    page.goto(f"{address}/ventanilla/ingreso/?next={to}")
    page.get_by_label("Usuario").fill(name)
    page.get_by_label("Contraseña").fill(cast.PASSWORD)
    page.get_by_role("button", name="Ingresar").click()
    page.wait_for_url(f"**{to}")
    return page


def test_d10_the_fate_of_a_mail_and_its_part_renew_themselves_until_it_is_known(
    context: BrowserContext, live_server: Any
) -> None:
    starts = timezone.localtime().replace(hour=10, minute=0) + timedelta(days=1)
    turno = desk.turno(starts=starts, ends=starts + timedelta(minutes=15))
    mails.send_confirmation_again(turno=turno, address="", now=timezone.now())
    page = context.new_page()
    page.goto(f"{live_server.url}/mi-turno/{turno.token}/")
    state = page.locator("#mail-state")
    expect(state).to_contain_text("en camino")
    with page.expect_response(lambda answer: answer.status == 204):
        page.clock.run_for(5_000)
    Message.objects.update(state="sent")
    page.clock.run_for(5_000)
    expect(state).to_contain_text("enviado", timeout=15_000)
    assert state.get_attribute("data-renew") is None


def test_d10_a_number_that_is_called_says_so_on_the_page_and_in_its_title(
    context: BrowserContext, live_server: Any
) -> None:
    counter, ticket = open_counter(), waits()
    page = context.new_page()
    page.goto(f"{live_server.url}/numero/{ticket.token}/")
    before = page.title()
    call(ticket, counter)
    page.clock.run_for(10_000)
    expect(page.locator("#numero")).to_contain_text("Es su turno. Pase a la ventanilla 1")
    assert page.title() == f"Pase a la ventanilla 1 · {before}"


def test_d10_a_choice_brings_what_depends_on_it_and_leaves_the_focus(
    context: BrowserContext, live_server: Any, settings: Settings
) -> None:
    cast.lucia()
    settings.SECOND_FACTOR = []  # the log-in with both has its own journey
    page = logged_in(context, live_server.url, "lucia", "/juridica/nuevo/")
    with page.expect_response("**/juridica/nuevo/campos/"):
        page.locator("#id_country").select_option("COL")
    expect(page.locator("#segun")).to_contain_text("Apostilla")
    within = page.locator("#segun").locator("input, select").first
    name = within.get_attribute("id")
    with page.expect_response("**/juridica/nuevo/campos/"):
        page.locator("#id_language").select_option("fr")
        within.focus()  # a hand that is quicker than the line
    expect(page.locator("#segun")).to_contain_text("raducción")
    expect(page.locator(f"#{name}")).to_be_focused()


def test_d10_a_session_that_has_ended_puts_no_log_in_into_a_part(context: BrowserContext, live_server: Any) -> None:
    cast.olga()
    cast.counter(1)
    page = logged_in(context, live_server.url, "olga", "/ventanilla/llamar/")
    page.get_by_role("button", name="Abrir la 1").click()
    waiting = page.locator("[data-renew]")
    before = waiting.inner_text()
    page.wait_for_load_state()  # the script has begun to wait
    Session.objects.all().delete()
    with page.expect_response(lambda answer: "/ingreso/" in answer.url):
        page.clock.run_for(15_000)
    page.clock.run_for(15_000)
    expect(waiting).to_have_text(before, use_inner_text=True)
