"""Which days can be chosen, why the others cannot, and the hours of one (S27)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language

from vinculo.queries.booking import availability
from vinculo.queries.booking.availability import KEPT, FreeSlot
from vinculo.queries.booking.seats import earliest_start
from vinculo.queries.shared import calendar
from vinculo.queries.shared.local_time import in_zone, local_day, local_moment
from vinculo.records.models import Agency, Procedure
from vinculo.rules.booking.consecutive_slots import runs_by_start, starts_to_offer
from vinculo.rules.shared.calendar import is_weekend

AHEAD = timedelta(days=7)  # days beyond the horizon that are shown with the day on which they open
LocalDate = date  # in the time of the agency (D9)


@dataclass(frozen=True)
class Day:
    """A day of the calendar: selectable when it has seats, else with the reason why not (S27)."""

    date: LocalDate
    reason: str = ""  # empty, full, closed, holiday, over, unserved or not_open
    note: str = ""  # the name of the holiday or of the closure
    opens_on: LocalDate | None = None  # when it is not open yet
    more_on: LocalDate | None = None  # when more of its hours open

    @property
    def selectable(self) -> bool:
        """Return whether the day can be chosen."""
        return not self.reason


@dataclass(frozen=True)
class Hour:
    """An hour that is offered, with the consecutive seats that it gives (D16)."""

    slot: int
    starts: datetime  # in the agency's zone
    seats: int

    @cached_property
    def time(self) -> str:
        """Return the hour as people read it."""
        return f"{self.starts:%H:%M}"


class CalendarPlace(NamedTuple):
    """What of an agency its days depend on."""

    pk: int
    province: int
    city: str
    timezone: str
    active: bool


class Frame(NamedTuple):
    """Between which days, and up to which of them the bookable hours are over."""

    first: date
    last: date
    over: date
    language: str | None


@dataclass(frozen=True)
class Look:
    """What was read of an agency for one page: its days, and the hours of the chosen one."""

    place: CalendarPlace
    frame: Frame
    wished: date | None
    read: availability.Read

    @property
    def key(self) -> Hashable:
        """Return all that the days depend on: whatever was made of the same key is not older than this look."""
        return self.place, self.frame, self.read.served, self.read.calendar, self.read.days

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """Return every working day of the horizon and of the week after it, or why it cannot be chosen (S27)."""
        return _days(self.place, self.frame, self.read.served, self.read.calendar, self.read.days)

    @cached_property
    def chosen(self) -> Day | None:
        """Return the chosen day, if it is one of the days."""
        return next((each for each in self.days if each.date == self.wished), None)

    @property
    def closed_hours(self) -> tuple[availability.ClosedHours, ...]:
        """Return the hours of the chosen day in which the centre is closed, each with the reason (D38)."""
        return availability.closed_hours(self.read.closed)

    def hours(self, wanted: int) -> tuple[Hour, ...]:
        """Return the hours of the chosen day that are offered, each with its consecutive seats (S27, D16).

        Hours with a run for everybody; on a day that has none, those with the longest run. Empty on a closed day.
        """
        if self.chosen is None or not self.chosen.selectable:
            return ()
        return _hours(self.read.hours, self.place.timezone, wanted)


def horizon(agency: Agency, now: datetime) -> tuple[date, date]:
    """Return the first and the last day that can be booked at the agency: one rolling horizon for all."""
    today = local_day(agency, now)
    return today, today + timedelta(days=settings.HORIZON_DAYS)


def look(
    agency: Agency,
    procedure: Procedure,
    now: datetime,
    own_turno: int | None = None,
    chosen: date | None = None,
    only: date | None = None,
) -> Look:
    """Read the days of an agency, or `only` one, and the hours of the chosen one.

    One statement, however many seats there are.
    """
    first, last = (only, only) if only else horizon(agency, now)
    over = local_moment(agency, earliest_start(now))
    frame = Frame(first, last, over.date() - timedelta(days=over.time() < agency.closes), get_language())
    seen = chosen if chosen and first <= chosen <= last else None  # anybody may type any day
    read = availability.read_availability(
        agency, procedure.pk, _working(first, last), (first, last + 2 * AHEAD), now, chosen=seen, own_turno=own_turno
    )
    place = CalendarPlace(agency.pk, agency.province_id, agency.city, agency.timezone, agency.active)
    return Look(place, frame, chosen, read)


def days(agency: Agency, procedure: Procedure, now: datetime, own_turno: int | None = None) -> list[Day]:
    """Return every working day of the horizon and of the week after it, or why it cannot be chosen (S27)."""
    return list(look(agency, procedure, now, own_turno).days)


@lru_cache(maxsize=64)
def _working(first: date, last: date) -> tuple[date, ...]:
    every = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return tuple(day for day in every if not is_weekend(day))


@lru_cache(maxsize=KEPT)
def _days(place: CalendarPlace, frame: Frame, served: bool, edited: str, free: str) -> tuple[Day, ...]:
    closed = _closures(place, frame, edited)
    seats = dict(zip(_working(frame.first, frame.last), availability.free_days(free), strict=False))
    return tuple(
        _closed_day(day, closed) or _ahead(day, frame.last, closed) or _open(place, day, seats.get(day), frame.over)
        if served
        else Day(day, "unserved")
        for day in _working(frame.first, frame.last + AHEAD)
    )


@lru_cache(maxsize=KEPT)
def _closures(place: CalendarPlace, frame: Frame, edited: str) -> dict[date, calendar.Closure]:
    agency = Agency(pk=place.pk, province_id=place.province, city=place.city, active=place.active)
    rows = availability.edited_days(edited, agency)
    return calendar.closures_of([agency], frame.first, frame.last + 2 * AHEAD, rows)[agency.pk]


def _closed_day(day: date, closed: dict[date, calendar.Closure]) -> Day | None:
    """Return a day on which the agency is closed, with what closes it."""
    closure = closed.get(day)
    if closure is None:
        return None
    kind = "unserved" if closure.kind == "inactive" else closure.kind
    return Day(day, kind, closure.name)


def _ahead(day: date, last: date, closed: dict[date, calendar.Closure]) -> Day | None:
    """Return a day that is not open yet, with the working day on which its hours begin to open."""
    if day <= last:
        return None
    opens = day - timedelta(days=settings.HORIZON_DAYS)
    while opens in closed:
        opens += timedelta(days=1)
    return Day(day, "not_open", opens_on=opens)


def _open(place: CalendarPlace, day: date, seats: tuple[bool, datetime | None] | None, over: date) -> Day:
    if day <= over:
        return Day(day, "over")
    free, more_at = seats or (False, None)
    return Day(day, "" if free else "full", more_on=local_day(place, more_at) if more_at else None)


@lru_cache(maxsize=KEPT)
def _hours(text: str, timezone: str, wanted: int) -> tuple[Hour, ...]:
    free_slots = availability.free_slots(text)
    if wanted == 1:  # every hour with a free seat
        return tuple(Hour(slot.slot, in_zone(timezone, slot.starts), 1) for slot in free_slots)
    slots = _positions(free_slots)
    free: dict[int, set[int]] = defaultdict(set)
    for index, slot in slots:
        for counter in slot.counters:
            free[counter].add(index)
    runs = starts_to_offer(runs_by_start(free, wanted), wanted) if free else {}
    return tuple(Hour(slot.slot, in_zone(timezone, slot.starts), runs[i].length) for i, slot in slots if i in runs)


def _positions(slots: Iterable[FreeSlot]) -> list[tuple[int, FreeSlot]]:
    """Return the slots with indexes that follow each other only where the slots do: a gap skips one."""
    positions: list[tuple[int, FreeSlot]] = []
    for slot in slots:
        index = 0
        if positions:
            last, before = positions[-1]
            index = last + (1 if before.ends == slot.starts else 2)
        positions.append((index, slot))
    return positions


def find_serving_agency(procedure: Procedure | None, pk: int) -> Agency | None:
    """Return the open agency of this id if it serves the procedure, or None."""
    served = Agency.objects.filter(pk=pk, active=True, services__active=True, services__procedure=procedure)
    return served.filter(services__procedure__active=True).first()
