"""More time for a correction: granted once, by an officer (D7)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vinculo.actions.cases import corrections as corrections_act
from vinculo.actions.shared.guards import Stale
from vinculo.queries.cases import corrections
from vinculo.queries.shared import access
from vinculo.web.desk.case.page import back, overtaken
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.shared.clock import now
from vinculo.web.shared.fields import read_of


@officer
@require_safe
def list_extensions(request: HttpRequest) -> HttpResponse:
    """List who asked for more time by the link of their mail."""
    return render(request, "desk/agenda/extensions.html", {"rows": corrections.asked_here(staff_of(request), now())})


@officer
@require_POST
def extend(request: HttpRequest, reference: str, solicitud: str) -> HttpResponse:
    """Grant the extension and show its notice; a refused one says what to do instead."""
    application = access.solicitud(staff_of(request), reference, solicitud)
    try:
        decision = corrections_act.extend_term(
            solicitud=application, actor=staff_of(request), now=now(), read=read_of(request)
        )
    except corrections_act.AlreadyExtended:
        messages.error(
            request, _("La prórroga ya se concedió y es una sola. Si no alcanza, la persona puede empezar de nuevo.")
        )
        return back(reference)
    except corrections_act.TermOver:
        messages.error(request, _("El plazo ya terminó: presione «Continuar» y la persona empieza de nuevo."))
        return back(reference)
    except (Stale, corrections_act.NothingPending):
        return overtaken(request, reference)
    return redirect("desk:notice", reference=reference, decision=decision.pk)
