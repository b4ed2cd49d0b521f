"""What a day of the event log comes to, and which day is to be sealed next."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db.models import QuerySet

from vinculo.queries.shared.local_time import in_zone, moment_in_zone
from vinculo.records.events import Event, Seal
from vinculo.rules.log.chain import sign_seal
from vinculo.rules.shared.acts import Act, Subject

AFTER = timedelta(hours=2)  # past midnight, when no act of the day before can still be under way
APART = timedelta(hours=1)  # more than the clocks of two machines differ
CHUNK = 2000


def last_day_over(now: datetime) -> date:
    """Return the newest day that is to have its seal."""
    return (in_zone(settings.TIME_ZONE, now) - AFTER).date() - timedelta(days=1)


def day_of(at: datetime) -> date:
    """Return the day of a moment by the nation's clocks."""
    return in_zone(settings.TIME_ZONE, at).date()


def events_of(day: date) -> QuerySet[Event]:
    """Return the events of a day of the nation's clocks, in the order of their numbers."""
    first = moment_in_zone(settings.TIME_ZONE, day, time()).astimezone(UTC)
    last = moment_in_zone(settings.TIME_ZONE, day + timedelta(days=1), time()).astimezone(UTC)
    return Event.objects.filter(at__gte=first, at__lt=last).order_by("pk")


def digest_day(day: date) -> tuple[int, str]:
    """Return how many events a day has, and what their numbers and hashes come to; memory stays small."""
    count, total = 0, hashlib.sha256()
    for pk, value in events_of(day).values_list("pk", "hash").iterator(chunk_size=CHUNK):
        total.update(f"{pk}:{value}|".encode())
        count += 1
    return count, total.hexdigest()


def hash_seal(seal: Seal, before: str) -> str:
    """Return the hash that a seal must have after the one before. Raises KeyError when its key is gone."""
    if not seal.key_id:
        return _hash_without_key(seal.date, before)[1]
    at = seal.sealed_at.astimezone(UTC).isoformat()
    parts: list[str | int] = [
        before,
        seal.date.isoformat(),
        seal.term,
        seal.count,
        seal.digest,
        seal.links,
        seal.head,
        at,
    ]
    return sign_seal(parts, settings.LOG_KEYS[seal.key_id])


def agrees_with_day(seal: Seal) -> bool:
    """Return whether the day has the events that its seal says."""
    if not seal.key_id:
        return seal.count == events_of(seal.date).count()
    return (seal.count, seal.digest) == digest_day(seal.date)


def _hash_without_key(day: date, before: str) -> tuple[int, str]:
    """Return what sealed a day before there were keys: the hashes of its events after the seal before."""
    total, state = 0, hashlib.sha256(f"{before}|{day.isoformat()}".encode())
    for value in events_of(day).values_list("hash", flat=True).iterator(chunk_size=CHUNK):
        state.update(value.encode())
        total += 1
    state.update(f"|{total}".encode())
    return total, state.hexdigest()


def terms_of_seals() -> list[date]:
    """Return from which day on seals were made again, for each time that a clock had been ahead; the oldest first.

    Two workers may write the same: what they had before them tells.
    """
    turned = Event.objects.filter(subject=Subject.LOG, act=Act.CLOCK_TURNED_BACK).order_by("pk")
    first_days: dict[str, date] = {}
    for fields in turned.values_list("fields", flat=True):
        with suppress(ValueError, TypeError):  # of no seal; or somebody wrote into it, which `verify_events` names
            day, seal, _event = fields
            first_days[seal] = date.fromisoformat(day)
    return list(first_days.values())
