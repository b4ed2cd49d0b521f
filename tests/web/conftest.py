"""The stages on which the pages are tried, each on the day of the cast."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests import cast
from tests.stages.prepared import model
from tests.web.public.booking.booking_pages import DAY


@pytest.fixture(autouse=True)
def page_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the person who posts to an address at once stand for somebody who has read its page a moment before (D30).

    What a form carries counts all the same; that every form carries it is in `acting/test_every_acting_form.py`.
    """
    monkeypatch.setattr("vinculo.web.shared.fields.NOTHING_SHOWN", None)


@pytest.fixture
def nine_o_clock() -> Iterator[None]:
    """Stop the clock at the hour of the cast."""
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def seats_tomorrow(nine_o_clock: None, db: None) -> None:
    """Put Ana into the registry and three quarters of an hour at one counter into tomorrow."""
    cast.ana()
    cast.slots(cast.agency(), DAY, times=3, counters=1)


@pytest.fixture
def solicitud_at_home(nine_o_clock: None, db: None) -> None:
    """Put Ana into the registry and the institution's model text in place."""
    cast.ana()
    model()
