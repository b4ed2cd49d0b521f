"""Reopening what the guided act closed: its calendar goes, its seats come back as new capacity does, people are told.

Nobody is moved again without their will: whoever was given another hour keeps it, and may take the old one back while
it is left (`reseating.go_back`), before it opens for everybody. Whoever was kept on the closed day is simply served.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from vinculo.actions.booking.opening_days import opening_windows
from vinculo.actions.booking.seats import KEPT_POOL
from vinculo.actions.closures import mails
from vinculo.actions.closures.closures import NotAdministrator, closing_fields
from vinculo.actions.shared.guards import require_read
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.closures import closures
from vinculo.queries.shared import calendar
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Agency, CalendarDay, Closing, Reseating, Seat, Service, Staff
from vinculo.rules.booking.release import Portions
from vinculo.rules.shared.acts import Act
from vinculo.rules.shared.statuses import SEAT, SeatAct, SeatPool, SeatState, TurnoStatus

BATCH = 500
LIST_FIRST = timedelta(minutes=10)  # longer than a round of upkeep: the waiting list comes before the public
BLOCK = 3600  # seconds: the seats of one counter and hour open together, for families


def reopen_closing(
    *, closing: Closing, reason: str, actor: Staff, now: datetime, random_source: Random, read: str | None = None
) -> Closing:
    """Undo a closing and return it: its blocked seats open in portions, the waiting list first; each person is told.

    A day that another closing keeps closed stays so. Twice is once. Raises `NotAdministrator`, `Stale`.
    """
    if not actor.is_administrator:
        raise NotAdministrator
    return retry_clashes(lambda: _reopen(closing.pk, reason, actor, now, random_source, read))


@transaction.atomic
def _reopen(pk: int, reason: str, actor: Staff, now: datetime, random_source: Random, read: str | None) -> Closing:
    rows = Closing.objects.select_for_update(no_key=True, of=("self",)).select_related("agency", "province")
    closing = rows.get(pk=pk)
    if closing.reopened_by_id != actor.pk:
        require_read(read, closing)
    if closing.reopened_at is not None:
        return closing
    closing.reopened_by, closing.reopened_at, closing.reopening_reason = actor, now, reason
    closing.done_at = closing.done_at or now
    closing.save()
    if closing.last is None and closing.agency_id:
        Agency.objects.filter(pk=closing.agency_id).update(active=True)
        closing = rows.get(pk=pk)  # with the agency as it is now
    else:
        _unwrite(closing)
    gone = Q(state=SeatState.BLOCKED) | Q(pool=KEPT_POOL)
    scope = closures.scope_of(closing)
    _release(gone & closures.within(scope, now), closures.places(scope), now, random_source)
    act = Act.AGENCY_REOPENED
    if closing.counter or closing.last:
        act = Act.COUNTER_REOPENED if closing.counter else Act.DAYS_REOPENED
    write_event(act=act, now=now, actor=actor, **closing_fields(closing))
    for reseating in _to_tell(closing, now):
        mails.send_reopened(reseating, now)
    return closing


def _unwrite(closing: Closing) -> None:
    """Take back the calendar days that this closing wrote, unless another one of the same place needs them too."""
    place = {"agency": closing.agency, "province": closing.province, "city": closing.city}
    others = list(Closing.objects.select_for_update(no_key=True).filter(reopened_at=None, counter=None, **place))
    for text, was in closing.written.items():
        day = date.fromisoformat(text)
        heir = next((each for each in others if each.last and each.first <= day <= each.last), None)
        row = CalendarDay.objects.filter(date=day, is_open=False, **place)
        if heir is not None:
            heir.written = heir.written | {text: was}
            heir.save(update_fields=["written"])
            row.update(name=heir.reason)
        elif was:
            row.update(is_open=True, name=was, basis="")
        else:
            row.delete()


@transaction.atomic
def return_counters(*, service: Service, now: datetime, random_source: Random) -> int:
    """Open the blocked seats of counters that a service has again, as new capacity; return how many.

    What a closing keeps closed stays so.
    """
    mine = Q(
        state=SeatState.BLOCKED,
        slot__agency=service.agency_id,
        slot__procedure=service.procedure_id,
        slot__starts__gt=now,
        number__lte=service.counters,
    )
    return _release(mine, [service.agency], now, random_source)


def _release(where: Q, agencies: Iterable[Agency], now: datetime, random_source: Random) -> int:
    """Let blocked seats of these agencies cool down until the moment of their portion; return how many."""
    places = {each.pk: each for each in agencies}
    rows = Seat.objects.select_for_update(no_key=True, of=("self",)).filter(where)
    seats = [seat for seat in rows.select_related("slot").order_by("pk") if seat.slot.agency_id in places]
    free = _no_longer_closed(seats, places, now)
    windows = opening_windows(places.values(), now) if free else {}
    portions = Portions(settings.RELEASE_PORTIONS, random_source)
    for seat in free:
        seat.pool, seat.version = SeatPool.ONLINE, seat.version + 1
        if seat.state != SeatState.TAKEN:
            seat.state = SEAT.after(seat.state, SeatAct.UNBLOCK)
            seat.free_from = _moment(seat, places[seat.slot.agency_id], windows[seat.slot.agency_id], portions, now)
    Seat.objects.bulk_update(free, ["pool", "state", "free_from", "version"], batch_size=BATCH)
    return len(free)


def _moment(
    seat: Seat, place: Agency, window: tuple[datetime, datetime], portions: Portions, now: datetime
) -> datetime:
    """Return from when a seat can be claimed: an hour that comes soon as soon as the waiting list was asked."""
    if seat.slot.starts <= window[1]:
        return now + LIST_FIRST
    day = (place.pk, seat.slot.procedure_id, local_day(place, seat.slot.starts))
    return portions.moment(day, (seat.number, int(seat.slot.starts.timestamp()) // BLOCK), window)


def _no_longer_closed(seats: Iterable[Seat], places: dict[int, Agency], now: datetime) -> list[Seat]:
    """Return the seats whose day is open by now, whose counter is in use and stands in no other closing."""
    seats = list(seats)
    if not seats:
        return []
    days = [local_day(places[seat.slot.agency_id], seat.slot.starts) for seat in seats]
    closed = calendar.closed_days_of(places.values(), min(days), max(days))
    counters = dict(_counters(places))
    shut = set(_closed_counters(places, now))
    return [
        seat
        for seat, day in zip(seats, days, strict=True)
        if day not in closed[seat.slot.agency_id]
        and seat.number <= counters.get((seat.slot.agency_id, seat.slot.procedure_id), 0)
        and not any(
            (agency, number) == (seat.slot.agency_id, seat.number) and first <= day <= last
            for agency, number, first, last in shut
        )
    ]


def _counters(places: dict[int, Agency]) -> Iterable[tuple[tuple[int, int], int]]:
    for agency, procedure, counters in Service.objects.filter(agency__in=list(places)).values_list(
        "agency_id", "procedure_id", "counters"
    ):
        yield (agency, procedure), counters


def _closed_counters(places: dict[int, Agency], now: datetime) -> Iterable[tuple[int, int, date, date]]:
    rows = closures.closings_in_force(now).filter(agency__in=list(places), counter__isnull=False)
    for agency, counter, first, last in rows.values_list("agency_id", "counter", "first", "last"):
        if counter is not None and last is not None and agency is not None:
            yield agency, counter, first, last


def _to_tell(closing: Closing, now: datetime) -> QuerySet[Reseating]:
    """Return what this closing did with turnos that still stand so and whose old hour can still be kept."""
    soon = now + timedelta(minutes=settings.BOOKING_LEAD_MINUTES)
    rows = closing.reseatings.select_related("turno__agency", "turno__procedure", "old_agency")
    return rows.filter(
        turno__status=TurnoStatus.CONFIRMED, turno__starts__gt=now, turno__sequence=F("sequence"), old_starts__gt=soon
    ).order_by("pk")
