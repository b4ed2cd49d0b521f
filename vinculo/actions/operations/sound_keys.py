"""Writes the prepared keys of every name anew, after the rules of sounds have changed (D19)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.db.models import Manager

from vinculo.records.models import Affiliate, Person
from vinculo.rules.cases.likeness import SOUND_KEYS, prepared_keys

BATCH = 2000  # in one transaction: the counters go on beside it
KEYS = ("names_key", *SOUND_KEYS)
Holder = TypeVar("Holder", Person, Affiliate)


def rebuild_sound_keys(*, progress: Callable[[int], object] = int) -> int:
    """Write the keys that are not as the rules say; return how many were. A second run changes nothing."""
    return _rebuild(Person.objects, progress) + _rebuild(Affiliate.objects, progress)


def _rebuild(holders: Manager[Holder], progress: Callable[[int], object]) -> int:
    changed, last = 0, 0
    while True:
        with transaction.atomic():
            rows = holders.select_for_update(no_key=True).filter(pk__gt=last).order_by("pk")
            batch = list(rows.only("pk", "names", *KEYS)[:BATCH])
            wrong = [each for each in batch if _put_right(each)]
            holders.bulk_update(wrong, KEYS)
        if not batch:
            return changed
        changed, last = changed + len(wrong), batch[-1].pk
        progress(len(batch))


def _put_right(holder: Holder) -> bool:
    right = prepared_keys(holder.names)
    wrong = any(getattr(holder, name) != value for name, value in right.items())
    for name, value in right.items():
        setattr(holder, name, value)
    return wrong
