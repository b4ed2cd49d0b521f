"""The fate of the mails, as the person and the officer see it."""

from __future__ import annotations

from vinculo.records.models import Draft, Message, Turno


def latest_for_draft(draft: Draft) -> Message | None:
    """Return the last mail that was written for a draft."""
    return Message.objects.filter(draft=draft).order_by("-id").first()


def latest_for_turno(turno: Turno) -> Message | None:
    """Return the last mail that was written to the person of a turno."""
    return Message.objects.filter(turno=turno, recipient=turno.email).order_by("-id").first()
