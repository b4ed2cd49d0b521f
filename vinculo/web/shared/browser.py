"""The name of one browser, in a signed cookie: what limits count, and what is known for an affiliate (D28, D29)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE, SALT = "navegador", "vinculo.browser"


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
