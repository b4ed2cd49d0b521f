"""When an agency is closed, and why: the national rule, under the calendar that the institution edits (S06)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import Agency, CalendarDay, LocalDay
from vinculo.records.rows import Change, Tables, rows
from vinculo.rules.shared.calendar import is_weekend, national_rest_days
from vinculo.rules.shared.names import fold
from vinculo.rules.shared.statuses import LocalDayState

GUIDED = "cierre guiado"  # the basis of a day that the guided act closed: no holiday, wherever it holds


@dataclass(frozen=True)
class Closure:
    """Why an agency is closed on a day: a `weekend`, a `holiday` of a place, its own `closed` day, or `inactive`."""

    kind: str
    name: str


def closed_reason(agency: Agency, day: date) -> str | None:
    """Return why the agency is closed on that day of its own calendar, in words for people; None when it is open."""
    closure = closures_of([agency], day, day)[agency.pk].get(day)
    return closure.name if closure else None


def is_open(agency: Agency, moment: datetime) -> bool:
    """Return whether the day of this moment is open at the agency (S06).

    Asked after the seats are locked: the person who closes the day and locks its seats sees the turno, or is seen here.
    """
    reading = reading_of_day(agency, moment)
    return is_open_by(agency, moment, rows(reading.sql, **reading.values))


def reading_of_day(agency: Agency, moment: datetime) -> Change:
    """Return what reads the edited rows of the day of this moment: by an act together with what it writes."""
    day = local_day(agency, moment)
    return Change(EDITED_ON, {"day": day})


def is_open_by(agency: Agency, moment: datetime, edited: Iterable[tuple[Any, ...]]) -> bool:
    """Return whether the day of this moment is open at the agency, by the rows that were read of it (S06)."""
    day = local_day(agency, moment)
    return not closures_of([agency], day, day, [_TABLES.records(row)[0] for row in edited])[agency.pk]


def closed_days(agency: Agency, first: date, last: date) -> dict[date, str]:
    """Return the days from `first` to `last`, both included, on which the agency is closed, each with the reason.

    One query, however long the range.
    """
    return closed_days_of([agency], first, last)[agency.pk]


def closed_days_of(agencies: Iterable[Agency], first: date, last: date) -> dict[int, dict[date, str]]:
    """Return the closed days of several agencies, by the agency's id: one query for them all."""
    closures = closures_of(agencies, first, last)
    return {pk: {day: closure.name for day, closure in days.items()} for pk, days in closures.items()}


def closures_of(
    agencies: Iterable[Agency], first: date, last: date, rows: list[CalendarDay] | None = None
) -> dict[int, dict[date, Closure]]:
    """Return the closed days of several agencies with their kind, by the agency's id: one query for them all.

    By the edited days over the national rule; no edited day opens a weekend (S06). With `rows`, as they would be if
    the calendar had these.
    """
    rows = edited_days(first, last) if rows is None else rows
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    rule = {
        day: _(holiday.name)
        for year in range(first.year, last.year + 1)
        for day, holiday in _rest_days(year).items()
        if first <= day <= last
    }
    closed: dict[int, dict[date, Closure]] = {}
    for agency in agencies:
        if agency.active:
            edited = _narrowest_rows(agency, rows)
            mine = closed[agency.pk] = {}
            for day in days:
                row = edited.get(day)
                if is_weekend(day):
                    mine[day] = Closure("weekend", _("Fin de semana"))
                elif row is None and day in rule:
                    mine[day] = Closure("holiday", rule[day])
                elif row is not None and not row.is_open:
                    own = row.agency_id is not None or row.basis == GUIDED
                    mine[day] = Closure("closed" if own else "holiday", _(row.name))
        else:
            closed[agency.pk] = dict.fromkeys(days, Closure("inactive", _("Este centro no atiende por ahora")))
    return closed


def edited_days(first: date, last: date) -> list[CalendarDay]:
    """Return the edited days of a range, of all scopes: one query."""
    return [_TABLES.records(row)[0] for row in rows(EDITED, first=first, last=last)]


_TABLES = Tables(edited=CalendarDay)
EDITED = f"""
SELECT {_TABLES.columns} FROM records_calendarday edited
WHERE edited.date >= %(first)s AND edited.date <= %(last)s ORDER BY edited.date
"""  # nosec B608
EDITED_ON = f"SELECT {_TABLES.columns} FROM records_calendarday edited WHERE edited.date = %(day)s"  # nosec B608
_rest_days = cache(national_rest_days)


def opened_below(
    agencies: Iterable[Agency], first: date, last: date, scope: tuple[bool, bool, bool]
) -> set[tuple[int, date]]:
    """Return the days on which agencies are open by a row that is narrower than the scope (agency, city, province)."""
    rows = list(CalendarDay.objects.filter(date__range=(first, last)))
    return {
        (agency.pk, day)
        for agency in agencies
        for day, row in _narrowest_rows(agency, rows).items()
        if row.is_open and _narrowness(row) > scope
    }


def agencies_without_local_day(today: date) -> list[str]:
    """Return the names of the open agencies that no day of their canton closes, this year or later."""
    days = CalendarDay.objects.filter(date__gte=date(today.year, 1, 1), is_open=False)
    of_cities = {fold(city) for city in days.exclude(city="").values_list("city", flat=True)}
    decided = LocalDay.objects.exclude(state=LocalDayState.PROPOSED).values("agency")
    agencies = Agency.objects.filter(active=True).exclude(pk__in=decided).order_by("name")
    return [each.name for each in agencies if fold(each.city) not in of_cities]


def _narrowest_rows(agency: Agency, rows: list[CalendarDay]) -> dict[date, CalendarDay]:
    """Return the row that holds for the agency on each day: the narrowest scope wins."""
    mine = [row for row in rows if _holds_for(row, agency)]
    return {row.date: row for row in sorted(mine, key=_narrowness)}


def _holds_for(row: CalendarDay, agency: Agency) -> bool:
    if row.agency_id is not None:
        return row.agency_id == agency.pk
    if row.province_id is not None and row.province_id != agency.province_id:
        return False
    return not row.city or fold(row.city) == fold(agency.city)


def _narrowness(row: CalendarDay) -> tuple[bool, bool, bool]:
    return row.agency_id is not None, bool(row.city), row.province_id is not None
