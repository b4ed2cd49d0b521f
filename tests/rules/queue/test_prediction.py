"""The day played forward: more people before never shorten a wait, and the intervals hold what they promise."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vinculo.rules.queue.calling import CounterView, Waiting, first, next_ticket
from vinculo.rules.queue.classes import Klass, Policy
from vinculo.rules.queue.prediction import (
    ENOUGH,
    FEWEST_RUNS,
    MOST_RUNS,
    CounterNow,
    Interval,
    Situation,
    durations,
    forecast,
    runs_for,
    standing_order,
)

NOW = datetime(2026, 11, 30, 9, 0)  # noqa: DTZ001 - the rules compare moments, whatever their zone
POLICY = Policy()
VIEW = CounterView(procedures=frozenset({1}))


def ticket(number: int, klass: Klass = Klass.SAME_DAY, came: float = 0.0, **changes: object) -> Waiting:
    ref = NOW + timedelta(minutes=came)
    values = {"number": number, "klass": klass, "procedure": 1, "ref": ref, "due": ref + POLICY.head_start(klass)}
    return Waiting(**(values | changes))  # type: ignore[arg-type]


def situation(waiting: list[Waiting], counters: int = 1, **changes: object) -> Situation:
    values: dict[str, object] = {
        "now": NOW,
        "policy": POLICY,
        "waiting": waiting,
        "counters": [CounterNow(view=VIEW)] * counters,
        "services": {1: durations([], 15)},
    }
    return Situation(**(values | changes))  # type: ignore[arg-type]


KLASSES = st.sampled_from(list(Klass))
PEOPLE = st.lists(st.tuples(KLASSES, st.floats(-90, 60)), min_size=1, max_size=12)


def people(drawn: list[tuple[Klass, float]]) -> list[Waiting]:
    return [ticket(number, klass, came) for number, (klass, came) in enumerate(drawn, start=1)]


@given(PEOPLE, st.integers(1, 3), KLASSES, st.floats(-90, 60), st.integers(0, 50))
@settings(max_examples=60, deadline=None)
def test_one_person_more_never_shortens_anybodys_wait(
    drawn: list[tuple[Klass, float]], counters: int, klass: Klass, came: float, seed: int
) -> None:
    waiting = people(drawn)
    before = forecast(situation(waiting, counters), seed=seed, runs=20)
    after = forecast(situation([*waiting, ticket(99, klass, came)], counters), seed=seed, runs=20)
    for number, span in before.items():
        assert after[number].low >= span.low, number
        assert after[number].high >= span.high, number


@given(PEOPLE, st.integers(1, 3), st.integers(0, 50))
@settings(max_examples=40, deadline=None)
def test_the_same_seed_gives_the_same_and_half_comes_before_nine_of_ten(
    drawn: list[tuple[Klass, float]], counters: int, seed: int
) -> None:
    seen = situation(people(drawn), counters, arrivals={Klass.PRIORITY: 0.5}, arrivals_for=1)
    once = forecast(seen, seed=seed, runs=10)
    assert forecast(replace(seen, waiting=list(reversed(seen.waiting))), seed=seed, runs=10) == once
    assert set(once) == {each.number for each in seen.waiting}
    assert all(0 <= span.low <= span.high for span in once.values())


@given(PEOPLE)
def test_the_quick_rule_calls_whom_the_rule_calls(drawn: list[tuple[Klass, float]]) -> None:
    waiting = people(drawn)
    call, quick = next_ticket(VIEW, waiting, NOW, POLICY), first(VIEW, waiting, NOW, POLICY)
    assert call is not None
    assert quick is not None
    assert call.number == quick.number


def test_with_known_durations_the_wait_is_counted_by_hand() -> None:
    """Two counters, one busy for 4 minutes of 10; services of exactly ten minutes: 0, 6, 10, 16."""
    counters = [CounterNow(view=VIEW), CounterNow(view=VIEW, procedure=1, elapsed=4.0)]
    seen = situation([ticket(each, came=-each) for each in (4, 3, 2, 1)], counters=0, services={1: [10.0]})
    intervals = forecast(replace(seen, counters=counters), seed=1, runs=3)
    assert {number: (span.low, span.high) for number, span in intervals.items()} == {
        4: (0, 0),
        3: (6, 6),
        2: (10, 10),
        1: (16, 16),
    }


def test_one_run_of_twenty_calls_before_the_early_bound_and_it_never_lies_above_the_others() -> None:
    seen = situation([ticket(each, came=-each) for each in range(6, 0, -1)], services={1: durations([], 15)})
    for span in forecast(seen, seed=5, runs=200).values():
        assert 0 <= span.early <= span.low <= span.high
    three_before = forecast(replace(seen, services={1: [float(each) for each in range(1, 41)]}), seed=5, runs=200)[3]
    assert three_before.early < three_before.low - 10  # sums of three draws spread far below their middle


def test_somebody_who_comes_later_and_goes_first_is_counted_in() -> None:
    alone = situation([ticket(1, came=0), ticket(2, came=1)], services={1: [20.0]})
    appointment = ticket(-7, Klass.APPOINTMENT, came=15)
    interval = forecast(replace(alone, coming=[appointment]), seed=3, runs=200)[2]
    assert forecast(alone, seed=3, runs=200)[2] == Interval(low=20, high=20)
    assert interval == Interval(low=40, high=40)  # the appointment shows up in more than half of the runs


def test_whom_no_open_counter_serves_is_told_nothing() -> None:
    other = ticket(2, procedure=2)
    assert set(forecast(situation([ticket(1), other], services={1: [5.0], 2: [5.0]}), seed=1, runs=3)) == {1}
    assert forecast(situation([ticket(1)], counters=0), seed=1, runs=3) == {}


def test_who_rests_after_a_missed_call_is_called_when_the_rest_is_over() -> None:
    resting = ticket(1, not_before=NOW + timedelta(minutes=5))
    assert forecast(situation([resting]), seed=1, runs=3) == {1: Interval(low=5, high=5)}


def test_a_return_waits_for_its_officer_and_no_longer_than_the_policy_says() -> None:
    theirs = ticket(1, Klass.RETURN, officer=7)
    assert forecast(situation([theirs]), seed=1, runs=3) == {1: Interval(low=10, high=10)}
    at_seven = [CounterNow(view=replace(VIEW, staff=7))]
    assert forecast(situation([theirs], counters=0, services={1: [5.0]}), seed=1, runs=3) == {}
    assert forecast(replace(situation([theirs]), counters=at_seven), seed=1, runs=3) == {1: Interval(low=0, high=0)}


def test_the_line_is_in_the_order_of_the_rule_with_those_who_cannot_be_called_last() -> None:
    line = [
        ticket(1),
        ticket(2, Klass.APPOINTMENT, came=30),
        ticket(3, Klass.APPOINTMENT, came=-5),
        ticket(4, Klass.PRIORITY),
        ticket(5, Klass.PRIORITY, came=-60, not_before=NOW + timedelta(minutes=4)),
    ]
    assert standing_order(line, NOW, POLICY) == [4, 3, 1, 2, 5]


def test_its_own_times_are_believed_when_there_are_enough() -> None:
    few, enough = [5.0] * (ENOUGH - 1), [5.0] * ENOUGH
    assert sum(durations(few, 15)) / len(durations(few, 15)) == pytest.approx(15)
    assert durations(enough, 15) == enough


def test_the_cost_is_bounded() -> None:
    assert [runs_for(each) for each in (0, 1, 30, 50, 1000)] == [MOST_RUNS, MOST_RUNS, 200, 80, FEWEST_RUNS]


def simulated_day(seed: int) -> list[tuple[float, Interval]]:
    """Return for everybody who came on one made-up day their real wait and what they were told when they came."""
    rng = random.Random(seed)
    known = [rng.lognormvariate(2.5, 0.5) for _ in range(200)]
    arrivals: list[Waiting] = []
    moment = 0.0
    while (moment := moment + rng.expovariate(1 / 6)) < 300:
        klass = rng.choices([Klass.PRIORITY, Klass.SAME_DAY], [1, 3])[0]
        arrivals.append(ticket(len(arrivals) + 1, klass, came=moment))
    free: list[tuple[float, float, bool]] = [(0.0, 0.0, False)] * 2  # until, since, whether somebody is there
    pool: list[Waiting] = []
    told: dict[int, Interval] = {}
    waits: list[tuple[float, Interval]] = []
    for index, fresh in enumerate(arrivals):
        came = (fresh.ref - NOW).total_seconds() / 60
        until = (arrivals[index + 1].ref - NOW).total_seconds() / 60 if index + 1 < len(arrivals) else 2000.0
        pool.append(fresh)
        told[fresh.number] = told_at(came, pool, free, known)[fresh.number]
        while pool and min(free)[0] < until:
            start = max(came, min(free)[0])
            chosen = first(VIEW, pool, NOW + timedelta(minutes=start), POLICY)
            assert chosen is not None
            pool.remove(chosen)
            waits.append((start - (chosen.ref - NOW).total_seconds() / 60, told[chosen.number]))
            free[free.index(min(free))] = (start + rng.choice(known), start, True)
    return waits


def told_at(
    came: float, pool: list[Waiting], free: list[tuple[float, float, bool]], known: list[float]
) -> dict[int, Interval]:
    counters = [
        CounterNow(view=VIEW, procedure=1, elapsed=came - since) if there and until > came else CounterNow(view=VIEW)
        for until, since, there in free
    ]
    seen = situation(
        list(pool),
        counters=0,
        now=NOW + timedelta(minutes=came),
        services={1: durations(known, 15)},
        arrivals={Klass.PRIORITY: 2.5},
        arrivals_for=1,
    )
    return forecast(replace(seen, counters=counters), seed=1, runs=60)


def test_the_intervals_hold_what_they_promise_on_made_up_days() -> None:
    """Of those who wait at all half are called before the interval, four of ten within it, one of ten after it."""
    days = [each for seed in range(8) for each in simulated_day(seed)]
    queued = [(wait, span) for wait, span in days if span.low > 0]
    shares = [
        sum(wait < span.low for wait, span in queued) / len(queued),
        sum(span.low <= wait <= span.high for wait, span in queued) / len(queued),
        sum(wait > span.high for wait, span in queued) / len(queued),
    ]
    assert len(queued) > 200
    assert shares == pytest.approx([0.5, 0.4, 0.1], abs=0.08)


def test_whom_the_day_does_not_reach_is_told_nothing() -> None:
    """Three services of four hours each: the third person would be called after the day's horizon."""
    seen = situation([ticket(each) for each in (1, 2, 3, 4)], services={1: [240.0]})
    assert forecast(seen, seed=1, runs=3) == {1: Interval(low=0, high=0), 2: Interval(low=240, high=240)}
