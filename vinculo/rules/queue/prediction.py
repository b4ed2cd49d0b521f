"""How long somebody will probably wait: the day is played forward many times by the rule that calls.

Every run draws how long services take, who comes with an appointment and who comes without. The first service that
begins takes the first duration that was drawn, and so on: one person more before somebody never makes their wait
shorter by chance.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil, exp, inf
from random import Random
from statistics import NormalDist, fmean

from vinculo.rules.queue.calling import CounterView, Waiting, first, order
from vinculo.rules.queue.classes import Klass, Policy

MOST_RUNS = 200
FEWEST_RUNS = 40
BUDGET = 200_000  # comparisons of one ticket with the others, over all runs
ENOUGH = 30  # services of a centre and procedure, before its own times are believed
STEPS = 20  # durations that stand for a mean that nobody has observed yet
SPREAD = 0.6  # of their logarithm
SHOWS_UP = 0.85  # of appointments, an assumption of ours
BEFORE_ITS_HOUR = timedelta(minutes=10)
HORIZON = timedelta(hours=8)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Minutes until the call: half of the runs call by `low`, nine of ten by `high`, one of twenty before `early`."""

    low: float
    high: float
    early: float = field(default=0.0, compare=False)  # for whom it is enough when it will be at the soonest


@dataclass(frozen=True, kw_only=True)
class CounterNow:
    """An open counter: free, or with somebody of a procedure for so many minutes."""

    view: CounterView
    procedure: int | None = None
    elapsed: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Situation:
    """A centre at one moment.

    `services` has minutes of service by procedure. `coming` are appointments of today that have not checked in,
    `arrivals` how many people of a class come in an hour without one, for `arrivals_for` and until `closes`.
    """

    now: datetime
    policy: Policy
    waiting: Sequence[Waiting]
    counters: Sequence[CounterNow]
    services: Mapping[int, Sequence[float]]
    coming: Sequence[Waiting] = ()
    arrivals: Mapping[Klass, float] = field(default_factory=dict)
    arrivals_for: int = 0
    closes: datetime | None = None


def durations(observed: Sequence[float], mean: float) -> list[float]:
    """Return minutes of service to draw from, sorted: the observed ones when they are enough, else around the mean."""
    if len(observed) >= ENOUGH:
        return sorted(observed)
    normal = NormalDist()
    raw = [exp(SPREAD * normal.inv_cdf((step + 0.5) / STEPS)) for step in range(STEPS)]
    return [mean * each / fmean(raw) for each in raw]


