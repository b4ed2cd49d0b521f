"""Consecutive slots for a family: k at one counter, or the longest run there is (D16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


class RunError(ValueError):
    """A family without dependents."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """Consecutive slots at one counter, by their indexes in the day."""

    counter: int
    first: int
    length: int

    @property
    def slots(self) -> tuple[int, ...]:
        """The indexes of the slots, in order."""
        return tuple(range(self.first, self.first + self.length))


def _maximal(free: Mapping[int, AbstractSet[int]]) -> Iterator[Run]:
    """Return every run that cannot be made longer, counter by counter."""
    for counter in sorted(free):
        for first in sorted(slot for slot in free[counter] if slot - 1 not in free[counter]):
            length = 1
            while first + length in free[counter]:
                length += 1
            yield Run(counter=counter, first=first, length=length)


def _from(run: Run, start: int) -> Run | None:
    """Return what is left of a run from `start` on, where it reaches there."""
    skipped = start - run.first
    return Run(counter=run.counter, first=start, length=run.length - skipped) if 0 <= skipped < run.length else None


def _best(runs: list[Run], wanted: int) -> Run | None:
    """Return the longest up to `wanted`, then the earliest, then the one that wastes least, then the first counter."""
    if not runs:
        return None
    run = min(runs, key=lambda each: (-min(each.length, wanted), each.first, each.length, each.counter))
    return Run(counter=run.counter, first=run.first, length=min(run.length, wanted))


def best_run(free: Mapping[int, AbstractSet[int]], wanted: int, start: int | None = None) -> Run | None:
    """Return `wanted` consecutive free slots at one counter, or else the longest run, or None if nothing is free (D16).

    `free` has the indexes of the free slots of each counter. With `start` the run begins at that slot: the hour that
    the person chose. Of equals the earliest, then the one with least left over, then the lowest counter.
    Raises `RunError`.
    """
    if wanted < 1:
        raise RunError("a run has at least one slot")
    maximal = list(_maximal(free))
    if start is None:
        return _best(maximal, wanted)
    return _best([run for whole in maximal if (run := _from(whole, start))], wanted)


def runs_by_start(free: Mapping[int, AbstractSet[int]], wanted: int) -> dict[int, Run]:
    """Return, for every slot index with a free seat, the best run that begins there: what a day offers (D16)."""
    if wanted < 1:
        raise RunError("a run has at least one slot")
    at: dict[int, list[Run]] = defaultdict(list)
    for whole in _maximal(free):
        for start in whole.slots:
            at[start].append(Run(counter=whole.counter, first=start, length=whole.first + whole.length - start))
    runs = {start: _best(at[start], wanted) for start in sorted(at)}
    return {start: run for start, run in runs.items() if run is not None}


def counters_from(free: Mapping[int, AbstractSet[int]], wanted: int, start: int) -> list[Run]:
    """Return each counter's run from `start`, at most `wanted` long: the longest first, then the lowest counter."""
    runs: list[Run] = []
    for counter in sorted(free):
        length = 0
        while length < wanted and start + length in free[counter]:
            length += 1
        if length:
            runs.append(Run(counter=counter, first=start, length=length))
    return sorted(runs, key=lambda run: (-run.length, run.counter))


def starts_to_offer(runs: Mapping[int, Run], wanted: int) -> dict[int, Run]:
    """Return the starts to offer: those with a run for everybody, or, where there is none, the day's longest (D16)."""
    longest = max((min(run.length, wanted) for run in runs.values()), default=0)
    return {start: run for start, run in runs.items() if run.length >= longest}
