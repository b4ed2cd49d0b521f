"""Trying again what two people did at the same moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import SystemRandom
from typing import TypeVar

from django.db import DatabaseError, IntegrityError, OperationalError

Result = TypeVar("Result")
RETRIES = 3
JITTER = SystemRandom()  # it changes when, never what
TRANSIENT = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available
UNIQUE = "23505"


def retry_clashes(work: Callable[[], Result]) -> Result:
    """Return what `work`, a whole transaction, returns; try again up to three times, with jitter, on a passing clash.

    A clash is a deadlock or two rows of one key at the same moment. Raises the database's error after the last try.
    """
    for attempt in range(RETRIES):
        try:
            return work()
        except DatabaseError as error:
            if not _passing(error):
                raise
            time.sleep(JITTER.uniform(0.005, 0.03) * 2**attempt)
    return work()


def _passing(error: DatabaseError) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    if isinstance(error, IntegrityError):
        return state == UNIQUE or "UNIQUE constraint failed" in str(error)
    return isinstance(error, OperationalError) and state in TRANSIENT
