"""Every invariant of the queue finds the row that breaks it, and finds nothing in a sound day."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from tests import cast
from tests.stages import desk
from tests.stages.queue import at, call, make_open_counter, priority, serve, ticket
from vinculo.queries.queue.invariants import QUEUE_RULES, queue_breaches
from vinculo.records.models import CentreDay, Counter, Ticket, Turno
from vinculo.rules.queue.status import Origin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sound() -> None:
    """A morning: Ana is served, somebody is called, somebody waits."""
    make_open_counter(1)
    make_open_counter(2)
    of = desk.turno(starts=at(-30), ends=at(-15))
    ticket(-40, turno=of, case=desk.record_arrival(of), origin=Origin.TURNO)
    serve(1, call(0))
    priority(1)
    call(2, number=2)
    ticket(3)


def a_gap() -> None:
    CentreDay.objects.update(last_number=9)


def a_turno_that_is_not_here() -> None:
    Turno.objects.update(status="no_show")


def two_live_numbers_of_a_turno() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX ticket_one_of_turno")
    Ticket.objects.filter(state="waiting").update(turno=Turno.objects.get())


def a_call_that_nobody_logged() -> None:
    Ticket.objects.filter(state="waiting").update(called_at=at(1))


def a_version_without_an_entry() -> None:
    CentreDay.objects.update(version=99)


def served_by_nobody() -> None:
    Counter.objects.filter(number=1).update(staff=None, state="closed")


def called_to_a_paused_counter() -> None:
    Counter.objects.filter(number=1).update(state="paused")


def called_to_another_centre() -> None:
    there = cast.counter(1, cast.agency("CAU Guayaquil", "Guayas", "09"))
    Ticket.objects.filter(state="serving").update(counter=there)


def moved_behind_the_logs_back() -> None:
    Ticket.objects.filter(state="waiting").update(due=at(-500))


BROKEN: list[tuple[Callable[[], None], set[str]]] = [
    (a_gap, {"números"}),
    (a_turno_that_is_not_here, {"presentes"}),
    (two_live_numbers_of_a_turno, {"presentes"}),
    (a_call_that_nobody_logged, {"bitácora"}),
    (a_version_without_an_entry, {"bitácora", "repetición"}),
    (served_by_nobody, {"ventanillas"}),
    (called_to_a_paused_counter, {"ventanillas"}),
    (called_to_another_centre, {"ventanillas"}),
    (moved_behind_the_logs_back, {"repetición"}),
]


def test_a_sound_day_has_no_breach() -> None:
    assert queue_breaches() == []


@pytest.mark.parametrize(("broken", "rules"), BROKEN)
def test_what_breaks_a_rule_is_found_by_it_alone(broken: Callable[[], None], rules: set[str]) -> None:
    connection.check_constraints()
    broken()
    assert {breach.rule for breach in queue_breaches()} == rules


def test_every_rule_is_broken_by_something() -> None:
    assert {rule for _, rules in BROKEN for rule in rules} == set(QUEUE_RULES)


def test_the_nightly_command_asks_for_the_queue_too() -> None:
    told = StringIO()
    call_command("check_invariants", stdout=told)
    assert told.getvalue() == "Todo concuerda.\n"
    a_gap()
    with pytest.raises(SystemExit):
        call_command("check_invariants", stdout=told)
    assert "números: día de cola" in told.getvalue()
