"""The copy of a turno on the phone: made by a tap, opened without a network, gone when it is of no use (D10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.polling import wait_until
from tests.stages import desk
from vinculo.records.models import Turno

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVE, REMOVE = "Guardar en este teléfono", "Borrar de este teléfono"
OLD = "Sin conexión: esta es la copia guardada en este teléfono el"
WHAT_IS_KEPT = """async () => {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => {
    const cache = await caches.open(name);
    return (await cache.keys()).map((request) => new URL(request.url).pathname.replace(/[.][0-9a-f]{12}/, ""));
  }));
  const workers = await navigator.serviceWorker.getRegistrations();
  const typed = Object.keys(localStorage).concat(Object.keys(sessionStorage));
  return { names, kept: kept.flat().sort(), scopes: workers.map((each) => new URL(each.scope).pathname), typed };
}"""
KEPT_PAGE = (
    "async () => { const kept = await caches.match('/copia', {ignoreVary: true}); return kept ? kept.text() : ''; }"
)
PATIENCE = 10.0  # seconds
NOTHING: dict[str, list[str]] = {"names": [], "kept": [], "scopes": [], "typed": []}


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="es-EC")
    yield context
    context.close()


@pytest.fixture
def turno(phone: BrowserContext) -> Turno:
    """A turno that is to come for the phone too: its worker knows no clock but the machine's."""
    blank = phone.new_page()
    of_phone = datetime.fromtimestamp(blank.evaluate("Date.now()") / 1000, tz=UTC)
    blank.close()
    starts = timezone.localtime(max(timezone.now(), of_phone)).replace(hour=10, minute=0) + timedelta(days=1)
    return desk.turno(starts=starts, ends=starts + timedelta(minutes=15))


@pytest.fixture
def page(phone: BrowserContext, live_server: Any, turno: Turno) -> Page:
    page = phone.new_page()
    page.goto(f"{live_server.url}/mi-turno/{turno.token}/")
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def save(page: Page) -> None:
    press(page, SAVE)
    expect(page.get_by_text("La página quedó guardada en este teléfono.")).to_be_visible()


def move(turno: Turno) -> None:
    """Move it from 10:00 to 12:00."""
    later = turno.starts + timedelta(hours=2)
    Turno.objects.filter(pk=turno.pk).update(starts=later, ends=later + timedelta(minutes=15))


def is_there(page: Page, turno: Turno) -> None:
    expect(page.locator(".reference").first).to_have_text(turno.reference)
    expect(page.locator(".qr svg")).to_be_visible()
    expect(page.locator("#llevar")).to_contain_text("pasaporte")


def is_gone(page: Page) -> None:
    with pytest.raises(Error, match=r"ERR_INTERNET_DISCONNECTED|ERR_FAILED"):
        page.reload()


def test_d10_a_saved_turno_opens_without_a_network_and_says_from_when_it_is(
    phone: BrowserContext, page: Page, turno: Turno
) -> None:
    save(page)
    assert page.evaluate(WHAT_IS_KEPT) == {
        "names": [f"copia-{turno.reference}"],
        "kept": ["/copia", *(f"/static/{name}" for name in ("favicon.svg", "turno.js", "vinculo.css", "vinculo.js"))],
        "scopes": [f"/mi-turno/{turno.token}/"],
        "typed": [],
    }
    expect(page.get_by_text(OLD)).to_be_hidden()
    phone.set_offline(True)
    page.reload()
    is_there(page, turno)
    expect(page.get_by_text(OLD)).to_be_visible()
    assert page.locator(".qr svg").evaluate("(qr) => getComputedStyle(qr).width") != "auto"
    expect(page.get_by_role("link", name="Cancelar el turno")).to_be_hidden()
    expect(page.get_by_role("button", name=REMOVE)).to_be_visible()
    assert page.locator("html").evaluate("(html) => html.scrollWidth") == 360
    page.locator("#tick-affiliate_identity-0").check()
    expect(page.locator("#llevar [role=status]")).to_contain_text("Sin conexión")
    phone.set_offline(False)
    expect(page.locator("#llevar [role=status]")).to_have_text("Marcas guardadas.")  # sent from the copy, at once
    page.reload()
    expect(page.get_by_text(OLD)).to_be_hidden()
    expect(page.locator("#tick-affiliate_identity-0")).to_be_checked()


