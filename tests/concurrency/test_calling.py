"""Six counters call at once from one waiting room: everybody once, in the order of the rule (queue.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from random import Random
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction

from tests import cast
from tests.concurrency.crowd import at_once, meet_before
from tests.stages.queue import LUCK, at, differences, fresh, make_open_counter, officer, priority, ticket
from vinculo.actions.queue import calling, missed_calls, tickets
from vinculo.actions.queue.calling import NobodyToCall, call_next, finish_and_call, start_service
from vinculo.actions.queue.tickets import Moved
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.queue.queue import logged_ticket, logged_view, waiting_of
from vinculo.records.models import Counter, QueueEntry, Staff, Ticket
from vinculo.rules.queue.calling import next_ticket
from vinculo.rules.queue.classes import Policy
from vinculo.rules.shared.statuses import TicketAct

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
COUNTERS, PEOPLE = 6, 120


def room(people: int = PEOPLE) -> list[tuple[Counter, Staff]]:
    """Open the counters before so many people, every seventh of them a priority person."""
    desks = [(make_open_counter(number), officer(number)) for number in range(1, COUNTERS + 1)]
    for index in range(people):
        (priority if index % 7 == 0 else ticket)(index / 60)
    return desks


def work(counter: Counter, actor: Staff) -> list[int]:
    """Serve one after the other until nobody waits; return their numbers."""
    done: list[int] = []
    moment = at(3)
    while True:
        moment += timedelta(seconds=1)
        key = f"{counter.pk:04}{len(done):028}"
        called = retry_clashes(partial(finish_and_call, counter=counter, actor=actor, now=moment, key=key))
        if called is None:
            return done
        start_service(ticket=called, actor=actor, now=moment, random_source=Random())
        done.append(called.number)


def test_six_counters_and_120_tickets_are_120_calls_each_once_in_the_order_of_the_rule() -> None:
    desks = room()
    served = at_once([partial(work, *each) for each in desks])
    assert sorted(number for numbers in served for number in numbers) == list(range(1, PEOPLE + 1))
    assert set(Ticket.objects.values_list("state", flat=True)) == {"served"}
    calls = list(QueueEntry.objects.filter(act="called").order_by("version"))
    assert len(calls) == PEOPLE
    assert [each.ticket_after["number"] for each in calls] == _by_the_rule(calls)
    assert differences() == []


def _by_the_rule(calls: list[QueueEntry]) -> list[int]:
    """Call them all again by the pure rule, from the tickets as they were issued."""
    issued = QueueEntry.objects.filter(act="issued")
    waiting = {each.ticket_after["number"]: logged_ticket(each.ticket_after) for each in issued}
    order = []
    for each in calls:
        assert each.counter_view is not None
        call = next_ticket(logged_view(each.counter_view), waiting.values(), each.at, Policy())
        assert call is not None
        order.append(call.number)
        del waiting[call.number]
    return order


@pytest.mark.parametrize("step", ["_call", "change_ticket", "log_change", "write_event"])
def test_counters_that_meet_at_a_step_call_six_different_people(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    desks = room(20)
    meet_before(monkeypatch, calling, step, COUNTERS)
    works: list[Callable[[], Ticket]] = [
        partial(call_next, counter=counter, actor=actor, now=at(5), key=f"{counter.pk:032}") for counter, actor in desks
    ]
    called = at_once(works)
    assert len({each.number for each in called}) == COUNTERS
    assert differences() == []


def naive_call(counter: Counter, chosen: Barrier) -> int:
    """Call as one should not: look who is next, then write it down."""
    with transaction.atomic():
        people = [waiting_of(each) for each in Ticket.objects.filter(state="waiting")]
        view = logged_view({"procedures": [people[0].procedure], "accessible": True, "staff": counter.staff_id})
        call = next_ticket(view, people, at(5), Policy())
        assert call is not None
        chosen.wait(30)
        Ticket.objects.filter(number=call.number).update(state="called", counter=counter, called_at=at(5))
        return call.number


def test_the_naive_select_then_update_calls_somebody_twice_before_the_same_crowd() -> None:
    desks, chosen = room(20), Barrier(COUNTERS)
    called = at_once([partial(naive_call, counter, chosen) for counter, _actor in desks])
    assert len(set(called)) < COUNTERS, "it must call somebody twice"


def test_a_double_click_at_the_same_moment_is_one_call() -> None:
    (counter, actor), *_rest = room(5)
    press = partial(call_next, counter=counter, actor=actor, now=at(5), key="d" * 32)
    assert len({each.pk for each in at_once([press] * 4)}) == 1
    assert QueueEntry.objects.filter(act="called").count() == 1


def _or_refusal(act: Callable[[], object]) -> object:
    try:
        return act()
    except (Moved, NobodyToCall) as refusal:
        return refusal


@pytest.mark.parametrize("round_number", range(4))
def test_missed_by_upkeep_and_begun_at_the_same_moment_is_one_of_the_two(round_number: int) -> None:
    (counter, actor), *_rest = room(5)
    called = call_next(counter=counter, actor=actor, now=at(5), key="d" * 32)
    begin = partial(start_service, ticket=called, actor=actor, now=at(8), random_source=LUCK)
    begun, missed = at_once([partial(_or_refusal, begin), partial(missed_calls.miss_unanswered, now=at(8))])
    assert fresh(called).state == ("waiting" if missed else "serving")
    assert isinstance(begun, Moved) == bool(missed)
    assert differences() == []


def test_tickets_issued_while_others_are_called_have_numbers_without_a_gap() -> None:
    desks = room(12)
    cast.olga()
    works = [partial(ticket, 2 + index / 100) for index in range(10)]
    at_once([*(partial(work, *each) for each in desks[:4]), *works])
    assert sorted(Ticket.objects.values_list("number", flat=True)) == list(range(1, 23))
    assert differences() == []


def test_the_database_itself_refuses_a_second_person_at_a_counter() -> None:
    (counter, actor), *_rest = room(5)
    call_next(counter=counter, actor=actor, now=at(5), key="d" * 32)
    other = Ticket.objects.filter(state="waiting").first()
    assert other is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        tickets.change_ticket(other, TicketAct.CALL, counter=counter, called_at=at(5))
