"""Every page of the staff on a narrow window: no wider than it, and no words pressed into a column of letters (D37)."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.test_focus import ELSEWHERE, PARTS
from tests.journeys.through_client import Desk
from tests.stages.counter import at_the_desk
from tests.stages.desk import case_of_bruno
from tests.web.shared.test_every_door import ABSENT_FOR_ALL, EXPECTED, IN, STAFFED, WHO, address, browsers, stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.long]
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


def test_d37_on_a_narrow_window_no_page_is_wider_and_no_words_are_pressed_into_letters(officer: BrowserContext) -> None:
    desk = Desk.in_context(officer)
    desk.page.set_viewport_size({"width": NARROW, "height": 800})
    known, who = stage(), browsers()
    wrong = {}
    to_show = [name for name in STAFFED if not name.startswith(ELSEWHERE) and IN in EXPECTED[name]]
    for name in sorted(set(to_show) - ABSENT_FOR_ALL - PARTS):
        answer = who[WHO[EXPECTED[name].index(IN)]].get(address(name, known))
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            desk.show(answer)
            wide = desk.page.evaluate("document.documentElement.scrollWidth")
            pressed = desk.page.evaluate(PRESSED)
            if pressed or wide != NARROW:
                wrong[name] = (wide, pressed)
    assert wrong == {}


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
