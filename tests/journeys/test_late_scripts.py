"""What a hand does before the scripts of a page have come, as on a slow line: they take it up when they come (D10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Dialog, Page, Route, expect
from pytest_django import Settings

from tests import cast
from tests.journeys.conftest import WAIT
from tests.stages import desk
from tests.stages.counter import at_the_desk
from tests.web.public.booking.booking_pages import steps, url
from vinculo.actions.queue.check_in import check_in
from vinculo.records.models import BringTick

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class SlowLine:
    """A page whose scripts come when the test says so."""

    page: Page
    address: str
    held: list[Route] = field(default_factory=list)
    come: bool = False

    def open(self, path: str) -> None:
        """Open a page; its scripts are on their way."""
        self.page.route("**/*.js", self.hold)
        self.page.goto(self.address + path, wait_until="commit")

    def hold(self, script: Route) -> None:
        if self.come:
            script.continue_()
        else:
            self.held.append(script)

    def let_scripts_come(self) -> None:
        """Let them come, and wait until they have run."""
        assert self.held != []
        self.come = True
        for script in self.held:
            script.continue_()
        self.page.wait_for_load_state()


@pytest.fixture
def line(officer: BrowserContext, live_server: Any) -> Iterator[SlowLine]:
    page = officer.new_page()
    yield SlowLine(page, live_server.url)
    page.close()


def go_on(line: SlowLine, client: Client) -> None:
    """Go on in the browser with what a client has begun."""
    for name, cookie in client.cookies.items():
        line.page.context.add_cookies([{"name": name, "value": cookie.value, "url": line.address}])


def test_d10_the_province_that_was_chosen_narrows_the_list_and_the_centre_stays_chosen(line: SlowLine) -> None:
    cast.agency()
    cast.agency("Centro Cuenca", "Azuay", "01")
    gualaceo = cast.agency("Centro Gualaceo", "Azuay", "01")
    cast.ana()
    client = Client()
    draft = steps(client)
    client.get(url("affiliate", draft))
    go_on(line, client)
    line.open(url("place", draft))
    line.page.get_by_label("Provincia").select_option(label="Azuay")
    line.page.get_by_label("Agencia").select_option(label=gualaceo.name)
    expect(line.page.locator("#agency-field optgroup")).to_have_count(2)
    line.let_scripts_come()
    expect(line.page.locator("#agency-field optgroup")).to_have_count(1)
    expect(line.page.get_by_label("Agencia")).to_have_value(str(gualaceo.pk))


def test_d10_what_was_ticked_is_stored(line: SlowLine) -> None:
    starts = timezone.now() + timedelta(days=1)
    turno = desk.turno(starts=starts, ends=starts + timedelta(minutes=15))
    line.open(f"/mi-turno/{turno.token}/")
    line.page.locator("#tick-affiliate_code-0").check()
    line.let_scripts_come()
    expect(line.page.locator("#llevar [role=status]")).to_have_text("Marcas guardadas.")
    assert [*BringTick.objects.values_list("item", flat=True)] == ["affiliate_code-0"]


def test_d10_the_country_that_was_chosen_takes_away_what_it_does_not_ask(line: SlowLine, settings: Settings) -> None:
    settings.SECOND_FACTOR = []  # the log-in with both has its own journey
    go_on(line, at_the_desk(cast.lucia()))
    line.open("/juridica/nuevo/")
    line.page.locator("#id_country").select_option("ECU")
    expect(line.page.locator("#segun")).to_contain_text("Trae apostilla")
    line.let_scripts_come()
    expect(line.page.locator("#segun")).not_to_contain_text("Trae apostilla")


def test_d10_the_focus_stays_where_a_hand_types(line: SlowLine, settings: Settings) -> None:
    settings.SECOND_FACTOR = []
    go_on(line, at_the_desk(cast.lucia()))
    line.open("/juridica/nuevo/")
    names = line.page.get_by_label("Nombres de quien otorga")
    names.fill("Ana María")
    line.let_scripts_come()
    expect(names).to_be_focused()


def test_d10_what_was_typed_is_asked_for_before_it_is_left(line: SlowLine) -> None:
    now = timezone.now()
    of = desk.turno(starts=now, ends=now + timedelta(hours=1))
    case = check_in(turno=of, actor=cast.olga(), now=now, random_source=desk.RNG)
    go_on(line, at_the_desk(cast.olga()))
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    line.page.on("dialog", stay)
    line.open(f"/ventanilla/caso/{case.reference}/")
    line.page.get_by_label("Lectura del documento").fill("P<COL")
    line.page.get_by_label("Lectura del documento").blur()
    line.let_scripts_come()
    with line.page.expect_event("dialog", timeout=WAIT):
        line.page.get_by_role("link", name="Agenda").click(no_wait_after=True)
    expect(line.page.get_by_label("Lectura del documento")).to_have_value("P<COL")
    assert asked == ["beforeunload"]
