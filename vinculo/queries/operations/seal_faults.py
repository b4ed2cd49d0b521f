"""Whether the seals of the days are what they were, and none is missing (D32)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Min

from vinculo.queries.operations.seals import APART, agrees_with_day, day_of, hash_seal, last_day_over, terms_of_seals
from vinculo.queries.shared.seal_head import head_stands
from vinculo.records.events import Event, Seal
from vinculo.rules.log.tampering import Head, LogFault, LogFinding
from vinculo.rules.shared.acts import Act, Subject


def find_broken_seals(now: datetime) -> Iterator[LogFinding]:
    """Yield seals that are not as they were made or as their days are, and days without."""
    seals = list(Seal.objects.order_by("pk"))
    yield from _each(seals)
    yield from _as_the_events_say(seals)
    yield from _days_without(seals, now)


def _each(seals: list[Seal]) -> Iterator[LogFinding]:
    terms = terms_of_seals()
    before, keyed = "", False
    for seal in seals:
        day = seal.date.isoformat()
        over = any(seal.term < number <= len(terms) and seal.date >= first for number, first in enumerate(terms, 1))
        if seal.key_id and seal.key_id not in settings.LOG_KEYS:
            yield LogFinding(LogFault.KEY_GONE, seal.key_id, seal.date)
        elif (keyed and not seal.key_id) or seal.term > len(terms):
            yield LogFinding(LogFault.SEAL_CHANGED, day, seal.date)
        elif hash_seal(seal, before) != seal.hash:
            yield LogFinding(LogFault.SEAL_CHANGED if seal.key_id else LogFault.DAY_CHANGED, day, seal.date)
        elif seal.links and not head_stands(Head(seal.links, seal.head)):
            yield LogFinding(LogFault.HEAD_GONE, f"{seal.links}:{seal.head}", seal.date)
        elif not over and not agrees_with_day(seal):
            yield LogFinding(LogFault.DAY_CHANGED, day, seal.date)
        before, keyed = seal.hash, keyed or bool(seal.key_id)


def _as_the_events_say(seals: list[Seal]) -> Iterator[LogFinding]:
    """Yield where the log's own events have another seal of a day than there is: one that was dropped or made again."""
    made = {(seal.date.isoformat(), str(seal.term)): seal.hash for seal in seals}
    told: set[tuple[str, str]] = set()
    for event in Event.objects.filter(subject=Subject.LOG, act=Act.DAY_SEALED).order_by("pk"):
        day, term, value = event.fields if _is_whole(event.fields) else ("", "", "")
        if (day, term) in told:
            yield LogFinding(LogFault.SEAL_TWICE, day, day_of(event.at))
        elif made.get((day, term)) != value:
            yield LogFinding(LogFault.SEAL_MISSING, day or str(event.pk), day_of(event.at))
        told.add((day, term))


def _is_whole(fields: object) -> bool:
    """Return whether an event of a seal has what `sealing.seal_days` gives it."""
    return isinstance(fields, list) and [type(each) for each in fields] == [str] * 3


def _days_without(seals: list[Seal], now: datetime) -> Iterator[LogFinding]:
    first = Event.objects.aggregate(at=Min("at"))["at"]
    days = [seal.date for seal in seals] + ([day_of(first)] if first is not None else [])
    sealed = {seal.date for seal in seals}
    day, last = min(days, default=date.max), last_day_over(now - APART)
    while day <= last:
        if day not in sealed:
            yield LogFinding(LogFault.DAY_WITHOUT_SEAL, day.isoformat(), day)
        day += timedelta(days=1)
