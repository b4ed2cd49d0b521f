"""Opens days for booking: one rolling horizon for all agencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from vinculo.queries.calendar import closed_days_of
from vinculo.records.events import write_event
from vinculo.records.models import Agency, Seat, Service, Slot, Staff
from vinculo.rules.hours import slot_starts

BATCH = 2000
Days = set[tuple[int, int, date]]


@transaction.atomic
def open_days(*, now: datetime, actor: Staff | None = None, horizon_days: int | None = None) -> int:
    """Make the slots and seats missing up to the horizon, in every agency's own time (S06, D9); return how many seats.

    A day that a service has open keeps its slots, whatever hours and lengths are edited later; more counters get
    their seats. Two runs at once make each seat once.
    """
    days = settings.HORIZON_DAYS if horizon_days is None else horizon_days
    services = list(
        Service.objects.filter(active=True, agency__active=True, procedure__active=True)
        .select_related("agency", "procedure")
        .order_by("pk")
    )
    Slot.objects.bulk_create(_missing_slots(services, now, days), batch_size=BATCH, ignore_conflicts=True)
    seats = _missing_seats(services, now)
    Seat.objects.bulk_create(seats, batch_size=BATCH, ignore_conflicts=True)
    if seats:
        kind = "" if actor else "system"
        write_event(act="days_opened", subject="calendar", subject_id=None, now=now, actor=actor, actor_kind=kind)
    return len(seats)


def _missing_slots(services: list[Service], now: datetime, horizon_days: int) -> Iterator[Slot]:
    """Return the future slots of the days within the horizon that no service of theirs has open yet."""
    agencies = {service.agency_id: service.agency for service in services}
    spans = {pk: _span(agency, now, horizon_days) for pk, agency in agencies.items()}
    if not spans:
        return
    first, last = min(span[0] for span in spans.values()), max(span[1] for span in spans.values())
    closed = closed_days_of(agencies.values(), first, last)
    opened = _opened(agencies, now)
    for service in services:
        start, end = spans[service.agency_id]
        for day in (start + timedelta(days=offset) for offset in range((end - start).days + 1)):
            if day in closed[service.agency_id] or (service.agency_id, service.procedure_id, day) in opened:
                continue
            yield from (slot for slot in _slots(service, day) if slot.starts > now)


def _span(agency: Agency, now: datetime, horizon_days: int) -> tuple[date, date]:
    today = now.astimezone(ZoneInfo(agency.timezone)).date()
    return today, today + timedelta(days=horizon_days)


def _opened(agencies: dict[int, Agency], now: datetime) -> Days:
    """Return the days, by the calendar of each agency, for which there are slots."""
    zones = {pk: ZoneInfo(agency.timezone) for pk, agency in agencies.items()}
    since = now - timedelta(days=1)
    rows = Slot.objects.filter(agency__in=zones, starts__gte=since).values_list("agency_id", "procedure_id", "starts")
    return {(agency, procedure, starts.astimezone(zones[agency]).date()) for agency, procedure, starts in rows}


def _slots(service: Service, day: date) -> Iterator[Slot]:
    """Return the slots of a working day, within the hours of the agency (S06)."""
    agency, minutes = service.agency, service.procedure.slot_minutes
    for local in slot_starts(day, minutes, agency.opens, agency.closes):
        starts = _in_zone(day, local, agency.timezone)
        ends = starts + timedelta(minutes=minutes)
        yield Slot(agency_id=agency.pk, procedure_id=service.procedure_id, starts=starts, ends=ends)


def _in_zone(day: date, local: time, zone: str) -> datetime:
    return datetime.combine(day, local, ZoneInfo(zone))


def _missing_seats(services: Iterable[Service], now: datetime) -> list[Seat]:
    """Return the seats that future slots lack: one for each counter."""
    counters = {(service.agency_id, service.procedure_id): service.counters for service in services}
    slots = Slot.objects.filter(starts__gt=now).annotate(made=Count("seats"))
    rows = slots.values_list("pk", "agency_id", "procedure_id", "made").order_by("pk")
    return [
        Seat(slot_id=pk, number=number)
        for pk, agency, procedure, made in rows
        for number in range(made + 1, counters.get((agency, procedure), 0) + 1)
    ]
