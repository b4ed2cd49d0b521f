"""Who the data-protection delegate is, and how events name the person whose data they read (D34)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.crypto import salted_hmac

from vinculo.queries.rights.whose import Whose
from vinculo.queries.shared.access import NotFoundHere, record_view
from vinculo.records.models import Staff
from vinculo.rules.rights.status import WhoseKind
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.staff.access import Work

_DIGEST = 16


def require_delegate(staff: Staff) -> None:
    """Raise `NotFoundHere` for anybody but the delegate."""
    if not staff.may(Work.DATA_PROTECTION):
        raise NotFoundHere


def digest_of(text: str) -> str:
    """Return a keyed digest by which a number or mailbox that was asked for can be compared and not read."""
    return salted_hmac("vinculo.rights", text, algorithm="sha256").hexdigest()[:_DIGEST]


def record_reading(*, act: Act, whose: Whose, staff: Staff, now: datetime, fields: Sequence[str] = ()) -> None:
    """Write that the data of somebody were read or handed over: by the key of their row, else by a digest."""
    subject = Subject.AFFILIATE if whose.kind is WhoseKind.AFFILIATE else Subject.PERSON
    key = int(value) if (value := whose.value).isdigit() and whose.kind in BY_KEY else None
    named = [] if key is not None else [str(whose.kind), digest_of(whose.value)]
    record_view(act=act, subject=subject, subject_ids=[key], staff=staff, now=now, fields=[*named, *fields])


BY_KEY = (WhoseKind.AFFILIATE, WhoseKind.PERSON)
