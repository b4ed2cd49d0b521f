"""The two months of the demonstration and its day of today: few statements, and nothing in them is wrong (D39)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from tests import cast
from tests.stages.counter import at_the_desk
from tests.web.shared.reading import page, text
from vinculo.actions.operations.upkeep import run_upkeep
from vinculo.actions.queue.calling import call_next
from vinculo.actions.queue.counters import open_counter
from vinculo.demo import people
from vinculo.demo.history.loading import load_history
from vinculo.queries.feedback import figures
from vinculo.queries.feedback.service.counting import count_figures
from vinculo.queries.feedback.service.figures import FIGURES
from vinculo.queries.feedback.service.scope import ServiceScope, every_centre
from vinculo.queries.operations.invariants import breaches
from vinculo.queries.queue import replay
from vinculo.queries.queue.invariants import queue_breaches
from vinculo.records.models import (
    Agency,
    Case,
    CentreDay,
    Counter,
    Event,
    Message,
    Person,
    QueueEntry,
    Sample,
    Staff,
    Ticket,
    Turno,
)
from vinculo.rules.feedback.figures import Month

pytestmark = [pytest.mark.django_db, pytest.mark.long]
TODAY = cast.NOW.date()
NEVER_IN_IT = {"no-recibidos", "vacios-con-rechazo", "revertidas", "por-llegar", "sin-decision"}  # at nine


@pytest.fixture
def loaded(settings: Settings) -> int:
    """Load the history into a new demo and return in how many statements."""
    settings.DEMO, settings.HORIZON_DAYS = True, 1
    people.make_demo(cast.NOW)
    with CaptureQueriesContext(connection) as made:
        assert load_history(people.centres_with_history(), cast.NOW) > 1000
    return len(made)


def scope_of(*names: str) -> ServiceScope:
    centres = tuple(each for each in every_centre() if each.name in names or not names)
    return ServiceScope(centres=centres, first=TODAY - timedelta(days=61), last=TODAY, now=cast.NOW)


def test_d39_the_history_of_the_demo_breaks_no_invariant_and_every_day_can_be_replayed(loaded: int) -> None:
    assert breaches() + queue_breaches() == []
    assert [line for head in CentreDay.objects.all() for line in replay.differences(head)] == []


def test_d35_the_last_codes_wait_for_a_second_look(loaded: int) -> None:
    sara = at_the_desk(Staff.objects.get(username="sara"))
    assert Sample.objects.filter(state="waiting").count() == 3 * len(people.centres_with_history())
    first = Sample.objects.filter(agency=Staff.objects.get(username="sara").agency)[0]
    assert sara.get(f"/supervision/muestra/{first.pk}/").status_code == 200


def test_d39_it_is_written_in_few_statements_and_once(loaded: int) -> None:
    assert loaded < 1000  # some fifty thousand rows: a statement for each would be a minute
    before = Ticket.objects.count(), Event.objects.count()
    assert load_history(people.centres_with_history(), cast.NOW) == 0
    assert (Ticket.objects.count(), Event.objects.count()) == before


def test_d39_each_figure_has_something_to_show_at_the_centre_of_the_officers(loaded: int) -> None:
    counts = count_figures(FIGURES.values(), scope_of(people.OFFICERS[0].agency))
    assert {key for key, count in counts.items() if not count} == NEVER_IN_IT
    assert 400 < counts["numeros"] < 900


def test_d39_it_lies_within_two_months_and_ends_now(loaded: int) -> None:
    days = sorted(CentreDay.objects.values_list("date", flat=True))
    assert TODAY - timedelta(days=61) <= days[0] < TODAY - timedelta(days=55)
    assert days[-1] == TODAY
    assert {each.weekday() for each in days} == {0, 1, 2, 3, 4}
    assert not Turno.objects.filter(starts__gt=cast.NOW).exists()
    assert not QueueEntry.objects.filter(at__gt=cast.NOW).exists()
    assert not Ticket.objects.filter(state__in=["waiting", "called", "serving"]).exclude(day__date=TODAY).exists()


def test_d39_it_stands_without_events_but_that_of_its_loading(loaded: int) -> None:
    assert list(Event.objects.filter(at=cast.NOW, fields=["demo_history"]).values_list("act", flat=True)) == [
        "affiliates_imported"
    ]
    assert not Event.objects.filter(subject__in=["ticket", "turno", "case", "certificate", "solicitud"]).exists()


def test_d39_upkeep_finds_nothing_left_to_do_in_it(loaded: int) -> None:
    before = Message.objects.count(), Case.objects.filter(closed_at=None).count()
    run_upkeep(now=cast.NOW)
    assert (Message.objects.count(), Case.objects.filter(closed_at=None).count()) == before


def test_d39_transparencia_has_three_months_with_shares(loaded: int) -> None:
    scope = figures.FiguresScope(first=Month(2026, 1), last=Month(2026, 11))
    shown = figures.published_figures(scope, figures.places())
    assert [line.month.number for line in shown.months if line.attentions] == [9, 10, 11]
    assert shown.services[0].satisfied_service is not None


def test_d39_its_pages_open_for_who_may_see_them(loaded: int) -> None:
    sara = at_the_desk(Staff.objects.get(username="sara"))
    here = Case.objects.filter(agency__name=people.OFFICERS[0].agency, solicitudes__status="issued")
    case = here.order_by("pk").values_list("reference", flat=True)[0]
    assert sara.get(f"/supervision/revertir/caso/{case}/").status_code == 200
    olga = at_the_desk(Staff.objects.get(username="olga"))
    assert olga.get(f"/ventanilla/caso/{case}/").status_code == 200
    day = CentreDay.objects.filter(agency__name=people.OFFICERS[0].agency).order_by("-date")[0]
    assert sara.get(f"/supervision/dia/{day.agency_id}/{day.date}/").status_code == 200


def test_nobody_of_it_logs_in_or_is_alike_to_whom_a_visitor_tries(loaded: int) -> None:
    made = Staff.objects.filter(username__startswith="historia-")
    assert {(each.is_active, each.has_usable_password()) for each in made} == {(False, False)}
    births = {person.birth for person in people.dependents()}
    numbers = {person.number for person in people.dependents()}
    assert not Person.objects.filter(birth_date__in=births, documents__number__in=numbers).exists()


def test_the_history_is_never_written_without_the_demo(settings: Settings) -> None:
    settings.DEMO = False
    assert load_history([cast.agency()], cast.NOW) == 0
    assert (Ticket.objects.count(), QueueEntry.objects.count()) == (0, 0)


def test_a_demo_in_which_somebody_was_served_keeps_what_it_has(settings: Settings) -> None:
    settings.DEMO, settings.HORIZON_DAYS = True, 1
    people.make_demo(cast.NOW)
    day = CentreDay.objects.create(agency=people.centres_with_history()[0], date=TODAY, last_number=1)
    Ticket.objects.create(
        day=day,
        number=1,
        **Ticket.link_for("0" * 32),
        procedure=cast.procedure(),
        origin="same_day",
        klass="W",
        checked_in_at=cast.NOW,
        ref=cast.NOW,
        due=cast.NOW,
    )
    assert load_history(people.centres_with_history(), cast.NOW) == 0


def test_the_command_makes_people_and_history(settings: Settings) -> None:
    settings.DEMO, settings.HORIZON_DAYS = True, 1
    call_command("demo", stdout=StringIO())
    assert Ticket.objects.count() > 1000


LATER = cast.NOW + timedelta(hours=2)  # eleven: the busiest hour


@pytest.fixture
def at_eleven(settings: Settings) -> Iterator[Agency]:
    """Load the history at eleven of a working day, and stay at that moment; the centre of the officers."""
    settings.DEMO, settings.HORIZON_DAYS = True, 1
    with time_machine.travel(LATER, tick=False):
        people.make_demo(LATER)
        load_history(people.centres_with_history(), LATER)
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
    board = text(page(Client().get(reverse("board:board", args=[at_eleven.pk]))))
    assert str(serving.number) in board
    sara = at_the_desk(Staff.objects.get(username="sara"))
    day = text(page(sara.get(f"/supervision/dia/{at_eleven.pk}/{TODAY}/")))
    served = Ticket.objects.filter(day__agency=at_eleven, day__date=TODAY, state="served").count()
    assert f"Atendidos {served}" in day
    counts = count_figures(FIGURES.values(), replace(scope_of(at_eleven.name), first=TODAY, now=LATER))
    assert counts["numeros"] == Ticket.objects.filter(day__agency=at_eleven, day__date=TODAY).count()


def test_d37_the_case_of_whoever_waits_with_a_turno_opens_at_the_desk(at_eleven: Agency) -> None:
    there = Case.objects.filter(agency=at_eleven, tickets__day__date=TODAY, tickets__state="waiting")
    olga = at_the_desk(Staff.objects.get(username="olga"))
    case = there.order_by("pk")[0]
    assert (case.closed_at, olga.get(f"/ventanilla/caso/{case.reference}/").status_code) == (None, 200)


@pytest.mark.parametrize("hours", [-3, 9, 13], ids=["before it opens", "after it closed", "at night"])
def test_d39_outside_its_hours_the_day_has_not_begun_or_is_over(settings: Settings, hours: int) -> None:
    settings.DEMO, settings.HORIZON_DAYS = True, 1
    then = cast.NOW + timedelta(hours=hours)
    people.make_demo(then)
    load_history(people.centres_with_history(), then)
    assert CentreDay.objects.filter(date=TODAY).exists() == (hours > 0)
    assert not QueueEntry.objects.filter(at__gt=then).exists()
    assert breaches() + queue_breaches() == []
