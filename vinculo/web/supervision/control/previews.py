"""What a person will read, shown before it goes: what was shown is what is confirmed (D30)."""

from __future__ import annotations

from hashlib import sha256

from django.http import HttpRequest

from vinculo.actions.cases.mails import MailPreview


def fingerprint_of(previews: list[MailPreview] | None) -> str:
    """Return a short mark of the mail that was shown."""
    return sha256(repr(previews).encode()).hexdigest()[:16]


def were_seen(request: HttpRequest, previews: list[MailPreview] | None) -> bool:
    """Return whether the form was sent from the page that showed just this mail."""
    return request.POST.get("visto") == fingerprint_of(previews)
