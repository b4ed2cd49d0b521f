"""Calling somebody to a counter, and what is done there: one transaction each, logged, replayed (queue.md)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction

from tests import cast
from tests.stages import desk
from tests.stages.desk import LEFT
from tests.stages.queue import at, call, differences, finish, fresh, make_open_counter, officer, priority, serve, ticket
from vinculo.actions.queue import calling, tickets
from vinculo.actions.queue.calling import NobodyToCall, Paused
from vinculo.actions.queue.counters import SomebodyIsHere, pause_counter
from vinculo.actions.queue.missed_calls import record_missed_call
from vinculo.actions.queue.tickets import Moved
from vinculo.actions.shared.guards import NoReason, NotYours
from vinculo.queries.queue import queue
from vinculo.records.models import Counter, Event, QueueEntry, QueuePolicy, Ticket
from vinculo.rules.queue.status import Origin
from vinculo.rules.shared.statuses import TicketAct

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def expect_replay() -> Iterator[None]:
    """Whatever a test did, the rules make the same of the day's log."""
    yield
    assert differences() == []


def entry(act: str = "called") -> QueueEntry:
    return QueueEntry.objects.filter(act=act).latest("version")


def test_the_rule_names_who_is_called_and_the_log_says_whom_that_passed_and_why() -> None:
    make_open_counter()
    same_day, turno = ticket(), ticket(1, turno=desk.turno(starts=at(0), ends=at(15)), origin=Origin.TURNO)
    first = priority(2)
    called = call(3)
    assert (called, called.state, called.counter, called.called_at) == (
        first,
        "called",
        Counter.objects.get(number=1),
        at(3),
    )
    log = entry()
    assert (log.runner_up, log.policy, log.staff) == (turno, None, cast.olga())
    assert log.overtaken == [{"number": 1, "why": "priority"}, {"number": 2, "why": "priority"}]
    assert (queue.logged_ticket(log.ticket_after).due, queue.logged_ticket(log.ticket_after).state) == (
        first.due,
        "called",
    )
    assert fresh(same_day).state == "waiting"
    assert Event.objects.filter(act="ticket_called", subject_id=first.pk, actor=cast.olga()).count() == 1


def test_a_call_keeps_the_version_of_the_policy_that_it_was_made_by() -> None:
    row = QueuePolicy.objects.create(
        agency=cast.agency(), version=3, settings={"mode": "earliest_due"}, made_at=cast.NOW
    )
    make_open_counter()
    early = ticket(-200)
    priority(0)
    assert call(1) == early
    assert entry().policy == row


def test_a_double_click_shows_the_same_person() -> None:
    make_open_counter()
    first, _second = ticket(), ticket(1)
    assert call(2, key="a" * 32) == first
    assert call(2, key="a" * 32) == first
    assert QueueEntry.objects.filter(act="called").count() == 1


def test_the_key_of_another_counter_shows_nobody() -> None:
    make_open_counter(1)
    make_open_counter(2)
    ticket()
    call(1, key="a" * 32)
    with pytest.raises(NotYours):
        call(1, number=2, key="a" * 32)


def test_nobody_is_called_while_somebody_is_at_the_counter_or_when_nobody_waits() -> None:
    make_open_counter()
    with pytest.raises(NobodyToCall):
        call(1)
    first, second = ticket(2), ticket(3)
    assert call(4) == first
    with pytest.raises(SomebodyIsHere):
        call(5)
    serve(5, first)
    with pytest.raises(SomebodyIsHere):
        call(6)
    finish(7, first)
    assert call(8) == second


def test_a_paused_or_closed_counter_calls_nobody() -> None:
    counter = make_open_counter()
    ticket()
    pause_counter(counter=counter, reason="meal", actor=cast.olga(), now=at(1))
    with pytest.raises(Paused):
        call(2)
    assert fresh(Ticket.objects.get()).state == "waiting"


def test_only_the_officer_of_the_counter_calls_to_it_and_acts_there() -> None:
    make_open_counter(1)
    make_open_counter(2)
    waiting = ticket()
    with pytest.raises(NotYours):
        calling.call_next(counter=Counter.objects.get(number=1), actor=officer(2), now=at(1), key="k")
    called = call(1)
    with pytest.raises(NotYours):
        calling.repeat_call(ticket=called, actor=officer(2), now=at(1))
    serve(2, called)
    with pytest.raises(NotYours):
        finish(3, called, 2)
    assert fresh(waiting).state == "serving"


def test_who_needs_an_accessible_counter_is_called_to_one() -> None:
    make_open_counter(1)
    make_open_counter(2, accessible=True)
    person = priority(accessible=True)
    other = ticket(1)
    assert call(2) == other
    assert entry().overtaken == [{"number": 1, "why": "accessible"}]
    assert call(3, number=2) == person


def test_the_compare_and_set_hits_one_ticket_or_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    make_open_counter()
    ticket()
    plain = tickets.change_ticket

    def late(of: Ticket, act: TicketAct, **changes: object) -> None:
        Ticket.objects.filter(pk=of.pk).update(version=9)
        plain(of, act, **changes)

    monkeypatch.setattr(calling, "change_ticket", late)
    with pytest.raises(Moved):
        call(1)
    assert Ticket.objects.get().state == "waiting"
    assert not QueueEntry.objects.filter(act="called").exists()


