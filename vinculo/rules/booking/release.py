"""When the seats of a newly opened day can be claimed: in small portions at random moments of the working day."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime, timedelta
from random import Random

LEAST = timedelta(hours=1)  # less than this of a working day is too short to spread anything over


class Portions:
    """Gives each group of seats its moment within a window: the groups of one day share a few random moments.

    Nobody can lie in wait: neither the moments nor what opens at each is known before. Groups are given out in the
    order in which they are asked for; the seats of a group stay together, so that a family finds them in a row (D16).
    """

    def __init__(self, count: int, random_source: Random) -> None:
        self._count = max(1, count)
        self._random = random_source
        self._moments: dict[Hashable, list[datetime]] = {}
        self._given: dict[tuple[Hashable, Hashable], datetime] = {}

    def moment(self, day: Hashable, group: Hashable, window: tuple[datetime, datetime]) -> datetime:
        """Return the moment of a group of a day, from the window's beginning until before its end."""
        if day not in self._moments:
            self._moments[day] = [self._draw(*window) for _ in range(self._count)]
        if (day, group) not in self._given:
            self._given[day, group] = self._random.choice(self._moments[day])
        return self._given[day, group]

    def _draw(self, begins: datetime, ends: datetime) -> datetime:
        seconds = int((ends - begins).total_seconds())
        return begins + timedelta(seconds=self._random.randrange(max(1, seconds)))
