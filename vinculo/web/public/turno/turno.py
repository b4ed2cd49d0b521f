"""The private page of a turno: the confirmation on the phone, its PDF, cancel and move (S30)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.booking import drafts, mails, turnos
from vinculo.actions.booking.holds import TooLate, can_change
from vinculo.actions.booking.languages import change_language
from vinculo.actions.booking.seats import HourTaken
from vinculo.actions.closures.rebooking import NothingToAnswer, accept_change, ask_other, go_back
from vinculo.actions.shared.guards import Stale
from vinculo.actions.shared.limits import LimitReached
from vinculo.documents import invite, qr
from vinculo.queries.booking import bring, documents
from vinculo.queries.booking.drafts import seats_wanted, turno_by_token
from vinculo.queries.booking.turno_page import read_turno_page
from vinculo.queries.closures import rebooking
from vinculo.queries.mail.status import latest_for_turno
from vinculo.queries.queue import own_ticket
from vinculo.queries.shared.local_time import local_moment
from vinculo.queries.shared.reference_data import get_published
from vinculo.queries.shared.spoken import speaking
from vinculo.rules.mail.short_text import lengthen_token
from vinculo.rules.shared.statuses import TurnoStatus
from vinculo.web.public.booking.drafts import remember
from vinculo.web.public.turno.copy import HEADER, copy_of
from vinculo.web.public.turno.ticket import ticket_context
from vinculo.web.shared.address import client_address, device
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.errors import too_many
from vinculo.web.shared.fields import version_read
from vinculo.web.shared.mail_state import fate
from vinculo.web.shared.private import private
from vinculo.web.shared.wrong_answers import SeeOther, problem_of, refuse, status_of

if TYPE_CHECKING:
    from vinculo.records.models import Turno


def _turno(token: str) -> Turno:
    turno = turno_by_token(token)
    if turno is None:
        raise Http404
    return turno


@private
@require_safe
def turno(request: HttpRequest, token: str) -> HttpResponse:
    """Show the turno with its QR: the confirmation on the phone (S30)."""
    shown = read_turno_page(token)
    if shown is None:
        raise Http404
    turno = shown.turno
    context: dict[str, Any] = {
        "turno": turno,
        "starts": local_moment(turno.agency, turno.starts),
        "qr": qr.svg(turno.reference),
        "code": documents.typed_code(turno),
        "can_change": can_change(turno, now()),
        "change": rebooking.change_of(turno, now()) if shown.moved else None,
        "message": shown.message,
        "copy": copy_of(turno, now()),
        "fits": turno.seats_count >= seats_wanted(turno.dependents),
    }
    if turno.status != TurnoStatus.CANCELLED:
        ticks = bring.ticks_of(turno) if shown.prepared else ()
        context["bring"] = bring.bring_list(turno, get_published(now()), ticks, prepared=shown.prepared)
        context["first"] = bring.endorsement_lines(context["bring"])
    ticket = own_ticket.ticket_of_turno(turno, now()) if shown.numbered else None
    if ticket is not None:
        context |= ticket_context(own_ticket.own_ticket(ticket, now()))
    answer = render(request, "public/turno/turno.html", context)
    if context["copy"]:
        answer[HEADER] = str(context["copy"].until)
    return answer


@private
@require_safe
def short_link(request: HttpRequest, short: str) -> HttpResponse:
    """Lead from the address in a message to a mobile to the page of the turno, in its language."""
    turno = _turno(lengthen_token(short))
    with speaking(turno.language):
        return redirect("public:turno", token=turno.token)


@private
@require_safe
def pdf(request: HttpRequest, token: str) -> HttpResponse:
    """Return the *Confirmación del Turno en Línea* as PDF (S30)."""
    turno = _turno(token)
    if turno.status == TurnoStatus.CANCELLED:
        raise Http404
    response = HttpResponse(
        documents.confirmation_pdf(turno, get_language() or turno.language), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="turno-{turno.reference}.pdf"'
    return response


@private
@require_safe
def calendar_entry(request: HttpRequest, token: str) -> HttpResponse:
    """Return the turno as a calendar entry."""
    turno = _turno(token)
    response = HttpResponse(invite.render(documents.invite_facts(turno)), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="turno-{turno.reference}.ics"'
    return response


@private
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to cancel; the answer by POST cancels: a GET never changes anything."""
    turno = _turno(token)
    if request.method == "POST":
        try:
            turnos.cancel_turno(turno=turno, now=now(), read=version_read(request))
        except TooLate:
            return _refuse_late(turno)
        except Stale:
            return refuse("changed", request.path)
        return redirect("public:turno", token=token)
    return _show_question(request, turno, "public/turno/cancel.html")


