"""Opens days for booking: one rolling horizon for all agencies, each new day in portions (rules/booking/release.py).

What an agency has open for the first time, or again after a long stop, is open at once. A day that the horizon reaches
later opens during the next working hours of its agency, at moments that nobody knows before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from vinculo.queries.booking.serving import SeatHour, Serving
from vinculo.queries.shared.calendar import closed_days_of
from vinculo.queries.shared.local_time import local_day, moment_at
from vinculo.records.events import write_event
from vinculo.records.models import Agency, Seat, Service, Slot, Staff
from vinculo.records.rows import insert_many
from vinculo.rules.booking.release import LEAST, Portions
from vinculo.rules.booking.slot_times import slot_starts
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.statuses import SEAT, SeatAct, SeatPool

_OPEN = SEAT.begin(SeatAct.OPEN).value
_PORTION = SEAT.begin(SeatAct.PORTION).value
_BLOCKED = SEAT.after(SEAT.begin(SeatAct.OPEN), SeatAct.BLOCK).value
BLOCK = 3600  # seconds: the seats of one counter and hour open together, for families
SEARCH = timedelta(days=21)  # no agency rests longer than this
Days = set[tuple[int, int, date]]


class NewSlot(NamedTuple):
    """A row of a slot, by its columns: a country opens a hundred thousand at once, too many for a record of each."""

    agency_id: int
    procedure_id: int
    starts: datetime
    ends: datetime


class NewSeat(NamedTuple):
    """A row of a seat, by its columns; its centre, procedure and hour are put there by the database."""

    slot_id: int
    number: int
    state: str
    free_from: datetime | None = None
    pool: str = SeatPool.ONLINE.value
    version: int = 0


@transaction.atomic
def open_days(
    *,
    now: datetime,
    random_source: Random,
    actor: Staff | None = None,
    horizon_days: int | None = None,
    agencies: Collection[int] | None = None,
) -> int:
    """Make the slots and seats missing up to the horizon, in every agency's own time (S06, D9); return how many seats.

    A day that a service has open keeps its slots, whatever hours and lengths are edited later; more counters get
    their seats, and what no counter serves has none. Two runs at once make each seat once. With `agencies` it is of
    those alone, whose data were just changed (D38): their open days get the slots of hours that none of theirs covers.
    """
    days = settings.HORIZON_DAYS if horizon_days is None else horizon_days
    places = _lock_places(agencies)
    serving = Serving.read(now, places, now.date() + timedelta(days=days + 1))
    services = [each for each in _services(places) if serving.counters(each.agency_id, each.procedure_id)]
    agencies_open = {service.agency_id: places[service.agency_id] for service in services}
    opened = _days_with_slots(agencies_open, now)
    stage = _Stage.at(agencies_open, opened, now, days)
    slots = list(_missing_slots(services, stage, filling=agencies is not None))
    insert_many(Slot, [*NewSlot.__annotations__], slots, once=True)
    seats = _missing_seats(serving, stage, random_source)
    insert_many(Seat, [*NewSeat.__annotations__], seats, once=True)
    if seats:
        kind = None if actor else ActorKind.SYSTEM
        write_event(
            act=Act.DAYS_OPENED, subject=Subject.CALENDAR, subject_id=None, now=now, actor=actor, actor_kind=kind
        )
    return len(seats)


def _lock_places(agencies: Collection[int] | None) -> dict[int, Agency]:
    """Lock the open agencies, or these, by ascending id: anyone who changes their data waits, or was before (D38)."""
    rows = Agency.objects.select_for_update(no_key=True).filter(active=True)
    mine = rows if agencies is None else rows.filter(pk__in=agencies)
    return {each.pk: each for each in mine.order_by("pk")}


def _services(places: Collection[int]) -> Iterable[Service]:
    """Return the services of these agencies, each with its agency and procedure."""
    rows = Service.objects.filter(active=True, agency__in=places, procedure__active=True)
    return rows.select_related("agency", "procedure").order_by("pk")


@dataclass(frozen=True)
class _Stage:
    """What the agencies have open, when they are closed, and how far the horizon reaches."""

    now: datetime
    agencies: dict[int, Agency]
    opened: Days
    spans: dict[int, tuple[date, date]]
    closed: dict[int, dict[date, str]]

    @classmethod
    def at(cls, agencies: dict[int, Agency], opened: Days, now: datetime, horizon_days: int) -> _Stage:
        spans = {pk: _span(agency, now, horizon_days) for pk, agency in agencies.items()}
        if not spans:
            return cls(now, agencies, opened, spans, {})
        first, last = min(span[0] for span in spans.values()), max(span[1] for span in spans.values())
        return cls(now, agencies, opened, spans, closed_days_of(agencies.values(), first, last + SEARCH))

    def window(self, agency: int) -> tuple[datetime, datetime]:
        """Return the working hours during which new days open: what is left of today's, else those of the next day."""
        place, (today, _) = self.agencies[agency], self.spans[agency]
        day = today
        while day in self.closed[agency] or self._hours(place, day)[1] - self.now < LEAST:
            day += timedelta(days=1)
        begins, ends = self._hours(place, day)
        return max(begins, self.now), ends

    @staticmethod
    def _hours(place: Agency, day: date) -> tuple[datetime, datetime]:
        return moment_at(place, day, place.opens), moment_at(place, day, place.closes)


