"""What is said of many waits: mean, the longest of 95 in 100, and the longest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil


@dataclass(frozen=True)
class Waits:
    """How many waited, and how long: minutes."""

    count: int = 0
    mean: float = 0.0
    p95: float = 0.0
    longest: float = 0.0


def waiting_time(checked_in: datetime, starts: datetime | None, called: datetime) -> timedelta:
    """Return how long somebody waited: from the check-in, or from the hour of the turno for who came before it."""
    since = max(checked_in, starts) if starts else checked_in
    return max(timedelta(0), called - since)


def summary(spans: Iterable[timedelta]) -> Waits:
    """Return the figures of some waits; the 95th percentile is a wait that somebody had (nearest rank)."""
    minutes = sorted(span.total_seconds() / 60 for span in spans)
    if not minutes:
        return Waits()
    rank = ceil(0.95 * len(minutes)) - 1
    return Waits(len(minutes), sum(minutes) / len(minutes), minutes[rank], minutes[-1])
