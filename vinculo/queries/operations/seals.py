"""Whether the event log is what it was: each event by its hash, each sealed day by its seal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, time, timedelta

from django.conf import settings
from django.db.models import QuerySet

from vinculo.queries.shared.local_time import moment_in_zone
from vinculo.records.events import Event, Seal, digest

CHUNK = 2000


@dataclass(frozen=True)
class Broken:
    """One thing that is not as it was written; `event` is None where the day as a whole is meant."""

    date: date
    event: int | None


def events_of(day: date) -> QuerySet[Event]:
    """Return the events of a day of the nation's clocks, in the order of their numbers."""
    first = moment_in_zone(settings.TIME_ZONE, day, time()).astimezone(UTC)
    last = moment_in_zone(settings.TIME_ZONE, day + timedelta(days=1), time()).astimezone(UTC)
    return Event.objects.filter(at__gte=first, at__lt=last).order_by("pk")


def seal_of_day(day: date, before: str) -> tuple[int, str]:
    """Return how many events a day has, and the hash that seals them after the seal before; memory stays small."""
    total, state = 0, hashlib.sha256(f"{before}|{day.isoformat()}".encode())
    for value in events_of(day).values_list("hash", flat=True).iterator(chunk_size=CHUNK):
        state.update(value.encode())
        total += 1
    state.update(f"|{total}".encode())
    return total, state.hexdigest()


def find_tampering() -> Iterator[Broken]:
    """Yield what is not as it was written, the oldest day first: changed events, then days that break their seal."""
    before = ""
    for seal in Seal.objects.order_by("date").iterator(chunk_size=CHUNK):
        yield from (Broken(seal.date, pk) for pk in _changed_events(events_of(seal.date)))
        if (seal.count, seal.hash) != seal_of_day(seal.date, before):
            yield Broken(seal.date, None)
        before = seal.hash


def _changed_events(rows: QuerySet[Event]) -> Iterator[int]:
    for event in rows.iterator(chunk_size=CHUNK):
        if digest(event.content()) != event.hash:
            yield event.pk
