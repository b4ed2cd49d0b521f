"""Staff coming and going."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.records.events import write_event
from vinculo.records.models import Staff


@transaction.atomic
def record_log_in(*, actor: Staff, now: datetime) -> None:
    """Write that a member of staff logged in."""
    write_event(act="logged_in", subject="staff", subject_id=actor.pk, now=now, actor=actor)


@transaction.atomic
def record_log_out(*, actor: Staff, now: datetime) -> None:
    """Write that a member of staff logged out."""
    write_event(act="logged_out", subject="staff", subject_id=actor.pk, now=now, actor=actor)
