"""What is done at a counter with a form: put back, pass on, call out of order, open a case for whoever has no turno."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vinculo.actions.queue import calling, walk_ins
from vinculo.actions.queue.calling import NobodyToCall, Paused
from vinculo.actions.queue.counters import SomebodyIsHere
from vinculo.actions.queue.tickets import Moved
from vinculo.actions.queue.transfers import NoSuchCounter, transfer_ticket
from vinculo.actions.shared.guards import Repeated, Stale
from vinculo.actions.shared.registry import RegistryAway, consult_registry, explain_registry_away
from vinculo.queries.queue import queue
from vinculo.rules.shared.references import draw_token
from vinculo.rules.shared.statuses import TicketState
from vinculo.web.desk.calling.calling import key_of, ticket_of
from vinculo.web.desk.calling.forms import OutOfOrderForm, SkipForm, TransferForm, WalkInForm
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.fields import read_of

if TYPE_CHECKING:
    from vinculo.records.models import Ticket

TOO_LATE = (Moved, SomebodyIsHere, Paused)


def _here(request: HttpRequest, *states: str) -> Ticket | None:
    """Return whom the form is about; without one, who is at the officer's counter in one of these states."""
    if "ticket" in request.POST:
        return ticket_of(request)
    hall = queue.hall(staff_of(request), now())
    ticket = hall.ticket if hall else None
    return ticket if ticket is not None and ticket.state in states else None


def _back(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Ese número ya no está así: alguien o el tiempo fue más rápido. Vea cómo está."))
    return redirect("desk:calling")


def _form(request: HttpRequest, form: Form, template: str, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def skip(request: HttpRequest) -> HttpResponse:
    """Put back whoever was called, with the reason."""
    ticket = _here(request, TicketState.CALLED)
    if ticket is None:
        return _back(request)
    form = SkipForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _form(request, form, "desk/calling/skip.html", ticket=ticket)
    try:
        calling.put_back(
            ticket=ticket, reason=form.cleaned_data["reason"], actor=staff_of(request), now=now(), read=read_of(request)
        )
    except Repeated:
        return redirect("desk:calling")
    except (Moved, Stale):
        return _back(request)
    messages.info(request, _("El %(number)d conserva su lugar en la espera.") % {"number": ticket.number})
    return redirect("desk:calling")


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: HttpRequest) -> HttpResponse:
    """Pass whoever is here on to another counter or service."""
    ticket = _here(request, TicketState.CALLED, TicketState.SERVING)
    if ticket is None:
        return _back(request)
    there, services = queue.transfers(staff_of(request), ticket)
    form = TransferForm(request.POST if request.method == "POST" else None, counters=there, services=services)
    if form.is_valid():
        try:
            transfer_ticket(ticket=ticket, actor=staff_of(request), now=now(), read=read_of(request), **form.where())
            told = _("El %(number)d espera ahora allí; se le llamará pronto.")
            messages.success(request, told % {"number": ticket.number})
            return redirect("desk:calling")
        except NoSuchCounter:
            form.add_error("to", _("Nadie atiende allí en este momento. Elija otra."))
        except Repeated:
            return redirect("desk:calling")
        except (Moved, Stale):
            return _back(request)
    return _form(request, form, "desk/calling/pass_on.html", ticket=ticket)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def out_of_order(request: HttpRequest) -> HttpResponse:
    """Call a number before its time, with the reason that stands in the day's report."""
    own = queue.own_counter(staff_of(request))
    if own is None:
        return redirect("desk:calling")
    form = OutOfOrderForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            calling.call_out_of_order(
                counter=own,
                number=data["number"],
                reason=data["reason"],
                actor=staff_of(request),
                now=now(),
                key=key_of(request),
            )
            return redirect("desk:calling")
        except NobodyToCall:
            form.add_error("number", _("Ese número no espera, o no se le puede atender en esta ventanilla."))
        except TOO_LATE:
            return _back(request)
    return _form(request, form, "desk/calling/out_of_order.html", key=draw_token(RANDOM))


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: HttpRequest) -> HttpResponse:
    """Open a case for an affiliate's code, for whoever is served and came without a turno (S29, D4)."""
    ticket = _here(request, TicketState.SERVING)
    if ticket is None:
        return _back(request)
    if (case := queue.case_of(ticket)) or ticket.turno_id is not None:
        return redirect("desk:case", reference=case) if case else redirect("desk:calling")
    form = WalkInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer = _open_case(request, ticket, form)
        if answer is not None:
            return answer
    return _form(request, form, "desk/calling/walk_in.html", ticket=ticket)


def _open_case(request: HttpRequest, ticket: Ticket, form: WalkInForm) -> HttpResponse | None:
    """Open the case and lead to it; None with the message beside the code where that cannot be."""
    data = form.cleaned_data
    try:
        consult_registry(number=data["code"], now=now())
        case = walk_ins.open_walk_in_case(
            ticket=ticket,
            code=data["code"],
            dependents=data["dependents"],
            by_proxy=data["by_proxy"] == "si",
            actor=staff_of(request),
            now=now(),
            random_source=RANDOM,
            read=read_of(request),
            **form.presenter(),
        )
    except RegistryAway:
        form.add_error("code", explain_registry_away())
        return None
    except walk_ins.UnknownAffiliate:
        form.add_error(
            "code",
            _(
                "Ninguna persona afiliada tiene ese código. Revíselo con su documento; quien no lo sabe lo consulta en "
                "Afiliación, y este número espera."
            ),
        )
        return None
    except walk_ins.InactiveAffiliate:
        form.add_error(
            "code",
            _(
                "La afiliación de esta persona no está activa: hoy no se puede emitir un código. Indíquele que la "
                "active con su empleador o en Afiliación, y termine la atención."
            ),
        )
        return None
    except (Moved, Stale):
        return _back(request)
    return redirect("desk:case", reference=case.reference)
