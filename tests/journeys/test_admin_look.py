"""The pages of the administration in a real browser: fields of one height, words in the middle of their button."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests import cast
from tests.journeys.through_client import Desk
from tests.stages.counter import at_the_desk
from vinculo.actions.operations.reference import load_reference
from vinculo.records.models import Agency

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
# Of each visible field of a row its height, in pixels; of each button how far its words stand from its middle.
HEIGHTS = """() => [...document.querySelectorAll('.form-row input, .form-row select')]
  .filter((field) => !['checkbox', 'radio', 'hidden'].includes(field.type) && field.offsetWidth > 1
    && !field.closest('.select2'))
  .map((field) => field.offsetHeight)"""
OFF_CENTRE = """() => [...document.querySelectorAll('.object-tools a, .submit-row a')].map((button) => {
  const range = document.createRange(); range.selectNodeContents(button);
  const words = range.getBoundingClientRect(), box = button.getBoundingClientRect();
  return Math.abs((words.top + words.bottom) / 2 - (box.top + box.bottom) / 2);
})"""
# The fields of which something around them cuts the ring of the focus.
CUT = """() => [...document.querySelectorAll('#content :is(input, select, textarea)')]
  .filter((field) => field.type !== 'hidden' && field.offsetWidth > 1 && !field.closest('.select2'))
  .filter((field) => {
    field.focus();
    const style = getComputedStyle(field), box = field.getBoundingClientRect();
    const ring = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
    for (let around = field.parentElement; around !== document.body; around = around.parentElement) {
      const edge = around.getBoundingClientRect(), cuts = getComputedStyle(around).overflowX !== 'visible';
      const room = [box.left - edge.left, box.top - edge.top, edge.right - box.right, edge.bottom - box.bottom];
      if (cuts && Math.min(...room) < ring) return true;
    }
    return style.outlineStyle === "none" || ring < 5;
  })
  .map((field) => field.name)"""
FOOT = "(part) => part.getBoundingClientRect().bottom"
WIDTHS = (360, 1280)


@pytest.fixture
def desk(officer: BrowserContext) -> Desk:
    return Desk.in_context(officer)


def test_d37_the_fields_of_an_account_are_of_one_height_and_the_words_in_the_middle(desk: Desk) -> None:
    client = at_the_desk(cast.alicia())
    for page in ("staff", "agency"):
        row = cast.olga().pk if page == "staff" else cast.agency().pk
        for width in WIDTHS:
            desk.page.set_viewport_size({"width": width, "height": 800})
            desk.show(client.get(f"/administracion/records/{page}/{row}/change/"))
            heights = desk.page.evaluate(HEIGHTS)
            assert (page, width, len(heights) > 5, set(heights)) == (page, width, True, {44})
            apart = desk.page.evaluate(OFF_CENTRE)
            assert (page, width, len(apart), [each for each in apart if each > 2]) == (page, width, 2, [])


def test_d37_no_page_of_the_administration_is_wider_than_its_window_nor_one_part_over_another(desk: Desk) -> None:
    client = at_the_desk(cast.alicia())
    load_reference(now=cast.NOW)
    agency = Agency.objects.filter(services__isnull=False).first() or cast.agency()
    for page in ("", "staff/", f"staff/{cast.olga().pk}/change/", "agency/", f"agency/{agency.pk}/change/", "counter/"):
        for width in WIDTHS:
            desk.page.set_viewport_size({"width": width, "height": 800})
            desk.show(client.get(f"/administracion/records/{page}" if page else "/administracion/"))
            assert (page, width, desk.page.evaluate("document.documentElement.scrollWidth")) == (page, width, width)
            head, names = (desk.page.locator(each).evaluate(FOOT) for each in ("#header", "#user-tools"))
            assert names <= head, (page, width)


@pytest.mark.parametrize("width", WIDTHS)
def test_d37_the_ring_of_the_focus_is_whole_around_every_field(desk: Desk, width: int) -> None:
    client = at_the_desk(cast.alicia())
    desk.page.set_viewport_size({"width": width, "height": 800})
    for page in (
        "procedure/add/",
        "calendarday/add/",
        f"staff/{cast.olga().pk}/change/",
        f"agency/{cast.agency().pk}/change/",
    ):
        desk.show(client.get(f"/administracion/records/{page}"))
        assert (page, desk.page.evaluate(CUT)) == (page, [])


def test_d37_the_fields_that_search_touch_nothing(desk: Desk) -> None:
    """Above the list of tables, and above the rows of one."""
    desk.page.set_viewport_size({"width": 1280, "height": 800})
    desk.show(at_the_desk(cast.alicia()).get("/administracion/records/agency/"))
    side, below, field, button = (
        desk.page.locator(each).evaluate("(part) => part.getBoundingClientRect().toJSON()")
        for each in ("#nav-filter", "#nav-sidebar .module", "#searchbar", "#toolbar input[type=submit]")
    )
    assert below["top"] - side["bottom"] >= 6
    assert side["left"] - below["left"] >= 6
    assert button["left"] - field["right"] >= 6
