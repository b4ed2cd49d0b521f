"""Where a turno goes whose day, agency or counter is closed: by what its person chose before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

ONE_DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class FreeSeat:
    """A seat that can be claimed."""

    seat: int
    agency: int
    counter: int
    starts: datetime
    ends: datetime


Run = tuple[FreeSeat, ...]


def runs(free: Iterable[FreeSeat], wanted: int) -> list[Run]:
    """Return every run of exactly `wanted` consecutive free seats at one counter (D16)."""
    counters: dict[tuple[int, int], dict[datetime, FreeSeat]] = defaultdict(dict)
    for each in free:
        counters[each.agency, each.counter][each.starts] = each
    result = []
    for seats in counters.values():
        for first in seats.values():
            run = [first]
            while len(run) < wanted and (following := seats.get(run[-1].ends)):
                run.append(following)
            if len(run) == wanted:
                result.append(tuple(run))
    return result


def by_preference(candidates: Iterable[Run], agency: int, starts: datetime) -> list[Run]:
    """Return the runs, the best first: the same agency before others; then soon, and at the same hour of the day.

    A day later weighs as much as an hour off the hour that the person chose.
    """
    return sorted(
        candidates, key=lambda run: (run[0].agency != agency, _cost(run[0].starts - starts), run[0].starts, run[0].seat)
    )


def _cost(later: timedelta) -> float:
    days, off = divmod(later, ONE_DAY)
    if off > ONE_DAY / 2:
        days, off = days + 1, ONE_DAY - off
    return abs(days) + off / HOUR
