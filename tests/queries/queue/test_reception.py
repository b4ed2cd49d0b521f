"""What reception sees, and what it costs: the load of the centre, the numbers of today, whom a scan leads to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.stages import desk
from tests.stages.reception import finish_attentions, groups, open_counter, receive_turno, waiting
from vinculo.queries.queue import reception
from vinculo.queries.queue.load import ENOUGH, load
from vinculo.queries.queue.reception import same_day_answer
from vinculo.queries.shared.access import NotFoundHere
from vinculo.records.models import Agency, CalendarDay, Procedure, Staff, Ticket
from vinculo.rules.queue.admission import AdmissionReason, Load
from vinculo.rules.queue.classes import Policy

pytestmark = pytest.mark.django_db
TODAY = cast.NOW.date()
POLICY = Policy()


def now_here(**changes: Any) -> Load:
    values: dict[str, Any] = {"agency": cast.agency(), "procedure": cast.procedure(), "policy": POLICY, "now": cast.NOW}
    return load(**(values | changes))


def guayaquil() -> Agency:
    return cast.agency("CAU Guayaquil", "Guayas", "09")


def omar() -> Staff:
    return Staff.objects.create_user("omar", agency=guayaquil())


# The load


def test_an_empty_centre_is_closed_at_five_and_takes_the_policys_minutes() -> None:
    assert now_here() == Load(waiting=0, due=0, counters=0, mean=timedelta(minutes=15), left=timedelta(hours=8))
    assert now_here(now=cast.NOW.replace(hour=17)).left == timedelta()
    CalendarDay.objects.create(date=TODAY, name="Paro", agency=cast.agency())
    assert now_here().left == timedelta()


def test_before_the_opening_hour_nobody_gets_a_number_though_a_counter_is_open() -> None:
    open_counter()
    early = cast.NOW.replace(hour=7, minute=59)
    assert (now_here(now=early).opening, now_here().opening) == (timedelta(minutes=1), timedelta())
    answers = [same_day_answer(cast.agency(), cast.procedure(), now) for now in (early, early + timedelta(minutes=1))]
    assert [answer.why for answer in answers] == [AdmissionReason.NOT_OPEN, AdmissionReason.FITS]
    CalendarDay.objects.create(date=TODAY, name="Paro", agency=cast.agency())
    assert same_day_answer(cast.agency(), cast.procedure(), early).why == AdmissionReason.CLOSED


def test_the_closing_hour_is_on_the_clock_of_the_agency() -> None:
    place = cast.agency()
    place.timezone = "Pacific/Galapagos"
    assert now_here(agency=place).left == timedelta(hours=9)


def test_only_who_waits_here_today_counts_and_only_open_counters_of_the_procedure() -> None:
    open_counter()
    waiting(3)
    waiting(1, cast.NOW - timedelta(days=1))
    Ticket.objects.filter(day__date=TODAY, number=1).update(state="served", ended_at=cast.NOW)
    cast.counter(2)  # closed
    other = Procedure.objects.create(code="otro", name="Otro trámite")
    cast.counter(3, staff=Staff.objects.create_user("caja3", agency=cast.agency())).procedures.set([other])
    assert (now_here().waiting, now_here().counters) == (2, 1)
    assert now_here(agency=guayaquil()).waiting == 0


def test_somebody_who_waits_for_another_procedure_of_the_same_counter_is_ahead_too() -> None:
    other = Procedure.objects.create(code="otro", name="Otro trámite")
    open_counter()
    waiting(2)
    Ticket.objects.filter(number=2).update(procedure=other)
    assert now_here().waiting == 1
    cast.counter(1).procedures.add(other)
    assert now_here().waiting == 2


@pytest.mark.parametrize(("minutes", "counted"), [(30, ENOUGH), (15, ENOUGH - 1)])
def test_the_observed_mean_counts_once_there_is_enough_of_it(minutes: int, counted: int) -> None:
    finish_attentions(30, counted, cast.NOW - timedelta(days=1))
    assert now_here().mean == timedelta(minutes=minutes)


def test_slips_of_the_hand_and_old_days_do_not_count_in_the_mean() -> None:
    finish_attentions(20, ENOUGH, cast.NOW - timedelta(days=28))
    finish_attentions(0, 5, cast.NOW - timedelta(days=1))
    finish_attentions(600, 5, cast.NOW - timedelta(days=1))
    finish_attentions(60, 30, cast.NOW - timedelta(days=29))
    assert now_here().mean == timedelta(minutes=20)


def test_the_load_costs_five_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    values = {"agency": cast.agency(), "procedure": cast.procedure(), "policy": POLICY, "now": cast.NOW}
    for people in (1, 3, 50):
        waiting(people)
        with django_assert_num_queries(5):
            load(**values)  # type: ignore[arg-type]


# The screen


def test_the_screen_costs_twelve_statements_however_many_numbers(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    groups()
    olga = cast.olga()
    open_counter()
    for people in (1, 3, 50):
        waiting(people)
        with django_assert_num_queries(12):
            screen = reception.screen(olga, cast.NOW)
            assert [row.number for row in screen.tickets]
    assert [row.number for row in screen.tickets] == list(range(54, 42, -1))
    assert (screen.answer is not None and screen.answer.load.waiting, screen.wait) == (54, 810)


def test_the_list_of_today_costs_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    olga = cast.olga()
    total = 0
    for people in (1, 3, 50):
        waiting(people)
        total += people
        with django_assert_num_queries(1):
            assert len(reception.tickets(olga, "", cast.NOW)) == total


def test_the_list_says_number_class_state_and_hour_and_can_be_narrowed() -> None:
    of = desk.turno()
    receive_turno(of)
    waiting(1, cast.NOW + timedelta(minutes=5))
    Ticket.objects.filter(number=2).update(
        state="called", counter=cast.counter(4), called_at=cast.NOW + timedelta(minutes=6)
    )
    rows = reception.tickets(cast.olga(), "", cast.NOW)
    shown = [(row.number, row.klass, row.state, row.hour, row.counter, row.waits) for row in rows]
    assert shown == [
        (2, "Del mismo día", "Llamado", "09:05", "4", False),
        (1, "Con turno", "En espera", "09:00", "", True),
    ]
    assert [row.number for row in reception.tickets(cast.olga(), "waiting", cast.NOW)] == [1]
    assert [row.number for row in reception.tickets(cast.olga(), "x", cast.NOW)] == [2, 1]
    assert reception.tickets(omar(), "", cast.NOW) == []
    assert reception.tickets(cast.olga(), "", cast.NOW + timedelta(days=1)) == []


def test_the_next_hour_of_today_and_nothing_where_nothing_is_served() -> None:
    cast.slots(cast.agency(), TODAY, times=1)
    assert reception.screen(cast.olga(), cast.NOW).next_hour == "10:00"
    cast.agency().services.update(active=False)
    empty = reception.screen(cast.olga(), cast.NOW)
    assert (empty.procedures, empty.answer, empty.next_hour, empty.wait) == ([], None, "", None)


def test_a_number_of_another_centre_or_day_is_not_there() -> None:
    (ticket,) = waiting(1)
    assert reception.ticket(cast.olga(), 1, cast.NOW) == ticket
    for staff, moment in ((omar(), cast.NOW), (cast.olga(), cast.NOW + timedelta(days=1))):
        with pytest.raises(NotFoundHere):
            reception.ticket(staff, 1, moment)
        assert reception.ticket_number(staff, ticket.token, moment) is None
    assert reception.ticket_number(cast.olga(), ticket.token, cast.NOW) == 1
