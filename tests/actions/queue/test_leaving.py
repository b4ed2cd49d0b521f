"""A counter that is left: by its officer who logs out, or freed by the supervisor; nobody stays at it (D37)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests import cast
from tests.stages import desk
from tests.stages.queue import at, call, differences, fresh, make_open_counter, officer, priority, serve, ticket
from vinculo.actions.queue.counters import SomebodyIsHere, open_counter
from vinculo.actions.queue.leaving import free_counter, leave_post
from vinculo.actions.queue.transfers import NoSuchCounter
from vinculo.actions.shared.guards import NotYours, Stale
from vinculo.queries.shared.marks import mark_of
from vinculo.records.models import Counter, Event, QueueEntry, Staff
from vinculo.rules.queue.status import Origin

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def expect_replay() -> Iterator[None]:
    """Whatever a test did, the rules make the same of the day's log."""
    yield
    assert differences() == []


def counter(number: int = 1) -> Counter:
    return Counter.objects.get(number=number, agency=cast.agency())


def log() -> list[tuple[str, str, str | None]]:
    rows = QueueEntry.objects.order_by("version").values_list("act", "reason", "staff__username")
    return [each for each in rows if each[0] in {"transferred", "counter_closed"}]


def test_d37_who_leaves_an_empty_counter_closes_it_and_twice_is_once() -> None:
    make_open_counter()
    leave_post(actor=cast.olga(), now=at(5))
    assert (counter().state, counter().staff) == ("closed", None)
    assert leave_post(actor=cast.olga(), now=at(6)) is None
    assert log() == [("counter_closed", "", "olga")]


def test_d37_a_paused_counter_is_closed_too() -> None:
    made = make_open_counter()
    Counter.objects.filter(pk=made.pk).update(state="paused", pause_reason="rest")
    leave_post(actor=cast.olga(), now=at(5))
    assert (counter().state, counter().pause_reason) == ("closed", "")


def test_d37_nobody_leaves_while_somebody_is_at_the_counter_and_nothing_is_said_of_them() -> None:
    make_open_counter()
    own = ticket()
    call(1)
    with pytest.raises(SomebodyIsHere):
        leave_post(actor=cast.olga(), now=at(2))
    assert (fresh(own).state, counter().staff) == ("called", cast.olga())


@pytest.mark.parametrize("serving", [False, True])
def test_d37_who_is_given_back_waits_as_a_return_and_keeps_a_due_time_that_was_earlier(serving: bool) -> None:
    make_open_counter()
    own = priority()
    before = fresh(own).due
    served = call(1)
    if serving:
        serve(2, served)
    leave_post(actor=cast.olga(), now=at(3), give_back=True)
    after = fresh(own)
    assert (after.state, after.klass, after.due, after.counter, after.officer) == ("waiting", "P", before, None, None)
    assert log() == [("transferred", "officer_left", "olga"), ("counter_closed", "", "olga")]
    make_open_counter(2, 4)
    assert call(5, number=2) == own


def test_d37_who_is_given_over_is_for_the_officer_of_the_other_counter() -> None:
    make_open_counter()
    make_open_counter(2)
    own = ticket()
    serve(2, call(1))
    leave_post(actor=cast.olga(), now=at(3), to=counter(2))
    assert (fresh(own).officer, counter().staff) == (officer(2), None)
    assert call(4, number=2) == own


def test_d37_nobody_is_given_over_to_a_counter_where_nobody_sits() -> None:
    make_open_counter()
    own = ticket()
    call(1)
    with pytest.raises(NoSuchCounter):
        leave_post(actor=cast.olga(), now=at(2), to=cast.counter(3))
    assert (fresh(own).state, counter().staff) == ("called", cast.olga())


def test_d37_what_changed_since_it_was_read_is_not_left_unseen() -> None:
    make_open_counter()
    own = ticket()
    call(1)
    read = mark_of(counter(), fresh(own))
    serve(2, fresh(own))
    with pytest.raises(Stale):
        leave_post(actor=cast.olga(), now=at(3), give_back=True, read=read)
    assert fresh(own).state == "serving"


def test_d37_a_counter_of_an_earlier_day_is_closed_with_the_tickets_that_were_left_at_it() -> None:
    make_open_counter()
    own = ticket()
    serve(2, call(1))
    leave_post(actor=cast.olga(), now=cast.NOW + timedelta(days=1))
    assert (fresh(own).state, counter().staff) == ("served", None)


def test_d37_a_supervisor_frees_a_counter_that_was_left_open_so_that_another_sits_there() -> None:
    make_open_counter()
    own = ticket()
    serve(2, call(1))
    free_counter(counter=counter(), actor=cast.sara(), now=at(30))
    assert (fresh(own).state, counter().staff) == ("waiting", None)
    assert log() == [("transferred", "freed", "sara"), ("counter_closed", "freed", "sara")]
    assert Event.objects.get(act="counter_freed").subject_id == counter().pk
    open_counter(counter=counter(), actor=officer(2), now=at(31))
    assert counter().staff == officer(2)


def test_d37_a_supervisor_gives_over_who_is_at_the_counter_to_a_named_officer() -> None:
    make_open_counter()
    make_open_counter(2)
    own = ticket()
    call(1)
    free_counter(counter=counter(), actor=cast.sara(), now=at(2), to=counter(2))
    assert fresh(own).officer == officer(2)


def test_d37_only_who_supervises_the_centre_frees_a_counter() -> None:
    make_open_counter()
    there = Staff.objects.create_user("saul", role="supervisor", agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    for stranger in (officer(2), there, cast.alicia()):
        with pytest.raises(NotYours):
            free_counter(counter=counter(), actor=stranger, now=at(2))
    assert counter().staff == cast.olga()


def test_d37_a_counter_is_freed_once_and_not_when_somebody_else_sits_there_meanwhile() -> None:
    make_open_counter()
    read = mark_of(counter(), None)
    free_counter(counter=counter(), actor=cast.sara(), now=at(2), read=read)
    free_counter(counter=counter(), actor=cast.sara(), now=at(2), read=read)  # the second click
    assert Event.objects.filter(act="counter_freed").count() == 1
    open_counter(counter=counter(), actor=officer(2), now=at(10))
    with pytest.raises(Stale):
        free_counter(counter=counter(), actor=cast.sara(), now=at(11), read=read)
    assert counter().staff == officer(2)


def test_d37_the_case_of_who_was_given_back_goes_on_at_the_next_counter() -> None:
    of = desk.turno()
    desk.bruno_at_home(of)
    make_open_counter()
    case = desk.record_arrival(of)
    own = ticket(turno=of, case=case, origin=Origin.TURNO)
    serve(2, call(1))
    leave_post(actor=cast.olga(), now=at(3), give_back=True)
    make_open_counter(2, 4)
    serve(6, call(5, number=2), number=2)
    case.refresh_from_db()
    of.refresh_from_db()
    assert (fresh(own).state, case.closed_at, of.status) == ("serving", None, "arrived")
