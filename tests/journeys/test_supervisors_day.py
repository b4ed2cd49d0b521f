"""The day of who supervises, with hands on the keyboard alone: of a province and of the nation (D37).

Nothing is clicked, and every thing that is reached has the focus where it can be seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests import cast
from tests.stages import desk
from tests.stages.counter import at_the_desk
from vinculo.records.models import Message, Staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 60  # Tabs to anything on a page
NAME = """() => { const e = document.activeElement, label = e.labels && e.labels[0];
  if (['BODY', 'MAIN'].includes(e.tagName)) return '';
  return [e.getAttribute('aria-label'), label && label.innerText, e.innerText, e.value, e.name]
    .filter(Boolean).join(' ').replace(/\\s+/g, ' ').trim() }"""
SEEN = """() => { const e = document.activeElement, s = getComputedStyle(e),
  l = e.closest('.choice') || (e.labels && e.labels[0]), t = l ? getComputedStyle(l) : s,
  b = (l || e).getBoundingClientRect();
  return (s.outlineStyle !== 'none' || s.boxShadow !== 'none' || t.outlineStyle !== 'none' || t.boxShadow !== 'none')
    && b.width > 0 && b.bottom > 0 && b.top < innerHeight }"""

LOOK = """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
  return [e.outerHTML.slice(0, 120), s.outlineStyle, s.outlineWidth, s.boxShadow, b.x, b.y, b.width, b.height] }"""


@dataclass
class Keys:
    """Hands that know the keyboard alone."""

    page: Page
    address: str

    def reach(self, words: str) -> None:
        """Go on with Tab until what has the focus bears these words, and see that it is shown."""
        passed = []
        for _ in range(MOST):
            name = self.page.evaluate(NAME)
            if self.is_there(words):
                break
            passed.append(name)
            self.page.keyboard.press("Tab")
        assert self.is_there(words), passed
        assert self.page.evaluate(SEEN), (words, self.page.evaluate(LOOK))

    def is_there(self, words: str) -> bool:
        """Return whether what has the focus bears these whole words."""
        return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", self.page.evaluate(NAME)) is not None

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def enter(self, words: str) -> None:
        """Reach something and press Enter, which leads to another page."""
        self.reach(words)
        with self.page.expect_navigation():
            self.press("Enter")

    def type(self, words: str, text: str) -> None:
        """Reach a field and type into it."""
        self.reach(words)
        self.press("Control+a")
        self.page.keyboard.type(text)

    def save(self) -> None:
        """Send the form in which the hands are."""
        with self.page.expect_navigation():
            self.press("Control+Enter")

    def read_main(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())


Seat = Callable[[Staff], Keys]


@pytest.fixture(name="seated")
def sit_down(officer: BrowserContext, live_server: Any) -> Seat:
    """Return what seats somebody who has logged in before their first page."""

    def seat(who: Staff) -> Keys:
        session = at_the_desk(who).cookies["sessionid"].value
        officer.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = officer.new_page()
        page.goto(f"{live_server.url}/supervision/")
        return Keys(page, live_server.url)

    return seat


def test_s39_the_supervisor_of_a_province_chooses_a_centre_and_gives_a_case_by_keyboard(seated: Seat) -> None:
    here, far = cast.agency(), cast.agency("Centro Cuenca", "Azuay", "01")
    case, _bruno = desk.case_of_bruno()
    Staff.objects.create_user("nora", role="officer", agency=here, first_name="Nora", last_name="Ruiz")
    sara = cast.sara()
    Staff.objects.filter(pk=sara.pk).update(agency=None, province=here.province, territory="province")
    hands = seated(Staff.objects.get(pk=sara.pk))

    hands.enter("Casos")
    hands.enter(case.reference)
    hands.enter("Pasar")
    hands.reach("A quién")
    hands.press("n")
    hands.save()
    case.refresh_from_db()
    assert case.officer == Staff.objects.get(username="nora")

    hands.enter("Día")
    assert far.name not in hands.read_main()
    assert here.name in hands.read_main()  # the only one of the province
    hands.enter("Cifras")
    hands.enter("Código en la primera visita")
    assert "/cifras/primera-visita/" in hands.page.url


def test_s39_the_supervisor_of_the_nation_finds_a_centre_by_typing_and_reads_its_figures(seated: Seat) -> None:
    far = cast.agency("Centro Cuenca", "Azuay", "01")
    cast.agency()
    for number in range(9):
        cast.agency(f"Centro {number}", "Loja", "11")
    sara = cast.sara()
    Staff.objects.filter(pk=sara.pk).update(agency=None, province=None, territory="nation")
    hands = seated(Staff.objects.get(pk=sara.pk))

    hands.enter("Día")
    hands.type("Centro", "cuenca")
    hands.press("Escape")  # the list of the browser
    hands.save()
    assert far.name in hands.read_main()

    hands.enter("Política de la cola")
    hands.enter("Cifras")
    hands.reach("Período")
    hands.press("ArrowDown")
    hands.save()
    hands.enter("Códigos, correcciones y negativas")
    assert "/cifras/decisiones/" in hands.page.url
    assert Message.objects.count() == 0
