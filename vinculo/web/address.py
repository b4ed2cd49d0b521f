"""The network address of whoever asks, for the limits of D17."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of the client: what the last trusted proxy saw, else the connection's own."""
    direct = str(request.META.get("REMOTE_ADDR") or "")
    if not settings.TRUSTED_PROXIES:
        return direct
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return chain[-min(settings.TRUSTED_PROXIES, len(chain))][:64] if chain else direct
