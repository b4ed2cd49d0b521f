"""Finding the draft of an address, and which step it has reached."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from vinculo.actions.booking.drafts import speak
from vinculo.actions.shared.limits import LimitReached
from vinculo.queries.booking import drafts
from vinculo.rules.shared.references import hash_token
from vinculo.web.shared.clock import now
from vinculo.web.shared.errors import too_many
from vinculo.web.shared.private import private
from vinculo.web.shared.wrong_answers import SeeOther

if TYPE_CHECKING:
    from vinculo.records.models import Draft

SESSION_KEY = "drafts"
KEPT = 20  # tabs of one browser
STEPS = ["public:booking_contact", "public:booking_code", "public:booking_affiliate", "public:booking_place"]


def remember(request: HttpRequest, draft: Draft) -> None:
    """Tie a draft to this browser: its address alone opens nothing elsewhere."""
    request.session[SESSION_KEY] = [*request.session.get(SESSION_KEY, []), hash_token(draft.token)][-KEPT:]


def with_draft(step: int) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Give the view its draft, or send the person to the step that comes first; a finished draft shows its turno.

    A slot that the address names is read with it, and given in its place.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @private
        @wraps(view)
        def view_with_draft(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
            page = drafts.read_page(token, now(), session=request.session.session_key, slot=kwargs.get("slot", 0))
            request.session.take_data(page.session)  # type: ignore[attr-defined]
            draft = page.draft
            if draft is None or hash_token(token) not in request.session.get(SESSION_KEY, []):
                return render(request, "public/booking/gone.html", status=404)
            if "slot" in kwargs:
                kwargs["slot"] = page.slot
            if draft.done_at is not None and draft.turno is not None:
                return redirect("public:turno", token=draft.turno.token)
            done = [
                bool(draft.email),
                draft.verified_at is not None,
                draft.affiliate_id is not None,
                draft.agency_id is not None,
            ]
            reached = [*done, False].index(False)  # the first step that is still to be done
            if reached < step:
                return redirect(STEPS[reached], token=draft.token)
            speak(draft=draft, language=get_language() or draft.language)
            try:
                return view(request, draft, *args, **kwargs)
            except LimitReached as error:
                return too_many(request, error)

        return view_with_draft

    return decorate


def registry_away(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Say that the registry gives no answer now, and offer to ask again; what was typed is kept (D6)."""
    minutes = ceil(settings.REGISTRY_SERVICE["pause"] / 60)
    answer = render(request, "public/booking/registry_away.html", {"draft": draft, "minutes": minutes}, status=503)
    answer["Retry-After"] = str(settings.REGISTRY_SERVICE["pause"])
    return answer


def ask_later(draft: Draft) -> SeeOther:
    """Lead to the page that says that the registry gives no answer now (D6)."""
    return SeeOther(reverse("public:booking_ask_again", args=[draft.token]))


def onward(draft: Draft) -> HttpResponse:
    """Lead back to the review where an hour is held already, else to the choice of the place."""
    held = draft.turno_id is not None and draft.agency_id is not None
    return redirect("public:booking_review" if held else "public:booking_place", token=draft.token)
