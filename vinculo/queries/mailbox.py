"""What the demo mailbox shows; absent wherever the demo is."""

from __future__ import annotations

from django.conf import settings

from vinculo.gateways.sink import Kept, kept, one


def arrived() -> list[Kept] | None:
    """Return the mails that arrived, the newest first; None where there is no demo."""
    return kept(settings.DEMO_MAILBOX) if settings.DEMO else None


def letter(key: str) -> Kept | None:
    """Return one mail by its key, or None."""
    return one(settings.DEMO_MAILBOX, key) if settings.DEMO else None
