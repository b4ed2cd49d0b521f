"""Every key of the counter, from the call to the printed code of one child with good papers: hands on the keyboard."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from tests import cast
from tests.journeys.test_calling import logged_in
from tests.journeys.test_printing import PRINTER
from tests.stages import desk
from tests.stages.counter import td3
from tests.stages.keyboard import wait_for_focus
from tests.stages.queue import LUCK
from vinculo.actions.queue.check_in import check_in
from vinculo.actions.queue.tickets import issue_ticket
from vinculo.records.models import Certificate, PaperRecord
from vinculo.rules.queue.status import Origin

pytestmark = [pytest.mark.browser, pytest.mark.prints, pytest.mark.django_db(transaction=True)]
MOST = 75
COUNTED = {"prepared at home": 52, "nothing prepared": 57}  # as docs/decisions/0045 has it
TALLEST = {"prepared at home": 900, "nothing prepared": 980}  # pixels of a page of the case; a screen has 900
ANA = td3("RESTREPO<GOMEZ<<ANA<MARIA", cast.ANA_PASSPORT, "900520", "F", "300101")
BRUNO = td3("RESTREPO<GOMEZ<<BRUNO<ANDRES", cast.BRUNO_PASSPORT, "150314", "M", "290601")


@dataclass
class Hands:
    """Hands on a keyboard: each key counts, a letter with an accent two; what a reader types is one."""

    page: Page
    keys: int = 0
    heights: set[int] = field(default_factory=set)  # pixels of the pages of the case, as they opened

    def press(self, *keys: str) -> None:
        wait_for_focus(self.page)
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def send(self) -> None:
        with self.page.expect_navigation():
            self.press("Enter")
        if "/caso/" in self.page.url:
            self.heights.add(self.page.evaluate("document.documentElement.scrollHeight"))

    def type(self, text: str) -> None:
        wait_for_focus(self.page)
        self.page.keyboard.type(text)
        self.keys += len(unicodedata.normalize("NFD", text))

    def scan(self, text: str) -> None:
        """Type what a reader types, its Enter after each line included."""
        wait_for_focus(self.page)
        self.page.keyboard.type(text)
        self.keys += 1


@pytest.fixture
def hands(officer: BrowserContext, live_server: Any) -> Iterator[Hands]:
    """Olga at her open counter, with the next person waiting."""
    cast.counter(1)
    officer.add_init_script(PRINTER)
    page = logged_in(officer, live_server.url)
    with page.expect_navigation():
        page.get_by_role("button", name="Abrir la 1").click()
    yield Hands(page)
    page.close()


def ana_waits(*, at_home: bool) -> None:
    """Let Ana wait with a number, for the code of her son."""
    now = timezone.localtime().replace(second=0, microsecond=0)
    of = desk.turno(starts=now, ends=now + timedelta(minutes=15))
    if at_home:
        desk.bruno_at_home(of)
    case = check_in(turno=of, actor=cast.olga(), now=now, random_source=LUCK)
    issue_ticket(
        agency=cast.agency(),
        procedure=cast.procedure(),
        now=timezone.now(),
        random_source=LUCK,
        actor=cast.olga(),
        origin=Origin.TURNO,
        turno=of,
        case=case,
    )


@pytest.mark.parametrize("prepared", list(COUNTED))
def test_s39_one_child_with_good_papers_takes_under_75_keys_from_the_call_to_the_printed_code(
    hands: Hands, prepared: str
) -> None:
    ana_waits(at_home=prepared == "prepared at home")
    with hands.page.expect_navigation():
        hands.page.reload()
    hands.send()  # call
    hands.send()  # begin: the case opens on its first paper
    hands.scan(ANA)
    hands.press("1")  # original seen, copy on paper
    hands.send()
    hands.press("1", "1")  # the form: signed by hand, all seven data
    hands.send()
    hands.scan(BRUNO)
    hands.press("1")
    hands.send()
    if prepared != "prepared at home":
        hands.press("1", "1", "2", "2")  # daughter or son; resides here, has no cédula, is of no Ecuadorian origin
        hands.send()
    hands.type("Notaría Primera de Cali")
    hands.press("Tab")
    hands.type("03022020")
    hands.press("Tab", "1", "1", "1", "1")  # apostille, original and copy, names the affiliate, names the child
    hands.send()
    hands.send()  # issue
    hands.send()  # issue and print
    hands.page.wait_for_function("() => window.printed === 1")
    assert (Certificate.objects.count(), PaperRecord.objects.count()) == (1, 4)
    assert hands.keys == COUNTED[prepared] <= MOST
    assert max(hands.heights) <= TALLEST[prepared]