def runs_for(waiting: int) -> int:
    """Return how often the day is played: fewer times the more people wait, so that the cost is bounded."""
    return max(FEWEST_RUNS, min(MOST_RUNS, BUDGET // max(1, waiting) ** 2))


def standing_order(waiting: Iterable[Waiting], now: datetime, policy: Policy) -> list[int]:
    """Return the numbers in the order in which a counter that serves everybody would call them now.

    At the end those who cannot be called yet.
    """
    left = list(waiting)
    all_of_them = CounterView(procedures=frozenset(each.procedure for each in left), accessible=True)
    called = []
    while (chosen := first(all_of_them, left, now, policy)) is not None:
        left.remove(chosen)
        called.append(chosen.number)
    return called + [each.number for each in sorted(left, key=order)]


def forecast(situation: Situation, *, seed: int, runs: int | None = None) -> dict[int, Interval]:
    """Return the interval of each waiting number; none for whom a run of ten does not call.

    The same situation and seed give the same intervals.
    """
    wanted = {each.number for each in situation.waiting}
    times: dict[int, list[float]] = {number: [] for number in wanted}
    for run in range(runs or runs_for(len(wanted))):
        minutes = _play(situation, wanted, f"{seed}-{run}")
        for number in wanted:
            times[number].append(minutes.get(number, inf))
    spans = {number: _interval(sorted(each)) for number, each in times.items()}
    return {number: span for number, span in spans.items() if span is not None}


def _interval(times: Sequence[float]) -> Interval | None:
    early, low, high = (times[ceil(share * len(times)) - 1] for share in (0.05, 0.5, 0.9))
    return None if high == inf else Interval(low=low, high=high, early=early)


def _play(situation: Situation, wanted: set[int], seed: str) -> dict[int, float]:
    """Play the day once and return after how many minutes each wanted number was called."""
    draws, busy, coming = (_chance(seed, name) for name in ("services", "busy", "arrivals"))
    pool, later = list(situation.waiting), _later(situation, coming)
    free = [
        (situation.now + _remaining_minutes(each, situation, busy) * MINUTE, at)
        for at, each in enumerate(situation.counters)
    ]
    heapq.heapify(free)
    minutes: dict[int, float] = {}
    while free and len(minutes) < len(wanted) and free[0][0] < situation.now + HORIZON:
        moment, at = heapq.heappop(free)
        while later and later[-1][0] <= moment:
            pool.append(later.pop()[2])
        chosen = first(situation.counters[at].view, pool, moment, situation.policy)
        if chosen is None:
            changes = _next_change(pool, later, moment, situation.policy)
            if changes is not None:
                heapq.heappush(free, (changes, at))
            continue
        pool.remove(chosen)
        if chosen.number in wanted:
            minutes[chosen.number] = (moment - situation.now) / MINUTE
        heapq.heappush(free, (moment + _draw_duration(situation.services[chosen.procedure], draws) * MINUTE, at))
    return minutes


def _chance(seed: str, name: str) -> Random:
    return Random(f"{seed}-{name}")  # nosec B311 - the same draws each time are what is wanted; nothing is secret


def _draw_duration(minutes: Sequence[float], draws: Random) -> float:
    return minutes[int(draws.random() * len(minutes))]


def _remaining_minutes(counter: CounterNow, situation: Situation, draws: Random) -> float:
    """Return how many minutes a counter is busy still: of services at least as long as this one already is."""
    share = draws.random()
    if counter.procedure is None:
        return 0.0
    minutes = situation.services[counter.procedure]
    tail = [each for each in minutes if each > counter.elapsed]
    if not tail:  # longer than any that was seen
        return share * fmean(minutes)
    return tail[int(share * len(tail))] - counter.elapsed


def _later(situation: Situation, draws: Random) -> list[tuple[datetime, int, Waiting]]:
    """Return who is still to come in one run, the last one first, each with the moment of the check-in."""
    came = [
        (max(situation.now, each.ref - BEFORE_ITS_HOUR), each.number, each)
        for each in situation.coming
        if draws.random() < SHOWS_UP
    ]
    for klass, rate in situation.arrivals.items():
        came += _without_appointment(situation, klass, rate, draws)
    return sorted(came, key=lambda each: each[:2], reverse=True)


def _without_appointment(
    situation: Situation, klass: Klass, rate: float, draws: Random
) -> list[tuple[datetime, int, Waiting]]:
    until = min(situation.now + HORIZON, situation.closes or situation.now + HORIZON)
    arrivals: list[tuple[datetime, int, Waiting]] = []
    moment = situation.now
    while rate > 0 and (moment := moment + draws.expovariate(rate / 60) * MINUTE) < until:
        number = 1_000_000 + 10_000 * list(Klass).index(klass) + len(arrivals)  # after everybody who is there
        due = moment + situation.policy.head_start(klass)
        ticket = Waiting(number=number, klass=klass, procedure=situation.arrivals_for, ref=moment, due=due)
        arrivals.append((moment, number, ticket))
    return arrivals


def _next_change(
    pool: Iterable[Waiting], later: Sequence[tuple[datetime, int, Waiting]], moment: datetime, policy: Policy
) -> datetime | None:
    """Return when a counter that can call nobody should look again; None when nothing will change."""
    moments = [later[-1][0]] if later else []
    for each in pool:
        moments += [each.not_before] if each.not_before is not None else []
        moments += [each.ref + policy.named_officer * MINUTE] if each.officer is not None else []
    return min((each for each in moments if each > moment), default=None)
