"""How large a load is, and how many people act on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Size:
    """A load: agencies, working days, hours of a day, seats of an hour; people who read, book and rush."""

    agencies: int = 100
    days: int = 60
    hours: int = 36
    seats: int = 4
    readers: int = 300
    bookers: int = 9000  # of the product, and as many of the bare program
    rush_people: int = 0
    rush_seats: int = 0

    @property
    def all_seats(self) -> int:
        """Return how many seats there are."""
        return self.agencies * self.days * self.hours * self.seats


NATIONAL = Size(rush_people=2000, rush_seats=500)
SMALL = Size(agencies=10, days=7, hours=36, seats=4, bookers=1500)
LARGE = Size(agencies=1000, days=70, hours=36, seats=4, bookers=1500)
TINY = Size(agencies=2, days=3, hours=36, seats=4, readers=4, bookers=400, rush_people=24, rush_seats=8)
