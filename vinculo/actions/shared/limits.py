"""Limits per browser, network address, e-mail and number, kept in the database (D17, D29).

A stranger can name an e-mail or a number, and shares an address with hundreds: these never refuse anybody, they make
a pause that grows and ends in minutes. A browser that was told when to come again goes through from that moment on,
whatever others do meanwhile. Only a browser of its own, and what it asks for one person, is refused for longer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from vinculo.records.models import Attempt, Pause
from vinculo.records.rows import change, moment_of, rows
from vinculo.rules.booking.spans import AHEAD, LONGEST_KEPT, is_over
from vinculo.rules.shared.limits import HARD, NO_WAIT, AttemptLimit, LimitedAct, LimitedBy, pause_after, retry_after

KEPT_PASS = timedelta(minutes=15)  # after its pause a browser may go on for so long
NAMED = (LimitedBy.EMAIL, LimitedBy.NUMBER)  # whom a browser asks for


class LimitReached(Exception):
    """Too many of an act: try again at `again_at`."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__("limit")
        self.again_at = again_at


def never_trusted() -> bool:
    """Return that nothing is known of the person who asks."""
    return False


def keyed_hash(value: str) -> str:
    """Return the keyed hash under which a value is counted: the value itself is not kept."""
    return salted_hmac("vinculo.limits", value.casefold(), algorithm="sha256").hexdigest()


def count_attempt(
    *, act: LimitedAct, by: Mapping[LimitedBy, str], now: datetime, is_trusted: Callable[[], bool] = never_trusted
) -> None:
    """Count one act against each of address, e-mail, number and browser that is given.

    Raises `LimitReached` and counts nothing when a browser has had its share, or when something else has and anyone who
    asks has not paused yet; who `is_trusted` need not pause. Never call it inside a transaction: what is raised would
    take the pause back. D17, D29.
    """
    counted = _make_keys(act, by)
    with transaction.atomic():
        again_at = _again_at(act, by, counted, now, is_trusted)
        if again_at <= now:
            _record(act, counted, now)
    if again_at > now:
        raise LimitReached(again_at)


def admit_attempt(
    *, act: LimitedAct, by: Mapping[LimitedBy, str], now: datetime, is_trusted: Callable[[], bool] = never_trusted
) -> None:
    """Raise `LimitReached` when an act has to wait; count nothing yet: what of it counts is known afterwards."""
    with transaction.atomic():
        again_at = _again_at(act, by, _make_keys(act, by), now, is_trusted)
    if again_at > now:
        raise LimitReached(again_at)


def record_attempt(*, act: LimitedAct, by: Mapping[LimitedBy, str], now: datetime) -> None:
    """Count one act."""
    _record(act, _make_keys(act, by), now)


def _record(act: LimitedAct, counted: Mapping[LimitedBy, str], now: datetime) -> None:
    keys = list(counted.values())
    lines = ", ".join(f"(%(act)s, %(k{number})s, %(now)s)" for number in range(len(keys)))
    if keys:
        named = {f"k{number}": key for number, key in enumerate(keys)}
        change(f'INSERT INTO records_attempt (act, "key", at) VALUES {lines}', act=act.value, now=now, **named)  # nosec B608


def _again_at(
    act: LimitedAct,
    by: Mapping[LimitedBy, str],
    counted: Mapping[LimitedBy, str],
    now: datetime,
    is_trusted: Callable[[], bool],
) -> datetime:
    """Return `now` when the act may be done, else when to come again, after locking out who counts against the same."""
    _queue(list(counted.values()))
    earlier = _times(act, counted, now)
    refused = pause = NO_WAIT
    for kind, key in counted.items():
        limit = limit_of(act, kind)
        if kind in HARD:
            refused = max(refused, retry_after(earlier[key], now, [limit]))
        else:
            pause = max(pause, _pause(earlier[key], limit, now))
    if refused:
        return now + refused
    return _paused_until(act, by, pause, now) if pause and not is_trusted() else now


