"""Limits per network address, e-mail and number, kept in the database (D17)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from vinculo.records.models import Attempt
from vinculo.rules.shared.limits import AttemptLimit, LimitedAct, LimitedBy, retry_after


class LimitReached(Exception):
    """Too many of an act: try again at `again_at`."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__("limit")
        self.again_at = again_at


def keyed_hash(value: str) -> str:
    """Return the keyed hash under which a value is counted: the value itself is not kept."""
    return salted_hmac("vinculo.limits", value.casefold(), algorithm="sha256").hexdigest()


@transaction.atomic
def count_attempt(*, act: LimitedAct, by: Mapping[LimitedBy, str], now: datetime) -> None:
    """Count one act against each of address, e-mail, number, phone and device that is given.

    Raises `LimitReached` and counts nothing when one of them has had its share. D17.
    """
    _queue([keyed_hash(f"{kind}:{value}") for kind, value in by.items()])
    rows = []
    for kind, value in by.items():
        limit, key = _limit(act, kind), keyed_hash(f"{kind}:{value}")
        wait = retry_after(_times(act, key, limit, now), now, [limit])
        if wait:
            raise LimitReached(now + wait)
        rows.append(Attempt(act=act, key=key, at=now))
    Attempt.objects.bulk_create(rows)


def _queue(keys: list[str]) -> None:
    """Let those who count against the same keys pass one after the other: else many at once all see room.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        numbers = sorted(int(key[:15], 16) for key in keys)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) AS number", [numbers])


def _limit(act: LimitedAct, kind: LimitedBy) -> AttemptLimit:
    count, minutes = settings.LIMITS[act][kind]
    return AttemptLimit(count=count, window=timedelta(minutes=minutes))


def _times(act: LimitedAct, key: str, limit: AttemptLimit, now: datetime) -> list[datetime]:
    earlier = Attempt.objects.filter(act=act, key=key, at__gt=now - limit.window).order_by("-at")
    return list(earlier.values_list("at", flat=True)[: limit.count])


@transaction.atomic
def forget_attempts(*, now: datetime) -> int:
    """Delete what no window looks at any more and return how many rows that were."""
    old = Q()
    for act, kinds in settings.LIMITS.items():
        longest = max(minutes for _, minutes in kinds.values())
        old |= Q(act=act, at__lt=now - timedelta(minutes=longest))
    return Attempt.objects.filter(old).delete()[0]
