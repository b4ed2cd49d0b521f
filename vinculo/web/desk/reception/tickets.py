"""A number of today at reception: shown big, printed, taken back; the list of them all; a return to a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vinculo.actions.booking.drafts import NotServed
from vinculo.actions.cases.corrections import TermOver
from vinculo.actions.queue import departures, returns
from vinculo.actions.queue.check_in import AtAnotherCounter
from vinculo.actions.shared.guards import Stale
from vinculo.documents import qr
from vinculo.documents.ticket import render_in
from vinculo.queries.queue import reception
from vinculo.queries.shared import access
from vinculo.queries.shared.spoken import speaking
from vinculo.rules.shared.labels import TICKET_STATES
from vinculo.rules.shared.languages import SPANISH
from vinculo.web.desk.door import receiver, staff_of
from vinculo.web.desk.elsewhere import explain_visit_elsewhere
from vinculo.web.desk.reception.forms import UndoForm
from vinculo.web.desk.reception.reception import show_screen
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.documents import pdf, print_on_get
from vinculo.web.shared.errors import show_changed
from vinculo.web.shared.fields import read_of

if TYPE_CHECKING:
    from vinculo.records.models import Ticket


def language_of(ticket: Ticket) -> str:
    """Return the language of the person who booked the visit; Spanish where nobody did (D10)."""
    return ticket.turno.language if ticket.turno else SPANISH


def phone_address(ticket: Ticket) -> str:
    """Return the address of the person's own phone page, in their language, which shows their place in the queue."""
    with speaking(language_of(ticket)):
        path = reverse("public:ticket", args=[ticket.token])
    return f"{settings.PUBLIC_URL}{path}"


@receiver
@require_safe
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """Show a number big, to be said, photographed or printed."""
    return _ticket(request, number, UndoForm())


def _ticket(request: HttpRequest, number: int, undo: UndoForm, status: int = 200) -> HttpResponse:
    ticket = reception.ticket(staff_of(request), number, now())
    code = qr.svg(phone_address(ticket), _("Código QR con la página del número %(number)s") % {"number": number})
    return show_screen(
        request,
        "ticket",
        status,
        ticket=reception.row(ticket),
        record=ticket,
        qr=code,
        undo=undo,
        case=reception.case_reference(ticket),
    )


@receiver
@require_safe
@print_on_get
def ticket_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """Return the number on a roll of 80 mm; the second time it says that it is a copy."""
    ticket = reception.ticket(staff_of(request), number, now())
    copy = reception.record_paper(ticket, staff_of(request), now())
    with speaking(language_of(ticket)):
        content = render_in(get_language() or SPANISH, reception.ticket_facts(ticket, phone_address(ticket)), copy)
    return pdf(content, f"numero-{number}")


@receiver
@require_safe
def tickets(request: HttpRequest) -> HttpResponse:
    """Show the numbers of today, all or those in one state."""
    state = request.GET.get("estado", "")
    rows = reception.tickets(staff_of(request), state, now())
    states = [(code, _(name)) for code, name in TICKET_STATES.items()]
    return show_screen(request, "tickets", rows=rows, state=state if state in TICKET_STATES else "", states=states)


@receiver
@require_POST
def record_left(request: HttpRequest, number: int) -> HttpResponse:
    """Write that the person went before being called."""
    ticket = reception.ticket(staff_of(request), number, now())
    try:
        departures.record_departure(ticket=ticket, actor=staff_of(request), now=now(), read=read_of(request))
    except Stale:
        return show_changed(request, "desk:reception_ticket", number=number)
    except departures.NotWaiting:
        messages.error(request, _("Ese número ya fue llamado: lo cambia la ventanilla que lo atiende."))
    return redirect("desk:reception_ticket", number=number)


@receiver
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a number that was given by a slip, with its reason."""
    ticket = reception.ticket(staff_of(request), number, now())
    form = UndoForm(request.POST)
    if not form.is_valid():
        return _ticket(request, number, form, 422)
    try:
        departures.undo_check_in(
            ticket=ticket, reason=form.cleaned_data["reason"], actor=staff_of(request), now=now(), read=read_of(request)
        )
    except Stale:
        return show_changed(request, "desk:reception_ticket", number=number)
    except departures.NotWaiting:
        messages.error(request, _("Ese número ya fue llamado: lo cambia la ventanilla que lo atiende."))
    return redirect("desk:reception_ticket", number=number)


@receiver
@require_POST
def come_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the person who comes back to an open case a number, without a new turno (D7)."""
    staff = staff_of(request)
    case = access.open_case_anywhere(staff, reference)
    try:
        made = returns.return_ticket(case=case, actor=staff, now=now(), random_source=RANDOM, read=read_of(request))
    except Stale:
        return show_changed(request, "desk:reception")
    except returns.NothingWaits:
        messages.error(request, _("Ese caso no espera nada de la persona: todo está decidido."))
    except TermOver:
        messages.error(
            request, _("El plazo de ese caso terminó: la persona empieza de nuevo, con un número o un turno.")
        )
    except NotServed:
        messages.error(request, _("Este centro no atiende el trámite de ese caso."))
    except AtAnotherCounter as there:
        messages.error(request, explain_visit_elsewhere(there, staff))
    else:
        return redirect("desk:reception_ticket", number=made.number)
    return redirect("desk:reception")
