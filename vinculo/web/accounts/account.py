"""The own account of everybody who works here: who they are for the service, and what they may change of it (D33)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vinculo.rules.staff.access import allowed_work
from vinculo.web.shared import kept
from vinculo.web.shared.doors import own_page, staff_of

View = Callable[..., HttpResponse]


def own(view: View) -> View:
    """Let in whoever has logged in, also without a role that opens anything: the page is about themselves."""

    @wraps(view)
    @never_cache
    def guarded_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return kept.log_in_first(request)
        return view(request, *args, **kwargs)

    return guarded_view


@own
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show role and territory, and what can be changed."""
    staff = staff_of(request)
    page = own_page(staff)
    context = {
        "base": page.frame if page is not None else "accounts/base.html",
        "own": page,
        "works": bool(allowed_work(staff.role, staff.territory)),
    }
    return render(request, "accounts/account.html", context)
