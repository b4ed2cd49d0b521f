"""The whole booking in each language, by the names that the catalogue gives, as a screen reader tells them (D10)."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django import forms
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, BrowserContext, Page

from tests import cast
from tests.journeys.conftest import WAIT
from tests.journeys.test_look import RULES
from vinculo.records.models import Affiliate, Message, Turno
from vinculo.rules.shared.languages import tag_of
from vinculo.web.languages.addresses import in_language
from vinculo.web.public.booking.forms import CodeForm, ContactForm, NumberForm, PlaceForm

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Every line of the tree that names a role; the name stands in quotes behind it.
LATENCY, RATE = 400, 50_000  # milliseconds; bytes a second
MOST_SECONDS = 60
ROLES = "heading|link|button|textbox|combobox|spinbutton|checkbox|radio|alert"
LINE = re.compile(rf"^\s*- '?({ROLES})(?: \"(.*?)\")?(?: |:|'|$)", re.M)  # in quotes where a name has a colon
NAMELESS = {"alert"}  # its words are its content


@dataclass
class Reader:
    """Somebody who books in one language and finds everything by its name."""

    page: Page
    server: str
    language: str
    number: str
    scripts: bool = True  # whether the page has any: else nothing puts the focus on the errors
    checks: bool = True
    told: list[tuple[str, list[str]]] = field(default_factory=list)  # the title and the roles of each page

    @property
    def email(self) -> str:
        return f"{self.language}@example.com"

    def word(self, text: Any) -> str:
        """Return a text in the language, from the catalogue."""
        with override(self.language):
            return gettext(text) if isinstance(text, str) else str(text)

    def press(self, text: str) -> None:
        self.page.get_by_role("button", name=self.word(text), exact=True).first.click()
        self.listen()

    def fill(self, form: type[forms.Form], name: str, value: str) -> None:
        """Write into a field that is found by its label."""
        label = self.word(form.base_fields[name].label)
        self.page.get_by_label(label).fill(value)

    def listen(self) -> None:
        """Walk the tree of the page as a screen reader does: its language, one main heading, a name for each role."""
        assert self.page.locator("html").get_attribute("lang") == tag_of(self.language)
        self.page.wait_for_load_state()
        for part in self.page.locator("section[data-copy-of]").all() if self.scripts else ():
            part.wait_for()  # a script shows it
        tree = LINE.findall(self.page.locator("body").aria_snapshot())
        roles = [role for role, _ in tree]
        assert [(role, name) for role, name in tree if not name and role not in NAMELESS] == []
        assert self.page.locator("h1").count() == 1
        self.told.append((self.page.title(), roles))
        if not self.scripts or not self.checks:
            return
        broken = Axe().run(self.page, options=RULES).response["violations"]
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in broken] == []

    def press_with_errors(self, text: str) -> None:
        """Press a button that is answered with errors: told at once, by the title, by the alert and by the focus."""
        self.press(text)
        title, roles = self.told[-1]
        assert title.startswith(self.word("Error:"))
        assert "alert" in roles
        focused = self.page.locator("#errores:focus")
        assert focused.count() == self.scripts

    def code(self) -> str:
        match = re.search(r"\b(\d{6})\b", Message.objects.filter(recipient=self.email).latest("id").body)
        assert match
        return match[1]

    def book(self) -> None:
        """Book, with every error on the way."""
        page = self.page
        page.goto(self.server + in_language("/turnos/", self.language))
        self.listen()
        page.get_by_role("main").get_by_role("link", name=self.word("Generar turno"), exact=True).click()
        self.listen()
        self.press_with_errors("Buscar")
        self.fill(NumberForm, "number", self.number)
        self.press("Buscar")
        self.press_with_errors("Siguiente")
        self.fill(ContactForm, "email", self.email)
        self.fill(ContactForm, "mobile", "099 123 4567")
        self.press("Siguiente")
        self.press_with_errors("Verificar")
        self.fill(CodeForm, "code", self.code())
        self.press("Verificar")
        self.press_with_errors("Siguiente")
        province = self.word(PlaceForm.base_fields["province"].label)
        page.get_by_label(province).select_option(str(cast.agency().province_id))
        self.fill(PlaceForm, "dependents", "1")
        self.press("Siguiente")
        page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
        self.listen()
        page.locator(".hours").get_by_role("link").first.click()
        self.listen()
        self.press("Sí")
        self.press("Confirmar")


@pytest.fixture
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A small phone, with scripts or without."""
    scripts = getattr(request, "param", True)
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="es-EC", java_script_enabled=scripts)
    context.set_default_timeout(WAIT)
    yield context
    context.close()


def reader(phone: BrowserContext, server: str, language: str, index: int) -> Reader:
    code = f"EXT90000{index:02}"
    Affiliate.objects.create(code=code, names=code, names_key=code, active=True, updated_at=cast.NOW)
    return Reader(phone.new_page(), server, language, code)


@pytest.fixture
def seats(transactional_db: None) -> None:
    cast.slots(
        cast.agency(), (cast.NOW + timedelta(days=1)).date(), times=4, counters=6
    )  # the last finds what the first did


@pytest.mark.usefixtures("seats")
@pytest.mark.parametrize(
    "languages", [["fr"], pytest.param(["en", "pt-br", "zh-hans", "ht"], marks=pytest.mark.full)], ids=["one", "others"]
)
def test_d10_the_whole_booking_is_told_in_each_language_as_in_spanish(
    phone: BrowserContext, live_server: Any, languages: list[str]
) -> None:
    spanish = reader(phone, live_server.url, "es", 0)
    spanish.book()
    for index, language in enumerate(languages, 1):
        other = reader(phone, live_server.url, language, index)
        other.book()
        assert [roles for _, roles in other.told] == [roles for _, roles in spanish.told]
        assert not {title for title, _ in other.told} & {title for title, _ in spanish.told}
    booked = Turno.objects.filter(status="confirmed").order_by("id")
    assert [turno.language for turno in booked] == ["es", *languages]


@pytest.mark.usefixtures("seats")
@pytest.mark.parametrize("phone", [False], indirect=True, ids=["no scripts"])
def test_the_whole_booking_without_a_script(phone: BrowserContext, live_server: Any) -> None:
    plain = reader(phone, live_server.url, "es", 0)
    plain.scripts = False
    plain.book()
    assert Turno.objects.get().status == "confirmed"


@pytest.mark.full
@pytest.mark.usefixtures("seats")
def test_d10_the_booking_on_a_slow_line_takes_less_than_a_minute_of_waiting(
    phone: BrowserContext, live_server: Any
) -> None:
    slow = reader(phone, live_server.url, "es", 0)
    line = phone.new_cdp_session(slow.page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY, "downloadThroughput": RATE, "uploadThroughput": RATE},
    )
    slow.checks = False  # nothing but the booking is measured
    began = time.monotonic()
    slow.book()
    took = time.monotonic() - began
    print(f"{took:.1f} s on 50 kB/s and 400 ms, with five wrong answers")
    assert took < MOST_SECONDS
