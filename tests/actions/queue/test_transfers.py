"""Passed on: to the officer of another counter, or to another service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import cast
from tests.stages.queue import at, call, differences, fresh, make_open_counter, officer, priority, serve, ticket
from vinculo.actions.queue.calling import NobodyToCall
from vinculo.actions.queue.transfers import NoSuchCounter, transfer_ticket
from vinculo.actions.shared.guards import NotYours
from vinculo.records.models import Counter, Procedure, QueueEntry, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def expect_replay() -> Iterator[None]:
    """Whatever a test did, the rules make the same of the day's log."""
    yield
    assert differences() == []


def pensions() -> Procedure:
    return Procedure.objects.get_or_create(code="pensiones", defaults={"name": "Pensiones"})[0]


def passed_on(of: Ticket, minutes: float, **to: object) -> Ticket:
    return transfer_ticket(ticket=of, actor=cast.olga(), now=at(minutes), **to)  # type: ignore[arg-type]


def test_to_another_counter_its_officer_has_the_person_for_ten_minutes_then_anybody() -> None:
    make_open_counter(1)
    make_open_counter(2)
    own = ticket()
    serve(11, call(10))
    after = passed_on(own, 20, to=Counter.objects.get(number=2))
    assert (after.state, after.klass, after.ref, after.due) == ("waiting", "R", at(20), at(35))
    assert (after.officer, after.counter, after.served_from) == (officer(2), None, None)
    assert QueueEntry.objects.get(act="transferred").counter == Counter.objects.get(number=1)
    with pytest.raises(NobodyToCall):
        call(29)
    assert call(29, number=2) == own


def test_after_ten_minutes_a_person_passed_on_is_anybodys() -> None:
    make_open_counter(1)
    make_open_counter(2)
    own = ticket()
    serve(11, call(10))
    passed_on(own, 20, to=Counter.objects.get(number=2))
    assert call(30) == own


def test_to_another_service_the_person_is_called_where_that_is_served() -> None:
    make_open_counter(1)
    make_open_counter(2).procedures.add(pensions())
    own = priority()
    call(10)
    after = passed_on(own, 12, procedure=pensions())
    assert (after.procedure, after.klass, after.due) == (pensions(), "P", at(0))
    with pytest.raises(NobodyToCall):
        call(13)
    assert call(13, number=2) == own


def test_nobody_is_passed_on_to_where_nobody_would_call_them() -> None:
    make_open_counter(1)
    cast.counter(2)
    own = ticket(accessible=False)
    serve(11, call(10))
    for to in (
        {"to": Counter.objects.get(number=2)},
        {"procedure": pensions()},
        {"to": Counter.objects.get(number=1)},
        {},
    ):
        with pytest.raises(NoSuchCounter):
            passed_on(own, 12, **to)
    assert fresh(own).state == "serving"


def test_who_needs_an_accessible_counter_is_not_passed_on_to_a_service_without_one() -> None:
    make_open_counter(1, accessible=True)
    make_open_counter(2).procedures.add(pensions())
    own = ticket(accessible=True)
    call(10)
    with pytest.raises(NoSuchCounter):
        passed_on(own, 12, procedure=pensions())
    Counter.objects.filter(number=2).update(accessible=True)
    assert passed_on(own, 12, procedure=pensions()).procedure == pensions()


def test_only_who_is_at_the_counter_is_passed_on() -> None:
    make_open_counter(1)
    make_open_counter(2)
    own = ticket()
    call(10)
    passed_on(own, 11, to=Counter.objects.get(number=2))
    call(12, number=2)
    with pytest.raises(NotYours):
        passed_on(own, 12, to=Counter.objects.get(number=2))
