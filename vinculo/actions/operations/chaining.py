"""The chain of the event log: what is committed is put in order, each event keyed together with the one before (D32).

At the moment of writing no event knows another: the acts would wait for each other. What was written meanwhile is
chained each minute; twice is once, and of two workers at once one writes each place.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from vinculo.queries.operations.log_start import describe_old_log
from vinculo.queries.operations.tampering import is_described
from vinculo.records.events import ChainLink, Event, newest_key, write_event
from vinculo.rules.log.chain import sign_link
from vinculo.rules.shared.acts import Act, ActorKind, Subject

BATCH = 2000  # links in one transaction
REACH = 20_000  # links back, among which an event that was committed late is looked for


def chain_events(*, now: datetime, whole: bool = False) -> int:
    """Chain every event that is not chained yet, and return how many; `whole` looks for them from the beginning."""
    if not ChainLink.objects.exists() and not _start(now):
        return 0
    total = 0
    while count := _chain_some(now, whole):
        total += count
    return total


def _start(now: datetime) -> bool:
    """Begin the chain with an event that holds what stood before; False when another worker did so, or need not be."""
    if not Event.objects.exists():
        return False
    old = describe_old_log()
    try:
        with transaction.atomic():
            event = _write(Act.LOG_STARTED, old.fields(), now)
            _link([(event.pk, event.hash)], None)
    except IntegrityError:
        return False
    return True


def _chain_some(now: datetime, whole: bool) -> int:
    if not _not_chained(whole).exists():
        return 0
    try:
        with transaction.atomic():
            newest = ChainLink.objects.order_by("-position").first()
            key_id, _key = newest_key()
            if newest is not None and newest.key_id != key_id:
                _write(Act.LOG_KEY_CHANGED, [newest.key_id, key_id], now)
            events = list(_not_chained(whole).values_list("pk", "hash")[:BATCH])
            _link(events, newest)
    except IntegrityError:
        return 0  # another worker is at it
    return len(events)


def _not_chained(whole: bool) -> QuerySet[Event]:
    floor = 0
    if not whole and (newest := ChainLink.objects.order_by("-position").first()) is not None:
        back = ChainLink.objects.filter(position=newest.position - REACH).first()
        floor = back.event_id if back is not None else _described_until()
    chained = ChainLink.objects.filter(event_id=OuterRef("pk"))
    return Event.objects.filter(~Exists(chained), pk__gt=floor).exclude(key_id="").order_by("pk")


def _described_until() -> int:
    """Return the newest event of those that the first of the chain describes: none of them is to be chained."""
    start = Event.objects.filter(pk__in=ChainLink.objects.filter(position=1).values("event_id")).first()
    return int(start.fields[2]) if start is not None and is_described(start) else 0


def _link(events: Iterable[tuple[int, str]], newest: ChainLink | None) -> None:
    key_id, key = newest_key()
    position, head = (newest.position, newest.head) if newest else (0, "")
    links = []
    for pk, value in events:
        position += 1
        head = sign_link(head, position, pk, value, key)
        links.append(ChainLink(position=position, event_id=pk, key_id=key_id, head=head))
    ChainLink.objects.bulk_create(links)


def _write(act: Act, fields: list[str], now: datetime) -> Event:
    return write_event(
        act=act, subject=Subject.LOG, subject_id=None, now=now, actor_kind=ActorKind.SYSTEM, fields=fields
    )