def test_the_database_lets_one_person_be_at_a_counter() -> None:
    make_open_counter()
    ticket()
    second = ticket(1)
    first = call(2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=second.pk).update(state="serving", counter=first.counter, called_at=at(3))


def test_a_recall_repeats_the_call_and_gives_the_time_to_answer_anew() -> None:
    make_open_counter()
    ticket()
    called = call(1)
    assert calling.repeat_call(ticket=called, actor=cast.olga(), now=at(3)).called_at == at(3)
    assert (entry("recalled").ticket, fresh(called).state) == (called, "called")


def test_from_call_to_end_each_step_once_whatever_is_pressed_twice() -> None:
    make_open_counter()
    ticket()
    called = call(1)
    assert serve(2, called).served_from == at(2)
    assert serve(3, called).served_from == at(2)
    assert finish(9, called).ended_at == at(9)
    assert finish(10, called).ended_at == at(9)
    acts = ["counter_opened", "issued", "called", "started", "finished"]
    assert list(QueueEntry.objects.order_by("version").values_list("act", flat=True)) == acts
    with pytest.raises(Moved):
        serve(11, called)
    with pytest.raises(Moved):
        calling.repeat_call(ticket=called, actor=cast.olga(), now=at(11))


def test_finish_and_call_next_is_one_press_and_twice_is_once() -> None:
    counter = make_open_counter()
    first, second, _third = ticket(), ticket(1), ticket(2)
    serve(3, call(3))
    for _ in range(2):
        assert calling.finish_and_call(left=LEFT, counter=counter, actor=cast.olga(), now=at(9), key="f" * 32) == second
    assert (fresh(first).state, fresh(second).state) == ("served", "called")
    assert QueueEntry.objects.filter(act="called").count() == 2


def test_finish_and_call_next_ends_the_service_also_when_nobody_waits() -> None:
    counter = make_open_counter()
    first = ticket()
    serve(3, call(3))
    assert calling.finish_and_call(left=LEFT, counter=counter, actor=cast.olga(), now=at(9), key="f" * 32) is None
    assert fresh(first).state == "served"


def test_finish_and_call_next_does_not_swallow_somebody_who_has_not_come_yet() -> None:
    counter = make_open_counter()
    ticket()
    ticket(1)
    called = call(2)
    with pytest.raises(SomebodyIsHere):
        calling.finish_and_call(left=LEFT, counter=counter, actor=cast.olga(), now=at(3), key="f" * 32)
    assert fresh(called).state == "called"


def test_out_of_order_wants_a_reason_of_the_list_and_is_logged_apart() -> None:
    counter = make_open_counter()
    ticket()
    late = ticket(1)
    for reason in ("", "friend", "asked"):
        with pytest.raises(NoReason):
            calling.call_out_of_order(counter=counter, number=2, reason=reason, actor=cast.olga(), now=at(2))
    called = calling.call_out_of_order(counter=counter, number=2, reason="unwell", actor=cast.olga(), now=at(2))
    log = entry("called_apart")
    assert (called, log.reason, log.runner_up) == (late, "unwell", Ticket.objects.get(number=1))
    assert log.overtaken == [{"number": 1, "why": "exception"}]


def test_somebody_who_rests_and_is_back_is_called_apart_and_nothing_of_the_missed_call_is_left() -> None:
    counter = make_open_counter()
    person = ticket()
    record_missed_call(ticket=call(1), actor=cast.olga(), now=at(4))
    assert (fresh(person).missed, fresh(person).not_before) == (1, at(9))
    back = calling.call_out_of_order(counter=counter, number=1, reason="unwell", actor=cast.olga(), now=at(5))
    assert (fresh(back).state, fresh(back).not_before) == ("called", None)
    serve(6, back)
    assert (fresh(back).state, fresh(back).missed) == ("serving", 0)


def test_out_of_order_calls_only_who_could_be_called_to_this_counter() -> None:
    counter = make_open_counter()
    person = ticket(accessible=True)
    for number in (person.number, 99):
        with pytest.raises(NobodyToCall):
            calling.call_out_of_order(counter=counter, number=number, reason="unwell", actor=cast.olga(), now=at(1))
    assert fresh(person).state == "waiting"


def test_skipped_with_a_reason_keeps_the_place_and_rests_five_minutes() -> None:
    make_open_counter()
    first, second = ticket(), ticket(1)
    called = call(2)
    with pytest.raises(NoReason):
        calling.put_back(ticket=called, reason="", actor=cast.olga(), now=at(2))
    back = calling.put_back(ticket=called, reason="papers", actor=cast.olga(), now=at(2))
    assert (back.state, back.due, back.not_before, back.counter) == ("waiting", first.due, at(7), None)
    assert (entry("skipped").reason, entry("skipped").counter) == ("papers", Counter.objects.get(number=1))
    serve(3, call(3))
    finish(7, second)
    assert call(7) == first
