"""The public figures: months, shares, and how long a bar is (S09)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

SATISFIED = 4  # marks go from 1 to 5; these and better ones are of somebody who is satisfied
HIGHEST = 5


class Month(NamedTuple):
    """One month of the calendar."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month of a day."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, self.number, 1)

    def back(self, months: int) -> Month:
        """Return the month so many months before."""
        years, number = divmod(self.year * 12 + self.number - 1 - months, 12)
        return Month(years, number + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def read_month(text: str) -> Month | None:
    """Return the month that a text names as 2026-11, or None."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", text.strip(), re.ASCII)
    if not match or not 1 <= int(match[2]) <= 12 or int(match[1]) < 1:
        return None
    return Month(int(match[1]), int(match[2]))


def share(satisfied: int, marks: int, least: int) -> int | None:
    """Return the share of those who are satisfied in per cent; None of so few that each might be recognised.

    Half a point is rounded up.
    """
    if marks < max(1, least):
        return None
    return (200 * satisfied + marks) // (2 * marks)


def scale(values: Iterable[int]) -> int:
    """Return the end of an axis that holds all the values: 2, 4 or 10 times a power of ten; half of it is whole."""
    most, ten = max(values, default=0), 1
    while True:
        for step in (2, 4, 10):
            if step * ten >= most:
                return step * ten
        ten *= 10
