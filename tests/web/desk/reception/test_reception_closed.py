"""Reception of a centre that is closed: nobody without precedence has a number, and what can be had is offered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages.counter import at_the_desk
from tests.stages.reception import groups, open_counter
from tests.web.desk.reception.reception_pages import HOME, buttons, panel, send
from tests.web.shared.reading import by_class, page, text
from vinculo.records.models import Ticket

pytestmark = pytest.mark.django_db
SATURDAY = datetime(2026, 11, 28, 12, 0, tzinfo=cast.GUAYAQUIL)
CLOSED = "No hay número ahora: el centro ya no atiende hoy."


@pytest.fixture(params=[SATURDAY, cast.NOW.replace(hour=17)], ids=str)
def stop_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Stop the clock on a Saturday, and on a working day at the hour of closing."""
    with time_machine.travel(request.param, tick=False):
        yield


@pytest.fixture
def client(stop_clock: None) -> Client:
    groups()
    open_counter()
    cast.slots(cast.agency(), (cast.NOW + timedelta(days=1)).date(), times=1, counters=1)
    return at_the_desk()


def test_it_says_so_and_a_same_day_visitor_is_offered_the_next_hour_instead(client: Client) -> None:
    badges = [text(node) for node in by_class(page(client.get(HOME)), "badge")]
    assert ("no hay número ahora" in badges, "hay número" in badges) == (True, False)
    refused = send(client, "reception_same_day", {})
    assert refused["Location"] == reverse("desk:reception_give")
    offered = client.get(refused["Location"])
    assert CLOSED in text(page(offered))
    assert "10:00" in text(panel(offered))
    assert "Dar esta hora" in buttons(offered)
    assert Ticket.objects.count() == 0


def test_s29_a_priority_person_has_a_number_all_the_same(client: Client) -> None:
    send(client, "reception_priority", {"categories": ["embarazo"]})
    assert Ticket.objects.get().klass == "P"
