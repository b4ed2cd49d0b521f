"""What pages weigh over the wire, in a real browser with an empty cache, in front of the real server (D10).

Bytes are those that arrived, headers included, as the browser counts them; what it had already costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import URLPattern, reverse
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.conftest import WAIT, House
from tests.journeys.people import BEATRIZ, LOJA
from tests.journeys.test_main_road import book_turno, verify_mailbox
from vinculo.web.public.urls import urlpatterns

pytestmark = pytest.mark.browser
KB = 1024
PAGE, FIRST_VIEW, BOOKING, REQUESTS = 12 * KB, 40 * KB, 90 * KB, 30
LANGUAGES = ("", "en/", "pt-br/", "fr/", "zh-hans/", "ht/")
PAGES = ("", "turnos/", "papeles/", "apostilla/", "agencias/", "transparencia/", "solicitud/", "verificar/", "quejas/")


@dataclass
class Wire:
    """What a page of the browser fetched: the address of each answer, and its bytes."""

    fetched: dict[str, tuple[str, int]] = field(default_factory=dict)
    cached: set[str] = field(default_factory=set)

    def listen(self, page: Page) -> None:
        """Count from now on."""
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestServedFromCache", lambda event: self.cached.add(event["requestId"]))
        session.on("Network.requestWillBeSent", self._note_redirect)
        session.on("Network.responseReceived", self._note)
        session.on("Network.loadingFinished", self._weigh)

    def _note_redirect(self, event: dict[str, Any]) -> None:
        if answer := event.get("redirectResponse"):
            self.fetched[f"{event['requestId']}-{len(self.fetched)}"] = answer["url"], answer["encodedDataLength"]

    def _note(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        if answer.get("fromDiskCache") or event["requestId"] in self.cached:
            return
        self.fetched[event["requestId"]] = answer["url"], answer["encodedDataLength"]

    def _weigh(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.fetched:
            url, _ = self.fetched[event["requestId"]]
            self.fetched[event["requestId"]] = url, round(event["encodedDataLength"])

    @property
    def bytes(self) -> int:
        """Return the sum."""
        return sum(size for _, size in self.fetched.values())

    def table(self, house: House) -> str:
        """Return a line for each answer, in their order."""
        lines = [f"{size:7} {url.removeprefix(house.address)}" for url, size in self.fetched.values()]
        return "\n".join([*lines, f"{self.bytes:7} in {len(self.fetched)} requests"])


@pytest.fixture
def stranger(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody who was never here: the cache of a context of its own is empty."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="es-EC")
    context.set_default_timeout(WAIT)
    yield context
    context.close()


def plain_addresses() -> list[str]:
    """Return every public address of a page that needs no token; those of files end otherwise."""
    plain = [each for each in urlpatterns if isinstance(each, URLPattern) and not each.pattern.converters]
    return [address for each in plain if (address := reverse(f"public:{each.name}")).endswith("/")]


def view(context: BrowserContext, address: str) -> Wire:
    """Open an address and return what it cost."""
    page, wire = context.new_page(), Wire()
    wire.listen(page)
    page.goto(address, wait_until="networkidle")
    page.close()
    return wire


def weigh(house: House, context: BrowserContext, path: str) -> int:
    """Return the bytes of a page as a browser gets it, without its headers."""
    answer = context.request.get(f"{house.address}/{path}", headers={"Accept-Encoding": "gzip, br"})
    assert answer.status == 200, path
    return int(answer.headers["content-length"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_d10_a_public_page_weighs_at_most_12_kb_in_each_language(
    house: House, stranger: BrowserContext, language: str
) -> None:
    weights = {path: weigh(house, stranger, f"{language}{path}") for path in PAGES}
    print(language or "es/", weights)
    assert {path: weight for path, weight in weights.items() if weight > PAGE} == {}


def test_d10_the_first_view_of_the_booking_weighs_at_most_40_kb(house: House, stranger: BrowserContext) -> None:
    wire = view(stranger, f"{house.address}/turnos/")
    print(wire.table(house))
    assert wire.bytes <= FIRST_VIEW, wire.table(house)
    again = view(stranger, f"{house.address}/turnos/")
    assert [url.removeprefix(house.address) for url, _ in again.fetched.values()] == ["/turnos/"]
    assert again.bytes < KB, again.table(house)  # not modified


def test_d10_a_whole_booking_weighs_at_most_90_kb_in_at_most_30_requests(
    house: House, stranger: BrowserContext
) -> None:
    page, wire = stranger.new_page(), Wire()
    wire.listen(page)
    verify_mailbox(house, page, BEATRIZ.code, "beatriz@example.com")
    book_turno(page, LOJA, 2)
    page.wait_for_load_state("networkidle")
    print(wire.table(house))
    assert {url for url, _ in wire.fetched.values() if not url.startswith(f"{house.address}/")} == set()
    assert (wire.bytes <= BOOKING, len(wire.fetched) <= REQUESTS) == (True, True), wire.table(house)


def test_d10_no_public_page_asks_a_third_party(house: House, stranger: BrowserContext) -> None:
    asked: list[str] = []
    stranger.on("request", lambda request: asked.append(request.url))
    page, pages = stranger.new_page(), 0
    for address in [*plain_addresses(), "/tablero/", "/no-existe/"]:
        page.goto(f"{house.address}{address}")
        pages += 1
    assert pages > 15
    assert {url for url in asked if not url.startswith((f"{house.address}/", "data:"))} == set()
