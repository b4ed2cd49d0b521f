"""How often something may be done: sliding windows over the times of earlier attempts (D17)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

NO_WAIT = timedelta(0)


class LimitError(ValueError):
    """A limit that allows nothing or has no window."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most `count` attempts in any `window`."""

    count: int
    window: timedelta

    def __post_init__(self) -> None:
        """Refuse a limit that nobody could keep."""
        if self.count < 1 or self.window <= NO_WAIT:
            raise LimitError("a limit allows at least one attempt in a window")


def _wait(times: Sequence[datetime], now: datetime, limit: Limit) -> timedelta:
    """Return how long until one more attempt keeps this limit."""
    recent = [moment for moment in times if moment > now - limit.window]
    if len(recent) < limit.count:
        return NO_WAIT
    return recent[-limit.count] + limit.window - now


def retry_after(times: Iterable[datetime], now: datetime, limits: Iterable[Limit]) -> timedelta:
    """Return how long to wait until one more attempt keeps every limit; zero: it may be made now (D17)."""
    earlier = sorted(times)
    return max((_wait(earlier, now, limit) for limit in limits), default=NO_WAIT)


def exceeded(times: Iterable[datetime], now: datetime, limits: Iterable[Limit]) -> bool:
    """Return whether one more attempt now would break a limit, given the times of the earlier ones (D17)."""
    return retry_after(times, now, limits) > NO_WAIT
