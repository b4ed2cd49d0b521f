"""Sealing: at the closing of a day its events are chained to those of all days before."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Min, QuerySet

from vinculo.actions.operations.mails import send_head
from vinculo.queries.operations.seals import APART, day_of, digest_day, hash_seal, last_day_over, terms_of_seals
from vinculo.queries.shared.seal_head import seal_head
from vinculo.records.events import ChainLink, Event, Seal, newest_key, write_event
from vinculo.rules.shared.acts import Act, ActorKind, Subject


def seal_days(*, now: datetime) -> int:
    """Seal every day that is over and not sealed yet, the oldest first; return how many. Twice is once."""
    turn_back(now=now)
    day, term = _next_day()
    last = last_day_over(now)
    count = 0
    while day is not None and day <= last:
        count += _seal(day, term, now, tell=day == last)
        day += timedelta(days=1)
    return count


@transaction.atomic
def turn_back(*, now: datetime) -> bool:
    """Write that a clock had been ahead, where seals or events are of a time that is still to come (D32).

    The days that were sealed in that time are sealed once more when they are over: nothing waits until then, and no day
    is without. What was sealed stays.
    """
    newest = seal_head()
    sealed = newest is not None and newest.sealed_at > now + APART and newest.term == len(terms_of_seals())
    turned = Event.objects.filter(subject=Subject.LOG, act=Act.CLOCK_TURNED_BACK)
    ahead, known = _newest(Event.objects.filter(at__gt=now + APART)), _newest(turned)
    if not sealed and ahead <= known:
        return False
    fields = ["", "", str(ahead)]
    if newest is not None and sealed:
        wrong = Seal.objects.filter(term=newest.term, sealed_at__gt=now + APART)
        first: date = wrong.aggregate(first=Min("date"))["first"]
        fields = [first.isoformat(), newest.hash, str(ahead)]
    _write(Act.CLOCK_TURNED_BACK, None, fields, now)
    return True


def _newest(events: QuerySet[Event]) -> int:
    return events.order_by("-pk").values_list("pk", flat=True).first() or 0


def _next_day() -> tuple[date | None, int]:
    """Return the day that is sealed next, and how often seals were begun anew before."""
    newest, terms = seal_head(), terms_of_seals()
    if newest is None:
        first = Event.objects.order_by("at").values_list("at", flat=True).first()
        return (day_of(first) if first is not None else None), len(terms)
    if terms and newest.term < len(terms):
        return terms[-1], len(terms)
    return newest.date + timedelta(days=1), len(terms)


def _seal(day: date, term: int, now: datetime, *, tell: bool) -> bool:
    """Seal one day, and tell its head to the mailboxes; False when another worker did so at the same moment."""
    before = seal_head()
    count, digest = digest_day(day)
    link = ChainLink.objects.order_by("-position").first()
    seal = Seal(date=day, term=term, count=count, digest=digest, sealed_at=now, key_id=newest_key()[0])
    seal.links, seal.head = (link.position, link.head) if link else (0, "")
    seal.hash = hash_seal(seal, before.hash if before else "")
    try:
        with transaction.atomic():
            seal.save()
            _write(Act.DAY_SEALED, seal.pk, [day.isoformat(), str(term), seal.hash], now)
            if tell:
                send_head(seal, now)
    except IntegrityError:
        return False
    return True


def _write(act: Act, subject_id: int | None, fields: list[str], now: datetime) -> None:
    write_event(
        act=act, subject=Subject.LOG, subject_id=subject_id, now=now, actor_kind=ActorKind.SYSTEM, fields=fields
    )
