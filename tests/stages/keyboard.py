"""Hands that know the keyboard alone: nothing is clicked, and what is reached has the focus where it can be seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.stages.counter import at_the_desk
from vinculo.records.models import Staff

MOST = 60  # Tabs to anything on a page
VALUE = "() => document.activeElement.value || 'nothing'"
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


def wait_for_focus(page: Page) -> None:
    """Wait until a page that has just come has put the focus somewhere: it does so when it is first drawn.

    That may be after it was loaded: a key that is pressed between the two goes nowhere. Works without scripts too.
    """
    page.locator(":focus").wait_for(state="attached")


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
        assert self.page.evaluate(SEEN), f"{words}: {self.page.evaluate(LOOK)}"

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

    def type_moment(self, words: str, moment: date | time, *orders: str) -> None:
        """Reach the field of a day or an hour and type into it, in the order that the browser's own language has."""
        self.reach(words)
        for order in orders:
            self.press(*["ArrowLeft"] * 5)
            self.page.keyboard.type(moment.strftime(order))
            if self.page.evaluate(VALUE) in str(moment):
                break
        assert self.page.evaluate(VALUE) in str(moment), self.page.evaluate(NAME)

    def save(self) -> None:
        """Send the form in which the hands are."""
        with self.page.expect_navigation():
            self.press("Control+Enter")

    def read_main(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())


Seat = Callable[[Staff], Keys]


def seat_at(context: BrowserContext, server: Any, first: str) -> Seat:
    """Return what seats somebody, who has logged in, before the first page of their door."""

    def seat(who: Staff) -> Keys:
        session = at_the_desk(who).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
        page = context.new_page()
        page.goto(f"{server.url}{first}")
        return Keys(page, server.url)

    return seat
