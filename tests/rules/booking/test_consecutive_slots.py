"""Consecutive seats for a family (D16), against the plainest way of finding them."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vinculo.rules.booking.consecutive_slots import (
    Run,
    RunError,
    best_run,
    counters_from,
    runs_by_start,
    starts_to_offer,
)

FREE = st.dictionaries(st.integers(1, 4), st.frozensets(st.integers(0, 11)), max_size=4)


def plain(free: dict[int, frozenset[int]], length: int, start: int | None = None) -> list[tuple[int, int]]:
    """Return (first, counter) of every run of that length, by trying them all."""
    firsts = range(12) if start is None else [start]
    return [
        (first, counter) for first in firsts for counter in free if set(range(first, first + length)) <= free[counter]
    ]


@given(FREE, st.integers(1, 6), st.none() | st.integers(0, 11))
def test_d16_a_run_of_k_where_there_is_one_else_the_longest(
    free: dict[int, frozenset[int]], wanted: int, start: int | None
) -> None:
    run = best_run(free, wanted, start)
    longest = max((length for length in range(1, wanted + 1) if plain(free, length, start)), default=0)
    assert (run.length if run else 0) == longest
    assume(longest > 0)
    assert run is not None
    assert run.first == min(first for first, _ in plain(free, longest, start))
    assert set(run.slots) <= free[run.counter]
    assert run == best_run(dict(reversed(free.items())), wanted, start)


def test_d16_one_counter_and_never_seats_of_two() -> None:
    assert best_run({1: {0, 1}, 2: {2, 3}}, 4) == Run(counter=1, first=0, length=2)


def test_d16_of_equals_the_earliest_then_the_one_that_wastes_least_then_the_lowest_counter() -> None:
    assert best_run({1: {5, 6}, 2: {3, 4}}, 2) == Run(counter=2, first=3, length=2)
    assert best_run({1: {3, 4, 5}, 2: {3, 4}}, 2) == Run(counter=2, first=3, length=2)
    assert best_run({2: {3, 4}, 1: {3, 4}}, 2) == Run(counter=1, first=3, length=2)


def test_d16_the_hour_that_the_person_chose() -> None:
    free = {1: {0, 1, 2, 3}, 2: {2, 3}}
    assert best_run(free, 2, start=2) == Run(counter=1, first=2, length=2)
    assert best_run(free, 3, start=2) == Run(counter=1, first=2, length=2)
    assert best_run(free, 1, start=9) is None


@given(FREE, st.integers(1, 6))
def test_d16_a_day_offers_every_start_with_a_free_seat(free: dict[int, frozenset[int]], wanted: int) -> None:
    runs = runs_by_start(free, wanted)
    assert list(runs) == sorted(set().union(*free.values()))
    assert [run for start, run in runs.items() if run != best_run(free, wanted, start)] == []


@given(FREE, st.integers(1, 6))
def test_d16_offered_are_whole_runs_or_the_longest(free: dict[int, frozenset[int]], wanted: int) -> None:
    starts = starts_to_offer(runs_by_start(free, wanted), wanted)
    best = best_run(free, wanted)
    assert {run.length for run in starts.values()} == ({best.length} if best else set())


@given(FREE, st.integers(1, 6), st.integers(0, 11))
def test_d16_the_counters_to_try_in_turn(free: dict[int, frozenset[int]], wanted: int, start: int) -> None:
    runs = counters_from(free, wanted, start)
    assert [run.counter for run in runs] == sorted(
        (counter for counter in free if start in free[counter]),
        key=lambda counter: (
            -max(k for k in range(1, wanted + 1) if set(range(start, start + k)) <= free[counter]),
            counter,
        ),
    )
    assert [run for run in runs if not set(run.slots) <= free[run.counter]] == []


def test_d16_a_family_has_at_least_one() -> None:
    assert best_run({}, 1) is None
    with pytest.raises(RunError):
        best_run({1: {0}}, 0)
