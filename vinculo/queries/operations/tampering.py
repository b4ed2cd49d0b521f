"""Whether the event log is what it was (D32): each event, its place in the chain, what was before it, what is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef

from vinculo.queries.operations.log_fences import find_missing_fences
from vinculo.queries.operations.log_start import CHUNK, describe_old_log
from vinculo.queries.operations.seal_faults import find_broken_seals
from vinculo.queries.operations.seals import APART, day_of
from vinculo.queries.shared.seal_head import head_stands
from vinculo.records.events import ChainLink, Event, is_genuine
from vinculo.records.rows import rows
from vinculo.rules.log.chain import sign_link
from vinculo.rules.log.tampering import Head, LogFault, LogFinding
from vinculo.rules.shared.acts import Act, Subject

WAIT = timedelta(minutes=10)  # in which an event is chained
CHAIN = """
SELECT l.position, l.event_id, l.key_id, l.head, e.hash, e.at
FROM records_chainlink l LEFT JOIN records_event e ON e.id = l.event_id
WHERE l.position > %(after)s ORDER BY l.position LIMIT %(most)s
"""


def find_tampering(*, now: datetime, heads: Iterable[Head] = ()) -> Iterator[LogFinding]:
    """Yield what is not as it was written, or not as the heads say that were kept elsewhere."""
    start = Event.objects.filter(subject=Subject.LOG, act=Act.LOG_STARTED).order_by("pk").first()
    wrong: set[int] = set()
    yield from _events(start, wrong)
    yield from _copies()
    yield from _start(start, now)
    yield from _chain(wrong)
    yield from _not_chained(now)
    yield from find_broken_seals(now)
    yield from _ahead(now)
    yield from _heads(heads)
    yield from find_missing_fences()


def _events(start: Event | None, wrong: set[int]) -> Iterator[LogFinding]:
    """Yield the events that are not as they were written, and remember them."""
    last = int(start.fields[2]) if start is not None and is_described(start) else None
    gone: set[str] = set()
    for event in Event.objects.order_by("pk").iterator(chunk_size=CHUNK):
        if event.key_id and event.key_id not in settings.LOG_KEYS:
            if event.key_id not in gone:
                yield LogFinding(LogFault.KEY_GONE, event.key_id, day_of(event.at))
            gone.add(event.key_id)
        elif not is_genuine(event):
            wrong.add(event.pk)
            yield LogFinding(LogFault.CHANGED, str(event.pk), day_of(event.at))
        elif not event.key_id and last is not None and event.pk > last:
            wrong.add(event.pk)
            yield LogFinding(LogFault.WITHOUT_KEY, str(event.pk), day_of(event.at))


def _copies() -> Iterator[LogFinding]:
    twice = Event.objects.exclude(key_id="").values("hash").annotate(times=Count("pk")).filter(times__gt=1)
    for value in twice.values_list("hash", flat=True):
        _first, *copies = Event.objects.filter(hash=value).order_by("pk")
        yield from (LogFinding(LogFault.COPIED, str(event.pk), day_of(event.at)) for event in copies)


def is_described(start: Event) -> bool:
    """Return whether the first event of the chain is whole enough to be read."""
    return is_known(start) and is_genuine(start) and len(start.fields) == 5


def is_known(event: Event) -> bool:
    """Return whether the key of an event is in the settings."""
    return not event.key_id or event.key_id in settings.LOG_KEYS


def _start(start: Event | None, now: datetime) -> Iterator[LogFinding]:
    """Yield whether the chain begins with the one event that says what was before it, and whether that is still so."""
    first = ChainLink.objects.order_by("position").first()
    begun = Event.objects.filter(at__lt=now - WAIT).aggregate(at=Min("at"))["at"]
    if first is None and begun is not None:
        yield LogFinding(LogFault.CHAIN_MISSING, "", day_of(begun))
    if start is None or not is_described(start):
        return
    old = describe_old_log()
    said = start.fields
    if old.fields() != said:
        yield LogFinding(LogFault.OLD_LOG, f"{old.events}/{said[0]}, {old.seals}/{said[3]}", None)
    for event in Event.objects.filter(subject=Subject.LOG, act=Act.LOG_STARTED, pk__gt=start.pk):
        yield LogFinding(LogFault.CHAIN_STARTED_AGAIN, str(event.pk), day_of(event.at))


def _chain(wrong: set[int]) -> Iterator[LogFinding]:
    """Yield what the chain has otherwise: events that are gone or have another hash, places that are gone."""
    expected, before, since = 1, "", None
    for position, event_id, key_id, head, value, at in _links():
        moment = _moment(at)
        if position != expected:
            yield LogFinding(LogFault.LINK_MISSING, f"{expected}-{position - 1}", since)
        elif value is None:
            yield LogFinding(LogFault.DELETED, str(event_id), since)
        elif key_id not in settings.LOG_KEYS:
            yield LogFinding(LogFault.KEY_GONE, key_id, moment)
        elif event_id not in wrong and sign_link(before, position, event_id, value, settings.LOG_KEYS[key_id]) != head:
            yield LogFinding(LogFault.MOVED, str(event_id), moment)
        expected, before, since = position + 1, head, moment or since


def _links() -> Iterator[tuple[int, int, str, str, str | None, datetime | str | None]]:
    after = 0
    while some := rows(CHAIN, after=after, most=CHUNK):
        yield from some
        after = some[-1][0]


def _moment(at: datetime | str | None) -> date | None:
    if at is None:
        return None
    moment = Event._meta.get_field("at").to_python(at)
    return day_of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))  # a text of UTC on SQLite


def _not_chained(now: datetime) -> Iterator[LogFinding]:
    chained = ChainLink.objects.filter(event_id=OuterRef("pk"))
    left = Event.objects.filter(~Exists(chained), at__lt=now - WAIT).exclude(key_id="").order_by("pk")
    if ChainLink.objects.exists():
        yield from (LogFinding(LogFault.NOT_CHAINED, str(event.pk), day_of(event.at)) for event in left)


def _ahead(now: datetime) -> Iterator[LogFinding]:
    """Yield events of a time that is still to come, unless the log itself says that a clock had been ahead."""
    known = Event.objects.filter(subject=Subject.LOG, act=Act.CLOCK_TURNED_BACK).order_by("-pk").first()
    for event in Event.objects.filter(at__gt=now + APART, pk__gt=known.pk if known else 0).order_by("pk"):
        yield LogFinding(LogFault.AHEAD, str(event.pk), day_of(event.at))


def _heads(heads: Iterable[Head]) -> Iterator[LogFinding]:
    for head in heads:
        if not head_stands(head):
            yield LogFinding(LogFault.HEAD_GONE, str(head), None)
