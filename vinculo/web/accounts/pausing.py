"""A wrong password counts against user and browser and locks nobody else out; others pause for minutes (D29)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from vinculo.actions.operations.accounts import record_failed_log_in
from vinculo.actions.shared import limits
from vinculo.queries.shared.access import account_of
from vinculo.rules.shared.limits import LimitedAct, LimitedBy
from vinculo.web.shared.address import client_address, device
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import staff_of
from vinculo.web.shared.errors import too_many

COOKIE, SALT = "equipo", "vinculo.device"
MOST = 40  # people who use one machine


def user_and_browser(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return what a wrong password counts against: the user name in this browser, never the name alone."""
    typed = credentials.get("username") if credentials else request.POST.get("username")
    return limits.keyed_hash(f"{str(typed or '')[:150]} {device(request)}")  # at times it is a password


def pause_before_log_in(request: HttpRequest) -> HttpResponse | None:
    """Return the page that says when to try again, or None: the person who logged in here before never waits."""
    try:
        limits.admit_attempt(
            act=LimitedAct.LOG_IN, by=_by(request), now=now(), is_trusted=lambda: _logged_in_here_before(request)
        )
    except limits.LimitReached as error:
        return too_many(request, error, "accounts/paused.html")
    return None


def count_wrong_password(request: HttpRequest) -> None:
    """Count a log-in that failed, and write the event."""
    limits.record_attempt(act=LimitedAct.LOG_IN, by=_by(request), now=now())
    record_failed_log_in(username=str(request.POST.get("username", ""))[:150], now=now())


def remember_device(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Let this machine know who has logged in: until their password changes they never wait here for others."""
    mark = _mark(staff_of(request))
    people = [each for each in _people(request) if each != mark][1 - MOST :]
    answer.set_cookie(
        COOKIE,
        signing.dumps(json.dumps([*people, mark]), salt=SALT),
        max_age=timedelta(days=settings.KNOWN_BROWSER_DAYS),
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
    return answer


def _by(request: HttpRequest) -> dict[LimitedBy, str]:
    name = str(request.POST.get("username", ""))[:150]
    return {LimitedBy.ADDRESS: client_address(request), LimitedBy.NUMBER: name, LimitedBy.DEVICE: device(request)}


def _logged_in_here_before(request: HttpRequest) -> bool:
    account = account_of(str(request.POST.get("username", ""))[:150])
    return account is not None and _mark(account) in _people(request)


def _people(request: HttpRequest) -> list[str]:
    try:
        kept = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=timedelta(days=settings.KNOWN_BROWSER_DAYS)
        )
        return [str(each) for each in json.loads(kept)]
    except (signing.BadSignature, ValueError, TypeError):
        return []


def _mark(account: Any) -> str:
    """Return the mark of an account with its password of now: a new password makes every machine unknown."""
    return salted_hmac("vinculo.device", f"{account.pk}:{account.password}", algorithm="sha256").hexdigest()[:32]
