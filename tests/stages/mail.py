"""Mails with any text: of a kind that is sent whatever happens and brings nothing with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from unittest.mock import patch

from tests import cast
from vinculo.actions.mail import kinds, outbox
from vinculo.records.models import Message
from vinculo.rules.mail.kinds import MailKind

KIND = MailKind.COMPLAINT_ANSWER


def write_mail(
    recipient: str = "ana@example.com", subject: str = "Prueba", body: str = "Hola", now: datetime = cast.NOW
) -> Message:
    """Write a mail with this text, in the place of the text of its kind, into the outbox."""
    plain = replace(kinds.mail_of(KIND), subject="%(subject)s", template="%(body)s")
    with patch.dict(kinds.REGISTRY, {KIND: [plain]}):
        return outbox.enqueue(kind=KIND, recipient=recipient, words={"subject": subject, "body": body}, now=now)
