"""When a mail is tried again: soon at first, because somebody waits for it, then ever more slowly (S24)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


class BackoffError(ValueError):
    """A number of attempts or a jitter that makes no sense."""


@dataclass(frozen=True, kw_only=True)
class Backoff:
    """The waits after each failure, the last one for all that follow, and when to give up and tell the officer."""

    waits: tuple[timedelta, ...] = (
        timedelta(seconds=5),
        timedelta(seconds=15),
        timedelta(seconds=45),
        timedelta(minutes=2),
        timedelta(minutes=5),
        timedelta(minutes=15),
        timedelta(minutes=30),
    )
    give_up_after: timedelta = timedelta(days=3)
    spread: float = 0.2  # of the wait: so that all the mails of an outage do not come back in one second


BACKOFF = Backoff()
LONGEST_WAIT = timedelta(days=7)  # D36: nothing waits longer for a night, a try or an answer


def wait_after(failures: int, jitter: float, backoff: Backoff = BACKOFF) -> timedelta:
    """Return how long to wait after so many failures; `jitter`, from 0 to 1, lengthens it by up to the spread.

    Raises `BackoffError`.
    """
    if failures < 1 or not 0 <= jitter <= 1:
        raise BackoffError("at least one failure, and a jitter from 0 to 1")
    wait = backoff.waits[min(failures, len(backoff.waits)) - 1]
    return wait * (1 + backoff.spread * jitter)


def next_try(
    created_at: datetime, failed_at: datetime, failures: int, jitter: float, backoff: Backoff = BACKOFF
) -> datetime | None:
    """Return when a mail is tried again, or None when it is given up: later than `give_up_after` from its creation.

    A mail that was given up stays in the outbox: it can be sent again by hand. Raises `BackoffError`.
    """
    moment = failed_at + wait_after(failures, jitter, backoff)
    return moment if moment - created_at <= backoff.give_up_after else None
