"""Chores that stand alone: one that fails does not stop the next (D32)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import connection

from vinculo.gateways.database import is_lost, look

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
        try:
            counts[name] = chore()
        except Exception as error:
            if is_lost(error) and not look():  # the round is broken off: no chore can be done (D36)
                raise
            failed[name] = error
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()  # the next one gets another, where this one is broken
    if failed:
        raise ChoresFailed(counts, failed)
    return counts
