"""Logging in with a browser: with a second factor, and with the account of the institution (D33)."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django_otp.oath import TOTP
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings

from tests import cast, provider
from tests.journeys.test_look import RULES
from tests.provider import CLIENT, SECRET
from vinculo.records.models import Staff
from vinculo.rules.staff.institution import read_map

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOG_IN = "/ventanilla/ingreso/"


@pytest.fixture(params=[360, pytest.param(1280, marks=pytest.mark.full)])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A browser of a phone, and one of a desk."""
    context = browser.new_context(viewport={"width": request.param, "height": 800}, locale="es-EC")
    context.set_default_timeout(15_000)
    yield context
    context.close()


def type_password(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}{LOG_IN}?next=/supervision/casos/")
    page.get_by_label("Usuario").fill(name)
    page.get_by_label("Contraseña").fill(cast.PASSWORD)
    page.get_by_role("button", name="Ingresar").click()


def code(secret: str, step: int = 0) -> str:
    totp = TOTP(base64.b32decode(secret.replace(" ", "")))
    totp.time = time.time() + 30 * step
    return f"{totp.token():06}"


def is_right(page: Page, folder: Path | None = None) -> bool:
    """Return whether a page has no fault that can be found, and nothing wider than the window."""
    faults = Axe().run(page, options=RULES).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return (faults, wide) == ([], False)


def test_d33_a_supervisor_logs_in_with_a_second_factor(context: BrowserContext, live_server: Any) -> None:
    Staff.objects.filter(pk=cast.sara().pk).update(must_change_password=True)
    page = context.new_page()
    type_password(page, live_server.url, "sara")
    page.wait_for_url("**/cuenta/segundo-factor/**")
    assert is_right(page)
    page.get_by_role("button", name="Empezar").click()
    expect(page.locator("code")).to_be_visible()
    assert is_right(page)
    secret = page.locator("code").inner_text()
    page.get_by_role("textbox", name="Código").fill(code(secret))
    page.get_by_role("button", name="Activar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Imprima o copie sus códigos de respaldo")
    assert (page.locator("main li").count(), is_right(page)) == (10, True)
    recovery = page.locator("main li").first.inner_text()
    page.get_by_role("link", name="Los guardé: seguir").click()
    page.wait_for_url("**/cuenta/contrasena/**")
    assert is_right(page)
    page.get_by_label("Contraseña nueva").fill("murcielago oxidado 4")
    page.get_by_label("La misma, otra vez").fill("murcielago oxidado 4")
    page.get_by_role("button", name="Guardar la contraseña").click()
    page.wait_for_url("**/supervision/casos/")
    page.goto(f"{live_server.url}/ventanilla/cuenta/")
    expect(page.locator("main")).to_contain_text("Esta sesión")
    assert is_right(page)
    page.get_by_role("button", name="Salir").click()
    page.goto(f"{live_server.url}{LOG_IN}?next=/supervision/casos/")
    page.get_by_label("Usuario").fill("sara")
    page.get_by_label("Contraseña").fill("murcielago oxidado 4")
    page.get_by_role("button", name="Ingresar").click()
    page.wait_for_url("**/segundo-factor/**")
    assert is_right(page)
    page.get_by_role("textbox", name="Código").fill("123")
    page.get_by_role("button", name="Seguir").click()
    expect(page.locator("#errores")).to_contain_text("Ese código no corresponde")
    page.get_by_role("textbox", name="Código").fill(recovery)
    page.get_by_role("button", name="Seguir").click()
    page.wait_for_url("**/supervision/casos/")


def test_d33_an_officer_logs_in_with_the_account_of_the_institution(
    context: BrowserContext, live_server: Any, settings: Settings
) -> None:
    cast.olga()
    settings.PUBLIC_URL = live_server.url
    with provider.running(f"{live_server.url}{reverse('accounts:institution_back')}") as there:
        roles = read_map({"ventanilla": "officer"})
        names = {"role_claim": "groups", "name_claim": "preferred_username", "timeout": 5, "bind": True}
        settings.INSTITUTION = {"issuer": there.url, "client": CLIENT, "secret": SECRET, "roles": roles, **names}
        there.person = {"sub": "7001", "preferred_username": "olga", "groups": ["ventanilla"]}
        page = context.new_page()
        page.goto(f"{live_server.url}/ventanilla/buscar/")
        assert is_right(page)
        page.get_by_role("link", name="Ingresar con la cuenta del IESS").click()
        page.wait_for_url(re.compile(r"/ventanilla/buscar/$"))
        expect(page.locator(".who")).to_contain_text("Olga Paredes")
