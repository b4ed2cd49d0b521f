"""The hours of the night in which nobody is offered anything and no clock runs against anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

ONE_DAY = timedelta(days=1)
NO_WAIT = timedelta(0)


class QuietError(ValueError):
    """An hour that no clock shows."""


@dataclass(frozen=True)
class Quiet:
    """From one hour of the day until another one, through midnight or not; the same twice: never."""

    begins: int
    ends: int

    def __post_init__(self) -> None:
        """Refuse hours that no clock shows."""
        if not (0 <= self.begins <= 23 and 0 <= self.ends <= 23):
            raise QuietError("hours are from 0 to 23")

    def covers(self, moment: datetime) -> bool:
        """Return whether a moment, in the time of the place, is in the quiet hours."""
        if self.begins < self.ends:
            return self.begins <= moment.hour < self.ends
        return self.begins != self.ends and (moment.hour >= self.begins or moment.hour < self.ends)

    def over(self, moment: datetime) -> datetime:
        """Return the moment itself, or in the quiet hours the end of them."""
        return self._next(moment, self.ends) if self.covers(moment) else moment

    def after(self, moment: datetime, wait: timedelta) -> datetime:
        """Return when so much time has passed outside the quiet hours."""
        moment = self.over(moment)
        while self.begins != self.ends and (rest := self._next(moment, self.begins) - moment) < wait:
            moment, wait = self.over(moment + rest), wait - rest
        return moment + wait

    @staticmethod
    def _next(moment: datetime, hour: int) -> datetime:
        """Return the next time the clock shows this hour."""
        today = datetime.combine(moment.date(), time(hour), moment.tzinfo)
        return today if today > moment else today + ONE_DAY
