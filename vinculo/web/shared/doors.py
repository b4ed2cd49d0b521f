"""What every door of the staff has in common: who is let in, and that absent and not theirs are answered alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from vinculo.actions.shared.guards import NotYours
from vinculo.actions.shared.parties import IsParty
from vinculo.queries.queue import queue
from vinculo.queries.shared.access import NotFoundHere
from vinculo.web.shared import kept
from vinculo.web.shared.clock import now

if TYPE_CHECKING:
    from vinculo.records.models import Staff

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class OwnPage:
    """Where somebody who works here begins: the name of the address, and the frame of the pages there."""

    address: str
    frame: str


OWN_PAGES = {  # by role
    "officer": OwnPage("desk:home", "desk/base.html"),
    "legal": OwnPage("legal:home", "legal/base.html"),
    "supervisor": OwnPage("supervision:home", "supervision/base.html"),
    "administrator": OwnPage("admin:index", "supervision/base.html"),
}


def staff_of(request: HttpRequest) -> Staff:
    """Return the member of staff who asks; only behind a door."""
    return cast("Staff", request.user)


def base_of(request: HttpRequest) -> str:
    """Return the base template of the door of whoever asks."""
    staff = staff_of(request)
    if staff.is_legal:
        return "legal/base.html"
    return "desk/base.html" if staff.is_officer else "supervision/base.html"


def _tell_party(request: HttpRequest, refusal: IsParty) -> HttpResponse:
    """Say that somebody else decides, with the way back, and the way on of whoever is at the counter (D35)."""
    staff = staff_of(request)
    hall = queue.hall(staff, now()) if staff.is_officer else None
    context = {
        "base": base_of(request),
        "case": refusal.case,
        "power": refusal.power,
        "at_counter": hall is not None and hall.ticket is not None,
    }
    return render(request, "agreements/party.html", context, status=403)


def door(*roles: str) -> Callable[[View], View]:
    """Let in whoever has one of the roles (`is_officer`, …): others log in first, or are told that it is not theirs.

    What was posted without a session is kept until they have logged in.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def guarded_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return kept.log_in_first(request)
            if not any(getattr(request.user, role, False) for role in roles):
                raise PermissionDenied
            kept.forget_kept(request)
            try:
                return view(request, *args, **kwargs)
            except IsParty as refusal:
                return _tell_party(request, refusal)
            except (NotFoundHere, NotYours) as error:
                raise Http404 from error

        return guarded_view

    return decorate
