"""Opening hours, and the times at which slots begin (S06)."""

from __future__ import annotations

from datetime import date, time

from vinculo.rules.shared.calendar import is_weekend

OPENS = time(8, 0)  # S06
CLOSES = time(17, 0)  # S06


class HoursError(ValueError):
    """Opening hours or a slot length that make no sense."""


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _time(minutes: int) -> time:
    return time(*divmod(minutes, 60))


def slot_starts(day: date, slot_minutes: int, opens: time = OPENS, closes: time = CLOSES) -> tuple[time, ...]:
    """Return the local times at which slots begin on a day, the last one ending by closing; none on a weekend (S06).

    Holidays are the calendar's business. An agency may open later or close earlier than S06, never the other way.
    Raises `HoursError`.
    """
    if slot_minutes < 1:
        raise HoursError("a slot lasts at least a minute")
    if not OPENS <= opens < closes <= CLOSES:
        raise HoursError("hours outside those of the page")
    if is_weekend(day):
        return ()
    return tuple(_time(start) for start in range(_minutes(opens), _minutes(closes) - slot_minutes + 1, slot_minutes))


def within_hours(day: date, starts: time, ends: time) -> bool:
    """Return whether something from `starts` to `ends` lies within the opening hours of S06 on that day."""
    return not is_weekend(day) and OPENS <= starts < ends <= CLOSES
