"""Closing days of the nation, a province, a city or an agency, an agency for good, a counter, or hours of a day.

First the scope is shut in one transaction: its agencies are locked by ascending id, as who opens days and who changes
reference data lock them, its calendar is written, then its seats are locked by ascending id and
blocked. Anyone who books at the same moment either holds a seat's lock before, and is found among those hit, or comes
after and sees the day closed (`is_open` is asked under that lock). Then each turno that is hit goes to its new
seats in a transaction of its own, in the lock order of booking. Done twice, the second time finds nothing left to do;
interrupted, the upkeep goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from vinculo.actions.booking.seats import KEPT_POOL
from vinculo.actions.closures.rebooking import reseat_turno
from vinculo.actions.shared.guards import require_read
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.closures import closures
from vinculo.queries.closures.closures import ClosingScope
from vinculo.queries.shared.calendar import GUIDED
from vinculo.records.events import write_event
from vinculo.records.models import Agency, CalendarDay, Closing, Reseating, Seat, Staff, Turno
from vinculo.rules.closures.outcomes import ClosingOutcome
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.calendar import is_weekend, national_rest_days
from vinculo.rules.shared.statuses import SEAT, SeatAct, SeatState

BATCH = 2000  # seats in one statement


class NotAdministrator(Exception):
    """Only an administrator closes and reopens days and agencies; a part of a day its supervisor, too."""


@dataclass(frozen=True)
class Closed:
    """How many turnos were moved, which found no seat and keep priority, and how many are still to come."""

    moved: int
    kept: tuple[str, ...]  # references
    left: int = 0  # the upkeep goes on with them


def close_scope(*, scope: ClosingScope, reason: str, actor: Staff, now: datetime, read: str | None = None) -> Closed:
    """Shut the scope and give each turno that it hits another seat and one message; what finds none keeps priority.

    So many turnos at once; the upkeep goes on with the others. `read` is the mark of what was shown of the scope (D30);
    the person who books between the page and the act is told as the others are. Raises `NotAdministrator`, `Stale`.
    """
    if not closures.may_close(actor, scope):
        raise NotAdministrator
    closing = retry_clashes(lambda: _begin_closing(scope, reason, actor, now, read))
    return seat_hit(closing, closures.turnos_in_scope(scope, now), now)


def go_on(*, now: datetime) -> int:
    """Go on with closings that hit more turnos than could be seated at once; return how many found a seat now."""
    moved = 0
    for closing in closures.closings_in_force(now).filter(done_at=None):
        told = Reseating.objects.filter(turno=OuterRef("pk")).filter(
            Q(closing=closing) | Q(sequence=OuterRef("sequence"), outcome=ClosingOutcome.KEPT)
            if closing.change
            else Q(closing=closing)
        )
        pks = [turno.pk for turno in closures.turnos_in_scope(closures.scope_of(closing), now)]
        rest = Turno.objects.filter(~Exists(told), pk__in=pks).select_related("agency").order_by("starts", "pk")
        moved += seat_hit(closing, list(rest), now).moved
    return moved


def seat_hit(closing: Closing, hit: Sequence[Turno], now: datetime) -> Closed:
    """Give each turno that is hit another seat and one message, so many at once; what finds none keeps priority."""
    most = settings.RESEAT_AT_ONCE
    where = closures.within(closures.scope_of(closing), now)
    results = [(turno.reference, reseat_turno(turno.pk, closing, where, now)) for turno in hit[:most]]
    left = max(0, len(hit) - most)
    if not left:
        Closing.objects.filter(pk=closing.pk, done_at=None).update(done_at=now)
    moved = sum(result == ClosingOutcome.MOVED for _, result in results)
    return Closed(moved, tuple(reference for reference, result in results if result == ClosingOutcome.KEPT), left)


@transaction.atomic
def _begin_closing(scope: ClosingScope, reason: str, actor: Staff, now: datetime, read: str | None) -> Closing:
    """Write what is closed, then block the seats that nobody has confirmed; holds on them are lost."""
    lock_places(scope)
    standing, *agencies = closures.what_is_read(scope)
    if not (isinstance(standing, Closing) and standing.closed_by_id == actor.pk):  # the own second click
        require_read(read, standing, *agencies)
    closing, _ = Closing.objects.select_for_update(no_key=True, of=("self",)).get_or_create(
        key=scope.key,
        reopened_at=None,
        defaults={
            "agency": scope.agency,
            "province": scope.province,
            "city": scope.city,
            "first": scope.first,
            "last": scope.last,
            "counter": scope.counter,
            "since": scope.since,
            "until": scope.until,
            "most": scope.most,
            "reason": reason,
            "closed_by": actor,
            "closed_at": now,
        },
    )
    written = not scope.is_part and _write_closure(closing, scope, reason)
    blocked = _block(scope, now)
    if scope.is_part:  # the day stays open: the person who gives such an hour back gives it to nobody
        closures.seats(scope, now).filter(state=SeatState.TAKEN).update(pool=KEPT_POOL)
    if written or blocked:
        Closing.objects.filter(pk=closing.pk).update(done_at=None)
        act = Act.COUNTER_CLOSED if scope.counter else Act.DAYS_CLOSED if scope.last else Act.AGENCY_CLOSED
        write_event(act=act, now=now, actor=actor, **closing_fields(closing))
    return closing


def lock_places(scope: ClosingScope) -> None:
    """Lock the agencies of a scope, by ascending id: who opens days or changes their data waits (D38)."""
    places = [each.pk for each in closures.places(scope)]
    list(Agency.objects.select_for_update(no_key=True).filter(pk__in=places).order_by("pk").values_list("pk"))


def closing_fields(closing: Closing) -> dict[str, Any]:
    """Return how an event names a closing: by its agency, else by itself, with the days and what it is of."""
    days = [closing.first.isoformat(), closing.last.isoformat() if closing.last else ""]
    if closing.agency_id:
        return {
            "subject": Subject.AGENCY,
            "subject_id": closing.agency_id,
            "fields": [*days, str(closing.counter or ""), *_part_of(closing)],
        }
    where = f"province:{closing.province.code}" if closing.province else f"city:{closing.city}" if closing.city else ""
    return {"subject": Subject.CLOSING, "subject_id": closing.pk, "fields": [*days, where or "nation"]}


def _part_of(closing: Closing) -> list[str]:
    """Return the hours and the counters that stay, as an event says them; nothing where whole days are closed."""
    hours = [f"{closing.since:%H:%M}-{closing.until:%H:%M}"] if closing.since else []
    return [*hours, f"most {closing.most}"] if closing.most is not None else hours


def _block(scope: ClosingScope, now: datetime) -> int:
    """Block the seats of the scope that nobody has confirmed; return how many."""
    rows = closures.seats(scope, now).select_for_update(no_key=True, of=("self",)).exclude(state=SeatState.TAKEN)
    return block_seats(
        [pk for pk, state in rows.order_by("pk").values_list("pk", "state") if state != SeatState.BLOCKED]
    )


def block_seats(pks: Sequence[int]) -> int:
    """Block locked seats that nobody has confirmed; return how many."""
    return sum(
        Seat.objects.filter(pk__in=pks[first : first + BATCH]).update(
            state=SEAT.result(SeatAct.BLOCK), turno=None, held_until=None, free_from=None, version=F("version") + 1
        )
        for first in range(0, len(pks), BATCH)
    )


def _write_closure(closing: Closing, scope: ClosingScope, reason: str) -> bool:
    """Write the calendar, or that the agency is closed; return whether that changed anything."""
    if scope.last is None:
        assert scope.agency is not None
        return Agency.objects.filter(pk=scope.agency.pk, active=True).update(active=False) > 0
    place: dict[str, Any] = {"agency": scope.agency, "province": scope.province, "city": scope.city}
    own = {row.date: row for row in CalendarDay.objects.filter(date__range=(scope.first, scope.last), **place)}
    fresh = {}
    for day in _working_days(scope.first, scope.last, own):
        was = own.get(day)
        values = {"is_open": False, "name": reason, "basis": GUIDED}
        CalendarDay.objects.update_or_create(date=day, **place, defaults=values)
        fresh[day.isoformat()] = was.name if was else ""
    if fresh:
        closing.written = closing.written | fresh
        closing.save(update_fields=["written"])
    return bool(fresh)


def _working_days(first: date, last: date, own: dict[date, CalendarDay]) -> Iterator[date]:
    """Return the days that are not closed yet by the same place; a holiday by the rule keeps its name."""
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        row = own.get(day)
        if not is_weekend(day) and (row.is_open if row else day not in national_rest_days(day.year)):
            yield day
