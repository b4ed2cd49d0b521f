"""Changing reference data so that nobody is left with a turno that no centre can serve (D38).

Hours, services, counters, calendar, plan: whatever is changed, the same act follows. It compares what the centres serve
before and after; takes off sale what is no longer served, opens what is served now, and asks before it takes an hour
from anybody. Lock order: the data that change, the rows of the centres by ascending id, then seats by ascending id;
who opens days holds the same rows of the centres.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from vinculo.actions.booking.opening_days import open_days
from vinculo.actions.booking.seats import KEPT_POOL
from vinculo.actions.closures import mails
from vinculo.actions.closures.closures import BATCH, Closed, block_seats, seat_hit
from vinculo.actions.closures.reopening import open_again, to_tell
from vinculo.queries.booking.serving import SeatHour, Serving, seat_hour
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Agency, Closing, Reseating, Seat, Staff, Turno
from vinculo.rules.closures.outcomes import ClosingOutcome
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import SeatState, TurnoStatus

HOUR = ("slot__agency", "slot__procedure", "slot__starts", "slot__ends", "number")  # of a `SeatHour`
Result = TypeVar("Result")


class Strands(Exception):
    """The change takes their hour from people who hold confirmed turnos: `turnos`, the next first."""

    def __init__(self, turnos: list[Turno]) -> None:
        super().__init__("strands")
        self.turnos = turnos


@dataclass(frozen=True)
class Changed(Generic[Result]):
    """What came of the change itself, and of which centres it changed what they serve.

    Where it hits turnos, also which, and what is written down: `seat_stranded` next.
    """

    result: Result
    centres: Sequence[int] = ()
    stranded: Sequence[Turno] = ()
    closing: Closing | None = None


@transaction.atomic
def change_reference(
    *, change: Callable[[], Result], what: Subject, reason: str, actor: Staff, now: datetime, random_source: Random
) -> Changed[Result]:
    """Make a change of reference data and let the seats follow it; return what came of it.

    Seats that are no longer served are blocked, those that are served now open as new capacity does. Without a reason
    that people can be told nothing is changed where turnos are hit; with one they are marked, and `seat_stranded`
    gives them other hours once this is committed. Raises `Strands`, and whatever the change raises.
    """
    before = Serving.read(now)
    result = change()
    centres = Serving.read(now).differing(before)
    if not centres:
        return Changed(result)
    places = list(Agency.objects.select_for_update(no_key=True).filter(pk__in=centres).order_by("pk"))
    after = Serving.read(now, centres)  # what somebody else changed meanwhile is seen once the rows are locked
    stranded = _take_off_sale(before, after, now)
    if stranded and not reason:
        raise Strands(stranded)
    _put_on_sale(places, after, actor, now, random_source)
    _tell_who_stands_again(centres, after, actor, now)
    closing = _write_down(places, what, reason, actor, now) if stranded else None
    return Changed(result, centres, stranded, closing)


def seat_stranded(*, changed: Changed[Any], now: datetime) -> Closed | None:
    """Give the turnos that a change hit other hours and one message each, once it is committed; None without any.

    So many at once; the upkeep goes on with the others. What finds no seat keeps priority.
    """
    return seat_hit(changed.closing, changed.stranded, now) if changed.closing else None


def _take_off_sale(before: Serving, after: Serving, now: datetime) -> list[Turno]:
    """Block the free seats that are not served, mark those of confirmed turnos that were; return these turnos.

    The person who books at the same moment holds a seat's lock before, and is found here, or comes after and finds it
    blocked.
    """
    closed = [pk for pk, seat in _seat_hours(after, now, ~Q(state=SeatState.BLOCKED)) if not after.serves(seat)]
    gone, hit = [], []
    for first in range(0, len(closed), BATCH):
        rows = Seat.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=closed[first : first + BATCH])
        for pk, state, pool, *hour in rows.order_by("pk").values_list("pk", "state", "pool", *HOUR):
            if state not in {SeatState.TAKEN, SeatState.BLOCKED}:
                gone.append(pk)
            elif state == SeatState.TAKEN and pool != KEPT_POOL and before.serves(SeatHour(*hour)):
                hit.append(pk)
    block_seats(gone)
    turnos = Turno.objects.filter(status=TurnoStatus.CONFIRMED, starts__gt=now, seats__in=hit).distinct()
    stranded = list(turnos.select_related("agency", "procedure").order_by("starts", "pk"))
    Seat.objects.filter(turno__in=stranded, state=SeatState.TAKEN).update(pool=KEPT_POOL)
    return stranded


def _put_on_sale(places: Sequence[Agency], after: Serving, actor: Staff, now: datetime, random_source: Random) -> None:
    """Open the seats of these centres that are served again, and make those that are missing."""
    again = Q(state=SeatState.BLOCKED) | Q(state=SeatState.TAKEN, pool=KEPT_POOL)
    served = [pk for pk, seat in _seat_hours(after, now, again) if after.serves(seat)]
    for first in range(0, len(served), BATCH):
        open_again(Q(pk__in=served[first : first + BATCH]), places, now, random_source)
    open_days(now=now, random_source=random_source, actor=actor, agencies=[each.pk for each in places])


def _seat_hours(serving: Serving, now: datetime, which: Q) -> Iterator[tuple[int, SeatHour]]:
    """Yield the seats to come of the centres, by ascending id, as far as it matters whether they are served."""
    rows = Seat.objects.filter(which, slot__agency__in=list(serving.centres), slot__starts__gt=now)
    for pk, *hour in rows.order_by("pk").values_list("pk", *HOUR):
        yield pk, SeatHour(*hour)


def _write_down(places: Sequence[Agency], what: Subject, reason: str, actor: Staff, now: datetime) -> Closing:
    """Write what was changed as a closing that stands beside those of the guided act, with its event."""
    agency = places[0] if len(places) == 1 else None
    today = local_day(agency, now)
    closing = Closing.objects.create(
        key=f"{what}|{actor.pk}|{now.isoformat()}",
        agency=agency,
        first=today,
        last=today + timedelta(days=settings.HORIZON_DAYS),
        change=what,
        reason=reason,
        closed_by=actor,
        closed_at=now,
    )
    write_event(
        act=Act.REFERENCE_CHANGED,
        subject=Subject.CLOSING,
        subject_id=closing.pk,
        now=now,
        actor=actor,
        fields=[what.value],
    )
    return closing


def _tell_who_stands_again(centres: Sequence[int], after: Serving, actor: Staff, now: datetime) -> None:
    """End the earlier changes whose kept turnos can all be served again, and tell everybody whom they hit."""
    kept = Reseating.objects.filter(outcome=ClosingOutcome.KEPT, old_agency__in=centres)
    standing = Closing.objects.select_for_update(no_key=True, of=("self",)).filter(reopened_at=None)
    for closing in standing.exclude(change="").filter(pk__in=kept.values("closing")).order_by("pk"):
        rows = list(to_tell(closing, now))
        waiting = [row.turno_id for row in rows if row.outcome == ClosingOutcome.KEPT]
        seats = Seat.objects.filter(turno__in=waiting, state=SeatState.TAKEN).select_related("slot")
        if waiting and all(after.serves(seat_hour(seat)) for seat in seats):
            closing.reopened_by, closing.reopened_at, closing.reopening_reason = actor, now, closing.change
            closing.done_at = closing.done_at or now
            closing.save()
            for row in rows:
                mails.send_reopened(row, now)
