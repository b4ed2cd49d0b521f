"""Where there is a seat sooner: here and at the agencies around, the nearest first (S27)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.formats import date_format

from vinculo.queries.booking import availability
from vinculo.queries.booking.seats import earliest_start
from vinculo.queries.shared import calendar
from vinculo.queries.shared.local_time import local_day, local_moment, midnight
from vinculo.records.models import Agency, Procedure, Province
from vinculo.records.rows import Tables, one_of, rows
from vinculo.rules.booking.neighbours import kilometres, neighbours

MOST = 8  # agencies near by, at a desk
FEW = 3  # other agencies with an earlier day, at home
DAY_AND_HOUR = "WEEKDAY_DAY_HOUR"  # the format of each language (D10)


@dataclass(frozen=True)
class Earliest:
    """The first free hour of an agency."""

    agency: Agency
    starts: datetime  # in the agency's zone
    here: bool  # the agency that was chosen
    near: str  # agency, province or neighbour

    @property
    def day(self) -> str:
        """Return day and hour as people read them."""
        return date_format(self.starts, DAY_AND_HOUR)

    @property
    def link(self) -> str:
        """Return the day as an address names it."""
        return self.starts.date().isoformat()


def earliest(
    agency: Agency, procedure: Procedure, now: datetime, own_turno: int | None = None, since: date | None = None
) -> list[Earliest]:
    """Return the first free hour here, in the province and in the provinces around it, the nearest first.

    With `since` from that day on. Three statements, however many agencies; agencies without a free hour are left out.
    """
    provinces = [agency.province.code, *neighbours(agency.province.code)]
    around = agencies_around(procedure.pk, provinces)
    if not around:
        return []
    first = _first_hours(around, procedure, now, own_turno, since)
    hours = [_earliest(each, first[each.pk], agency) for each in around if each.pk in first]
    return sorted(hours, key=lambda each: (*_nearness(each.agency, agency), each.starts, each.agency.name))


def agencies_around(procedure: int, provinces: list[str]) -> list[Agency]:
    """Return the open agencies of some provinces that serve a procedure."""
    around: list[Agency] = []
    for row in rows(AROUND.format(one_of=one_of("provinces")), procedure=procedure, provinces=provinces):
        agency, agency.province = _AROUND.records(row)
        around.append(agency)
    return around


_AROUND = Tables(agency=Agency, province=Province)
AROUND = f"""
SELECT {_AROUND.columns} FROM records_agency agency JOIN records_province province ON province.id = agency.province_id
WHERE agency.active AND province.code {{one_of}} AND EXISTS (
  SELECT 1 FROM records_service service
  WHERE service.agency_id = agency.id AND service.procedure_id = %(procedure)s AND service.active
)
"""  # nosec B608


def _nearness(agency: Agency, chosen: Agency) -> tuple[bool, bool, int]:
    """Return how near an agency is: the chosen one, its city, its province, then by kilometres."""
    far = kilometres(agency.province.code, chosen.province.code)
    return agency.pk != chosen.pk, far > 0 or agency.city != chosen.city, far


def _first_hours(
    around: list[Agency], procedure: Procedure, now: datetime, own_turno: int | None, since_day: date | None
) -> dict[int, datetime]:
    """Return the first free hour on an open day of each agency.

    One statement for the calendar and one for the hours; once more for an agency whose first hour is on a closed day.
    """
    today, last = now.date() - timedelta(days=1), now.date() + timedelta(days=settings.HORIZON_DAYS + 1)
    edited = calendar.edited_days(today, last)
    soonest = earliest_start(now)
    since = {each.pk: max(soonest, midnight(each, since_day)) if since_day else soonest for each in around}
    known = {each.pk: each for each in around}
    starts_by_agency: dict[int, datetime] = {}
    while since:
        hours = availability.first_hours(since, procedure.pk, now, own_turno)
        since = {}
        for pk, starts in hours.items():
            day = local_day(known[pk], starts)
            if day in calendar.closures_of([known[pk]], day, day, edited)[pk]:
                since[pk] = midnight(known[pk], day + timedelta(days=1))
            else:
                starts_by_agency[pk] = starts
    return starts_by_agency


def _earliest(each: Agency, starts: datetime, chosen: Agency) -> Earliest:
    same = each.province_id == chosen.province_id
    near = "agency" if each.pk == chosen.pk else "province" if same else "neighbour"
    return Earliest(each, local_moment(each, starts), each.pk == chosen.pk, near)


def sooner_elsewhere(hours: list[Earliest], most: int = FEW) -> list[Earliest]:
    """Return the few nearest other agencies with an earlier day than here, or with any where here is none."""
    here = next((each for each in hours if each.here), None)
    others = (each for each in hours if not each.here)
    return [each for each in others if here is None or each.starts.date() < here.starts.date()][:most]