def test_d10_nothing_is_saved_without_the_tap(phone: BrowserContext, page: Page, turno: Turno) -> None:
    is_there(page, turno)
    assert page.evaluate(WHAT_IS_KEPT) == NOTHING
    phone.set_offline(True)
    is_gone(page)


def test_d10_a_cancelled_turno_takes_its_copy_away(phone: BrowserContext, page: Page, turno: Turno) -> None:
    save(page)
    phone.set_offline(True)
    page.reload()
    is_there(page, turno)
    Turno.objects.filter(pk=turno.pk).update(status="cancelled")  # from another phone
    phone.set_offline(False)
    page.reload()
    expect(page.get_by_text("Este turno fue cancelado y ya no es válido.")).to_be_visible()
    assert page.evaluate(WHAT_IS_KEPT) == NOTHING
    phone.set_offline(True)
    is_gone(page)


def test_d10_a_visit_that_is_over_takes_the_copy_away(page: Page, turno: Turno) -> None:
    save(page)
    Turno.objects.filter(pk=turno.pk).update(status="attended")
    page.reload()
    expect(page.get_by_text("Su visita fue atendida.")).to_be_visible()
    assert page.evaluate(WHAT_IS_KEPT) == NOTHING


def test_d10_a_turno_that_is_not_there_any_more_takes_the_copy_away(page: Page, turno: Turno) -> None:
    save(page)
    turno.token = "0" * 32
    turno.save()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("No encontramos esa página")
    assert page.evaluate(WHAT_IS_KEPT) == NOTHING


def test_d10_a_tap_removes_the_copy_also_without_a_network(phone: BrowserContext, page: Page, turno: Turno) -> None:
    save(page)
    phone.set_offline(True)
    page.reload()
    press(page, REMOVE)
    expect(page.get_by_text("La página ya no está guardada en este teléfono.")).to_be_visible()
    assert page.evaluate(WHAT_IS_KEPT) == NOTHING
    is_gone(page)


def test_d10_a_turno_that_was_moved_shows_its_new_hour_once_there_was_a_network(
    phone: BrowserContext, page: Page, turno: Turno
) -> None:
    save(page)
    move(turno)
    page.reload()
    wait_until(lambda: "12:00" in page.evaluate(KEPT_PAGE), "the copy is still that of before", PATIENCE)
    phone.set_offline(True)
    page.reload()
    expect(page.locator(".when")).to_contain_text("12:00")


def test_d10_the_copy_is_of_the_last_look_although_the_network_goes_right_after_it(
    phone: BrowserContext, page: Page, turno: Turno
) -> None:
    """The styles and scripts that are kept already need not come once more before the page is kept."""
    save(page)
    phone.route("**/static/**", lambda route: route.abort())
    move(turno)
    page.reload()
    expect(page.locator(".when")).to_contain_text("12:00")
    wait_until(lambda: "12:00" in page.evaluate(KEPT_PAGE), "the copy is still that of before", PATIENCE)
    phone.set_offline(True)
    page.reload()
    is_there(page, turno)
    expect(page.locator(".when")).to_contain_text("12:00")


def test_d10_the_day_after_the_visit_the_copy_is_gone_without_a_network_too(
    phone: BrowserContext, page: Page, turno: Turno
) -> None:
    """The phone's clock is what tells: the copy bears until when it is of use."""
    save(page)
    page.evaluate("""async () => {
        const [name] = await caches.keys(), cache = await caches.open(name), kept = await cache.match("/copia");
        const headers = new Headers(kept.headers);
        headers.set("X-Copy-Until", "1");
        await cache.put("/copia", new Response(await kept.text(), { headers }));
    }""")
    phone.set_offline(True)
    is_gone(page)


def test_d10_any_page_of_ours_removes_the_copy_of_a_day_that_has_passed(
    phone: BrowserContext, page: Page, turno: Turno, live_server: Any
) -> None:
    save(page)
    other = phone.new_page()
    other.goto(f"{live_server.url}/privacidad/")
    assert other.evaluate(WHAT_IS_KEPT)["names"] == [f"copia-{turno.reference}"]
    other.clock.set_fixed_time(turno.starts + timedelta(days=1))
    other.reload()
    wait_until(lambda: other.evaluate(WHAT_IS_KEPT) == NOTHING, "the copy is still there", PATIENCE)
    page.close()
    assert other.evaluate(WHAT_IS_KEPT) == NOTHING
