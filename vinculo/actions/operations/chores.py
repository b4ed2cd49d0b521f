"""Chores that stand alone: one that fails does not stop the next (D32)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import connection

from vinculo.gateways.database import forget_idle, is_lost, look

Chore = Callable[[], int]
LONGEST = 160  # letters of a fault


class ChoresFailed(Exception):
    """Some of the chores failed; the others were done."""

    def __init__(self, counts: dict[str, int], failed: dict[str, Exception]) -> None:
        super().__init__(", ".join(failed))
        self.counts = counts
        self.failed = failed

    def faults(self) -> dict[str, str]:
        """Return the kind of fault and how it begins, by the name of each chore that failed."""
        return {
            name: f"{type(error).__name__}: {' '.join(str(error).split(chr(10))[:1])[:LONGEST]}"
            for name, error in self.failed.items()
        }


def do_each(chores: Mapping[str, Chore]) -> dict[str, int]:
    """Do every chore, in their order, and return the counts by name.

    Raises `ChoresFailed` when all had their turn; what the database raises where it is out of reach.
    """
    counts: dict[str, int] = {}
    failed: dict[str, Exception] = {}
    for name, chore in chores.items():
        outcome = _do(chore, again=True)
        if isinstance(outcome, int):
            counts[name] = outcome
        else:
            failed[name] = outcome
    if failed:
        raise ChoresFailed(counts, failed)
    return counts


def _do(chore: Chore, *, again: bool) -> int | Exception:
    """Return its count, or its fault; do it once more where only its connection was lost and another one answers.

    After an outage the pool still holds the connections from before, each of which would fail one chore (D36).
    Raises what the database raises where it is out of reach: the round is broken off, no chore can be done.
    """
    try:
        return chore()
    except Exception as error:
        lost = is_lost(error)
        if lost and not look():
            raise
        if connection.in_atomic_block:
            return error
        connection.close_if_unusable_or_obsolete()  # the next one gets another, where this one is broken
        if not (lost and again):
            return error
    forget_idle()
    return _do(chore, again=False)
