"""What ends with a number: the visit, the day; and what a call costs (queue.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.stages import desk
from tests.stages.desk import LEFT
from tests.stages.queue import at, call, differences, finish, fresh, make_open_counter, serve, ticket
from vinculo.actions.cases.visits import end_visit
from vinculo.actions.queue import calling, tickets
from vinculo.actions.shared.guards import Stale
from vinculo.queries.queue import queue
from vinculo.queries.shared.marks import mark_of
from vinculo.records.models import Counter, QueueEntry
from vinculo.rules.queue.status import Origin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def expect_replay() -> Iterator[None]:
    """Whatever a test did, the rules make the same of the day's log."""
    yield
    assert differences() == []


def entry(act: str = "called") -> QueueEntry:
    return QueueEntry.objects.filter(act=act).latest("version")


def test_the_end_of_the_visit_ends_the_ticket_in_the_same_transaction() -> None:
    make_open_counter()
    of = desk.turno()
    case = desk.record_arrival(of)
    own = ticket(turno=of, case=case, origin=Origin.TURNO)
    serve(2, call(2))
    end_visit(case=case, left=LEFT, actor=cast.olga(), now=at(20))
    assert (fresh(own).state, fresh(own).ended_at) == ("served", at(20))
    assert entry("finished").reason == ""


@pytest.mark.parametrize("with_next", [False, True])
def test_to_end_the_service_ends_the_visit_and_leaves_the_case_open(with_next: bool) -> None:
    counter = make_open_counter()
    of = desk.turno()
    case = desk.record_arrival(of)
    own = ticket(turno=of, case=case, origin=Origin.TURNO)
    serve(2, call(2))
    if with_next:
        calling.finish_and_call(left=LEFT, counter=counter, actor=cast.olga(), now=at(20), key="f" * 32)
    else:
        finish(20, own)
    of.refresh_from_db()
    case.refresh_from_db()
    assert (fresh(own).state, of.status, case.closed_at) == ("served", "attended", None)
    assert QueueEntry.objects.filter(act="finished").count() == 1


def test_d30_who_has_a_case_is_finished_as_read_and_the_next_is_called() -> None:
    counter = make_open_counter()
    of = desk.turno()
    own = ticket(turno=of, case=desk.record_arrival(of), origin=Origin.TURNO)
    serve(2, call(2))
    after = ticket(3)
    read = mark_of(fresh(own))
    called = calling.finish_and_call(left=LEFT, counter=counter, actor=cast.olga(), now=at(20), key="f" * 32, read=read)
    assert (called, fresh(own).state) == (after, "served")


@pytest.mark.parametrize("with_next", [False, True])
def test_d30_a_visit_that_stands_otherwise_than_it_was_read_goes_on(with_next: bool) -> None:
    counter = make_open_counter()
    of = desk.turno()
    own = ticket(turno=of, case=desk.record_arrival(of), origin=Origin.TURNO)
    read = mark_of(fresh(own))
    serve(2, call(2))  # called and served since
    olga = cast.olga()
    acts: dict[bool, Callable[[], object]] = {
        False: lambda: calling.finish_service(left=LEFT, ticket=fresh(own), actor=olga, now=at(20), read=read),
        True: lambda: calling.finish_and_call(
            left=LEFT, counter=counter, actor=olga, now=at(20), key="f" * 32, read=read
        ),
    }
    with pytest.raises(Stale):
        acts[with_next]()
    of.refresh_from_db()
    assert (fresh(own).state, of.status) == ("serving", "arrived")


def test_a_visit_that_ends_without_a_call_is_said_to_have_had_none() -> None:
    of = desk.turno()
    case = desk.record_arrival(of)
    own = ticket(turno=of, origin=Origin.TURNO)
    end_visit(case=case, left=LEFT, actor=cast.olga(), now=at(20))
    assert (fresh(own).state, entry("finished").reason) == ("served", "not_called")


def test_a_ticket_that_an_earlier_day_left_does_not_keep_the_person_from_another() -> None:
    of = desk.turno()
    old = ticket(turno=of, origin=Origin.TURNO)
    new = ticket(24 * 60, turno=of, origin=Origin.TURNO)
    assert (fresh(old).state, new.state, new.number) == ("left", "waiting", 1)
    assert ticket(24 * 60, turno=of, origin=Origin.TURNO) == new


def test_a_ticket_of_another_day_that_is_over_is_not_touched() -> None:
    own = ticket()
    assert not tickets.end_left(own.pk, at(600))
    assert fresh(own).state == "waiting"


@pytest.mark.parametrize("people", [3, 120])
def test_a_call_costs_the_same_however_many_wait(people: int) -> None:
    make_open_counter()
    for index in range(people):
        ticket(-index)
    counter, olga = Counter.objects.get(number=1), cast.olga()
    with CaptureQueriesContext(connection) as asked:
        calling.call_next(counter=counter, actor=olga, now=at(1), key="a" * 32)
    assert len(_statements(asked)) == 12


@pytest.mark.parametrize("people", [3, 120])
def test_the_officers_page_of_the_queue_costs_the_same_and_reads_no_person(people: int) -> None:
    make_open_counter()
    of = desk.turno()
    case = desk.record_arrival(of)
    ticket(turno=of, case=case, origin=Origin.TURNO)
    for index in range(people - 1):
        ticket(-index)
    call(61)
    olga = cast.olga()
    olga.agency  # read with the session  # noqa: B018
    with CaptureQueriesContext(connection) as asked:
        hall = queue.hall(olga, at(62))
    assert hall is not None
    assert hall.waiting == people - 1
    told = _statements(asked)
    assert len(told) == 3
    person = ("records_affiliate", "records_case", "records_turno", "records_solicitud", "records_person")
    assert not [each for each in told for table in person if f'FROM "{table}"' in each or f'JOIN "{table}"' in each]


def _statements(asked: CaptureQueriesContext) -> list[str]:
    plain = [each["sql"] for each in asked.captured_queries]
    return [each for each in plain if not each.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK"))]
