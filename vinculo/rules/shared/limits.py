"""How often something may be done: hard windows for a browser, growing pauses for what anybody can name (D17, D29)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

NO_WAIT = timedelta(0)
HOUR, DAY = 60, 1440  # minutes
DOUBLINGS = 16  # of a pause: more would be longer than anybody waits


class LimitedAct(StrEnum):
    """What is counted; the setting VINCULO_LIMIT_<act>_<by> changes how often it may be done."""

    SEARCH = "search"
    SEND = "send"  # a mail with a code or a confirmation
    ATTEMPT = "attempt"  # a code, or a number after a code
    WAIT = "wait"  # an entry of the waiting list
    KEPT = "kept"  # a form that waits in a session: of staff whose session had ended, of a stranger who has none
    COMPLAINT = "complaint"
    LOG_IN = "log_in"  # a wrong password of staff


class LimitedBy(StrEnum):
    """Against what it is counted."""

    ADDRESS = "address"  # of the network
    EMAIL = "email"
    NUMBER = "number"  # or the name of a user
    DEVICE = "device"  # one browser
    PAIR = "pair"  # one browser that asks for one person
    MAILBOX = "mailbox"  # verified: the person who reads it asks


# D29: what a stranger can name, or shares with hundreds, slows down and ends in minutes; only who asks is refused.
HARD = frozenset({LimitedBy.DEVICE, LimitedBy.PAIR, LimitedBy.MAILBOX})

# D17: at most so many in so many minutes; after them the hard ones refuse and the others make a pause.
DEFAULTS: dict[LimitedAct, dict[LimitedBy, tuple[int, int]]] = {
    LimitedAct.SEARCH: {
        LimitedBy.ADDRESS: (60, HOUR),
        LimitedBy.NUMBER: (20, HOUR),
        LimitedBy.DEVICE: (60, HOUR),
        LimitedBy.PAIR: (20, HOUR),
    },
    LimitedAct.SEND: {
        LimitedBy.ADDRESS: (40, HOUR),
        LimitedBy.EMAIL: (6, HOUR),
        LimitedBy.NUMBER: (10, HOUR),
        LimitedBy.DEVICE: (40, HOUR),
        LimitedBy.PAIR: (10, HOUR),
    },
    LimitedAct.ATTEMPT: {
        LimitedBy.ADDRESS: (60, HOUR),
        LimitedBy.EMAIL: (20, HOUR),
        LimitedBy.NUMBER: (30, HOUR),
        LimitedBy.DEVICE: (60, HOUR),
        LimitedBy.PAIR: (20, HOUR),
        LimitedBy.MAILBOX: (20, HOUR),
    },
    LimitedAct.WAIT: {LimitedBy.ADDRESS: (60, HOUR), LimitedBy.EMAIL: (6, DAY), LimitedBy.DEVICE: (10, DAY)},
    LimitedAct.KEPT: {LimitedBy.ADDRESS: (60, HOUR)},
    LimitedAct.COMPLAINT: {LimitedBy.ADDRESS: (30, HOUR), LimitedBy.EMAIL: (6, DAY)},
    LimitedAct.LOG_IN: {LimitedBy.ADDRESS: (60, HOUR), LimitedBy.NUMBER: (5, 15)},  # with the browser: django-axes
}


class LimitError(ValueError):
    """A limit that allows nothing or has no window."""


@dataclass(frozen=True, kw_only=True)
class AttemptLimit:
    """At most `count` attempts in any `window`."""

    count: int
    window: timedelta

    def __post_init__(self) -> None:
        """Refuse a limit that nobody could keep."""
        if self.count < 1 or self.window <= NO_WAIT:
            raise LimitError("a limit allows at least one attempt in a window")


def _wait(times: Sequence[datetime], now: datetime, limit: AttemptLimit) -> timedelta:
    """Return how long until one more attempt keeps this limit."""
    recent = [moment for moment in times if moment > now - limit.window]
    if len(recent) < limit.count:
        return NO_WAIT
    return recent[-limit.count] + limit.window - now


def retry_after(times: Iterable[datetime], now: datetime, limits: Iterable[AttemptLimit]) -> timedelta:
    """Return how long to wait until one more attempt keeps every limit; zero: it may be made now (D17)."""
    earlier = sorted(times)
    return max((_wait(earlier, now, limit) for limit in limits), default=NO_WAIT)


def is_exceeded(times: Iterable[datetime], now: datetime, limits: Iterable[AttemptLimit]) -> bool:
    """Return whether one more attempt now would break a limit, given the times of the earlier ones (D17)."""
    return retry_after(times, now, limits) > NO_WAIT


def pause_after(
    times: Iterable[datetime], now: datetime, limit: AttemptLimit, *, first: timedelta, most: timedelta
) -> timedelta:
    """Return how long one more attempt has to pause: twice as long with each one over the limit, up to `most` (D29)."""
    over = sum(moment > now - limit.window for moment in times) - limit.count
    if over < 0:
        return NO_WAIT
    doubled: timedelta = first * (1 << min(over, DOUBLINGS))
    return min(doubled, most)
