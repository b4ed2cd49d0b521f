"""The mark of records as they stand: a form carries it, and what was never read so is not acted on (D30)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model
from django.utils.crypto import salted_hmac

# Columns that nobody acts on.
UNREAD = frozenset({"updated_at", "changed_at", "last_login", "password", "value_secret"})
LENGTH = 24


def mark_of(*records: Model | None) -> str:
    """Return the mark of these records, in their order: it changes with every column. None is what is not there.

    It is keyed: the person who sees it learns nothing of what it covers.
    """
    stand = [None if record is None else _columns(record) for record in records]
    return salted_hmac("vinculo.read", json.dumps(stand, default=str), algorithm="sha256").hexdigest()[:LENGTH]


def _columns(record: Model) -> list[Any]:
    fields = [field for field in record._meta.concrete_fields if field.name not in UNREAD]
    return [record._meta.label, *(_plain(getattr(record, field.attname)) for field in fields)]


def _plain(value: Any) -> Any:
    """Return a moment in one zone, whatever the zone in which it was read."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
