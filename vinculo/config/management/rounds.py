"""Rounds of a command that goes on for ever: a database that is away is waited for, not died of (D36)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from itertools import count

from django.db import Error

from vinculo.config.signals import Stopping
from vinculo.gateways.database import AGAIN, OutageLog, drop_old, is_passing, look

TOLERATED = 900.0  # seconds that a clock may be corrected by at once
log = logging.getLogger("vinculo.upkeep")


class SteadyClock:
    """Knows when the clock was set ahead while this process ran.

    A clock that is weeks ahead would let the upkeep take every turno until then for missed. One that was set back to
    what it should be counts from there.
    """

    def __init__(self, wall: Callable[[], float] = time.time, running: Callable[[], float] | None = None) -> None:
        """Take the clock that may be wrong, and one that only counts."""
        self._wall, self._running = wall, running or _seconds_since_boot
        self._lead = self._wall() - self._running()

    def is_ahead(self) -> bool:
        """Return whether the clock has run on by more than the time that has passed."""
        lead = self._wall() - self._running()
        self._lead = min(self._lead, lead) if lead < self._lead - TOLERATED else self._lead
        return lead > self._lead + TOLERATED


def _seconds_since_boot() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME if hasattr(time, "CLOCK_BOOTTIME") else time.CLOCK_MONOTONIC)


def go_on(
    what: str, work: Callable[[int], object], stop: Stopping, pause: float, clock: SteadyClock | None = None
) -> None:
    """Do round after round until told to end: one line when the database is away, one when it is back.

    A round that the database broke off counts as not done: it comes again with its number. While the clock is far
    ahead of the time that passed nothing is done.
    """
    told, clock = OutageLog(what), clock or SteadyClock()
    numbers = count()
    number = next(numbers)
    warned = False
    while not stop.is_set():
        if clock.is_ahead():
            if not warned:
                log.warning("%s: the clock was set ahead; nothing is done until it is right or this starts anew", what)
            warned = True
            stop.wait(pause)
            continue
        warned = False
        if _is_done(told, work, number):
            number = next(numbers)
            stop.wait(pause)
        else:
            stop.wait(AGAIN)


def _is_done(told: OutageLog, work: Callable[[int], object], number: int) -> bool:
    if not look():
        told.begin()
        return False
    try:
        work(number)
    except Error as error:
        if not is_passing(error):
            raise
        told.begin(error)
        return False
    finally:
        drop_old()
    told.end()
    return True
