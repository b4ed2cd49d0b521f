"""Limits per network address, e-mail and number, kept in the database (D17)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from vinculo.records.models import Attempt


class LimitReached(Exception):
    """Too many of an act: try again at `again_at`."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__("limit")
        self.again_at = again_at


def keyed(value: str) -> str:
    """Return the keyed hash under which a value is counted: the value itself is not kept."""
    return salted_hmac("vinculo.limits", value.casefold(), algorithm="sha256").hexdigest()


@transaction.atomic
def count(*, act: str, by: Mapping[str, str], now: datetime) -> None:
    """Count one act (`search`, `send`, `attempt`) against each of `address`, `email`, `number` that is given.

    Raises `LimitReached` and counts nothing when one of them has had its share. D17.
    """
    rows = []
    for kind, value in by.items():
        allowed, minutes = settings.LIMITS[act][kind]
        since = now - timedelta(minutes=minutes)
        key = keyed(f"{kind}:{value}")
        times = list(
            Attempt.objects.filter(act=act, key=key, at__gt=since)
            .order_by("-at")
            .values_list("at", flat=True)[:allowed]
        )
        if len(times) >= allowed:
            raise LimitReached(times[-1] + timedelta(minutes=minutes))
        rows.append(Attempt(act=act, key=key, at=now))
    Attempt.objects.bulk_create(rows)


@transaction.atomic
def forget(*, now: datetime) -> int:
    """Delete what no window looks at any more and return how many rows that were."""
    longest = max(minutes for kinds in settings.LIMITS.values() for _, minutes in kinds.values())
    return Attempt.objects.filter(at__lt=now - timedelta(minutes=longest)).delete()[0]
