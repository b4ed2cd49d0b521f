"""The door of supervision: administrators only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

if TYPE_CHECKING:
    from vinculo.records.models import Staff


def staff_of(request: HttpRequest) -> Staff:
    """Return the member of staff who asks; only behind `administrator`."""
    return cast("Staff", request.user)


def administrator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let administrators in: others log in first, officers are told that this is not theirs."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not getattr(request.user, "is_administrator", False):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
