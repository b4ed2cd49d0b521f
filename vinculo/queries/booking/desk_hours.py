"""What the desk can give to somebody who stands before it: hours of today, those freed by people who did not come too.

Online nobody can have an hour that is about to begin, nor a seat of the pool `same_day`; here both can be had.

The hours that reception can give on the spot: today here, else the first hour here and what is sooner around.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vinculo.queries.booking import drafts, nearby
from vinculo.queries.booking.seats import claimable
from vinculo.queries.shared import calendar
from vinculo.queries.shared.local_time import local_day, local_moment, midnight
from vinculo.records.models import Agency, Procedure, Seat, Service, Slot
from vinculo.rules.booking.neighbours import travel_time
from vinculo.rules.shared.statuses import SeatPool, SeatState

POOLS = (SeatPool.ONLINE, SeatPool.SAME_DAY)
MOST = 12


@dataclass(frozen=True)
class DeskHour:
    """An hour that can be had at once, with its consecutive seats at one counter (D16)."""

    slot: int
    starts: datetime  # in the agency's zone
    seats: int  # at most as many as were asked for


def not_begun_long_ago(now: datetime) -> Q:
    """Return the condition of a slot that can still be used: to come, or begun so lately that its turno is not missed.

    The person who is given it is here already.
    """
    return Q(ends__gt=now, starts__gt=now - timedelta(minutes=settings.NO_SHOW_MINUTES))


def next_hours(agency: Agency, procedure: Procedure, wanted: int, now: datetime, most: int = MOST) -> list[DeskHour]:
    """Return the next hours of today at the agency, the soonest first, each with the seats it has up to `seats_for`.

    Empty on a closed day and where the procedure is not served. Three statements, however many seats.
    """
    day = local_day(agency, now)
    if calendar.closed_reason(agency, day) is not None or not is_served(agency, procedure):
        return []
    slots = Slot.objects.filter(
        agency=agency,
        procedure=procedure,
        starts__gte=now,  # an hour that has passed is neither offered nor counted (D37)
        starts__lt=midnight(agency, day + timedelta(days=1)),
    )
    rows = Seat.objects.filter(claimable(now), slot__in=slots, pool__in=POOLS).select_related("slot")
    lengths: dict[datetime, tuple[int, int]] = {}
    for run in _runs(rows, wanted):
        starts, length = run[0].slot.starts, len(run)
        if length > lengths.get(starts, (0, 0))[1]:
            lengths[starts] = run[0].slot_id, length
    hours = [DeskHour(slot, local_moment(agency, starts), seats) for starts, (slot, seats) in sorted(lengths.items())]
    return hours[:most]


def is_served(agency: Agency, procedure: Procedure) -> bool:
    """Return whether the agency serves the procedure (S26)."""
    return Service.objects.filter(agency=agency, procedure=procedure, active=True, procedure__active=True).exists()


def reachable(slot: Slot, length: int, now: datetime, own_turno: int | None) -> QuerySet[Seat]:
    """Return what a booking at the desk may touch: the claimable seats of `length` slots from this one, the own held.

    By ascending id, the order in which seats are locked everywhere.
    """
    later = Slot.objects.filter(agency=slot.agency_id, procedure=slot.procedure_id, starts__gte=slot.starts)
    wanted = Q(slot__in=later.order_by("starts").values("pk")[:length], pool__in=POOLS) & claimable(now, own_turno)
    own = Q(turno=own_turno, state=SeatState.HELD) if own_turno is not None else Q(pk__in=[])
    return Seat.objects.filter(wanted | own).select_related("slot").order_by("pk")


def runs_from(slot: Slot, seats: Iterable[Seat], wanted: int) -> list[list[Seat]]:
    """Return each counter's consecutive seats from the slot: the longest first, then what the public cannot have."""
    here = [seat for seat in seats if _beside(seat, slot)]
    runs = [run for run in _runs(here, wanted) if run[0].slot_id == slot.pk]
    return sorted(runs, key=lambda run: (-len(run), sum(seat.pool == SeatPool.ONLINE for seat in run), run[0].number))


def _beside(seat: Seat, slot: Slot) -> bool:
    """Return whether a seat is of the slot's agency and procedure: the own held ones may be elsewhere."""
    same = (seat.slot.agency_id, seat.slot.procedure_id) == (slot.agency_id, slot.procedure_id)
    return same and seat.pool in POOLS


def _runs(seats: Iterable[Seat], wanted: int) -> list[list[Seat]]:
    """Return, from every seat on, the seats that follow each other at its counter, at most `seats_for`."""
    counters: dict[int, dict[datetime, Seat]] = defaultdict(dict)
    for seat in seats:
        counters[seat.number][seat.slot.starts] = seat
    runs = []
    for by_start in counters.values():
        for first in by_start.values():
            run = [first]
            while len(run) < wanted and (following := by_start.get(run[-1].slot.ends)):
                run.append(following)
            runs.append(run)
    return runs


TODAY = 6  # hours of today that are shown


@dataclass(frozen=True)
class Offered:
    """An hour that can be given, with its consecutive seats (D16)."""

    slot: int
    when: str
    where: str  # empty: here
    seats: int
    today: bool


def offers(
    agency: Agency, procedure: Procedure, dependents: int, now: datetime, day: date | None = None
) -> list[Offered]:
    """Return what can be given at once: today here, else the first hour here and the sooner ones around.

    With a day, the hours of that day here. At most seven statements, however many agencies and seats.
    """
    length = seats_for(dependents)
    if day is not None and day != local_day(agency, now):
        free_hours = drafts.hours(agency, procedure, day, length, now)
        return [Offered(each.slot, _when(each.starts), "", each.seats, today=False) for each in free_hours]
    here = next_hours(agency, procedure, length, now, most=TODAY)
    today = [
        Offered(each.slot, _("hoy %(hour)s") % {"hour": f"{each.starts:%H:%M}"}, "", each.seats, today=True)
        for each in here
    ]
    return today if today or day is not None else _around(agency, procedure, now)


def _around(agency: Agency, procedure: Procedure, now: datetime) -> list[Offered]:
    """Return the first hour here, then those of an earlier day around that a person who is here can still reach."""
    hours = nearby.earliest(agency, procedure, now)
    here = [each for each in hours if each.here]
    sooner = nearby.sooner_elsewhere(hours, most=len(hours))
    later = here + [each for each in sooner if _reachable(each.agency, agency, each.starts, now)][: nearby.MOST]
    named = Q(pk__in=[])
    for each in later:
        named |= Q(agency=each.agency, starts=each.starts)
    slots = {
        (pk, starts): slot
        for slot, pk, starts in Slot.objects.filter(named, procedure=procedure).values_list("pk", "agency", "starts")
    }
    return [
        Offered(
            slots[each.agency.pk, each.starts],
            _when(each.starts),
            "" if each.here else each.agency.name,
            1,
            today=each.starts.date() == local_day(each.agency, now),
        )
        for each in later
        if (each.agency.pk, each.starts) in slots
    ]


def _reachable(there: Agency, here: Agency, starts: datetime, now: datetime) -> bool:
    return starts >= now + travel_time(there.province.code, here.province.code)


def _when(starts: datetime) -> str:
    return date_format(starts, nearby.DAY_AND_HOUR)


def seats_for(dependents: int) -> int:
    """Return how many consecutive seats so many dependents take (D16)."""
    return drafts.seats_wanted(dependents)


def slot(pk: int, procedure: int) -> Slot | None:
    """Return a slot of this procedure, or None."""
    return Slot.objects.select_related("agency", "procedure").filter(pk=pk, procedure=procedure).first()
