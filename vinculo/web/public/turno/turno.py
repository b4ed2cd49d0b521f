"""The private page of a turno: the confirmation on the phone, its PDF, cancel and move (S30)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.booking import drafts, mails, turnos
from vinculo.actions.booking.holds import TooLate, can_change
from vinculo.actions.booking.seats import HourTaken
from vinculo.actions.closures.rebooking import NothingToAnswer, accept_change, ask_other, go_back
from vinculo.actions.shared.limits import LimitReached
from vinculo.documents import confirmation, invite, qr
from vinculo.queries.booking import documents
from vinculo.queries.booking.drafts import seats_wanted, turno_by_token
from vinculo.queries.closures import rebooking
from vinculo.queries.mail.status import latest_for_turno
from vinculo.queries.queue import own_ticket
from vinculo.queries.shared.local_time import local_moment
from vinculo.rules.shared.statuses import TurnoStatus
from vinculo.web.public.booking.drafts import remember
from vinculo.web.public.turno.ticket import shown
from vinculo.web.shared.address import client_address
from vinculo.web.shared.browser import device
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.mail_state import fate
from vinculo.web.shared.private import private
from vinculo.web.shared.waits import too_many

if TYPE_CHECKING:
    from vinculo.records.models import Turno


def _turno(token: str) -> Turno:
    found = turno_by_token(token)
    if found is None:
        raise Http404
    return found


@private
@require_safe
def turno(request: HttpRequest, token: str) -> HttpResponse:
    """Show the turno with its QR: the confirmation on the phone (S30)."""
    found = _turno(token)
    context: dict[str, Any] = {
        "turno": found,
        "starts": local_moment(found.agency, found.starts),
        "qr": qr.svg(found.reference),
        "code": documents.typed_code(found),
        "can_change": can_change(found, now()),
        "change": rebooking.change_of(found, now()),
        "message": latest_for_turno(found),
        "fits": found.seats_count >= seats_wanted(found.dependents),
    }
    ticket = own_ticket.ticket_of_turno(found, now())
    if ticket is not None:
        context |= shown(own_ticket.own_ticket(ticket, now()))
    return render(request, "public/turno/turno.html", context)


@private
@require_safe
def pdf(request: HttpRequest, token: str) -> HttpResponse:
    """Return the *Confirmación del Turno en Línea* as PDF (S30)."""
    found = _turno(token)
    if found.status == TurnoStatus.CANCELLED:
        raise Http404
    response = HttpResponse(confirmation.render(documents.confirmation_facts(found)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="turno-{found.reference}.pdf"'
    return response


@private
@require_safe
def calendar_entry(request: HttpRequest, token: str) -> HttpResponse:
    """Return the turno as a calendar entry."""
    found = _turno(token)
    response = HttpResponse(invite.render(documents.invite_facts(found)), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="turno-{found.reference}.ics"'
    return response


@private
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to cancel; the answer by POST cancels: a GET never changes anything."""
    found = _turno(token)
    if request.method == "POST":
        try:
            turnos.cancel_turno(turno=found, now=now())
        except TooLate:
            return _late(request, found)
        return redirect("public:turno", token=token)
    return _asked(request, found, "public/turno/cancel.html")


def _asked(request: HttpRequest, found: Turno, template: str) -> HttpResponse:
    """Show the page that asks, or the turno as it is when nothing can be changed any more."""
    if not can_change(found, now()):
        return redirect("public:turno", token=found.token)
    return render(request, template, {"turno": found, "starts": local_moment(found.agency, found.starts)})


def _late(request: HttpRequest, found: Turno) -> HttpResponse:
    return render(request, "public/turno/late.html", {"turno": found}, status=409)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to move; the answer by POST begins it, and the old turno stands until the new one is confirmed."""
    found = _turno(token)
    if request.method != "POST":
        return _asked(request, found, "public/turno/move.html")
    if not can_change(found, now()):
        return _late(request, found)
    draft = drafts.start_move(turno=found, now=now(), random_source=RANDOM)
    remember(request, draft)
    return redirect("public:booking_day", token=draft.token)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the hour that a closing gave serves: accept it, choose another, or go back once it is reopened."""
    found = _turno(token)
    if request.method != "POST":
        return _change(request, found)
    answer = request.POST.get("respuesta", "")
    try:
        if answer == "otra":
            draft = ask_other(turno=found, now=now(), random_source=RANDOM)
            remember(request, draft)
            return redirect("public:booking_day", token=draft.token)
        if answer not in ANSWERS:
            return _change(request, found, "choose", 422)
        ANSWERS[answer](turno=found, now=now())
    except HourTaken:
        return _change(request, found, "taken", 409)
    except (NothingToAnswer, TooLate):  # the page says how the turno stands
        pass
    return redirect("public:turno", token=token)


ANSWERS: dict[str, Callable[..., object]] = {"aceptar": accept_change, "volver": go_back}


def _change(request: HttpRequest, found: Turno, problem: str = "", status: int = 200) -> HttpResponse:
    """Show what changed with the two buttons, or lead to the turno when there is nothing to answer."""
    changed = rebooking.change_of(found, now())
    if changed is None:
        return redirect("public:turno", token=found.token)
    starts = local_moment(found.agency, found.starts)
    context = {"turno": found, "starts": starts, "change": changed, "problem": problem}
    return render(request, "public/turno/change.html", context, status=status)


@private
@require_safe
def mail_state(request: HttpRequest, token: str) -> HttpResponse:
    """Return the fate of the last mail, or nothing while it is what the page shows (an enhancement)."""
    return fate(request, latest_for_turno(_turno(token)), reverse("public:turno_mail_state", args=[token]))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def mail_again(request: HttpRequest, token: str) -> HttpResponse:
    """Send the confirmation once more; who comes here by reloading is led back."""
    found = _turno(token)
    if request.method != "POST":
        return redirect("public:turno", token=token)
    try:
        mails.send_confirmation_again(turno=found, address=client_address(request), device=device(request), now=now())
    except LimitReached as error:
        return too_many(request, error)
    return redirect("public:turno", token=token)
