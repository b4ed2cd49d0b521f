"""Which issued codes a supervisor looks at again (D35): a new officer's first, and a random share of the others."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

HUNDRED = 100


class UniformSource(Protocol):
    """What draws: seeded in tests, of the system otherwise."""

    def random(self) -> float:
        """Return a number from 0 to 1, without 1."""


class SampleReason(StrEnum):
    """Why a code is looked at again."""

    NEW_OFFICER = "new_officer"
    DRAWN = "drawn"
    SUPERVISOR = "supervisor"  # not drawn: a supervisor opened it for annulment


DRAWN_REASONS = (SampleReason.NEW_OFFICER, SampleReason.DRAWN)


def choose_sample(*, before: int, first: int, percent: int, source: UniformSource) -> SampleReason | None:
    """Return why a code is looked at again, or None where it is not; one number is drawn in every case.

    `before` is how many codes the officer had issued, counted up to `first`; `percent` is the share of the others.
    """
    drawn = source.random() * HUNDRED < percent
    if before < first:
        return SampleReason.NEW_OFFICER
    return SampleReason.DRAWN if drawn else None
