"""Trying again what two people did at the same moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from typing import TypeVar

from django.db import DatabaseError, IntegrityError, OperationalError

Result = TypeVar("Result")
RETRIES = 3
TRANSIENT = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available


def retried(work: Callable[[], Result], random_source: Random) -> Result:
    """Return what `work`, a whole transaction, returns; try again up to three times, with jitter, on a passing clash.

    A clash is a deadlock or two rows of one key at the same moment. Raises the database's error after the last try.
    """
    for attempt in range(RETRIES):
        try:
            return work()
        except DatabaseError as error:
            if not _passing(error):
                raise
            time.sleep(random_source.uniform(0.005, 0.03) * 2**attempt)
    return work()


def _passing(error: DatabaseError) -> bool:
    if isinstance(error, IntegrityError):
        return "turno_one_live" in str(error) or "records_turno" in str(error)
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) in TRANSIENT
