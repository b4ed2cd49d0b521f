"""The pages for what went wrong: each says what to do instead."""

from __future__ import annotations

import sys
from collections.abc import Callable
from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import resolve

from vinculo.actions.shared.limits import LimitReached
from vinculo.gateways import database
from vinculo.web.shared.doors import own_page
from vinculo.web.shared.fields import CHANGED
from vinculo.web.shared.wrong_answers import OURS, render_form, wait_until

NUL = "\x00"  # PostgreSQL takes it in no text; no address of ours has it
SECRET = "password"  # nosec B105: in the name of a field: what is typed there is never written into a page


def refuse_with_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 404 to an address with a NUL in it, and put a page into the empty refusals of the framework."""

    def answer(request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info:
            return not_found(request)
        response = get_response(request)
        return not_allowed(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    return answer


def not_allowed(request: HttpRequest, refused: HttpResponseNotAllowed) -> HttpResponse:
    """Answer 405 for what an address does not take: mostly a page that only a form leads to, opened by itself."""
    if refused.content:
        return refused
    answer = render(request, "errors/405.html", status=405)
    answer["Allow"] = refused["Allow"]
    return answer


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 for a request that makes no sense, and 413 for one that is too large."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "errors/413.html", status=413)
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403 for a page that is not for this person; who works here is led to their own one."""
    own = own_page(getattr(request, "user", None))
    return render(request, "errors/403.html", {"own": own, "frame": own.frame if own else "base.html"}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404 alike for what is absent and what is not yours: not even the address may tell them apart."""
    request.resolver_match = None
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching the database, and 503 where it is the database that does not answer."""
    error = sys.exc_info()[1]
    if not database.is_passing(error):
        return render(request, "errors/500.html", status=500)
    database.note_fault(error)
    return show_away(request)


def show_away(request: HttpRequest) -> HttpResponse:
    """Answer 503: a page that was asked for asks again by itself, what was sent is sent again by a button (D36)."""
    context = {
        "again_in": database.AGAIN,
        "again": _read_sent_fields(request),
        "was_read": request.method in {"GET", "HEAD"},
    }
    answer = render(request, "errors/503.html", context, status=503)
    answer["Retry-After"] = str(database.AGAIN)
    answer["Cache-Control"] = "no-store"
    answer.for_now = True  # type: ignore[attr-defined]
    return answer


def _read_sent_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a form sent, for a button that sends it again; nothing where it had a file or a secret."""
    if request.method != "POST" or request.FILES or any(SECRET in name for name in request.POST):
        return []
    return [(name, str(value)) for name, values in request.POST.lists() if name != OURS for value in values]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 when the form's guard is missing or old: cookies are off, or the page is from before a log-in.

    Where the address takes nothing posted at all, that is what is said: sending again would not help.
    """
    allowed = _ask_methods(request)
    if allowed is not None and request.method not in allowed:
        return not_allowed(request, HttpResponseNotAllowed(allowed))
    return render(request, "errors/csrf.html", status=403)


def _ask_methods(request: HttpRequest) -> list[str] | None:
    """Return what a public address takes: its view names it, asked with OPTIONS. None where it does not say.

    The guard of forms stands before the views, so none has been asked yet.
    """
    match = resolve(request.path_info)
    if match.namespace != "public":
        return None
    asked = copy(request)
    asked.method = "OPTIONS"
    asked.not_received = True  # type: ignore[attr-defined]  # nobody sent it: no line in the log
    answer = match.func(asked, *match.args, **match.kwargs)
    return [method.strip() for method in answer["Allow"].split(",")] if "Allow" in answer else None


def too_many(
    request: HttpRequest,
    error: LimitReached,
    template: str = "public/booking/too_many.html",
    form: forms.Form | None = None,
    **context: Any,
) -> HttpResponse:
    """Answer 429: how long to wait (D17, D29). With a form nothing typed is lost; else a button does it again."""
    if form is not None:
        return render_form(request, template, form, again_at=error.again_at, **context)
    context["wait"] = wait = wait_until(error.again_at)
    context["again"] = [(name, value) for name, values in request.POST.lists() if name != OURS for value in values]
    answer = render(request, template, context, status=429)
    answer["Retry-After"] = str(wait.seconds)
    return answer


def show_changed(request: HttpRequest, to: str, **where: Any) -> HttpResponse:
    """Lead to the page that shows how it is now, and say that what was read has changed and nothing was done (D30)."""
    messages.warning(request, CHANGED)
    answer: HttpResponse = redirect(to, **where)
    return answer
