"""What a person sees on the way to a turno: where, which days, which hours (S26, S27)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from vinculo.queries import calendar
from vinculo.queries.seats import claimable, earliest_start, midnight
from vinculo.records.models import Agency, Draft, Procedure, Province, Seat, Slot, Turno
from vinculo.records.prepared import Prepared
from vinculo.rules.runs import Run, offered, runs_by_start


class DraftGone(Exception):
    """The draft is not there, or is too old: begin anew."""


@dataclass(frozen=True)
class Hour:
    """An hour that is offered, with the consecutive seats that it gives (D16)."""

    slot: int
    starts: datetime  # in the agency's zone
    seats: int


@dataclass(frozen=True)
class HeldHour:
    """The consecutive seats held for a draft, and until when."""

    starts: datetime
    ends: datetime
    seats: int
    until: datetime


def find_draft(token: str, now: datetime) -> Draft:
    """Return the draft of this address; raises `DraftGone` when there is none or it is too old."""
    since = now - timedelta(hours=settings.DRAFT_HOURS)
    draft = _DRAFT.first(token=token, since=since)
    if draft is None:
        raise DraftGone
    return draft


_DRAFT = Prepared(
    lambda token, since: Draft.objects.select_related("affiliate", "agency__province", "procedure", "turno", "moves").filter(
        token=token, updated_at__gt=since
    )
)


def procedures() -> QuerySet[Procedure]:
    """Return the procedures that some open agency serves."""
    return Procedure.objects.filter(active=True, services__active=True, services__agency__active=True).distinct()


def provinces() -> QuerySet[Province]:
    """Return the provinces with an open agency that serves some procedure."""
    return Province.objects.filter(agencies__active=True, agencies__services__active=True).distinct()


def agencies(province: Province | None = None, procedure: Procedure | None = None) -> QuerySet[Agency]:
    """Return the open agencies that serve the procedure in the province: only these are offered (S26)."""
    found = Agency.objects.filter(active=True, services__active=True, services__procedure__active=True)
    if procedure is not None:
        found = found.filter(services__procedure=procedure)
    if province is not None:
        found = found.filter(province=province)
    return found.select_related("province").distinct()


def hours(
    agency: Agency, procedure: Procedure, day: date, wanted: int, now: datetime, own_turno: int | None = None
) -> list[Hour]:
    """Return the hours of a day that are offered, each with its consecutive seats (S27, D16).

    Hours with a run for everybody; on a day that has none, those with the longest run. Empty on a closed day.
    """
    if calendar.closed_reason(agency, day) is not None:
        return []
    bounds = (midnight(agency, day), midnight(agency, day + timedelta(days=1)))
    slots = list(
        Slot.objects.filter(
            agency=agency, procedure=procedure, starts__gte=bounds[0], starts__lt=bounds[1],
            agency__services__procedure=procedure, agency__services__active=True,
        ).order_by("starts")
    )  # fmt: skip
    zone = ZoneInfo(agency.timezone)
    runs = offered(_runs(slots, wanted, now, own_turno), wanted)
    return [Hour(slot.pk, slot.starts.astimezone(zone), runs[i].length) for i, slot in _positions(slots) if i in runs]


def _runs(slots: list[Slot], wanted: int, now: datetime, own_turno: int | None) -> dict[int, Run]:
    position = {slot.pk: index for index, slot in _positions(slots)}
    free: dict[int, set[int]] = defaultdict(set)
    rows = Seat.objects.filter(
        claimable(now, own_turno), slot__in=list(position), pool="online", slot__starts__gte=earliest_start(now)
    )
    for number, slot_id in rows.values_list("number", "slot_id"):
        free[number].add(position[slot_id])
    return runs_by_start(free, wanted) if free else {}


def _positions(slots: list[Slot]) -> list[tuple[int, Slot]]:
    """Return the slots with indexes that follow each other only where the slots do: a gap skips one."""
    found: list[tuple[int, Slot]] = []
    for slot in slots:
        index = 0
        if found:
            last, before = found[-1]
            index = last + (1 if before.ends == slot.starts else 2)
        found.append((index, slot))
    return found


def find_slot(agency: Agency, procedure: Procedure, pk: int) -> Slot | None:
    """Return a slot of this agency and procedure, or None."""
    return _SLOT.first(agency=agency.pk, procedure=procedure.pk, pk=pk)


_SLOT = Prepared(
    lambda agency, procedure, pk: Slot.objects.select_related("agency", "procedure").filter(
        agency=agency, procedure=procedure, pk=pk
    )
)


def held_hour(draft: Draft) -> HeldHour | None:
    """Return what is held for a draft, or None when the hold is lost."""
    if draft.turno_id is None:
        return None
    seats = list(
        Seat.objects.filter(turno=draft.turno_id, state="held").select_related("slot").order_by("slot__starts")
    )
    if not seats or len(seats) != draft.seats or seats[0].held_until is None:
        return None
    return HeldHour(seats[0].slot.starts, seats[-1].slot.ends, len(seats), seats[0].held_until)


def seats_wanted(dependents: int) -> int:
    """Return how many consecutive seats a family takes: one per dependent up to a setting (D16)."""
    return max(1, min(dependents, settings.MAX_SEATS))


def turno_by_token(token: str) -> Turno | None:
    """Return the turno of a private link, or None; one that was never confirmed has none."""
    found = Turno.objects.select_related("agency__province", "procedure", "affiliate").filter(token=token)
    return found.exclude(status__in=["holding", "expired"]).first()
