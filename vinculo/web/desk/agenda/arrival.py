"""A turno at the counter: compare who is there, register the arrival, continue a case (S30, D7)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from vinculo.actions.booking.languages import NotOffered, change_language
from vinculo.actions.queue import check_in as check_in_act
from vinculo.actions.shared.guards import Stale
from vinculo.actions.shared.registry import consult_registry_again
from vinculo.queries.cases import agenda
from vinculo.queries.shared import access
from vinculo.rules.queue.reasons import OTHER_DAY
from vinculo.rules.shared.transitions import NotAllowedError
from vinculo.web.desk.door import officer, receiver, staff_of
from vinculo.web.desk.elsewhere import explain_visit_elsewhere
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.errors import show_changed
from vinculo.web.shared.fields import read_of


class OtherDayForm(forms.Form):
    """Why somebody is attended on another day than their turno's."""

    reason = forms.ChoiceField(
        label=_lazy("Motivo para atender hoy"),
        error_messages={"required": _lazy("Elija el motivo."), "invalid_choice": _lazy("Elija un motivo de la lista.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, _(text)) for code, text in OTHER_DAY.items()]
        self.fields["reason"].choices = [("", _("Elija el motivo")), *named]  # type: ignore[attr-defined]


@officer
@require_safe
def turno(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a turno with the number big enough to be compared with the document."""
    view = agenda.turno_view(staff_of(request), reference, now())
    return render(request, "desk/agenda/turno.html", {"view": view, "form": OtherDayForm()})


@officer
@require_POST
def check_in(request: HttpRequest, reference: str) -> HttpResponse:
    """Register the arrival and go to the case."""
    staff, moment = staff_of(request), now()
    turno = access.turno(staff, reference)
    consult_registry_again(turno.affiliate_id, now=moment)
    form = OtherDayForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        case = check_in_act.check_in(
            turno=turno, actor=staff, now=moment, random_source=RANDOM, reason=reason, read=read_of(request)
        )
    except check_in_act.NotToday:
        view = agenda.turno_view(staff, reference, moment)
        return render(request, "desk/agenda/turno.html", {"view": view, "form": form}, status=422)
    except Stale:
        return show_changed(request, "desk:turno", reference=reference)
    except NotAllowedError:
        messages.error(request, _("Este turno ya no se puede usar: fue atendido o cancelado."))
        return redirect("desk:turno", reference=reference)
    return redirect("desk:case", reference=case.reference)


@receiver
@require_POST
def language(request: HttpRequest, reference: str) -> HttpResponse:
    """Change the language in which the person is written to, and lead back to where they were (D10)."""
    turno = access.turno(staff_of(request), reference)
    try:
        change_language(turno=turno, language=request.POST.get("language", ""), now=now(), actor=staff_of(request))
    except NotOffered:
        messages.error(request, _("Ese idioma no se ofrece. Elija uno de la lista."))
    back = "desk:reception_turno" if request.POST.get("back") == "reception" else "desk:turno"
    return redirect(back, reference=reference)


@officer
@require_POST
def continue_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Continue an open case on a return visit, also one of another agency (D7)."""
    open_case = access.open_case_anywhere(staff_of(request), reference)
    consult_registry_again(open_case.affiliate_id, now=now())
    try:
        case = check_in_act.continue_case(
            case=open_case, actor=staff_of(request), now=now(), random_source=RANDOM, read=read_of(request)
        )
    except Stale:
        here = open_case.agency_id == staff_of(request).agency_id
        return show_changed(request, "desk:case", reference=reference) if here else show_changed(request, "desk:search")
    except check_in_act.AtAnotherCounter as there:
        messages.error(request, explain_visit_elsewhere(there, staff_of(request)))
        return redirect("desk:search")
    return redirect("desk:case", reference=case.reference)
