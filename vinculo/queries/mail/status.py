"""The fate of the mails, as the person and the officer see it."""

from __future__ import annotations

from vinculo.records.models import Draft, Message, Turno
from vinculo.records.rows import Tables, rows


def latest_for_draft(draft: Draft) -> Message | None:
    """Return the last mail that was written for a draft."""
    return _read(OF_DRAFT, draft=draft.pk)


def latest_for_turno(turno: Turno) -> Message | None:
    """Return the last mail that was written to the person of a turno."""
    return _read(OF_TURNO, turno=turno.pk, recipient=turno.email)


def _read(sql: str, **values: int | str) -> Message | None:
    message_rows = rows(sql, **values)
    message: Message | None = _MESSAGE.records(message_rows[0])[0] if message_rows else None
    return message


_MESSAGE = Tables(message=Message)
OF_DRAFT = f"""
SELECT {_MESSAGE.columns} FROM records_message message
WHERE message.draft_id = %(draft)s ORDER BY message.id DESC LIMIT 1
"""  # nosec B608
OF_TURNO = f"""
SELECT {_MESSAGE.columns} FROM records_message message
WHERE message.turno_id = %(turno)s AND message.recipient = %(recipient)s ORDER BY message.id DESC LIMIT 1
"""  # nosec B608
