"""National holidays of Ecuador by the rule, and terms counted in working days.

Cantonal days and days added by decree are no rule: they stand in the calendar that the institution edits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from vinculo.rules.shared.marks import mark

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
ONE_DAY = timedelta(days=1)
CORRECTION_DAYS = 10  # working days of the subsanación (domain notes, Law: a setting)

_NEW_YEAR = mark("Año Nuevo")
_ALL_SOULS = mark("Día de los Difuntos")
_CUENCA = mark("Independencia de Cuenca")

# Days that also move midweek.
_MOVABLE = (
    (5, 1, mark("Día del Trabajo")),
    (5, 24, mark("Batalla de Pichincha")),
    (8, 10, mark("Primer Grito de Independencia")),
    (10, 9, mark("Independencia de Guayaquil")),
)

# Rest days of 2 and 3 November, as days of the month, by the weekday of 2 November.
_NOVEMBER = {
    MONDAY: (2, 3),
    TUESDAY: (1, 2),
    WEDNESDAY: (4, 3),
    THURSDAY: (2, 3),
    FRIDAY: (2, 1),
    SATURDAY: (1, 4),
    SUNDAY: (4, 3),
}

_WEEKEND_SHIFT = {SATURDAY: -1, SUNDAY: 1}
_SHIFT = {TUESDAY: -1, WEDNESDAY: 2, THURSDAY: 1, **_WEEKEND_SHIFT}


class CalendarError(ValueError):
    """A term that cannot be counted: a negative one, or a calendar that never opens."""


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """A national holiday: its marked name and the day it commemorates, which may not be the day of rest."""

    name: str
    commemorates: date


def easter(year: int) -> date:
    """Return Easter Sunday of a Gregorian year (the computus of Meeus, Jones and Butcher)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, skipped = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    weekday = (32 + 2 * skipped + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _move_day(day: date, shift: dict[int, int]) -> date:
    return day + shift.get(day.weekday(), 0) * ONE_DAY


def _november(year: int) -> dict[date, Holiday]:
    """Return the pair of 2 and 3 November, which moves together."""
    souls, cuenca = date(year, 11, 2), date(year, 11, 3)
    souls_rest, cuenca_rest = _NOVEMBER[souls.weekday()]
    return {
        date(year, 11, souls_rest): Holiday(name=_ALL_SOULS, commemorates=souls),
        date(year, 11, cuenca_rest): Holiday(name=_CUENCA, commemorates=cuenca),
    }


def _of_the_year(year: int) -> dict[date, Holiday]:
    """Return the rest days of the holidays that are commemorated in a year, by whatever year they fall in."""
    sunday = easter(year)
    fixed = ((date(year, 1, 1), _NEW_YEAR), (date(year, 12, 25), mark("Navidad")))
    days = {_move_day(day, _WEEKEND_SHIFT): Holiday(name=name, commemorates=day) for day, name in fixed}
    for name, offset in (
        (mark("Carnaval (lunes)"), -48),
        (mark("Carnaval (martes)"), -47),
        (mark("Viernes Santo"), -2),
    ):
        day = sunday + offset * ONE_DAY
        days[day] = Holiday(name=name, commemorates=day)
    for month, number, name in _MOVABLE:
        day = date(year, month, number)
        days[_move_day(day, _SHIFT)] = Holiday(name=name, commemorates=day)
    return days | _november(year)


def national_rest_days(year: int) -> dict[date, Holiday]:
    """Return the national days of rest that fall in a year, in the order of the calendar.

    31 December is one of them where the next 1 January is a Saturday.
    """
    days = _of_the_year(year) | _of_the_year(year + 1)
    return {day: days[day] for day in sorted(days) if day.year == year}


def rest_day(commemorates: date) -> date:
    """Return the day of rest of a holiday that moves by the general rule; those of cantons move alike."""
    return _move_day(commemorates, _SHIFT)


def is_weekend(day: date) -> bool:
    """Return whether the day is a Saturday or a Sunday."""
    return day.weekday() in (SATURDAY, SUNDAY)


def working_days_after(start: date, count: int, is_closed: Callable[[date], bool]) -> date:
    """Return the last of `count` working days after `start`, which itself does not count; none: `start`.

    `is_closed` tells the holidays and closures; weekends never count. Raises `CalendarError`.
    """
    if count < 0:
        raise CalendarError("a term is not negative")
    day, left = start, count
    last = start + (10 * count + 366) * ONE_DAY
    while left:
        day += ONE_DAY
        if day > last:
            raise CalendarError("the calendar never opens")
        left -= not (is_weekend(day) or is_closed(day))
    return day


def deadline(notified_on: date, is_closed: Callable[[date], bool], days: int = CORRECTION_DAYS) -> date:
    """Return the last day on which a correction is in time: working days from the day after the notice (D7)."""
    return working_days_after(notified_on, days, is_closed)
