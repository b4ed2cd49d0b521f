"""Who asks, for the limits of D17 and D29: the network address, and the browser by the name in its signed cookie."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE, SALT = "navegador", "vinculo.browser"


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


def device(request: HttpRequest) -> str:
    """Return the name of this browser; a new one gets its cookie with the answer."""
    known = getattr(request, "browser", "") or request.get_signed_cookie(
        COOKIE, default="", salt=SALT, max_age=_kept_for()
    )
    if not known:
        known = uuid4().hex
        request.browser_is_new = True  # type: ignore[attr-defined]
    request.browser = known  # type: ignore[attr-defined]
    return str(known)


def remember_browser(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give a new browser the cookie with its name, where a page asked for it."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "browser_is_new", False):
            response.set_signed_cookie(
                COOKIE,
                device(request),
                salt=SALT,
                max_age=_kept_for(),
                httponly=True,
                samesite="Lax",
                secure=settings.HTTPS,
            )
        return response

    return answer


def _kept_for() -> timedelta:
    return timedelta(days=settings.KNOWN_BROWSER_DAYS)
