"""Rounds of a command that goes on for ever: a database that is away is waited for, not died of (D36)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from django.db import Error, close_old_connections

from vinculo.config.signals import Stopping
from vinculo.gateways.database import AGAIN, OutageLog, is_passing, look


def go_on(what: str, work: Callable[[int], object], stop: Stopping, pause: float) -> None:
    """Do round after round until told to end: one line when the database is away, one when it is back.

    A round that the database broke off counts as not done: it comes again with its number.
    """
    told = OutageLog(what)
    numbers = count()
    number = next(numbers)
    while not stop.is_set():
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
        close_old_connections()
    told.end()
    return True
