"""What every door of the staff has in common: who is let in, and that absent and not theirs are answered alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import is_valid_path, reverse
from django.views.decorators.cache import never_cache

from vinculo.actions.shared.guards import NotYours
from vinculo.actions.shared.parties import IsParty
from vinculo.actions.shared.restrictions import Restricted
from vinculo.queries.operations import accounts
from vinculo.queries.queue import queue
from vinculo.queries.shared.access import NotFoundHere
from vinculo.rules.staff.access import Role, Work, allowed_work
from vinculo.web.shared import kept
from vinculo.web.shared.clock import now

if TYPE_CHECKING:
    from vinculo.records.models import Staff

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class OwnPage:
    """Where somebody who works here begins: the address, and the frame of the pages there."""

    path: str
    frame: str = "accounts/base.html"


OWN_PAGES = {
    Role.OFFICER: OwnPage("/ventanilla/", "desk/base.html"),
    Role.RECEPTION: OwnPage("/ventanilla/recepcion/", "desk/base.html"),
    Role.LEGAL: OwnPage("/juridica/", "legal/base.html"),
    Role.SUPERVISOR: OwnPage("/supervision/", "supervision/base.html"),
    Role.ADMINISTRATOR: OwnPage("/administracion/", "supervision/base.html"),
    Role.AUDITOR: OwnPage("/auditoria/", "audit/base.html"),
    Role.DELEGATE: OwnPage("/proteccion-de-datos/", "delegate/base.html"),
}
OWN_ACCOUNT = "/ventanilla/cuenta/"  # of anyone who has no page to begin at: no territory, or a page that is not there


def own_page(user: Any) -> OwnPage | None:
    """Return where this person begins; None for who does not work here."""
    page = OWN_PAGES.get(getattr(user, "role", None))  # type: ignore[arg-type]
    if page is None or (allowed_work(user.role, user.territory) and is_valid_path(page.path)):
        return page
    return OwnPage(OWN_ACCOUNT)


def staff_of(request: HttpRequest) -> Staff:
    """Return the member of staff who asks; only behind a door."""
    return cast("Staff", request.user)


def base_of(request: HttpRequest) -> str:
    """Return the base template of the door of the person who asks."""
    page = own_page(request.user)
    return page.frame if page is not None else "base.html"


def _tell_refusal(request: HttpRequest, refusal: IsParty | Restricted) -> HttpResponse:
    """Say that somebody else decides, with the way back and on (D35), or that these data are not used now (D34)."""
    if isinstance(refusal, Restricted):
        return render(request, "delegate/restricted.html", {"base": base_of(request)}, status=403)
    staff = staff_of(request)
    hall = queue.hall(staff, now()) if staff.is_officer else None
    context = {
        "base": base_of(request),
        "case": refusal.case,
        "power": refusal.power,
        "at_counter": hall is not None and hall.ticket is not None,
    }
    return render(request, "agreements/party.html", context, status=403)


def first_step(request: HttpRequest) -> HttpResponse | None:
    """Lead to what comes before any page: the second factor, or a password that nobody else knows; else None (D33).

    It also keeps that somebody is there, unless a page asked by itself for a part of it.
    """
    if kept.PART not in request.headers:
        request.session.note_presence(now())  # type: ignore[attr-defined]
    step = next_step(request)
    return None if step is None else redirect(f"{reverse(step)}?{urlencode({'next': kept.keep_posted(request)})}")


def next_step(request: HttpRequest) -> str | None:
    """Return the name of the page that comes before any other, or None."""
    staff = staff_of(request)
    if accounts.must_verify(staff, request.session):
        return "accounts:factor"
    return "accounts:password" if accounts.must_change_password(staff, request.session) else None


def door(*works: Work) -> Callable[[View], View]:
    """Let in whom the table lets do one of these (D33): others log in first, or are told that it is not theirs.

    What was posted without a session is kept until they have logged in.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def guarded_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return kept.log_in_first(request)
            if not any(staff_of(request).may(work) for work in works):
                raise PermissionDenied
            if (step := first_step(request)) is not None:
                return step
            kept.forget_kept(request)
            return _answer(view, request, *args, **kwargs)

        return guarded_view

    return decorate


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Return the answer of a view, or of the page that says why this person is refused here."""
    try:
        return view(request, *args, **kwargs)
    except (IsParty, Restricted) as refusal:
        return _tell_refusal(request, refusal)
    except (NotFoundHere, NotYours) as error:
        raise Http404 from error
