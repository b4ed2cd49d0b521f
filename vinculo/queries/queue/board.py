"""What the board of a waiting room shows: numbers and counters. Never who has a number, nor why one goes first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from vinculo.queries.queue.queue import calling_counters
from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import Agency, CentreDay, QueueEntry, Ticket
from vinculo.rules.shared.names import fold
from vinculo.rules.shared.statuses import AT_COUNTER, TicketState

SHOWN = 6  # calls: the newest, big, and those before it
READ = 30  # calls that are looked through for them: a number that is called again counts once


@dataclass(frozen=True)
class Called:
    """One number that was called to a counter; `id` grows with every call, also of the same number."""

    id: int
    number: int
    counter: int


@dataclass(frozen=True)
class AtCounter:
    """An open counter and the number that is there or on its way; None while nobody is."""

    counter: int
    number: int | None


@dataclass(frozen=True)
class Board:
    """The board of a centre at one version of its day."""

    agency: int
    centre: str
    key: str  # of day and version: the same key, the same board
    calls: tuple[Called, ...]  # the newest first
    counters: tuple[AtCounter, ...]


@dataclass(frozen=True)
class CentreLine:
    """One centre in the list of boards."""

    pk: int
    name: str
    city: str


def list_centres() -> dict[str, list[CentreLine]]:
    """Return the centres open to the public by province, in one statement."""
    # Sorted here: the two databases order accented letters differently.
    rows = sorted(
        Agency.objects.filter(active=True).select_related("province"),
        key=lambda row: (fold(row.province.name), fold(row.city), fold(row.name)),
    )
    by_province = groupby(rows, key=lambda row: row.province.name)
    return {name: [CentreLine(row.pk, row.name, row.city) for row in group] for name, group in by_province}


def centre(pk: int) -> Agency | None:
    """Return an agency that is open to the public, or None."""
    return Agency.objects.filter(pk=pk, active=True).first()


def centres(pks: Collection[int]) -> dict[int, Agency]:
    """Return those of the agencies that are open to the public. One statement."""
    return Agency.objects.filter(active=True).in_bulk(pks)


def keys(agencies: Mapping[int, Agency], now: datetime) -> dict[int, str]:
    """Return the key of each centre's board now, for however many centres in one statement."""
    today = {pk: local_day(agency, now) for pk, agency in agencies.items()}
    rows = CentreDay.objects.filter(agency__in=today, date__in=set(today.values()))
    versions = {(pk, day): version for pk, day, version in rows.values_list("agency", "date", "version")}
    return {pk: _key(day, versions.get((pk, day), 0)) for pk, day in today.items()}


def board(agency: Agency, now: datetime) -> Board:
    """Return the board of a centre now. Four statements, however many numbers and counters."""
    today = local_day(agency, now)
    day = CentreDay.objects.filter(agency=agency, date=today).first()
    key = _key(day.date, day.version) if day else _key(today, 0)
    here = _at_counters(day) if day else {}
    numbers = sorted({*calling_counters(agency, now).values_list("number", flat=True), *here})
    counters = [AtCounter(number, here.get(number)) for number in numbers]
    return Board(agency.pk, agency.name, key, tuple(_calls(day)) if day else (), tuple(counters))


def _key(day: date, version: int) -> str:
    return f"{day:%Y%m%d}-{version}"


def _at_counters(day: CentreDay) -> dict[int, int]:
    there = Ticket.objects.filter(day=day, state__in=AT_COUNTER).select_related("counter")
    return {each.counter.number: each.number for each in there if each.counter is not None}


def _calls(day: CentreDay) -> list[Called]:
    """Return the last calls of the day, each number once: whatever left a ticket called was a call of it."""
    made = QueueEntry.objects.filter(day=day, ticket_after__state=TicketState.CALLED, counter__isnull=False)
    rows = made.order_by("-version").values_list("version", "ticket__number", "counter__number")[:READ]
    newest: dict[int, Called] = {}
    for version, number, counter in rows:
        newest.setdefault(number, Called(version, number, counter))
    return list(newest.values())[:SHOWN]
