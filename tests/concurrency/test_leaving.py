"""A counter that is left while something else happens at it: nobody is left standing at a closed one (D37)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from tests import cast
from tests.concurrency.crowd import at_once
from tests.stages.queue import at, call, differences, make_open_counter, priority, serve, ticket
from vinculo.actions.queue.calling import NobodyToCall, Paused, call_next
from vinculo.actions.queue.counters import SomebodyIsHere
from vinculo.actions.queue.departures import record_departure
from vinculo.actions.queue.leaving import free_counter, leave_post
from vinculo.actions.queue.missed_calls import record_missed_call
from vinculo.actions.queue.tickets import Moved
from vinculo.actions.shared.guards import NotYours
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.queue.invariants import queue_breaches
from vinculo.records.models import Counter, QueueEntry, Ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
TRIES = 12
Act = Callable[[], object]
REFUSED = (SomebodyIsHere, NotYours, Paused, NobodyToCall, Moved)


def or_refused(act: Act) -> object:
    """Do it as the pages do, and return a refusal that they tell."""
    try:
        return retry_clashes(act)
    except REFUSED as refusal:
        return type(refusal)


def standing_at_a_closed_counter() -> int:
    return Ticket.objects.filter(state__in=["called", "serving"], counter__staff=None).count()


def sound() -> None:
    assert standing_at_a_closed_counter() == 0
    assert differences() == []
    assert queue_breaches() == []


def test_d37_an_officer_leaves_while_the_supervisor_frees_the_counter() -> None:
    for turn in range(TRIES):
        counter, moment = make_open_counter(1, turn), at(turn + 0.5)
        ticket(turn)
        serve(turn + 0.4, call(turn + 0.3))
        olga, sara = cast.olga(), cast.sara()
        at_once(
            [
                partial(or_refused, partial(leave_post, actor=olga, now=moment, give_back=True)),
                partial(or_refused, partial(free_counter, counter=counter, actor=sara, now=moment)),
            ]
        )
        assert Counter.objects.get(pk=counter.pk).staff is None
        sound()
        assert QueueEntry.objects.filter(act="counter_closed").count() == turn + 1
        assert QueueEntry.objects.filter(act="transferred").count() == turn + 1


def test_d37_an_officer_leaves_while_the_counter_calls_the_next_one() -> None:
    for turn in range(TRIES):
        counter, moment = make_open_counter(1, turn), at(turn + 0.5)
        (priority if turn % 2 else ticket)(turn)
        olga = cast.olga()
        left, called = at_once(
            [
                partial(or_refused, partial(leave_post, actor=olga, now=moment)),
                partial(or_refused, partial(call_next, counter=counter, actor=olga, now=moment, key=f"{turn:032x}")),
            ]
        )
        sound()
        assert (left is SomebodyIsHere) == isinstance(called, Ticket)
        leave_post(actor=olga, now=moment, give_back=True)
        sound()


def test_d37_a_counter_is_freed_while_its_call_is_missed() -> None:
    for turn in range(TRIES):
        counter, moment = make_open_counter(1, turn), at(turn + 0.5)
        ticket(turn)
        own = call(turn + 0.3)
        olga, sara = cast.olga(), cast.sara()
        at_once(
            [
                partial(or_refused, partial(free_counter, counter=counter, actor=sara, now=moment)),
                partial(or_refused, partial(record_missed_call, ticket=own, actor=olga, now=moment)),
            ]
        )
        assert (Counter.objects.get(pk=counter.pk).staff, Ticket.objects.get(pk=own.pk).state) == (None, "waiting")
        sound()
        record_departure(ticket=own, actor=olga, now=at(turn + 0.6))
