"""The door of the desk: officers only, and what is not theirs is answered like what is not there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from vinculo.actions.counter import NotYours
from vinculo.queries.access import NotFoundHere

if TYPE_CHECKING:
    from vinculo.records.models import Staff


def staff_of(request: HttpRequest) -> Staff:
    """Return the member of staff who asks; only behind `officer`."""
    return cast("Staff", request.user)


def officer(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let officers in: others log in first, administrators are told that this is not theirs."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not getattr(request.user, "is_officer", False):
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except (NotFoundHere, NotYours) as error:
            raise Http404 from error

    return guarded
