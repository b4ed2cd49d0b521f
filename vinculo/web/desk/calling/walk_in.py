"""The case of the person who came without the number of a turno: opened at the counter, or continued (S29, D37)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from vinculo.actions.booking.holds import TooLate
from vinculo.actions.queue import walk_ins
from vinculo.actions.queue.check_in import AtAnotherCounter
from vinculo.actions.queue.tickets import Moved
from vinculo.actions.shared.guards import Stale
from vinculo.actions.shared.registry import RegistryAway, consult_registry_about, explain_registry_away
from vinculo.queries.queue import queue
from vinculo.rules.shared.statuses import TicketState, TurnoStatus
from vinculo.rules.shared.transitions import NotAllowedError
from vinculo.web.desk.calling.acts import go_back, show_form, ticket_here
from vinculo.web.desk.calling.forms import WalkInForm
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.desk.elsewhere import explain_visit_elsewhere
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.fields import read_of

if TYPE_CHECKING:
    from vinculo.records.models import Case, Ticket

UNKNOWN = _lazy(
    "Ninguna persona afiliada tiene ese número. Revíselo con su documento; quien no sabe su código lo consulta en "
    "Afiliación, y este número espera."
)
SEVERAL = _lazy("Ese número es del documento de más de una persona afiliada. Escriba el código de quien está aquí.")
INACTIVE = _lazy(
    "La afiliación de esta persona no está activa: hoy no se puede emitir un código. Indíquele que la active con su "
    "empleador o en Afiliación, y termine la atención."
)
CHANGED_TURNO = _lazy("El turno de esta persona cambió mientras tanto. Búsquelo por su número y vea cómo está.")
PAST_TURNO = _lazy("Ese turno ya no se puede cancelar: su hora llegó. Elija dejarlo.")
NO_CONTACT = _lazy("Pregunte por un correo o un celular y escríbalo, o marque que no tiene.")
REFUSED: dict[type[Exception], tuple[str, Any]] = {  # beside which field each is said
    RegistryAway: ("code", None),
    walk_ins.UnknownAffiliate: ("code", UNKNOWN),
    walk_ins.SeveralAffiliates: ("code", SEVERAL),
    walk_ins.InactiveAffiliate: ("code", INACTIVE),
    NotAllowedError: ("code", CHANGED_TURNO),
    TooLate: ("other", PAST_TURNO),
    walk_ins.NoContactSaid: ("email", NO_CONTACT),
}


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: HttpRequest) -> HttpResponse:
    """Open a case for an affiliate's number, for the person who is served and came without a turno (S29, D4)."""
    ticket = ticket_here(request, TicketState.SERVING)
    if ticket is None:
        return go_back(request)
    if (case := queue.case_of(ticket)) or ticket.turno_id is not None:
        return redirect("desk:case", reference=case) if case else redirect("desk:calling")
    form = WalkInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = _open_case(request, ticket, form)
        except (Moved, Stale):
            return go_back(request)
        if made is not None:
            return redirect("desk:case", reference=made.reference)
    return show_form(request, form, "desk/calling/walk_in.html", ticket=ticket)


def _open_case(request: HttpRequest, ticket: Ticket, form: WalkInForm) -> Case | None:
    """Open the case and return it; None with the message beside the field where that cannot be."""
    data, staff = form.cleaned_data, staff_of(request)
    try:
        consult_registry_about(data["code"], now=now())
        case = walk_ins.open_walk_in_case(
            ticket=ticket,
            code=data["code"],
            dependents=data["dependents"],
            by_proxy=data["by_proxy"] == "si",
            actor=staff,
            now=now(),
            random_source=RANDOM,
            other=data["other"],
            contact=form.contact(),
            read=read_of(request),
            **form.presenter(),
        )
    except walk_ins.HasOtherTurno as has:
        form.ask_other_turno(has.turno, here=has.turno.agency_id == staff.agency_id)
    except AtAnotherCounter as there:
        form.add_error("code", explain_visit_elsewhere(there, staff))
    except tuple(REFUSED) as refused:
        field, words = REFUSED[type(refused)]
        form.add_error(field, words or explain_registry_away())
    else:
        if case.turno is not None and case.turno.status == TurnoStatus.ARRIVED:
            messages.info(request, _("Tenía un turno: se registró su llegada y el caso sigue con él."))
        return case
    return None
