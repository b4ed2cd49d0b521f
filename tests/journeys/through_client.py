"""A browser before the answers of test clients: it sees what a test has written and not committed, and no server."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from playwright.sync_api import BrowserContext, Page, Route

HOST = "http://vinculo.test"
# What has the focus, as a person names it: a field by its name, a button or link by its words, else the part's id.
FOCUS = """() => {
  const at = document.activeElement, words = at.textContent.replace(/\\s+/g, ' ').trim();
  if (at.matches('input, select, textarea')) return at.type === 'submit' ? at.value : at.name;
  return at.matches('a, button, summary') ? words : at.id || words.slice(0, 28) || at.tagName.toLowerCase();
}"""

NARROW = 360
# Words of which hardly a letter has room beside the next: the boxes of their lines are narrow, and there are many.
PRESSED = """() => [...document.querySelectorAll('main :is(a, label, summary, dd, dt, p, h1, h2, h3, td, th, li)')]
  .filter((each) => !each.closest("thead") && each.checkVisibility() && each.innerText.trim().length > 8)
  .filter((each) => {
    const range = document.createRange(); range.selectNodeContents(each);
    const box = range.getBoundingClientRect();
    return box.width < 48 && box.height > 2 * box.width && box.width > 1;
  })
  .map((each) => each.innerText.slice(0, 30))"""


@dataclass
class Desk:
    """One page of a browser that shows the answers of test clients."""

    page: Page
    answers: dict[str, Any] = field(default_factory=dict)  # by path

    @classmethod
    def in_context(cls, context: BrowserContext) -> Desk:
        """Return a desk with a page of its own."""
        desk = cls(context.new_page())
        desk.page.route("**/*", desk.fulfill)
        return desk

    def show(self, answer: Any) -> None:
        """Show an answer of a client, at the address that was asked for."""
        path = answer.request["PATH_INFO"]
        self.answers = {path: answer}
        query = answer.request["QUERY_STRING"]
        self.page.goto(f"{HOST}{path}" + (f"?{query}" if query else ""))

    @property
    def crowded(self) -> tuple[int, list[str]]:
        """Return the width of the page on a narrow window, and the words that are pressed into a column of letters."""
        before = self.page.viewport_size
        self.page.set_viewport_size({"width": NARROW, "height": 800})
        wide, words = self.page.evaluate("document.documentElement.scrollWidth"), self.page.evaluate(PRESSED)
        if before:
            self.page.set_viewport_size(before)
        return wide, words

    @property
    def focus(self) -> str:
        """Return what has the focus; what bears the number of this very case or turno bears an ellipsis."""
        return re.sub(r"\b[A-Z][A-Z0-9]{9}\b", "…", str(self.page.evaluate(FOCUS)))

    def fulfill(self, route: Route) -> None:
        """Give the answer that is shown; static files come from their folder, and nothing else is there."""
        path = urlsplit(route.request.url).path
        answer = self.answers.get(path)
        if answer is not None:
            kind = {"Content-Type": answer["Content-Type"]}
            route.fulfill(status=200, headers=kind, body=answer.content)
        elif path.startswith("/static/"):
            route.fulfill(path=str(finders.find(path.removeprefix("/static/"))))
        else:
            route.fulfill(status=404)
