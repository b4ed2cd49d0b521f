"""Reception in a part of the day that its supervisor closed: no number for now, another hour instead (D38)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages.counter import at_the_desk
from tests.stages.reception import groups, open_counter
from tests.web.desk.reception.reception_pages import buttons, panel, send
from tests.web.shared.reading import page, text
from vinculo.actions.closures.closures import close_scope
from vinculo.queries.closures.closures import ClosingScope
from vinculo.records.models import Closing, Event, Ticket

pytestmark = pytest.mark.django_db
REFUSED = "El centro no atiende hasta las 14:00. Dele un turno para otra hora: no le dé un número ahora."
TODAY = cast.NOW.date()


def at(hour: int, minute: int = 0) -> datetime:
    return datetime.combine(TODAY, time(hour, minute), cast.GUAYAQUIL)


@pytest.fixture
def closed_at_noon() -> None:
    """Close the centre from 12:00 to 14:00 of today, with an hour free after it."""
    groups()
    open_counter()
    cast.slots(cast.agency(), TODAY, times=1, counters=1, first_hour=15)
    scope = ClosingScope(cast.agency(), TODAY, TODAY, since=time(12), until=time(14))
    close_scope(scope=scope, reason="Corte de energía", actor=cast.sara(), now=cast.NOW)


def received_at(moment: datetime) -> tuple[str, Client]:
    """Ask for a number as a same-day visitor does and return where that leads."""
    with time_machine.travel(moment, tick=False):
        olga = at_the_desk()
        return send(olga, "reception_same_day", {})["Location"], olga


@pytest.mark.parametrize("moment", [at(12), at(13, 59)], ids=str)
def test_d38_nobody_gets_a_number_for_today_while_the_centre_is_closed(closed_at_noon: None, moment: datetime) -> None:
    where, olga = received_at(moment)
    assert where == reverse("desk:reception_give")
    with time_machine.travel(moment, tick=False):
        offered = olga.get(where)
    assert REFUSED in text(page(offered))
    assert ("15:00" in text(panel(offered)), "Dar esta hora" in buttons(offered)) == (True, True)
    assert Ticket.objects.count() == 0


def test_d38_a_refusal_in_a_closed_part_is_an_event_as_any_other(closed_at_noon: None) -> None:
    received_at(at(12, 30))
    event = Event.objects.get(act="not_admitted")
    assert (event.actor, event.subject_id, event.fields) == (cast.olga(), cast.agency().pk, ["why:closed"])


@pytest.mark.parametrize("moment", [at(11, 59), at(14)], ids=str)
def test_d38_before_and_after_it_numbers_are_given_as_ever(closed_at_noon: None, moment: datetime) -> None:
    where, _olga = received_at(moment)
    assert where == reverse("desk:reception_ticket", args=[1])
    assert (Ticket.objects.count(), Event.objects.filter(act="not_admitted").count()) == (1, 0)


def test_d38_a_priority_person_has_a_number_in_it_all_the_same(closed_at_noon: None) -> None:
    with time_machine.travel(at(12, 30), tick=False):
        send(at_the_desk(), "reception_priority", {"categories": ["embarazo"]})
    assert Ticket.objects.get().klass == "P"


@pytest.mark.parametrize(("counter", "most"), [(1, None), (None, 1)], ids=["counter", "fewer"])
def test_d38_a_counter_that_is_away_closes_nothing_at_reception(counter: int | None, most: int | None) -> None:
    groups()
    open_counter()
    cast.counter(2)
    cast.slots(cast.agency(), TODAY, times=1, counters=2, first_hour=15)
    scope = ClosingScope(cast.agency(), TODAY, TODAY, counter, since=time(12), until=time(14), most=most)
    close_scope(scope=scope, reason="Enfermedad", actor=cast.sara(), now=cast.NOW)
    where, _olga = received_at(at(12, 30))
    assert where == reverse("desk:reception_ticket", args=[1])


def test_d38_reopened_it_gives_numbers_again(closed_at_noon: None) -> None:
    closing = reverse("supervision:reopen", args=[Closing.objects.get().pk])
    with time_machine.travel(at(12, 30) - timedelta(minutes=10), tick=False):
        at_the_desk(cast.sara()).post(closing, {"reason": "Volvió la luz"})
    where, _olga = received_at(at(12, 30))
    assert where == reverse("desk:reception_ticket", args=[1])
