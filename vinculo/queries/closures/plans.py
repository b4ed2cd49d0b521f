"""The plan of a centre's week, and at how many counters it attends turnos in each hour (D38)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from vinculo.queries.booking.serving import SeatHour, Serving
from vinculo.queries.shared.local_time import local_day, moment_at
from vinculo.records.models import Agency, PlannedHours, Procedure

HALF_HOUR = timedelta(minutes=30)
WORKING_DAYS = 5


@dataclass(frozen=True)
class WeekHour:
    """From a half hour on, at how many counters turnos are attended on each day from Monday to Friday."""

    starts: time
    counters: tuple[int, ...]


def plan_of(agency: Agency) -> list[PlannedHours]:
    """Return the rows of the plan of a centre, each with its procedure."""
    rows = PlannedHours.objects.filter(agency=agency).select_related("procedure")
    return list(rows.order_by("weekday", "since", "pk"))


def served_procedures(agency: Agency) -> QuerySet[Procedure]:
    """Return the procedures that a centre serves."""
    rows = Procedure.objects.filter(active=True, services__active=True, services__agency=agency)
    return rows.distinct().order_by("name")


def week_of(agency: Agency, procedure: Procedure, now: datetime) -> list[WeekHour]:
    """Return the half hours of a week by the plan, as it will be in force next week.

    Holidays and closings of single days do not count: it is the plan, not the days.
    """
    serving = Serving.read(now, [agency.pk])
    centre = serving.centres[agency.pk]
    monday = local_day(agency, now) + timedelta(days=7 - local_day(agency, now).weekday())
    usual = type(centre)(centre.timezone, centre.opens, centre.closes, frozenset(), centre.counters, (), centre.plan)
    most = serving.counters(agency.pk, procedure.pk)

    def open_counters(day: date, starts: datetime) -> int:
        begins = moment_at(agency, day, starts.time())
        seats = (SeatHour(agency.pk, procedure.pk, begins, begins + HALF_HOUR, number) for number in range(1, most + 1))
        return sum(usual.serves(seat) for seat in seats)

    first, last = datetime.combine(monday, agency.opens), datetime.combine(monday, agency.closes)
    hours = []
    while first + HALF_HOUR <= last:
        days = [monday + timedelta(days=offset) for offset in range(WORKING_DAYS)]
        hours.append(WeekHour(first.time(), tuple(open_counters(day, first) for day in days)))
        first += HALF_HOUR
    return hours
