"""The door of the own account, and the way on from the log-in and what comes after it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from vinculo.queries.operations import accounts
from vinculo.queries.shared.access import other_centres
from vinculo.web.shared import kept
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import own_page, staff_of

View = Callable[..., HttpResponse]
PLAIN_FRAME = "accounts/base.html"


def logged_in(view: View) -> View:
    """Let in the person who has typed the password, whatever still comes before the pages."""

    @wraps(view)
    @never_cache
    def guarded_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return kept.log_in_first(request)
        request.session.note_presence(now())  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded_view


def own(view: View) -> View:
    """Let in anyone who has shown both factors, also without a role that opens anything: it is about themselves."""

    @wraps(view)
    @logged_in
    def verified_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if accounts.must_verify(staff_of(request), request.session):
            return redirect("accounts:factor")
        return view(request, *args, **kwargs)

    return verified_view


def own_base(request: HttpRequest) -> str:
    """Return the frame of the pages of the account: without the ways of the door while something comes before them."""
    staff, page = staff_of(request), own_page(request.user)
    before = accounts.must_verify(staff, request.session) or accounts.must_change_password(staff, request.session)
    return PLAIN_FRAME if page is None or before else page.frame


def next_of(request: HttpRequest) -> str:
    """Return where the person was going, if it is a page of this house."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    hosts = {request.get_host()}
    return wanted if url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure()) else ""


def go_on(request: HttpRequest) -> HttpResponse:
    """Lead to where the person was going, else to their own first page."""
    return HttpResponseRedirect(next_of(request) or path_of(request))


def path_of(request: HttpRequest) -> str:
    """Return the address of their own first page: of the account, where they choose among centres to serve at (D33)."""
    staff, page = staff_of(request), own_page(request.user)
    if staff.is_receiver and other_centres(staff).exists():
        return reverse("accounts:account")
    return page.path if page is not None else "/"
