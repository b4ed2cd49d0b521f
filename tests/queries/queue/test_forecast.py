"""The line of a centre: who is before whom, and how long each will probably wait, from its own day and times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from tests import cast
from tests.stages import queue
from tests.stages.desk import turno
from tests.stages.waiting_room import call, finish, open_counter, served_before, waits
from vinculo.queries.queue.forecast import fresh_line, line, situation
from vinculo.queries.queue.own_ticket import own_ticket, ticket_by_token, ticket_of_turno
from vinculo.records.models import CentreDay, Ticket
from vinculo.rules.queue.classes import Klass
from vinculo.rules.queue.overtaking import TEXTS, Told
from vinculo.rules.queue.prediction import ENOUGH, Interval
from vinculo.rules.queue.status import Origin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def later(minutes: float) -> Any:
    return cast.NOW + timedelta(minutes=minutes)


def day() -> CentreDay:
    return CentreDay.objects.get(agency=cast.agency(), date=cast.NOW.date())


def read(ticket: Ticket) -> Ticket:
    ticket_or_none = ticket_by_token(ticket.token)
    assert ticket_or_none is not None
    return ticket_or_none


def test_its_own_services_are_used_once_they_are_enough() -> None:
    served_before([7.0] * (ENOUGH - 1))
    open_counter()
    waits()
    durations = situation(day(), cast.agency(), cast.NOW).services[cast.procedure().pk]
    assert sum(durations) / len(durations) == pytest.approx(15)
    served_before([7.0])
    assert situation(day(), cast.agency(), cast.NOW).services[cast.procedure().pk] == [7.0] * ENOUGH


def test_services_of_another_centre_and_of_last_year_are_not() -> None:
    other = cast.agency("Centro de Atención Universal Guayaquil", "Guayas", "09")
    served_before([7.0] * ENOUGH)
    served_before([7.0] * ENOUGH, days_ago=60)
    waits()
    waits(agency=other)
    theirs = CentreDay.objects.get(agency=other)
    assert set(situation(theirs, other, cast.NOW).services[cast.procedure().pk]) != {7.0}
    assert len(situation(day(), cast.agency(), cast.NOW).services[cast.procedure().pk]) == ENOUGH


def test_a_busy_counter_counts_since_its_service_began() -> None:
    served_before([10.0] * ENOUGH)
    call(waits(), open_counter(), later(-4))
    ticket = waits()
    assert fresh_line(day(), cast.agency(), cast.NOW).intervals == {ticket.number: Interval(low=6, high=6)}


def test_a_counter_that_was_left_open_yesterday_calls_nobody() -> None:
    open_counter(1)
    open_counter(2, since=later(-1440))
    waits()
    assert len(situation(day(), cast.agency(), cast.NOW).counters) == 1


def test_appointments_of_today_that_have_not_come_are_counted_in_and_those_who_came_once() -> None:
    booked, came = turno(), turno()
    turno(starts=later(24 * 60), ends=later(24 * 60 + 15))
    turno(status="cancelled")
    waits(turno=came, origin=Origin.TURNO)
    coming = situation(day(), cast.agency(), cast.NOW).coming
    assert [(each.number, each.klass, each.ref) for each in coming] == [(-booked.pk, Klass.APPOINTMENT, booked.starts)]


def test_how_many_come_in_an_hour_is_counted_from_the_days_before() -> None:
    for _ in range(18):
        waits(now=later(-1440), categories=["elder"])
    waits(categories=["elder"])
    rates = situation(day(), cast.agency(), cast.NOW).arrivals
    assert (rates[Klass.PRIORITY], rates[Klass.SAME_DAY]) == (2.0, 0.0)  # nine hours


def test_a_line_is_played_once_for_a_version_and_a_minute(django_assert_num_queries: Callable[[int], Any]) -> None:
    open_counter()
    waits()
    line(day(), cast.agency(), cast.NOW)
    same, here = day(), cast.agency()
    with django_assert_num_queries(0):
        kept = line(same, here, later(0.5))
    assert kept.at == cast.NOW
    assert line(same, here, later(1)).at == later(1)
    second = waits()
    assert second.number in line(day(), here, cast.NOW).order


def test_the_minutes_pass_between_two_lines() -> None:
    served_before([10.0] * ENOUGH)
    call(waits(), open_counter())
    ticket = waits()
    queue_line = line(day(), cast.agency(), cast.NOW)
    assert queue_line.interval(ticket.number, later(0.5)) == Interval(low=9.5, high=9.5)
    assert queue_line.interval(ticket.number, later(30)) == Interval(low=0, high=0)
    assert queue_line.interval(99, cast.NOW) is None


@pytest.mark.parametrize("count", [1, 3, 50])
def test_a_line_takes_eight_statements_however_many_wait(
    count: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    tickets = [waits() for _ in range(count)]
    for number in (1, 2, 3):
        open_counter(number)
    turno()
    here, today = cast.agency(), day()
    with django_assert_num_queries(8):
        assert fresh_line(today, here, cast.NOW).order == tuple(each.number for each in tickets)


def test_an_own_ticket_takes_one_statement_while_the_line_is_known(
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    open_counter()
    tickets = [waits() for _ in range(3)]
    own_ticket(read(tickets[0]), cast.NOW)
    with django_assert_num_queries(1):
        assert own_ticket(read(tickets[2]), cast.NOW).ahead == 2


def test_who_was_passed_is_told_why_and_the_person_who_was_not_is_not() -> None:
    one = open_counter()
    passed, other = waits(), waits()
    first = waits(categories=["elder"])
    overtaken = [{"number": passed.number, "why": "priority"}]
    call(first, one, overtaken=overtaken)
    assert own_ticket(read(passed), cast.NOW).told == TEXTS[Told.JUST_NOW]
    for minutes in (1, 2):
        call(waits(), one, later(minutes))
    assert own_ticket(read(passed), later(3)).told == TEXTS[Told.PRIORITY]
    assert own_ticket(read(other), later(3)).told == ""


def test_somebody_who_is_passed_by_the_rule_itself_is_told() -> None:
    """The acts of the officers write the log, from an older adult who comes last and goes first."""
    for number in (1, 2, 3):
        queue.make_open_counter(number)
    passed, older = queue.ticket(1), queue.priority(2)
    assert queue.call(5, 1).number == older.number
    assert own_ticket(read(passed), later(5)).told == TEXTS[Told.JUST_NOW]
    for number, minutes in ((2, 6), (3, 7)):
        queue.priority(minutes)
        queue.call(minutes, number)
    assert own_ticket(read(passed), later(8)).told == TEXTS[Told.PRIORITY]


def test_an_own_ticket_goes_from_waiting_to_the_counter_to_the_end() -> None:
    ticket, one = waits(), open_counter(4)
    states = [own_ticket(read(ticket), cast.NOW)]
    call(ticket, one)
    states.append(own_ticket(read(ticket), cast.NOW))
    finish(read(ticket), later(9))
    states.append(own_ticket(read(ticket), later(9)))
    assert [(each.state, each.counter, each.live) for each in states] == [
        ("waiting", None, True),
        ("called", 4, True),
        ("served", 4, False),
    ]
    assert len({each.key for each in states}) == 3


def test_a_second_call_is_another_call() -> None:
    ticket, one = waits(), open_counter()
    call(ticket, one)
    first = own_ticket(read(ticket), cast.NOW)
    call(ticket, one, later(2))
    second = own_ticket(read(ticket), later(2))
    assert (first.call == second.call, first.key == second.key) == (False, False)


def test_a_number_of_another_day_is_over() -> None:
    ticket = waits(now=later(-1440))
    own = own_ticket(read(ticket), cast.NOW)
    assert (own.state, own.ahead, own.live) == ("past", None, False)


def test_the_ticket_of_a_turno_is_todays_newest() -> None:
    of, here = turno(), turno()
    assert ticket_of_turno(of, cast.NOW) is None
    first = waits(turno=of, origin=Origin.TURNO)
    waits(turno=here, origin=Origin.TURNO)
    Ticket.objects.filter(pk=first.pk).update(state="left", ended_at=cast.NOW)
    second = waits(turno=of, origin=Origin.TURNO)
    assert ticket_of_turno(of, cast.NOW) == second
    assert ticket_of_turno(of, later(1440)) is None
