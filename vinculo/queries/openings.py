"""Which days can be chosen, why the others cannot, and where there is a seat sooner (S27)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import get_language

from vinculo.queries import availability, calendar
from vinculo.queries.availability import KEPT, FreeSlot
from vinculo.queries.seats import claimable, earliest_start, local_day, midnight
from vinculo.records.models import Agency, Procedure, Seat, Slot
from vinculo.rules.calendar import is_weekend
from vinculo.rules.neighbours import neighbours
from vinculo.rules.runs import offered, runs_by_start

AHEAD = timedelta(days=7)  # days beyond the horizon that are shown with the day on which they open
MOST_ELSEWHERE = 8
LocalDate = date  # in the time of the agency (D9)
LONG_DAY = r"l j \d\e F"


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


class Place(NamedTuple):
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

    place: Place
    frame: Frame
    chosen: date | None
    read: availability.Read

    @property
    def key(self) -> Hashable:
        """Return all that the days depend on: whatever was made of the same key is not older than this look."""
        return self.place, self.frame, self.read.served, self.read.calendar, self.read.days

    @property
    def days(self) -> tuple[Day, ...]:
        """Return every working day of the horizon and of the week after it, or why it cannot be chosen (S27)."""
        return _days(self.place, self.frame, self.read.served, self.read.calendar, self.read.days)

    def hours(self, wanted: int) -> tuple[Hour, ...]:
        """Return the hours of the chosen day that are offered, each with its consecutive seats (S27, D16).

        Hours with a run for everybody; on a day that has none, those with the longest run. Empty on a closed day.
        """
        day = next((each for each in self.days if each.date == self.chosen), None)
        if day is None or not day.selectable:
            return ()
        return _hours(self.read.hours, self.place.timezone, wanted)


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
        return f"{date_format(self.starts, LONG_DAY)}, {self.starts:%H:%M}"

    @property
    def link(self) -> str:
        """Return the day as an address names it."""
        return self.starts.date().isoformat()


def horizon(agency: Agency, now: datetime) -> tuple[date, date]:
    """Return the first and the last day that can be booked at the agency: one rolling horizon for all."""
    today = local_day(agency, now)
    return today, today + timedelta(days=settings.HORIZON_DAYS)


def look(
    agency: Agency, procedure: Procedure, now: datetime, own_turno: int | None = None, chosen: date | None = None
) -> Look:
    """Read the days of an agency, and the hours of the chosen one: one statement, however many seats there are."""
    first, last = horizon(agency, now)
    over = earliest_start(now).astimezone(ZoneInfo(agency.timezone))
    frame = Frame(first, last, over.date() - timedelta(days=over.time() < agency.closes), get_language())
    read = availability.read(
        agency, procedure.pk, _working(first, last), (first, last + 2 * AHEAD), now, chosen=chosen, own_turno=own_turno
    )
    place = Place(agency.pk, agency.province_id, agency.city, agency.timezone, agency.active)
    return Look(place, frame, chosen, read)


def days(agency: Agency, procedure: Procedure, now: datetime, own_turno: int | None = None) -> list[Day]:
    """Return every working day of the horizon and of the week after it, or why it cannot be chosen (S27)."""
    return list(look(agency, procedure, now, own_turno).days)


def _working(first: date, last: date) -> list[date]:
    every = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in every if not is_weekend(day)]


@lru_cache(maxsize=KEPT)
def _days(place: Place, frame: Frame, served: bool, edited: str, free: str) -> tuple[Day, ...]:
    agency = Agency(
        pk=place.pk, province_id=place.province, city=place.city, timezone=place.timezone, active=place.active
    )
    rows = availability.edited_days(edited, agency)
    closed = calendar.closed_by(rows, [agency], frame.first, frame.last + 2 * AHEAD)[agency.pk]
    seats = dict(zip(_working(frame.first, frame.last), availability.free_days(free), strict=False))
    return tuple(
        _unserved(day, closed) or _ahead(day, frame.last, closed) or _open(agency, day, seats.get(day), frame.over)
        if served
        else Day(day, "unserved")
        for day in _working(frame.first, frame.last + AHEAD)
    )


def _unserved(day: date, closed: dict[date, calendar.Closure]) -> Day | None:
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


def _open(agency: Agency, day: date, seats: tuple[bool, datetime | None] | None, over: date) -> Day:
    if day <= over:
        return Day(day, "over")
    free, more_at = seats or (False, None)
    return Day(day, "" if free else "full", more_on=local_day(agency, more_at) if more_at else None)


@lru_cache(maxsize=KEPT)
def _hours(text: str, timezone: str, wanted: int) -> tuple[Hour, ...]:
    zone = ZoneInfo(timezone)
    slots = _positions(availability.free_slots(text))
    free: dict[int, set[int]] = defaultdict(set)
    for index, slot in slots:
        for counter in slot.counters:
            free[counter].add(index)
    runs = offered(runs_by_start(free, wanted), wanted) if free else {}
    return tuple(Hour(slot.slot, slot.starts.astimezone(zone), runs[i].length) for i, slot in slots if i in runs)


def _positions(slots: Iterable[FreeSlot]) -> list[tuple[int, FreeSlot]]:
    """Return the slots with indexes that follow each other only where the slots do: a gap skips one."""
    found: list[tuple[int, FreeSlot]] = []
    for slot in slots:
        index = 0
        if found:
            last, before = found[-1]
            index = last + (1 if before.ends == slot.starts else 2)
        found.append((index, slot))
    return found


def earliest(agency: Agency, procedure: Procedure, now: datetime, own_turno: int | None = None) -> list[Earliest]:
    """Return the first free hour here, in the province and in the provinces around it, the soonest first within each.

    Three statements, however many agencies; agencies without a free hour are left out.
    """
    around = list(_around(agency, procedure))
    if not around:
        return []
    shut = calendar.closures_of(around, *_span(around, now))
    first = _first_hours(around, procedure, now, own_turno, shut)
    found = [_earliest(each, first[each.pk], agency) for each in around if each.pk in first]
    rank = {"agency": 0, "province": 1, "neighbour": 2}
    return sorted(found, key=lambda each: (rank[each.near], each.starts, each.agency.name))[:MOST_ELSEWHERE]


def _around(agency: Agency, procedure: Procedure) -> QuerySet[Agency]:
    codes = [agency.province.code, *neighbours(agency.province.code)]
    served = Agency.objects.filter(active=True, services__active=True, services__procedure=procedure)
    return served.filter(province__code__in=codes).select_related("province").distinct()


def _span(around: list[Agency], now: datetime) -> tuple[date, date]:
    spans = [horizon(each, now) for each in around]
    return min(span[0] for span in spans), max(span[1] for span in spans)


def _first_hours(
    around: list[Agency],
    procedure: Procedure,
    now: datetime,
    own_turno: int | None,
    shut: dict[int, dict[date, calendar.Closure]],
) -> dict[int, datetime]:
    """Return the first free hour on an open day of each agency: one statement, each agency by its own index range."""
    claims = Seat.objects.filter(claimable(now, own_turno), pool="online", slot=OuterRef("pk"))
    slots = Slot.objects.filter(
        Exists(claims), agency=OuterRef("pk"), procedure=procedure, starts__gte=earliest_start(now)
    ).exclude(_closed_hours(around, shut))
    rows = Agency.objects.filter(pk__in=[each.pk for each in around]).annotate(
        first=Subquery(slots.order_by("starts").values("starts")[:1])
    )
    return {pk: first for pk, first in rows.values_list("pk", "first") if first is not None}


def _closed_hours(around: list[Agency], shut: dict[int, dict[date, calendar.Closure]]) -> Q:
    """Return the condition of an hour on a closed day; weekends have no hours."""
    condition = Q(pk__in=[])
    for each in around:
        for day, closure in shut[each.pk].items():
            if closure.kind != "weekend":
                begins = midnight(each, day)
                condition |= Q(agency=each, starts__gte=begins, starts__lt=begins + timedelta(days=1))
    return condition


def _earliest(each: Agency, starts: datetime, chosen: Agency) -> Earliest:
    same = each.province_id == chosen.province_id
    near = "agency" if each.pk == chosen.pk else "province" if same else "neighbour"
    return Earliest(each, starts.astimezone(ZoneInfo(each.timezone)), each.pk == chosen.pk, near)


def serving(procedure: Procedure | None, pk: int) -> Agency | None:
    """Return the open agency of this id if it serves the procedure, or None."""
    served = Agency.objects.filter(pk=pk, active=True, services__active=True, services__procedure=procedure)
    return served.filter(services__procedure__active=True).first()
