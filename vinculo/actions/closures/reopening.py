"""Reopening what the guided act closed: its calendar goes, its seats come back as new capacity does, people are told.

Nobody is moved again without their will: the person who was given another hour keeps it, and may take the old one back
while it is left (`reseating.go_back`), before it opens for everybody. Anyone who was kept on the closed day is simply
served.
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
from vinculo.actions.closures.closures import NotAdministrator, closing_fields, lock_places
from vinculo.actions.shared.guards import require_read
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.booking.serving import Serving, seat_hour
from vinculo.queries.closures import closures
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Agency, CalendarDay, Closing, Reseating, Seat, Staff
from vinculo.rules.booking.release import Portions
from vinculo.rules.shared.acts import Act
from vinculo.rules.shared.statuses import SEAT, SeatAct, SeatPool, SeatState, TurnoStatus

BATCH = 500
LIST_FIRST = timedelta(minutes=10)  # longer than a round of upkeep: the waiting list comes before the public
BLOCK = 3600  # seconds: the seats of one counter and hour open together, for families


class NotAClosing(Exception):
    """What a change of reference data did is undone by changing them back (D38)."""


def reopen_closing(
    *, closing: Closing, reason: str, actor: Staff, now: datetime, random_source: Random, read: str | None = None
) -> Closing:
    """Undo a closing and return it: its blocked seats open in portions, the waiting list first; each person is told.

    A day that another closing keeps closed stays so. Twice is once. Raises `NotAdministrator`, `NotAClosing`, `Stale`.
    """
    if not closures.may_close(actor, closures.scope_of(closing)):
        raise NotAdministrator
    if closing.change:
        raise NotAClosing
    return retry_clashes(lambda: _reopen(closing.pk, reason, actor, now, random_source, read))


@transaction.atomic
def _reopen(pk: int, reason: str, actor: Staff, now: datetime, random_source: Random, read: str | None) -> Closing:
    lock_places(closures.scope_of(Closing.objects.select_related("agency", "province").get(pk=pk)))
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
    elif not closures.scope_of(closing).is_part:
        _unwrite(closing)
    gone = Q(state=SeatState.BLOCKED) | Q(pool=KEPT_POOL)
    scope = closures.scope_of(closing)
    open_again(gone & closures.within(scope, now), closures.places(scope), now, random_source)
    act = Act.AGENCY_REOPENED
    if closing.counter or closing.last:
        act = Act.COUNTER_REOPENED if closing.counter else Act.DAYS_REOPENED
    write_event(act=act, now=now, actor=actor, **closing_fields(closing))
    for reseating in to_tell(closing, now):
        mails.send_reopened(reseating, now)
    return closing


def _unwrite(closing: Closing) -> None:
    """Take back the calendar days that this closing wrote, unless another one of the same place needs them too."""
    place = {"agency": closing.agency, "province": closing.province, "city": closing.city}
    whole = {"counter": None, "since": None, "most": None, "change": ""}
    others = list(Closing.objects.select_for_update(no_key=True).filter(reopened_at=None, **whole, **place))
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


def open_again(where: Q, agencies: Iterable[Agency], now: datetime, random_source: Random) -> int:
    """Let blocked seats that can be served cool down until the moment of their portion; return how many.

    What another closing keeps closed, or the reference data no longer serve, stays blocked.
    """
    places = {each.pk: each for each in agencies}
    rows = Seat.objects.select_for_update(no_key=True, of=("self",)).filter(where)
    seats = [seat for seat in rows.select_related("slot").order_by("pk") if seat.slot.agency_id in places]
    serving = Serving.read(now, places)
    free = [seat for seat in seats if serving.serves(seat_hour(seat))]
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


def to_tell(closing: Closing, now: datetime) -> QuerySet[Reseating]:
    """Return what this closing did with turnos that still stand so and whose old hour can still be kept."""
    soon = now + timedelta(minutes=settings.BOOKING_LEAD_MINUTES)
    rows = closing.reseatings.select_related("turno__agency", "turno__procedure", "old_agency")
    return rows.filter(
        turno__status=TurnoStatus.CONFIRMED, turno__starts__gt=now, turno__sequence=F("sequence"), old_starts__gt=soon
    ).order_by("pk")
