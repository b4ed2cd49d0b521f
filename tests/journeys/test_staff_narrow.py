"""The staff on a narrow window: the header in two lines, the page of a case with room; every page: `test_focus`."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests import cast
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


def test_d37_on_a_narrow_window_the_pages_of_a_door_stand_in_two_lines(officer: BrowserContext) -> None:
    """Longer names are shorter there; what can be pressed is high enough, and the words do not run together."""
    desk = Desk.in_context(officer)
    desk.page.set_viewport_size({"width": NARROW, "height": 800})
    doors = {
        "/supervision/": (cast.sara(), 11),
        "/supervision/cifras/": (cast.alicia(), 9),
        "/ventanilla/": (cast.olga(), 9),
        "/juridica/": (cast.lucia(), 5),
        "/proteccion-de-datos/": (cast.diana(), 5),
    }
    for address, (who, count) in doors.items():
        desk.show(at_the_desk(who).get(address))
        links = [
            each.evaluate("(part) => part.getBoundingClientRect().toJSON()")
            for each in desk.page.locator(".nav a").all()
        ]
        lines = {each["y"] for each in links}
        assert (address, len(links), len(lines) <= 2) == (address, count, True), links
        assert min(each["height"] for each in links) >= 34
        assert {each.inner_text() for each in desk.page.locator(".nav a").all()} & {"", "Días sin sistema"} == set()
