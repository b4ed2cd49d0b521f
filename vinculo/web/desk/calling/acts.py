"""What is done at a counter with a form: put back, pass on, call out of order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vinculo.actions.queue import calling
from vinculo.actions.queue.calling import NobodyToCall, Paused
from vinculo.actions.queue.counters import SomebodyIsHere
from vinculo.actions.queue.tickets import Moved
from vinculo.actions.queue.transfers import NoSuchCounter, transfer_ticket
from vinculo.actions.shared.guards import Repeated, Stale
from vinculo.queries.queue import queue
from vinculo.rules.shared.references import draw_token
from vinculo.rules.shared.statuses import TicketState
from vinculo.web.desk.calling.calling import key_of, ticket_of
from vinculo.web.desk.calling.forms import OutOfOrderForm, SkipForm, TransferForm
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.fields import read_of

if TYPE_CHECKING:
    from vinculo.records.models import Ticket

TOO_LATE = (Moved, SomebodyIsHere, Paused)


def ticket_here(request: HttpRequest, *states: str) -> Ticket | None:
    """Return whom the form is about; without one, who is at the officer's counter in one of these states."""
    if "ticket" in request.POST:
        return ticket_of(request)
    hall = queue.hall(staff_of(request), now())
    ticket = hall.ticket if hall else None
    return ticket if ticket is not None and ticket.state in states else None


def go_back(request: HttpRequest) -> HttpResponse:
    """Lead to the counter and say that somebody was quicker."""
    messages.warning(request, _("Ese número ya no está así: alguien o el tiempo fue más rápido. Vea cómo está."))
    return redirect("desk:calling")


def show_form(request: HttpRequest, form: Form, template: str, **more: Any) -> HttpResponse:
    """Show a form; with errors as such."""
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def skip(request: HttpRequest) -> HttpResponse:
    """Put back the person who was called, with the reason."""
    ticket = ticket_here(request, TicketState.CALLED)
    if ticket is None:
        return go_back(request)
    form = SkipForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return show_form(request, form, "desk/calling/skip.html", ticket=ticket)
    try:
        calling.put_back(
            ticket=ticket, reason=form.cleaned_data["reason"], actor=staff_of(request), now=now(), read=read_of(request)
        )
    except Repeated:
        return redirect("desk:calling")
    except (Moved, Stale):
        return go_back(request)
    messages.info(request, _("El %(number)d conserva su lugar en la espera.") % {"number": ticket.number})
    return redirect("desk:calling")


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: HttpRequest) -> HttpResponse:
    """Pass the person who is here on to another counter or service."""
    ticket = ticket_here(request, TicketState.CALLED, TicketState.SERVING)
    if ticket is None:
        return go_back(request)
    there, services = queue.transfers(staff_of(request), ticket)
    form = TransferForm(
        request.POST if request.method == "POST" else None, counters=there, services=services, own=ticket.procedure
    )
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
            return go_back(request)
    return show_form(request, form, "desk/calling/pass_on.html", ticket=ticket)


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
            return go_back(request)
    return show_form(request, form, "desk/calling/out_of_order.html", key=draw_token(RANDOM))
