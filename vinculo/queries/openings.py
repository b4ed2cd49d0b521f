"""Which days can be chosen, why the others cannot, and where there is a seat sooner (S27)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.formats import date_format

from vinculo.queries import calendar
from vinculo.queries.seats import claimable, earliest_start, local_day, midnight
from vinculo.records.models import Agency, Procedure, Seat, SeatState, Slot
from vinculo.rules.calendar import is_weekend
from vinculo.rules.neighbours import neighbours

AHEAD = timedelta(days=7)  # days beyond the horizon that are shown with the day on which they open
MOST_ELSEWHERE = 8
LocalDate = date  # in the time of the agency (D9)
LONG_DAY = r"l j \d\e F"


@dataclass(frozen=True)
class Day:
    """A day of the calendar: selectable when it has seats, else with the reason why not (S27)."""

    date: LocalDate
    seats: int
    reason: str  # empty, full, closed, holiday, over, unserved or not_open
    note: str = ""  # the name of the holiday or of the closure
    opens_on: LocalDate | None = None  # when it is not open yet
    more_on: LocalDate | None = None  # when more of its hours open

    @property
    def selectable(self) -> bool:
        """Return whether the day can be chosen."""
        return not self.reason


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


@dataclass(frozen=True)
class _Seats:
    free: int = 0
    more_at: datetime | None = None


def horizon(agency: Agency, now: datetime) -> tuple[date, date]:
    """Return the first and the last day that can be booked at the agency: one rolling horizon for all."""
    today = local_day(agency, now)
    return today, today + timedelta(days=settings.HORIZON_DAYS)


def days(agency: Agency, procedure: Procedure, now: datetime, own_turno: int | None = None) -> list[Day]:
    """Return every working day of the horizon and of the week after it, or why it cannot be chosen (S27).

    Three statements, however many days and seats.
    """
    first, last = horizon(agency, now)
    closed = calendar.closures_of([agency], first, last + 2 * AHEAD)[agency.pk]
    served = agency.services.filter(procedure=procedure, active=True, procedure__active=True).exists()
    seats = _seats(agency, procedure, now, own_turno) if served else {}
    every = (first + timedelta(days=offset) for offset in range((last + AHEAD - first).days + 1))
    return [
        _unserved(day, closed) or _ahead(day, last, closed) or _open(agency, day, seats.get(day, _Seats()), now)
        if served
        else Day(day, 0, "unserved")
        for day in every
        if not is_weekend(day)
    ]


def _unserved(day: date, closed: dict[date, calendar.Closure]) -> Day | None:
    """Return a day on which the agency is closed, with what closes it."""
    closure = closed.get(day)
    if closure is None:
        return None
    kind = "unserved" if closure.kind == "inactive" else closure.kind
    return Day(day, 0, kind, closure.name)


def _ahead(day: date, last: date, closed: dict[date, calendar.Closure]) -> Day | None:
    """Return a day that is not open yet, with the working day on which its hours begin to open."""
    if day <= last:
        return None
    opens = day - timedelta(days=settings.HORIZON_DAYS)
    while opens in closed:
        opens += timedelta(days=1)
    return Day(day, 0, "not_open", opens_on=opens)


def _open(agency: Agency, day: date, seats: _Seats, now: datetime) -> Day:
    over = earliest_start(now).astimezone(ZoneInfo(agency.timezone))
    if over >= datetime.combine(day, agency.closes, tzinfo=over.tzinfo):
        return Day(day, 0, "over")
    more = local_day(agency, seats.more_at) if seats.more_at else None
    return Day(day, seats.free, "" if seats.free else "full", more_on=more)


def _seats(agency: Agency, procedure: Procedure, now: datetime, own_turno: int | None) -> dict[date, _Seats]:
    """Return the seats of each day, and when the next of them that is still closed opens: one statement."""
    _, last = horizon(agency, now)
    later = Q(state=SeatState.COOLING, free_from__gt=now)
    rows = Seat.objects.filter(
        claimable(now, own_turno) | later, pool="online", slot__agency=agency, slot__procedure=procedure,
        slot__starts__gte=earliest_start(now), slot__starts__lt=midnight(agency, last + timedelta(days=1)),
    )  # fmt: skip
    found: dict[date, _Seats] = {}
    for starts, free_from in rows.values_list("slot__starts", "free_from"):
        day = local_day(agency, starts)
        known = found.get(day, _Seats())
        if free_from is None or free_from <= now:
            found[day] = _Seats(known.free + 1, known.more_at)
        else:
            found[day] = _Seats(known.free, min(known.more_at or free_from, free_from))
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
