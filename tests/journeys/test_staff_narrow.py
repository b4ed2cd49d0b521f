"""The page of a case on a narrow window: room for its words (D37); every other page: `test_focus`."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.through_client import NARROW, PRESSED, Desk
from tests.stages.counter import at_the_desk
from tests.stages.desk import case_of_bruno

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]
# How far the words of each button stand from its middle, in pixels.
OFF_CENTRE = """() => [...document.querySelectorAll('main .button')]
  .filter((each) => each.checkVisibility())
  .map((each) => {
  const range = document.createRange(); range.selectNodeContents(each);
  const words = range.getBoundingClientRect(), box = each.getBoundingClientRect();
  return Math.abs((words.top + words.bottom) / 2 - (box.top + box.bottom) / 2);
})"""


def test_d37_the_words_of_the_buttons_of_a_case_stand_in_their_middle(officer: BrowserContext) -> None:
    desk = Desk.in_context(officer)
    case, _bruno = case_of_bruno()
    desk.show(at_the_desk().get(f"/ventanilla/caso/{case.reference}/"))
    apart = desk.page.evaluate(OFF_CENTRE)
    assert len(apart) > 5
    assert max(apart) < 2.3


def test_d37_on_a_narrow_window_the_step_of_a_case_has_room_for_its_words(officer: BrowserContext) -> None:
    desk = Desk.in_context(officer)
    desk.page.set_viewport_size({"width": NARROW, "height": 800})
    case, _bruno = case_of_bruno()
    desk.show(at_the_desk().get(f"/ventanilla/caso/{case.reference}/"))
    assert desk.page.locator(".step .choice").count() > 2
    assert (desk.page.evaluate("document.documentElement.scrollWidth"), desk.page.evaluate(PRESSED)) == (NARROW, [])
