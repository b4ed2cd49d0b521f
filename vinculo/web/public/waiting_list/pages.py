"""The waiting list: joining from the day page, the private page with the offer, accept, decline, leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.booking import offers
from vinculo.actions.booking import waiting_list as waiting_list_act
from vinculo.actions.booking.holds import AlreadyBooked, DraftNotReady, TooMuchHeld
from vinculo.actions.shared.guards import Stale
from vinculo.actions.shared.limits import LimitReached
from vinculo.queries.booking import day_calendar, waiting_list
from vinculo.web.public.booking.drafts import with_draft
from vinculo.web.public.booking.refused import ALL, refuse_held
from vinculo.web.public.waiting_list.forms import WishForm
from vinculo.web.shared.address import client_address, device
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.errors import too_many
from vinculo.web.shared.fields import read_of
from vinculo.web.shared.private import private
from vinculo.web.shared.wrong_answers import problem_of, read_form_data, refuse, render_form, status_of

if TYPE_CHECKING:
    from vinculo.records.models import Draft, WaitingEntry

JOIN = "public/waiting_list/join.html"


@require_http_methods(["GET", "HEAD", "POST"])
@with_draft(ALL)
def join(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Ask for the days and put the person on the list; the person who moves a turno has one and does not wait."""
    if draft.agency is None or draft.moves_id:
        return redirect("public:booking_day", token=draft.token)
    days = day_calendar.horizon(draft.agency, now())
    initial = {"first": days[0], "last": days[1], "dependents": draft.dependents}
    form = WishForm(read_form_data(request), initial=initial, days=days)
    if request.method == "POST" and form.is_valid():
        return _join(request, draft, form)
    return render_form(request, JOIN, form, draft=draft)


def _join(request: HttpRequest, draft: Draft, form: WishForm) -> HttpResponse:
    try:
        entry = waiting_list_act.join_waiting_list(
            draft=draft,
            wish=form.wish(),
            address=client_address(request),
            device=device(request),
            now=now(),
            random_source=RANDOM,
            read=read_of(request),
        )
    except Stale:
        return render_form(request, JOIN, form, changed=True, draft=draft)
    except LimitReached as error:
        return too_many(request, error, JOIN, form=form, draft=draft)
    except (AlreadyBooked, TooMuchHeld) as error:
        return refuse_held(draft, error, dependents=form.wish().dependents)
    except waiting_list_act.AlreadyWaiting:
        form.add_error(None, _("Con este número ya se espera un turno desde el correo que consta en el IESS."))
        return render_form(request, JOIN, form, draft=draft)
    except DraftNotReady:  # another tab changed the draft meanwhile
        return redirect("public:booking_place", token=draft.token)
    return redirect("public:waiting", token=entry.token)


def _entry(token: str) -> WaitingEntry:
    entry = waiting_list.entry_by_token(token)
    if entry is None:
        raise Http404
    return entry


@private
@require_safe
def entry(request: HttpRequest, token: str) -> HttpResponse:
    """Show where the person stands and what is offered to them."""
    entry, problem = _entry(token), problem_of(request, "gone", "changed")
    offer = waiting_list.open_offer(entry, now())
    context = {
        "entry": entry,
        "offer": offer,
        "hour": waiting_list.hour(offer) if offer else None,
        "problem": problem,
        "turno": waiting_list.accepted_turno(entry),
    }
    return render(request, "public/waiting_list/entry.html", context, status=status_of(problem))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str, offered: str) -> HttpResponse:
    """Accept the offer: it becomes a turno. Who comes here by reloading or by another language is led back."""
    page = reverse("public:waiting", args=[token])
    if request.method != "POST":
        return redirect(page)
    entry = _entry(token)
    offer = waiting_list.offer_by_token(entry, offered)
    if offer is None and waiting_list.was_offered(
        entry
    ):  # the person booked with it meanwhile: it has another address now
        return refuse("gone", page)
    if offer is None:
        raise Http404
    try:
        turno = offers.accept_offer(offer=offer, now=now(), read=read_of(request))
    except Stale:
        return refuse("changed", page)
    except offers.OfferGone:
        return refuse("gone", page)
    return redirect("public:turno", token=turno.token)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, token: str, offered: str) -> HttpResponse:
    """Let the offer go to the next person, and go on waiting; a GET only leads back."""
    page = reverse("public:waiting", args=[token])
    if request.method != "POST":
        return redirect(page)
    entry = _entry(token)
    offer = waiting_list.offer_by_token(entry, offered)
    if offer is None:
        raise Http404
    try:
        offers.decline_offer(offer=offer, now=now(), random_source=RANDOM, read=read_of(request))
    except Stale:
        return refuse("changed", page)
    return redirect(page)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the list; a GET only shows the page, where the button is."""
    entry = _entry(token)
    page = reverse("public:waiting", args=[token])
    if request.method == "POST":
        try:
            waiting_list_act.leave_waiting_list(entry=entry, now=now(), read=read_of(request))
        except Stale:
            return refuse("changed", page)
    return redirect(page)
