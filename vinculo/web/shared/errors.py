"""The pages for what went wrong: each says what to do instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from vinculo.actions.shared.limits import LimitReached
from vinculo.web.shared.clock import now
from vinculo.web.shared.fields import CHANGED

IN_SECONDS = 120  # up to here a wait is told in seconds


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 for a request that makes no sense."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403 for a page that is not for this person."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404 alike for what is absent and what is not yours: not even the address may tell them apart."""
    request.resolver_match = None
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching the database."""
    return render(request, "errors/500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 when the form's guard is missing or old: cookies are off, or the page is from before a log-in."""
    return render(request, "errors/csrf.html", status=403)


@dataclass(frozen=True)
class Wait:
    """A wait: its seconds, and the moment at which it is over."""

    seconds: int
    again_at: datetime

    @property
    def words(self) -> str:
        """Return how long it is."""
        if self.seconds <= IN_SECONDS:
            return ngettext("%(number)s segundo", "%(number)s segundos", self.seconds) % {"number": self.seconds}
        minutes = ceil(self.seconds / 60)
        return ngettext("%(number)s minuto", "%(number)s minutos", minutes) % {"number": minutes}


def too_many(
    request: HttpRequest, error: LimitReached, template: str = "public/booking/too_many.html", **context: object
) -> HttpResponse:
    """Answer 429: how long to wait (D17, D29). With a form's own template and context nothing typed is lost."""
    context["wait"] = wait = Wait(max(1, ceil((error.again_at - now()).total_seconds())), error.again_at)
    answer = render(request, template, context, status=429)
    answer["Retry-After"] = str(wait.seconds)
    return answer


def show_changed(request: HttpRequest, to: str, **where: Any) -> HttpResponse:
    """Lead to the page that shows how it is now, and say that what was read has changed and nothing was done (D30)."""
    messages.warning(request, CHANGED)
    answer: HttpResponse = redirect(to, **where)
    return answer
