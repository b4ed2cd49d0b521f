"""Why a turno cannot be asked for or changed: pages with an address each, so that a reload sends nothing (0033)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from vinculo.actions.booking import drafts, holds
from vinculo.queries.booking.places import turno_by_pk, what_is_in_the_way
from vinculo.queries.shared.places import legal_unit
from vinculo.rules.booking.bounds import Bound, BoundReached
from vinculo.rules.booking.mailboxes import fold_mailbox
from vinculo.web.public.booking.drafts import onward, with_draft
from vinculo.web.shared.clock import now
from vinculo.web.shared.wrong_answers import SeeOther

if TYPE_CHECKING:
    from vinculo.records.models import Draft, Turno

Refused = holds.AlreadyBooked | holds.TooMuchHeld | BoundReached
ALL = 4  # every step before the day is done
MOST = 999  # dependents, of what an address may say


def refuse_held(draft: Draft, error: Refused, procedure: int | None = None, dependents: int | None = None) -> SeeOther:
    """Lead to the page that says that nothing more can be held; it asks again with what was wanted (D28)."""
    wanted = {
        "tramite": procedure or draft.procedure_id or "",
        "dependientes": dependents or draft.dependents,
        "limite": "" if isinstance(error, holds.AlreadyBooked) else error.bound.value,
    }
    return SeeOther(f"{reverse('public:booking_held', args=[draft.token])}?{urlencode(wanted)}")


@require_safe
@with_draft(3)
def show_bound(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Say that nothing more can be held, as it stands now; where there is room again, lead on (D28).

    What moves is asked only when it is confirmed: for it the address says which bound it was.
    """
    procedure, dependents = _number(request, "tramite"), min(_number(request, "dependientes"), MOST)
    try:
        what_is_in_the_way(
            draft, drafts.presenter_key(draft), procedure or draft.procedure_id, dependents or draft.dependents, now()
        )
    except BoundReached as error:
        return held_by_others(request, draft, error)
    if draft.moves_id and request.GET.get("limite") in {bound.value for bound in Bound}:
        return _bound_page(request, draft, Bound(request.GET["limite"]))
    return onward(draft)


def _number(request: HttpRequest, name: str) -> int:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def held_by_others(request: HttpRequest, draft: Draft, error: BoundReached) -> HttpResponse:
    """Say that nothing more can be held: by this presenter, for this affiliate or from this mailbox (D28)."""
    turno = turno_by_pk(error.place.turno) if error.place else None
    return _bound_page(request, draft, error.bound) if turno is None else _already(request, draft, turno)


def _already(request: HttpRequest, draft: Draft, turno: Turno) -> HttpResponse:
    """Say that there is a live turno already, and every way on (D4, D28)."""
    context = {"draft": draft, "mine": fold_mailbox(turno.email) == fold_mailbox(draft.email), "turno": turno}
    return render(request, "public/booking/already.html", context, status=409)


def _bound_page(request: HttpRequest, draft: Draft, bound: Bound) -> HttpResponse:
    unit = legal_unit(draft.agency.province.name) if draft.agency and draft.by_proxy else ""
    context = {"draft": draft, "of_mailbox": bound == Bound.MAILBOX, "unit": unit}
    return render(request, "public/booking/bounded.html", context, status=409)


@require_safe
@with_draft(ALL)
def late(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Say that the turno can no longer be changed, and what to do."""
    return render(request, "public/booking/late.html", {"draft": draft}, status=409)
