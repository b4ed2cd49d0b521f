"""Somebody came with a turno that is not theirs: not received under it, and written down."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.actions.counter import office
from vinculo.records.events import write_event
from vinculo.records.models import Event, Staff, Turno


@transaction.atomic
def report_mismatch(*, turno: Turno, actor: Staff, now: datetime) -> Event:
    """Write that the number of a turno was not that of the document shown; nothing of the person is kept.

    Raises `NotYours`.
    """
    office(actor)
    return write_event(act="identity_mismatch", subject="turno", subject_id=turno.pk, now=now, actor=actor)
