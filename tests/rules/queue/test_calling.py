"""Who is called next: what must hold at every moment and over every day (docs/spec/queue.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.cast import NOW
from tests.rules.queue.calling_days import (
    ALPHA,
    EVERYTHING,
    Person,
    at,
    crowds,
    day,
    halls,
    policies,
    ticket_of,
    without,
)
from vinculo.rules.queue import calling
from vinculo.rules.queue.calling import Call, CounterView, Overtaken, OvertakingReason, Waiting, eligible, next_ticket
from vinculo.rules.queue.classes import PRIORITY, Klass, Mode, Policy

Hall = tuple[Policy, CounterView, list[Waiting]]
POLICY = Policy()
EARLIEST = Policy(mode=Mode.EARLIEST_DUE)


def waiting(number: int, klass: Klass, ref: int, **changes: object) -> Waiting:
    due = at(ref) + POLICY.head_start(klass)
    values: dict[str, object] = {"number": number, "klass": klass, "procedure": 1, "ref": at(ref), "due": due}
    return Waiting(**(values | changes))  # type: ignore[arg-type]


def choose_number(*tickets: Waiting, counter: CounterView = EVERYTHING, policy: Policy = POLICY) -> int | None:
    call = next_ticket(counter, tickets, NOW, policy)
    return call.number if call else None


def test_nobody_is_called_when_nobody_waits() -> None:
    assert choose_number() is None
    assert choose_number(waiting(1, Klass.PRIORITY, -5, state="served")) is None


def test_priority_people_first_and_the_earliest_due_among_the_others() -> None:
    same_day, appointment = waiting(1, Klass.SAME_DAY, -100), waiting(2, Klass.APPOINTMENT, -10)
    back, priority = waiting(3, Klass.RETURN, -1), waiting(4, Klass.PRIORITY, 0)
    double = waiting(5, Klass.DOUBLE_PRIORITY, 0)
    assert choose_number(same_day, appointment, back, priority, double) == 5
    assert choose_number(same_day, appointment, back, priority) == 4
    assert choose_number(same_day, appointment, back) == 3
    assert choose_number(same_day, appointment) == 2
    assert choose_number(same_day) == 1


def test_the_other_mode_calls_the_earliest_due_of_all_but_only_with_admission_control() -> None:
    long_waiting, priority = waiting(1, Klass.SAME_DAY, -160), waiting(2, Klass.PRIORITY, 0)
    assert choose_number(long_waiting, priority) == 2
    assert choose_number(long_waiting, priority, policy=EARLIEST) == 1
    assert choose_number(long_waiting, priority, policy=replace(EARLIEST, admission=False)) == 2


def test_who_is_due_at_the_same_moment_goes_by_reference_time_then_by_number() -> None:
    assert choose_number(waiting(1, Klass.RETURN, -15), waiting(2, Klass.SAME_DAY, -150)) == 2
    assert choose_number(waiting(2, Klass.SAME_DAY, -9), waiting(1, Klass.SAME_DAY, -9)) == 1


def test_an_appointment_still_to_come_waits_for_its_hour_unless_a_counter_would_stand_idle() -> None:
    early, later = waiting(1, Klass.APPOINTMENT, 10), waiting(2, Klass.APPOINTMENT, 20)
    same_day = waiting(3, Klass.SAME_DAY, -1)
    assert choose_number(early, same_day) == 3
    assert choose_number(early, later) == 1
    assert choose_number(replace(early, ref=NOW), same_day) == 1


@pytest.mark.parametrize(
    ("changes", "counter", "may"),
    [
        ({}, EVERYTHING, True),
        ({"not_before": at(1)}, EVERYTHING, False),
        ({"not_before": NOW}, EVERYTHING, True),
        ({"procedure": 3}, EVERYTHING, False),
        ({"accessible": True}, EVERYTHING, True),
        ({"accessible": True}, replace(EVERYTHING, accessible=False), False),
        ({"officer": 1}, EVERYTHING, True),
        ({"officer": 2}, EVERYTHING, True),
        ({"officer": 2}, replace(EVERYTHING, staff=2), True),
        ({"state": "called"}, EVERYTHING, False),
    ],
)
def test_who_may_be_called_to_a_counter(changes: dict[str, object], counter: CounterView, may: bool) -> None:
    assert eligible(counter, waiting(1, Klass.RETURN, -10, **changes), NOW, POLICY) is may


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (waiting(1, Klass.SAME_DAY, -9), waiting(2, Klass.PRIORITY, 0), OvertakingReason.PRIORITY),
        (waiting(1, Klass.PRIORITY, -9), waiting(2, Klass.DOUBLE_PRIORITY, 0), OvertakingReason.PRIORITY),
        (waiting(1, Klass.DOUBLE_PRIORITY, 0), waiting(2, Klass.PRIORITY, -40), OvertakingReason.EARLIER),
        (waiting(1, Klass.APPOINTMENT, 5), waiting(2, Klass.SAME_DAY, 0), OvertakingReason.EARLY),
        (waiting(1, Klass.APPOINTMENT, -5), waiting(2, Klass.APPOINTMENT, -9), OvertakingReason.EARLIER),
        (waiting(1, Klass.SAME_DAY, -60), waiting(2, Klass.APPOINTMENT, -9), OvertakingReason.APPOINTMENT),
        (waiting(1, Klass.APPOINTMENT, 0), waiting(2, Klass.SAME_DAY, -110), OvertakingReason.EARLIER),
        (waiting(1, Klass.RETURN, 0), waiting(2, Klass.APPOINTMENT, -60), OvertakingReason.EARLIER),
        (waiting(1, Klass.APPOINTMENT, -9), waiting(2, Klass.RETURN, 0), OvertakingReason.RETURN),
        (waiting(1, Klass.PRIORITY, -9, not_before=at(1)), waiting(2, Klass.SAME_DAY, 0), OvertakingReason.ABSENT),
        (waiting(1, Klass.PRIORITY, -9, procedure=9), waiting(2, Klass.SAME_DAY, 0), OvertakingReason.OTHER_SERVICE),
        (waiting(1, Klass.RETURN, -5, officer=9), waiting(2, Klass.PRIORITY, 0), OvertakingReason.NAMED_OFFICER),
    ],
)
def test_everybody_who_came_before_and_still_waits_is_named_with_the_reason(
    first: Waiting, second: Waiting, why: OvertakingReason
) -> None:
    assert next_ticket(EVERYTHING, [first, second], NOW, POLICY) == Call(
        2, 1 if eligible(EVERYTHING, first, NOW, POLICY) else None, (Overtaken(1, why),)
    )


def test_a_return_ticket_waits_ten_minutes_for_its_officer_and_is_then_open_to_all() -> None:
    named = waiting(1, Klass.RETURN, -10, officer=2)
    assert eligible(EVERYTHING, named, NOW, POLICY)
    assert not eligible(EVERYTHING, named, NOW - timedelta(microseconds=1), POLICY)
    assert eligible(replace(EVERYTHING, staff=2), named, NOW - timedelta(minutes=9), POLICY)


def test_who_needs_an_accessible_counter_is_passed_at_the_others() -> None:
    narrow = replace(EVERYTHING, accessible=False)
    people = [waiting(1, Klass.PRIORITY, -9, accessible=True), waiting(2, Klass.SAME_DAY, 0)]
    assert next_ticket(narrow, people, NOW, POLICY) == Call(2, None, (Overtaken(1, OvertakingReason.ACCESSIBLE),))


def test_out_of_order_is_a_call_that_names_everybody_before_it() -> None:
    people = [waiting(1, Klass.APPOINTMENT, -9), waiting(2, Klass.SAME_DAY, -9), waiting(3, Klass.PRIORITY, -9)]
    call = calling.out_of_order(2, EVERYTHING, people, NOW, POLICY)
    assert call == Call(2, 3, (Overtaken(1, OvertakingReason.EXCEPTION), Overtaken(3, OvertakingReason.EXCEPTION)))
    back_again = replace(people[1], not_before=at(1))
    assert calling.out_of_order(2, EVERYTHING, [back_again], NOW, POLICY) == Call(2, None, ())
    elsewhere = replace(people[1], procedure=9)
    assert calling.out_of_order(2, EVERYTHING, [people[0], elsewhere], NOW, POLICY) is None
    assert calling.out_of_order(7, EVERYTHING, people, NOW, POLICY) is None


@given(halls())
def test_work_conserving_somebody_is_called_exactly_when_somebody_is_eligible(hall: Hall) -> None:
    policy, counter, people = hall
    may = {each.number for each in people if eligible(counter, each, NOW, policy)}
    call = next_ticket(counter, people, NOW, policy)
    assert (call is None) == (not may)
    assert call is None or call.number in may
    assert call is None or (call.runner_up is None) == (len(may) == 1)


@given(halls())
def test_nobody_else_is_called_while_an_eligible_priority_person_waits(hall: Hall) -> None:
    policy, counter, people = hall
    first = replace(policy, mode=Mode.PRIORITY_FIRST)
    may = [each for each in people if eligible(counter, each, NOW, first)]
    call = next_ticket(counter, people, NOW, first)
    assume(any(each.klass in PRIORITY for each in may))
    assert call is not None
    assert next(each for each in may if each.number == call.number).klass in PRIORITY


@given(halls(), st.randoms(use_true_random=False))
def test_deterministic_in_whatever_order_the_tickets_are_read(hall: Hall, chance: object) -> None:
    policy, counter, people = hall
    shuffled = list(people)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert next_ticket(counter, shuffled, NOW, policy) == next_ticket(counter, people, NOW, policy)


@given(halls())
def test_the_overtaken_are_all_who_came_before_and_still_wait(hall: Hall) -> None:
    policy, counter, people = hall
    call = next_ticket(counter, people, NOW, policy)
    assume(call is not None)
    assert call is not None
    before = [each.number for each in people if each.state == "waiting" and each.number < call.number]
    assert [each.number for each in call.overtaken] == before


@given(halls())
def test_the_runner_up_is_called_when_the_first_one_is_gone(hall: Hall) -> None:
    policy, counter, people = hall
    call = next_ticket(counter, people, NOW, policy)
    assume(call is not None)
    assert call is not None
    rest = [each for each in people if each.number != call.number]
    after = next_ticket(counter, rest, NOW, policy)
    assert call.runner_up == (after.number if after else None)


WHOLE_DAY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of ours
SERVICE, COUNTERS = st.integers(1, 25), st.integers(1, 6)


@given(crowds(), policies(), SERVICE, COUNTERS)
@WHOLE_DAY
def test_over_a_day_everybody_is_called_exactly_once(
    people: list[Person], policy: Policy, service: int, counters: int
) -> None:
    calls = day(people, policy, service, counters)
    assert sorted(call.chosen.number for call in calls) == [each.number for each in people]


@given(crowds(), policies(), SERVICE, COUNTERS)
@WHOLE_DAY
def test_within_a_class_by_reference_time_then_number(
    people: list[Person], policy: Policy, service: int, counters: int
) -> None:
    for call in day(people, policy, service, counters):
        same = [each for each in call.eligible if each.klass is call.chosen.klass]
        by_reference = min(same, key=lambda each: (each.ref, each.number))
        best = min(same, key=calling.order)  # of priority people an appointment may count: the better of both
        assert call.chosen == (best if call.chosen.klass in PRIORITY else by_reference)


@given(crowds(), SERVICE, COUNTERS)
@WHOLE_DAY
def test_nobody_is_passed_by_somebody_who_came_more_than_the_difference_of_their_head_starts_later(
    people: list[Person], service: int, counters: int
) -> None:
    for call in [each for each in day(people, POLICY, service, counters) if each.chosen.klass not in PRIORITY]:
        late = call.chosen
        for other in call.eligible:
            lead = max(ALPHA[other.klass] - ALPHA[late.klass], timedelta(0))
            assert late.ref - other.ref <= lead


@given(crowds(), SERVICE, COUNTERS)
@WHOLE_DAY
def test_nobody_is_passed_by_a_person_who_counts_from_after_their_due_time(
    people: list[Person], service: int, counters: int
) -> None:
    least = min(ALPHA[klass] for klass in Klass if klass not in PRIORITY)
    for call in [each for each in day(people, POLICY, service, counters) if each.chosen.klass not in PRIORITY]:
        for other in [each for each in call.eligible if not calling.early(each, call.at)]:
            assert calling.order(call.chosen) <= calling.order(other)
            assert call.chosen.ref <= other.due - least


@given(crowds(), policies(), SERVICE, COUNTERS, st.data())
@settings(WHOLE_DAY, max_examples=200)
def test_being_a_priority_person_never_makes_one_called_later(
    people: list[Person], policy: Policy, service: int, counters: int, data: st.DataObject
) -> None:
    whom = data.draw(st.sampled_from(people))
    groups = data.draw(st.sampled_from([("embarazo",), ("embarazo", "adulto-mayor")]))
    first = [replace(each, groups=groups) if each == whom else each for each in people]
    plain = without(people, whom.number)

    def find_call_time(crowd: list[Person]) -> object:
        return next(call.at for call in day(crowd, policy, service, counters) if call.chosen.number == whom.number)

    assert find_call_time(first) <= find_call_time(plain)  # type: ignore[operator]


@given(st.integers(-60, 60), policies(), st.sampled_from(list(Klass)))
def test_a_missed_call_rests_then_counts_from_now_then_is_a_no_show(ref: int, policy: Policy, klass: Klass) -> None:
    start = waiting(1, klass, ref, due=at(ref) + policy.head_start(klass), state="called")
    once = calling.after_missed_call(start, NOW, policy)
    assert once == replace(start, state="waiting", missed=1, not_before=at(policy.again))
    twice = calling.after_missed_call(replace(once, state="called"), NOW, policy)
    assert (twice.state, twice.missed, twice.klass) == ("waiting", 2, klass)
    assert twice.ref == max(start.ref, NOW)
    assert twice.due == twice.ref + policy.head_start(klass)
    assert twice.due >= once.due
    assert calling.after_missed_call(replace(twice, state="called"), NOW, policy).state == "no_show"


def test_a_call_is_missed_after_three_minutes_without_an_answer() -> None:
    assert not calling.is_unanswered(NOW, at(3) - timedelta(microseconds=1), POLICY)
    assert calling.is_unanswered(NOW, at(3), POLICY)


@given(st.integers(-200, 60), policies(), st.sampled_from(list(Klass)))
def test_somebody_who_is_passed_on_counts_as_a_return_and_never_waits_longer(
    ref: int, policy: Policy, klass: Klass
) -> None:
    start = waiting(1, klass, ref, due=at(ref) + policy.head_start(klass), state="serving", missed=2, officer=4)
    after = calling.after_transfer(start, NOW, policy, procedure=2)
    assert (after.state, after.procedure, after.missed, after.officer) == ("waiting", 2, 0, None)
    assert after.klass is (klass if klass in PRIORITY else Klass.RETURN)
    assert after.due <= start.due
    assert calling.after_transfer(start, NOW, policy, officer=7).procedure == start.procedure


def test_somebody_who_is_put_back_keeps_their_place_and_rests() -> None:
    start = waiting(1, Klass.APPOINTMENT, -9, state="called", missed=1)
    assert calling.after_skip(start, NOW, POLICY) == replace(start, state="waiting", not_before=at(5))


def test_a_no_show_that_is_reopened_counts_from_now_in_its_class() -> None:
    gone = waiting(1, Klass.APPOINTMENT, -90, state="no_show", missed=3)
    back = calling.after_reopening(gone, NOW, POLICY)
    assert back == waiting(1, Klass.APPOINTMENT, 0)
    assert ticket_of(Person(1, 0), POLICY).due == at(150)
