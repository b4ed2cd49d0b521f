"""*Left with the code at the first visit* (D39): what a first visit is, and what is published of few of them.

**The first visit** is the day on which a family's case is first presented at a desk, with a turno or without one. It
is a success when on that day every dependent presented then was issued a code that still stands. A dependent who is
added on a later day has a first visit that is not counted. A case about a dependent of whom an earlier case of the same
affiliate ended without a code is a return, not a first visit: the earlier one has been counted. A day counts when it is
over: `queries/feedback/first_visit.py` reads this from the records by one statement.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vinculo.rules.feedback.figures import share
from vinculo.rules.shared.marks import mark

REFUSED = mark("La persona no podía tener este código")
UNDECIDED = mark("Ese día no se decidió: faltaba otra revisión, o la persona se fue antes")


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why families did not leave with the code: the requirement that was not met, and of how many."""

    text: str
    count: int


@dataclass(frozen=True, kw_only=True)
class FirstVisits:
    """How many first visits there were, and of how many all left with the code."""

    visits: int = 0
    with_code: int = 0

    def share(self, least: int) -> int | None:
        """Return the share in per cent; None of so few that a family might be recognised."""
        return share(self.with_code, self.visits, least)


def told_reasons(reasons: Iterable[Reason], least: int) -> tuple[list[Reason], int]:
    """Return the reasons that are of enough families, the most frequent first, and how many are of fewer."""
    ordered = sorted(reasons, key=lambda each: (-each.count, each.text))
    shown = [each for each in ordered if each.count >= max(1, least)]
    return shown, len(ordered) - len(shown)
