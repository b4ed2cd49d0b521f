"""Queues that Hypothesis draws: people of every class at one moment, and whole days with counters that come free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import strategies as st

from tests.cast import NOW
from vinculo.rules.queue import calling
from vinculo.rules.queue.calling import CounterView, Waiting
from vinculo.rules.queue.classes import Klass, Mode, Policy, place

GROUPS = ("adulto-mayor", "discapacidad", "embarazo")
EVERYTHING = CounterView(procedures=frozenset({1, 2}), accessible=True, staff=1)


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Any policy whose classes keep their order; both modes, with and without admission control."""
    steps = draw(st.lists(st.integers(0, 90), min_size=5, max_size=5))
    heads = [-30 + sum(steps[: index + 1]) for index in range(5)]
    mode, admission = draw(st.sampled_from(Mode)), draw(st.booleans())
    return Policy(
        mode=mode,
        admission=admission,
        head_pp=heads[0],
        head_p=heads[1],
        head_r=heads[2],
        head_a=heads[3],
        head_w=heads[4],
        named_officer=draw(st.sampled_from([0, 10, 30])),
    )


# Made once: Hypothesis looks through a strategy before it draws from it.
CHECKED_IN = st.integers(-120, 0)  # minutes from now
KINDS = st.sampled_from(["appointment", "return", "same_day"])
HOURS = st.integers(-90, 90)  # minutes from the check-in to the hour of the turno
PRIORITIES: st.SearchStrategy[set[str]] = st.sets(st.sampled_from(GROUPS)) | st.just(set())
PROCEDURES = st.sampled_from([1, 1, 2])
NOT_BEFORE = st.none() | st.integers(-5, 5).map(at)
ACCESSIBLE = st.sampled_from([False, False, True])
OFFICERS = st.sampled_from([None, 1, 2])
STATES = st.sampled_from(["waiting"] * 5 + ["called", "served"])


def draw_ticket(draw: st.DrawFn, number: int, policy: Policy) -> Waiting:
    """Draw somebody who checked in within the last two hours, however they came."""
    checked_in = at(draw(CHECKED_IN))
    kind = draw(KINDS)
    starts = checked_in + timedelta(minutes=draw(HOURS)) if kind == "appointment" else None
    groups = draw(PRIORITIES)
    where = place(checked_in=checked_in, policy=policy, starts=starts, returning=kind == "return", categories=groups)
    return Waiting(
        number=number,
        klass=where.klass,
        procedure=draw(PROCEDURES),
        ref=where.ref,
        due=where.due,
        not_before=draw(NOT_BEFORE),
        accessible=draw(ACCESSIBLE),
        officer=draw(OFFICERS) if kind == "return" else None,
        state=draw(STATES),
    )


@st.composite
def halls(draw: st.DrawFn) -> tuple[Policy, CounterView, list[Waiting]]:
    """A policy, a counter and a waiting room at `NOW`."""
    policy = draw(policies())
    counter = CounterView(
        procedures=frozenset(draw(st.sets(st.sampled_from([1, 2]), min_size=1))),
        accessible=draw(st.booleans()),
        staff=draw(st.sampled_from([1, 2, 3])),
    )
    people = draw(st.integers(0, 12))
    return policy, counter, [draw_ticket(draw, number, policy) for number in range(1, people + 1)]


@dataclass(frozen=True)
class Person:
    """Who comes to a day: when, with which appointment, of which priority groups."""

    number: int
    arrives: float
    starts: float | None = None
    groups: tuple[str, ...] = ()
    returning: bool = False


@dataclass(frozen=True)
class Called:
    """One call of a day, and who was eligible at that moment."""

    at: datetime
    chosen: Waiting
    eligible: tuple[Waiting, ...]


def ticket_of(person: Person, policy: Policy) -> Waiting:
    starts = None if person.starts is None else at(person.starts)
    where = place(
        checked_in=at(person.arrives),
        policy=policy,
        categories=person.groups,
        starts=starts,
        returning=person.returning,
    )
    return Waiting(number=person.number, klass=where.klass, procedure=1, ref=where.ref, due=where.due)


@st.composite
def crowds(draw: st.DrawFn, least: int = 1) -> list[Person]:
    """People in the order in which they come."""
    arrivals = sorted(draw(st.lists(st.integers(0, 240), min_size=least, max_size=25)))
    people = []
    for number, arrives in enumerate(arrivals, 1):
        kind = draw(st.sampled_from(["appointment", "appointment", "same_day", "return"]))
        starts = arrives + draw(st.integers(-80, 60)) if kind == "appointment" else None
        groups = draw(st.sampled_from([(), (), (), GROUPS[:1], GROUPS[:2]]))
        people.append(Person(number, arrives, starts, groups, kind == "return"))
    return people


def day(people: Iterable[Person], policy: Policy, service: float, counters: int) -> list[Called]:
    """Return the calls of a day at counters that serve everybody for so many minutes, until nobody waits."""
    coming = sorted(people, key=lambda each: (each.arrives, each.number))
    free = [0.0] * counters
    waiting: dict[int, Waiting] = {}
    calls: list[Called] = []
    moment = 0.0
    while coming or waiting:
        free.sort()
        moment = max(moment, free[0], 0 if waiting else coming[0].arrives)
        while coming and coming[0].arrives <= moment:
            person = coming.pop(0)
            waiting[person.number] = ticket_of(person, policy)
        call = calling.next_ticket(EVERYTHING, waiting.values(), at(moment), policy)
        assert call is not None, "an idle counter while somebody waits"
        calls.append(Called(at(moment), waiting[call.number], tuple(waiting.values())))
        del waiting[call.number]
        free[0] = moment + service
    return calls


def without(people: Sequence[Person], number: int) -> list[Person]:
    """Return the same people, one of them of no priority group."""
    return [replace(each, groups=()) if each.number == number else each for each in people]


ALPHA = {klass: Policy().head_start(klass) for klass in Klass}