def opening_windows(agencies: Iterable[Agency], now: datetime) -> dict[int, tuple[datetime, datetime]]:
    """Return the working hours during which capacity that is new from now on opens, by the agency's id."""
    places = {agency.pk: agency for agency in agencies}
    stage = _Stage.at(places, set(), now, settings.HORIZON_DAYS)
    return {pk: stage.window(pk) for pk in places}


def _missing_slots(services: list[Service], stage: _Stage, *, filling: bool) -> Iterator[NewSlot]:
    """Return the future slots of the days within the horizon that no service of theirs has open yet.

    When filling, also those of open days that overlap none which is there.
    """
    there = _slots_there(stage) if filling else {}
    for service in services:
        start, end = stage.spans[service.agency_id]
        for day in (start + timedelta(days=offset) for offset in range((end - start).days + 1)):
            key = (service.agency_id, service.procedure_id, day)
            if day in stage.closed[service.agency_id] or (key in stage.opened and not filling):
                continue
            mine = there.get(key[:2], [])
            free = (slot for slot in _slots(service, day) if not _overlaps(slot, mine))
            yield from (slot for slot in free if slot.starts > stage.now)


def _slots_there(stage: _Stage) -> dict[tuple[int, int], list[tuple[datetime, datetime]]]:
    """Return when the slots to come of each agency and procedure begin and end, in their order."""
    there: dict[tuple[int, int], list[tuple[datetime, datetime]]] = {}
    rows = Slot.objects.filter(agency__in=stage.agencies, ends__gt=stage.now).order_by("starts")
    for agency, procedure, starts, ends in rows.values_list("agency_id", "procedure_id", "starts", "ends"):
        there.setdefault((agency, procedure), []).append((starts, ends))
    return there


def _overlaps(slot: NewSlot, there: list[tuple[datetime, datetime]]) -> bool:
    """Return whether a slot overlaps one of those, which are in order and apart."""
    after = bisect_left(there, (slot.ends,))
    return after > 0 and there[after - 1][1] > slot.starts


def _span(agency: Agency, now: datetime, horizon_days: int) -> tuple[date, date]:
    today = local_day(agency, now)
    return today, today + timedelta(days=horizon_days)


def _days_with_slots(agencies: dict[int, Agency], now: datetime) -> Days:
    """Return the days, by the calendar of each agency, for which there are slots."""
    since = now - timedelta(days=1)
    rows = Slot.objects.filter(agency__in=agencies, starts__gte=since).values_list(
        "agency_id", "procedure_id", "starts"
    )
    return {(agency, procedure, local_day(agencies[agency], starts)) for agency, procedure, starts in rows}


def _slots(service: Service, day: date) -> Iterator[NewSlot]:
    """Return the slots of a working day, within the hours of the agency (S06)."""
    agency, minutes = service.agency, service.procedure.slot_minutes
    for local in slot_starts(day, minutes, agency.opens, agency.closes):
        starts = moment_at(agency, day, local)
        ends = starts + timedelta(minutes=minutes)
        yield NewSlot(agency.pk, service.procedure_id, starts, ends)


def _missing_seats(serving: Serving, stage: _Stage, random_source: Random) -> list[NewSeat]:
    """Return the seats that future slots lack: one for each counter, free at once or from the moment of its portion.

    One that cannot be served, at noon or while a counter is closed, is there and blocked.
    """
    slots = Slot.objects.filter(starts__gt=stage.now, agency__in=stage.agencies).annotate(made=Count("seats"))
    rows = slots.values_list("pk", "agency_id", "procedure_id", "starts", "ends", "made").order_by("starts", "pk")
    known = {key[:2] for key in stage.opened}
    windows = {agency: stage.window(agency) for agency, _ in known}
    portions = Portions(settings.RELEASE_PORTIONS, random_source)
    seats = []
    for pk, agency, procedure, starts, ends, made in rows:
        for number in range(made + 1, serving.counters(agency, procedure) + 1):
            state, free_from = _OPEN, None
            if not serving.serves(SeatHour(agency, procedure, starts, ends, number)):
                state = _BLOCKED
            elif (agency, procedure) in known and starts > windows[agency][1]:
                day = (agency, procedure, local_day(stage.agencies[agency], starts))
                group = (number, int(starts.timestamp()) // BLOCK)
                state, free_from = _PORTION, portions.moment(day, group, windows[agency])
            seats.append(NewSeat(pk, number, state, free_from))
    return sorted(seats, key=lambda seat: (seat.slot_id, seat.number))
