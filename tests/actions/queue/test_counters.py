"""Who sits at a counter, and what an earlier day left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import cast
from tests.stages.queue import at, call, differences, finish, fresh, make_open_counter, officer, serve, ticket
from vinculo.actions.operations import upkeep
from vinculo.actions.queue import counters
from vinculo.actions.queue.counters import (
    CounterTaken,
    SitsElsewhere,
    SomebodyIsHere,
    close_counter,
    open_counter,
    pause_counter,
    resume_counter,
)
from vinculo.actions.shared.guards import NoReason, NotYours
from vinculo.records.models import Counter, QueueEntry, Staff

pytestmark = pytest.mark.django_db
TOMORROW = cast.NOW + timedelta(days=1)


def acts() -> list[str]:
    return list(QueueEntry.objects.order_by("day", "version").values_list("act", flat=True))


def state(number: int = 1) -> tuple[str, int | None]:
    counter = Counter.objects.get(number=number)
    return counter.state, counter.staff_id


def test_opened_paused_resumed_and_closed_each_once_and_logged() -> None:
    counter, olga = make_open_counter(), cast.olga()
    assert state() == ("open", olga.pk)
    open_counter(counter=counter, actor=olga, now=at(1))
    for _ in range(2):
        pause_counter(counter=counter, reason="rest", actor=olga, now=at(2))
    assert state() == ("paused", olga.pk)
    for _ in range(2):
        resume_counter(counter=counter, actor=olga, now=at(3))
    for _ in range(2):
        close_counter(counter=counter, actor=olga, now=at(4))
    assert state() == ("closed", None)
    assert acts() == ["counter_opened", "counter_paused", "counter_resumed", "counter_closed"]
    assert QueueEntry.objects.get(act="counter_paused").reason == "rest"
    assert differences() == []


@pytest.mark.parametrize("reason", ["", "football"])
def test_a_pause_wants_a_reason_of_the_list(reason: str) -> None:
    counter = make_open_counter()
    with pytest.raises(NoReason):
        pause_counter(counter=counter, reason=reason, actor=cast.olga(), now=at(1))
    assert state()[0] == "open"


def test_a_counter_with_somebody_in_it_is_neither_taken_nor_left() -> None:
    counter = make_open_counter()
    with pytest.raises(CounterTaken) as taken:
        open_counter(counter=counter, actor=officer(2), now=at(1))
    assert taken.value.counter.staff == cast.olga()
    for act in (close_counter, resume_counter):
        with pytest.raises(NotYours):
            act(counter=counter, actor=officer(2), now=at(1))
    ticket()
    called = call(1)
    for busy in ({"state": "called"}, {"state": "serving"}):
        with pytest.raises(SomebodyIsHere):
            close_counter(counter=counter, actor=cast.olga(), now=at(2))
        with pytest.raises(SomebodyIsHere):
            pause_counter(counter=counter, reason="rest", actor=cast.olga(), now=at(2))
        if busy["state"] == "called":
            serve(2, called)
    finish(5, called)
    close_counter(counter=counter, actor=cast.olga(), now=at(5))
    assert state() == ("closed", None)


def test_an_officer_sits_at_one_counter_at_a_time() -> None:
    make_open_counter()
    with pytest.raises(SitsElsewhere) as elsewhere:
        open_counter(counter=cast.counter(2), actor=cast.olga(), now=at(1))
    assert elsewhere.value.counter.number == 1
    assert state(2) == ("closed", None)


def test_only_an_officer_of_the_centre_opens_its_counters_and_only_those_that_exist() -> None:
    counter = cast.counter(1)
    omar = Staff.objects.create_user("omar", role="officer", agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    for actor in (omar, cast.alicia(), cast.sara(), cast.lucia()):
        with pytest.raises(NotYours):
            open_counter(counter=counter, actor=actor, now=at(0))
    Counter.objects.update(active=False)
    with pytest.raises(NotYours):
        open_counter(counter=counter, actor=cast.olga(), now=at(0))


def test_a_counter_left_open_yesterday_is_free_today_with_nobody_at_it() -> None:
    make_open_counter()
    ticket()
    left = call(1)
    serve(2, left)
    open_counter(counter=Counter.objects.get(number=1), actor=officer(2), now=TOMORROW)
    assert state() == ("open", officer(2).pk)
    assert fresh(left).state == "served"


def test_somebody_who_left_a_counter_open_yesterday_sits_down_at_another_today() -> None:
    make_open_counter()
    open_counter(counter=cast.counter(2), actor=cast.olga(), now=TOMORROW)
    assert (state(1), state(2)) == (("closed", None), ("open", cast.olga().pk))


def test_upkeep_closes_what_an_earlier_day_left_and_touches_nothing_of_today() -> None:
    make_open_counter(1)
    make_open_counter(2)
    waiting, _called = ticket(), ticket(1)
    called = call(2)
    assert counters.close_left(now=at(600)) == 0
    assert upkeep.run_upkeep(now=TOMORROW)["days"] == 4
    assert {fresh(waiting).state, fresh(called).state} == {"left"}
    assert {each.state for each in Counter.objects.all()} == {"closed"}
    assert upkeep.run_upkeep(now=TOMORROW)["days"] == 0
    assert differences() == []
