"""The network address of whoever asks, for the limits of D17."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of the client: what the last trusted proxy saw, else the connection's own.

    Of IPv6 the network of 64 bits: one household has them all, and could count as many people.
    """
    return _address_to_count(_address_seen(request))


def _address_to_count(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    return str(known.ipv4_mapped or ip_network((known.packed, 64), strict=False).network_address)


def _address_seen(request: HttpRequest) -> str:
    direct = str(request.META.get("REMOTE_ADDR") or "")
    if not settings.TRUSTED_PROXIES:
        return direct
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return chain[-min(settings.TRUSTED_PROXIES, len(chain))][:64] if chain else direct