def _make_keys(act: LimitedAct, by: Mapping[LimitedBy, str]) -> dict[LimitedBy, str]:
    """Return the key of each that is counted; of a browser, where it is limited, also for whom it asks."""
    limited = settings.LIMITS[act]
    device = by.get(LimitedBy.DEVICE)
    whom = next((by[kind] for kind in NAMED if by.get(kind)), "")
    named = {kind: value for kind, value in by.items() if kind in limited or kind != LimitedBy.DEVICE}
    if device and whom and LimitedBy.PAIR in limited:
        named[LimitedBy.PAIR] = f"{device}>{whom}"
    return {kind: keyed_hash(f"{kind}:{value}") for kind, value in named.items()}


def _queue(keys: list[str]) -> None:
    """Let those who count against the same keys pass one after the other: else many at once all see room.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        numbers = sorted(int(key[:15], 16) for key in keys)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) AS number", [numbers])


def limit_of(act: LimitedAct, kind: LimitedBy) -> AttemptLimit:
    """Return how often an act may be done against a kind, by the settings."""
    count, minutes = settings.LIMITS[act][kind]
    return AttemptLimit(count=count, window=timedelta(minutes=minutes))


def _times(act: LimitedAct, counted: Mapping[LimitedBy, str], now: datetime) -> dict[str, list[datetime]]:
    """Return the last times of each key within its window, the newest first, none where there is room for one more.

    One statement for all of them.
    """
    times: dict[str, list[datetime]] = {key: [] for key in counted.values()}
    values: dict[str, Any] = {"act": act.value, "ahead": now + AHEAD}
    for number, (kind, key) in enumerate(counted.items()):
        limit = limit_of(act, kind)
        most = limit.count + (0 if kind in HARD else DOUBLED)
        values |= {f"key{number}": key, f"since{number}": now - limit.window}
        values |= {f"room{number}": limit.count - 1, f"most{number}": most}
    if times:
        statement = " UNION ALL ".join(EARLIER.format(number=number) for number in range(len(times)))
        for key, at in rows(statement, **values):
            times[key].append(moment_of(at))
    return times


EARLIER = """
SELECT "key", at FROM (
  SELECT "key", at FROM records_attempt
  WHERE act = %(act)s AND "key" = %(key{number})s AND at > %(since{number})s AND at <= %(ahead)s
  ORDER BY at DESC LIMIT %(most{number})s) AS attempt
WHERE EXISTS (
  SELECT 1 FROM records_attempt
  WHERE act = %(act)s AND "key" = %(key{number})s AND at > %(since{number})s AND at <= %(ahead)s
  LIMIT 1 OFFSET %(room{number})s)
"""
DOUBLED = 12  # attempts over the limit that are read: by then a pause is as long as it gets


def _pause(earlier: list[datetime], limit: AttemptLimit, now: datetime) -> timedelta:
    first = timedelta(seconds=settings.PAUSE_SECONDS)
    most = timedelta(seconds=settings.PAUSE_MOST_SECONDS)
    return pause_after(earlier, now, limit, first=first, most=most)


def _paused_until(act: LimitedAct, by: Mapping[LimitedBy, str], pause: timedelta, now: datetime) -> datetime:
    """Return until when this browser pauses, or `now` when its pause is over; each pause serves for one act.

    The moment is the browser's own: however often others ask meanwhile, it does not move.
    """
    key = keyed_hash(f"{act}:{by.get(LimitedBy.DEVICE) or by.get(LimitedBy.ADDRESS, '')}")
    mine = Pause.objects.filter(key=key).first()
    most = timedelta(seconds=settings.PAUSE_MOST_SECONDS)
    if mine is not None and not is_over(mine.until, now, most + AHEAD):
        return mine.until
    if mine is not None and mine.until <= now <= mine.until + KEPT_PASS:
        mine.delete()
        return now
    Pause.objects.update_or_create(key=key, defaults={"until": now + pause})
    return now + pause


@transaction.atomic
def forget_attempts(*, now: datetime) -> int:
    """Delete what no window looks at any more and return how many rows that were."""
    old = Q()
    for act, kinds in settings.LIMITS.items():
        longest = max(minutes for _, minutes in kinds.values())
        old |= Q(act=act, at__lt=now - timedelta(minutes=longest))
    old |= Q(at__gt=now + LONGEST_KEPT)  # of a clock that was wrong
    Pause.objects.filter(until__lt=now - KEPT_PASS).delete()
    return Attempt.objects.filter(old).delete()[0]
