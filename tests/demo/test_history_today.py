"""The day of today in the demonstration, at eleven: people wait, are served and were served (D37, D39)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from pytest_django import Settings

from tests import cast
from tests.demo.scopes import count_anew, scope_of_history
from tests.stages.counter import at_the_desk
from tests.web.shared.reading import page, text
from vinculo.actions.queue.calling import call_next
from vinculo.actions.queue.counters import open_counter
from vinculo.demo import people
from vinculo.demo.history.loading import load_history
from vinculo.queries.feedback.service.counting import count_figures
from vinculo.queries.feedback.service.figures import FIGURES
from vinculo.queries.operations.invariants import breaches
from vinculo.queries.queue import replay
from vinculo.queries.queue.invariants import queue_breaches
from vinculo.records.models import Agency, Case, CentreDay, Counter, Staff, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.long]
TODAY = cast.NOW.date()
LATER = cast.NOW + timedelta(hours=2)  # eleven: the busiest hour


@pytest.fixture(scope="module")
def load_day(module_db: None) -> None:
    """Load the history at eleven of a working day, once for all tests here."""
    with override_settings(DEMO=True, HORIZON_DAYS=1), time_machine.travel(LATER, tick=False):
        people.make_demo(LATER)
        load_history(people.centres_with_history(), LATER)
    count_anew()


@pytest.fixture
def at_eleven(load_day: None, settings: Settings) -> Iterator[Agency]:
    """Stay at that moment, at the centre of the officers."""
    settings.DEMO, settings.HORIZON_DAYS = True, 1
    with time_machine.travel(LATER, tick=False):
        yield people.centres_with_history()[0]


def test_d39_today_has_people_who_wait_are_served_and_were_served_at_each_centre(at_eleven: Agency) -> None:
    for centre in people.centres_with_history():
        states = set(Ticket.objects.filter(day__agency=centre, day__date=TODAY).values_list("state", flat=True))
        assert {"serving", "served"} <= states, centre
        seated = Counter.objects.filter(agency=centre, staff__isnull=False)
        assert [each.state for each in seated] == ["open"], centre
    assert Ticket.objects.filter(state="waiting").exists()
    assert breaches() + queue_breaches() == []
    assert [line for head in CentreDay.objects.filter(date=TODAY) for line in replay.differences(head)] == []


def test_d39_the_first_counter_is_free_for_who_tries_it_and_the_next_number_is_called(at_eleven: Agency) -> None:
    olga = Staff.objects.get(username="olga")
    first = Counter.objects.filter(agency=at_eleven).order_by("number")[0]
    open_counter(counter=first, actor=olga, now=LATER)
    called = call_next(counter=first, actor=olga, now=LATER, key="0" * 32)
    assert (called.state, called.day.date) == ("called", TODAY)


def test_d39_board_day_and_figures_of_today_show_it(at_eleven: Agency) -> None:
    serving = Ticket.objects.get(day__agency=at_eleven, state="serving")
    assert serving.counter is not None
    board = text(page(Client().get(reverse("board:board", args=[at_eleven.pk]))))
    assert f"Ventanilla {serving.counter.number} {serving.number}" in board
    sara = at_the_desk(Staff.objects.get(username="sara"))
    day = text(page(sara.get(f"/supervision/dia/{at_eleven.pk}/{TODAY}/")))
    served = Ticket.objects.filter(day__agency=at_eleven, day__date=TODAY, state="served").count()
    assert (f"Atendidos {served}" in day, f"El {serving.number} está en ella." in day) == (True, True)
    counts = count_figures(FIGURES.values(), replace(scope_of_history(at_eleven.name), first=TODAY, now=LATER))
    assert counts["numeros"] == Ticket.objects.filter(day__agency=at_eleven, day__date=TODAY).count()


def test_d37_the_case_of_who_waits_with_a_turno_opens_at_the_desk(at_eleven: Agency) -> None:
    there = Case.objects.filter(agency=at_eleven, tickets__day__date=TODAY, tickets__state="waiting")
    olga = at_the_desk(Staff.objects.get(username="olga"))
    case = there.order_by("pk")[0]
    assert (case.closed_at, olga.get(f"/ventanilla/caso/{case.reference}/").status_code) == (None, 200)
