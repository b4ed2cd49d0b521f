"""What was posted after the session had ended: kept in the session that begins, and sent again after the log-in.

Nothing typed is lost, and nothing is done before somebody has logged in and pressed the button.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vinculo.actions.shared import limits
from vinculo.rules.shared.limits import LimitedAct, LimitedBy
from vinculo.web.shared.address import client_address, device
from vinculo.web.shared.clock import now

KEY = "kept"
PART = "X-Part"  # the header by which a script asks for a part of a page (parts.js)
MOST = 100_000  # bytes: more than any form of ours
_OURS = {"csrfmiddlewaretoken"}


def log_in_first(request: HttpRequest) -> HttpResponse:
    """Lead to the log-in and then on to where the person was going, or to what they had typed."""
    return redirect_to_login(keep_posted(request))


def keep_posted(request: HttpRequest) -> str:
    """Keep what was posted, and return where the person goes on from once they may: there, or where they were going."""
    if request.method != "POST" or PART in request.headers or _length(request) > MOST:
        return request.get_full_path()
    try:
        by = {LimitedBy.ADDRESS: client_address(request), LimitedBy.DEVICE: device(request)}
        limits.count_attempt(act=LimitedAct.KEPT, by=by, now=now())
    except limits.LimitReached:  # anybody can post here: our tables are not theirs to fill
        return request.get_full_path()
    fields = [[name, value] for name, values in request.POST.lists() if name not in _OURS for value in values]
    request.session[KEY] = {"path": request.get_full_path(), "fields": fields}
    return reverse("kept")


def forget_kept(request: HttpRequest) -> None:
    """Forget what was kept once it arrives where it was going."""
    kept = request.session.get(KEY) if request.method == "POST" else None
    if kept is not None and kept["path"] == request.get_full_path():
        del request.session[KEY]


def _length(request: HttpRequest) -> int:
    return int(request.META.get("CONTENT_LENGTH") or 0)


@never_cache
@require_safe
def send_again(request: HttpRequest) -> HttpResponse:
    """Show that what was typed is there, with the button that sends it to its form."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    kept: dict[str, Any] | None = request.session.get(KEY)
    if kept is None:
        return redirect("accounts:login")  # which leads everybody to their own door
    return render(request, "accounts/kept.html", {"kept": kept})
