"""How long each kind of data is kept today: the institution's dated rows, else what comes with the program (D34)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from vinculo.records.models import RetentionRule
from vinculo.rules.rights.retention import DELIVERED, Kept, RetentionKind
from vinculo.rules.shared.reference_data import in_force


@dataclass(frozen=True)
class Keeping:
    """How long a kind is kept: without `time` until the institution says otherwise; `row` is what says it."""

    kind: RetentionKind
    time: timedelta | None
    row: Kept | None

    @property
    def days(self) -> int | None:
        """Return the days, rounded up, or None where it is kept on."""
        return None if self.time is None else -(-self.time // timedelta(days=1))


def delivered_terms() -> Mapping[RetentionKind, timedelta | None]:
    """Return what holds where the institution has no row: by the settings, else as delivered."""
    terms = {kind: None if days is None else timedelta(days=days) for kind, days in DELIVERED.items()}
    return terms | {
        RetentionKind.DRAFT: timedelta(hours=settings.DRAFT_HOURS),
        RetentionKind.WAITING: timedelta(days=settings.WAITING_KEEP_DAYS),
        RetentionKind.BROWSER: timedelta(days=settings.KNOWN_BROWSER_DAYS),
        RetentionKind.COPY: timedelta(days=settings.COPY_KEEP_DAYS) if settings.COPY_KEEP_DAYS else None,
    }


def terms_on(today: date) -> dict[RetentionKind, Keeping]:
    """Return how long each kind is kept on a day; one statement."""
    return _terms(_rows(), today)


def _rows() -> list[Kept]:
    return [
        Kept(
            kind=RetentionKind(row.kind),
            days=row.days,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            instrument=row.instrument,
        )
        for row in RetentionRule.objects.all()
    ]


def _terms(rows: list[Kept], today: date) -> dict[RetentionKind, Keeping]:
    delivered = delivered_terms()
    return {
        kind: _term(kind, in_force([row for row in rows if row.kind == kind], today), delivered[kind])
        for kind in RetentionKind
    }


class _Published:
    """The rows that this process read last for the privacy notice, and when."""

    rows: list[Kept] | None = None
    read_at = datetime.min.replace(tzinfo=UTC)


def published_terms(now: datetime) -> dict[RetentionKind, Keeping]:
    """Return how long each kind is kept, for the privacy notice: some seconds old at most, without a database too."""
    lasts = timedelta(seconds=settings.PUBLISHED_SECONDS)
    if _Published.rows is None or not timedelta() <= now - _Published.read_at < lasts:
        try:
            _Published.rows = _rows()
        except DatabaseError:
            _Published.rows = _Published.rows or []
        _Published.read_at = now
    return _terms(_Published.rows, timezone.localdate(now))


def _term(kind: RetentionKind, row: Kept | None, delivered: timedelta | None) -> Keeping:
    if row is None:
        return Keeping(kind, delivered, None)
    return Keeping(kind, None if row.days is None else timedelta(days=row.days), row)


def kept_since(kind: RetentionKind, now: datetime) -> datetime | None:
    """Return the moment before which a kind is no longer kept, or None where it is kept on."""
    time = terms_on(timezone.localdate(now))[kind].time
    return None if time is None else now - time
