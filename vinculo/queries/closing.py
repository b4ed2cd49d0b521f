"""Whom the closing of days, of an agency or of a counter hits, and where they could go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from vinculo.queries import calendar
from vinculo.queries.openings import horizon
from vinculo.queries.seats import claimable, local_day, midnight
from vinculo.records.models import Agency, Seat, SeatState, Service, Turno
from vinculo.rules.reseating import FreeSeat, Run, by_preference, runs


@dataclass(frozen=True)
class Scope:
    """What is closed: days of an agency, one counter of it on those days, or (`last` is None) the agency for good."""

    agency: Agency
    first: date
    last: date | None
    counter: int | None = None


def agencies() -> QuerySet[Agency]:
    """Return the agencies that are open."""
    return Agency.objects.filter(active=True).select_related("province")


def has_counter(agency: Agency, number: int, now: datetime) -> bool:
    """Return whether the agency has seats to come at the counter of this number."""
    return Seat.objects.filter(slot__agency=agency, slot__starts__gt=now, number=number).exists()


def live_turnos(now: datetime, **where: Any) -> int:
    """Return how many confirmed turnos to come there are, such as those of an agency, or of a procedure at one."""
    return Turno.objects.filter(status="confirmed", starts__gt=now, **where).count()


def seats(scope: Scope, now: datetime) -> QuerySet[Seat]:
    """Return the seats in the scope whose hour has not come."""
    found = Seat.objects.filter(
        slot__agency=scope.agency, slot__starts__gt=now, slot__starts__gte=midnight(scope.agency, scope.first)
    )
    if scope.last is not None:
        found = found.filter(slot__starts__lt=midnight(scope.agency, scope.last + timedelta(days=1)))
    return found if scope.counter is None else found.filter(number=scope.counter)


def hit(scope: Scope, now: datetime) -> list[Turno]:
    """Return the confirmed turnos in the scope, the next first; whoever has arrived is served."""
    taken = seats(scope, now).filter(state=SeatState.TAKEN)
    found = Turno.objects.filter(status="confirmed", starts__gt=now, pk__in=taken.values("turno"))
    return list(found.select_related("agency", "procedure").order_by("starts", "pk"))


def beyond(service: Service, counters: int, now: datetime) -> int:
    """Return how many live turnos sit at the counters of a service above a number."""
    above = Seat.objects.filter(
        slot__agency=service.agency_id, slot__procedure=service.procedure_id, slot__starts__gt=now, number__gt=counters,
        state=SeatState.TAKEN,
    )  # fmt: skip
    return Turno.objects.filter(status="confirmed", pk__in=above.values("turno")).count()


def chances(turno: Turno, now: datetime) -> list[Run]:
    """Return where the turno could sit, the best first: its agency on the next days, else its province."""
    here = _chances([turno.agency], turno, now)
    if here:
        return here
    served = Agency.objects.filter(
        active=True, province=turno.agency.province_id, services__active=True, services__procedure=turno.procedure_id
    )
    return _chances(list(served.exclude(pk=turno.agency_id).distinct()), turno, now)


def _chances(places: list[Agency], turno: Turno, now: datetime) -> list[Run]:
    if not places:
        return []
    begins = midnight(turno.agency, local_day(turno.agency, turno.starts))
    notice = now + timedelta(hours=settings.RESEAT_NOTICE_HOURS)
    same_hour = Q(slot__agency=turno.agency_id, slot__starts__gte=turno.starts, slot__starts__lt=turno.ends)
    rows = Seat.objects.filter(
        claimable(now), same_hour | Q(slot__starts__gte=max(begins, notice)), pool="online", slot__agency__in=places,
        slot__procedure=turno.procedure_id,
    )  # fmt: skip
    by_id = {place.pk: place for place in places}
    last = max(horizon(place, now)[1] for place in places)
    shut = calendar.closed_days_of(places, local_day(turno.agency, now), last)
    free = [
        FreeSeat(seat=pk, agency=agency, counter=number, starts=starts, ends=ends)
        for pk, agency, number, starts, ends in rows.values_list(
            "pk", "slot__agency", "number", "slot__starts", "slot__ends"
        )
        if local_day(by_id[agency], starts) not in shut[agency]
    ]
    return by_preference(runs(free, turno.seats_count), turno.agency_id, turno.starts)
