"""A turno at the counter: compare who is there, register the arrival, continue a case (S30, D7)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vinculo.actions import arrival
from vinculo.queries import access, desk
from vinculo.rules.status import NotAllowedError
from vinculo.web.clock import RANDOM, now
from vinculo.web.desk.door import officer, staff_of


@officer
@require_safe
def turno(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a turno with the number big enough to be compared with the document."""
    return render(request, "desk/turno.html", {"view": desk.turno_view(staff_of(request), reference, now())})


@officer
@require_POST
def check_in(request: HttpRequest, reference: str) -> HttpResponse:
    """Register the arrival and go to the case."""
    found = access.turno(staff_of(request), reference)
    try:
        case = arrival.check_in(turno=found, actor=staff_of(request), now=now(), random_source=RANDOM)
    except arrival.NotToday:
        messages.error(request, _("Este turno es de otro día: no se puede registrar la llegada hoy."))
        return redirect("desk:turno", reference=reference)
    except NotAllowedError:
        messages.error(request, _("Este turno ya no se puede usar: fue atendido o cancelado."))
        return redirect("desk:turno", reference=reference)
    return redirect("desk:case", reference=case.reference)


@officer
@require_POST
def continue_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Continue an open case on a return visit, also one of another agency (D7)."""
    found = access.open_case_anywhere(staff_of(request), reference)
    case = arrival.continue_case(case=found, actor=staff_of(request), now=now(), random_source=RANDOM)
    return redirect("desk:case", reference=case.reference)
