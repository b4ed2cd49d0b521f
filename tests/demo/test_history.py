"""The two months of the demonstration: written in few statements, and nothing in them is wrong (D39)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from pytest_django import Settings

from tests import cast
from tests.demo.scopes import count_anew, scope_of_history
from tests.stages.counter import at_the_desk
from vinculo.actions.operations.upkeep import run_upkeep
from vinculo.demo import people
from vinculo.demo.history.loading import load_history
from vinculo.queries.feedback import figures
from vinculo.queries.feedback.service.counting import count_figures
from vinculo.queries.feedback.service.figures import FIGURES
from vinculo.queries.operations.invariants import breaches
from vinculo.queries.queue import replay
from vinculo.queries.queue.invariants import queue_breaches
from vinculo.records.models import Case, CentreDay, Event, Message, Person, QueueEntry, Sample, Staff, Ticket, Turno
from vinculo.rules.feedback.figures import Month

pytestmark = [pytest.mark.django_db, pytest.mark.long]
TODAY = cast.NOW.date()
NEVER_IN_IT = {"no-recibidos", "vacios-con-rechazo", "revertidas", "por-llegar", "sin-decision"}  # at nine


@pytest.fixture(scope="module", name="loaded")
def load_months(module_db: None) -> int:
    """Load the history into a new demo, once for all tests here, and return in how many statements."""
    with override_settings(DEMO=True, HORIZON_DAYS=1):
        people.make_demo(cast.NOW)
        with CaptureQueriesContext(connection) as made:
            assert load_history(people.centres_with_history(), cast.NOW) > 1000
    count_anew()
    return len(made)


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    """Let the pages be those of a demo."""
    settings.DEMO, settings.HORIZON_DAYS = True, 1


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
    counts = count_figures(FIGURES.values(), scope_of_history(people.OFFICERS[0].agency))
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
