"""A browser that dies, a session that ends, a link pressed by mistake: what was saved is there, what was typed too."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Dialog, Error, Page, expect

from tests import cast
from tests.stages import desk
from tests.stages.counter import td3
from vinculo.actions.queue.check_in import check_in
from vinculo.records.models import Case, PaperRecord, Solicitud

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ANA = td3("RESTREPO<GOMEZ<<ANA<MARIA", cast.ANA_PASSPORT, "900520", "F", "300101")


@pytest.fixture
def case() -> Case:
    """Ana's case with Bruno, arrived now."""
    now = timezone.now()
    of = desk.turno(starts=now, ends=now + timedelta(hours=1))
    desk.bruno_at_home(of)
    return check_in(turno=of, actor=cast.olga(), now=now, random_source=desk.RNG)


@pytest.fixture
def at_case(officer: BrowserContext, live_server: Any, case: Case) -> Page:
    """Olga, logged in, with the case before her."""
    page = officer.new_page()
    page.goto(f"{live_server.url}/ventanilla/caso/{case.reference}/")
    log_in(page)
    page.wait_for_url("**/caso/**")
    return page


def log_in(page: Page) -> None:
    page.get_by_label("Usuario").fill("olga")
    page.get_by_label("Contraseña").fill(cast.PASSWORD)
    page.get_by_role("button", name="Ingresar").click()


def save_passport(page: Page) -> None:
    """Record Ana's passport, as a reader types it."""
    page.get_by_label("Lectura del documento").fill(ANA)
    page.get_by_role("group", name="Original y copia simple").get_by_label("Original visto, copia en papel").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Guardar").first.click()


def test_a_browser_that_crashes_in_the_middle_of_a_case_loses_nothing_that_was_saved(at_case: Page, case: Case) -> None:
    save_passport(at_case)
    address, context = at_case.url, at_case.context
    at_case.get_by_role("group", name="Firma").get_by_label("A mano, de la persona afiliada").check()  # not saved yet
    with at_case.expect_event("crash"), contextlib.suppress(Error):
        at_case.goto("chrome://crash")
    again = context.new_page()
    again.goto(address)
    expect(again.get_by_text("ANA MARIA RESTREPO GOMEZ").first).to_be_visible()
    expect(again.get_by_role("group", name="Firma")).to_be_visible()  # the next thing is open where it was
    assert PaperRecord.objects.get().number == cast.ANA_PASSPORT
    assert case.solicitudes.get().status == "in_review"


def test_the_form_asks_before_what_was_typed_is_lost_and_not_once_it_is_saved(at_case: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    at_case.on("dialog", stay)
    at_case.get_by_label("Lectura del documento").click()
    at_case.keyboard.insert_text("P<COL")
    at_case.get_by_role("link", name="Agenda").click(no_wait_after=True)
    expect(at_case.get_by_label("Lectura del documento")).to_have_value("P<COL")
    assert asked == ["beforeunload"]
    save_passport(at_case)
    with at_case.expect_navigation():
        at_case.get_by_role("link", name="Agenda").click()
    assert asked == ["beforeunload"]


def test_a_search_has_nothing_to_lose(at_case: Page, live_server: Any) -> None:
    asked: list[str] = []

    def note_dialog(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    at_case.on("dialog", note_dialog)
    at_case.goto(f"{live_server.url}/ventanilla/")
    at_case.get_by_label("Lea el QR").click()
    at_case.keyboard.insert_text("T123")
    with at_case.expect_navigation():
        at_case.get_by_role("link", name="Buscar").click()
    assert asked == []


def test_what_is_sent_after_the_session_ended_arrives_after_the_log_in(at_case: Page, case: Case) -> None:
    save_passport(at_case)
    bruno = case.solicitudes.get()
    at_case.goto(f"{at_case.url.split('?')[0]}?paso=datos&de={bruno.reference}")
    at_case.get_by_label("Nombres y apellidos, como constan en el documento").fill("Bruno Restrepo Gómez")
    at_case.context.clear_cookies(name="sessionid")
    at_case.locator("#paso").get_by_role("button", name="Guardar").click()
    expect(at_case.get_by_text("Lo que escribió no se perdió")).to_be_visible()
    log_in(at_case)
    with at_case.expect_navigation(url="**/caso/**"):
        at_case.get_by_role("button", name="Enviar lo que escribí").click()
    assert Solicitud.objects.get(pk=bruno.pk).dependent_names == "Bruno Restrepo Gómez"