def _show_question(request: HttpRequest, turno: Turno, template: str) -> HttpResponse:
    """Show the page that asks, or the turno as it is when nothing can be changed any more."""
    if not can_change(turno, now()):
        return redirect("public:turno", token=turno.token)
    problem = problem_of(request, "changed")
    context = {"turno": turno, "starts": local_moment(turno.agency, turno.starts), "changed": problem}
    return render(request, template, context, status=status_of(problem))


def _refuse_late(turno: Turno) -> SeeOther:
    return SeeOther(reverse("public:turno_late", args=[turno.token]))


@private
@require_safe
def late(request: HttpRequest, token: str) -> HttpResponse:
    """Say that the turno can no longer be changed, or show it where it can."""
    turno = _turno(token)
    if can_change(turno, now()):
        return redirect("public:turno", token=token)
    return render(request, "public/turno/late.html", {"turno": turno}, status=409)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to move; the answer by POST begins it, and the old turno stands until the new one is confirmed."""
    turno = _turno(token)
    if request.method != "POST":
        return _show_question(request, turno, "public/turno/move.html")
    if not can_change(turno, now()):
        return _refuse_late(turno)
    if version_read(request) != turno.version:
        return refuse("changed", request.path)
    draft = drafts.start_move(turno=turno, device=device(request), now=now(), random_source=RANDOM)
    remember(request, draft)
    return redirect("public:booking_day", token=draft.token)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether the hour that a closing gave serves: accept it, choose another, or go back once it is reopened."""
    turno = _turno(token)
    if request.method != "POST":
        return _change(request, turno)
    answer = request.POST.get("respuesta", "")
    if version_read(request) != turno.version:
        return refuse("changed", request.path)
    try:
        if answer == "otra":
            draft = ask_other(turno=turno, now=now(), random_source=RANDOM)
            remember(request, draft)
            return redirect("public:booking_day", token=draft.token)
        if answer not in ANSWERS:
            return refuse("choose", request.path)
        ANSWERS[answer](turno=turno, now=now())
    except HourTaken:
        return refuse("taken", request.path)
    except (NothingToAnswer, TooLate):  # the page says how the turno stands
        pass
    return redirect("public:turno", token=token)


ANSWERS: dict[str, Callable[..., object]] = {"aceptar": accept_change, "volver": go_back}


def _change(request: HttpRequest, turno: Turno) -> HttpResponse:
    """Show what changed with the two buttons, or lead to the turno when there is nothing to answer."""
    changed = rebooking.change_of(turno, now())
    if changed is None:
        return redirect("public:turno", token=turno.token)
    starts, problem = local_moment(turno.agency, turno.starts), problem_of(request, "changed", "choose", "taken")
    context = {"turno": turno, "starts": starts, "change": changed, "problem": problem}
    return render(request, "public/turno/change.html", context, status=status_of(problem))


@private
@require_safe
def mail_state(request: HttpRequest, token: str) -> HttpResponse:
    """Return the fate of the last mail, or nothing while it is what the page shows (an enhancement)."""
    return fate(request, latest_for_turno(_turno(token)), reverse("public:turno_mail_state", args=[token]))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest, token: str) -> HttpResponse:
    """Write to the person in the language of this page from now on; who comes here by reloading is led back (D10)."""
    turno = _turno(token)
    if request.method == "POST":
        change_language(turno=turno, language=get_language() or turno.language, now=now())
    return redirect("public:turno", token=token)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def mail_again(request: HttpRequest, token: str) -> HttpResponse:
    """Send the confirmation once more; who comes here by reloading is led back."""
    turno = _turno(token)
    if request.method != "POST":
        return redirect("public:turno", token=token)
    try:
        mails.send_confirmation_again(turno=turno, address=client_address(request), device=device(request), now=now())
    except LimitReached as error:
        return too_many(request, error)
    return redirect("public:turno", token=token)
