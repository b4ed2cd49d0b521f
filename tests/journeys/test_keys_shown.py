"""The keys of a page are told as the browser of the day wants them, and listed at its end (S39)."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.through_client import Desk
from tests.stages import desk
from tests.stages.counter import at_the_desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
FIREFOX = """Object.defineProperty(HTMLElement.prototype, 'accessKeyLabel',
  { get() { return this.accessKey && `Alt+Shift+${this.accessKey.toUpperCase()}`; } })"""
MAC = "Object.defineProperty(Navigator.prototype, 'platform', { get: () => 'MacIntel' })"


@pytest.mark.parametrize(
    ("script", "modifier"), [("", "Alt"), (FIREFOX, "Alt Shift"), (MAC, "⌃ ⌥")], ids=["chromium", "firefox", "mac"]
)
def test_s39_the_keys_of_the_case_are_told_as_the_browser_wants_them_and_listed(
    officer: BrowserContext, script: str, modifier: str
) -> None:
    officer.add_init_script(script)
    seat = Desk.in_context(officer)
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    seat.show(at_the_desk().get(f"/ventanilla/caso/{case.reference}/"))
    assert seat.page.locator(".nav kbd").first.inner_text() == f"{modifier} A"
    seat.page.locator(".keys-of-page summary").click()
    seat.page.locator("[data-keys-of-page] li").first.wait_for()
    listed = seat.page.locator("[data-keys-of-page] li").all_inner_texts()
    for words in (
        f"{modifier} A Agenda",
        f"{modifier} I Emitir código: Bruno Andrés Restrepo Gómez",
        f"{modifier} N Escribir una nota",
    ):
        assert words in listed
