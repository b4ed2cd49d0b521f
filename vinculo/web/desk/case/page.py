"""The page of a case: one thing open at a time, in the order in which it is done; what was posted is kept as typed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from vinculo.actions.shared.guards import Stale
from vinculo.queries.cases import case_file
from vinculo.queries.cases.case_file import FACTS, CaseFile, DependentFile, Step
from vinculo.queries.cases.case_papers import paper_name
from vinculo.queries.cases.work import history
from vinculo.queries.control import hearings
from vinculo.queries.shared.local_time import local_day
from vinculo.queries.shared.reference_data import institution_texts
from vinculo.rules.cases.paper_kinds import PAPERS, PaperKind
from vinculo.rules.shared.transitions import NotAllowedError
from vinculo.web.desk.case.forms import FactsForm, facts_initial
from vinculo.web.desk.case.paper_forms import form_of
from vinculo.web.desk.case.sheet import Sheet
from vinculo.web.desk.door import staff_of
from vinculo.web.shared.clock import now

if TYPE_CHECKING:
    from vinculo.records.models import Case, Solicitud

UNTOUCHED = (Stale, NotAllowedError)  # somebody else was quicker: nothing was written


def show(
    request: HttpRequest,
    reference: str,
    *,
    step: Step | None = None,
    form: forms.Form | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Render the case with one form open: the posted one as it was typed, the asked one, or the next to be done."""
    staff, moment = staff_of(request), now()
    file = case_file.open_file(staff, reference, moment)
    chosen = step or _step_of_address(request, file) or file.next_step
    if form is None and chosen is not None:
        form = form_for(file, chosen)
    context = {
        "file": file,
        "case": file.case,
        "step": chosen,
        "form": form,
        "title": _title(chosen),
        "current": next((each.solicitud.reference for each in file.dependents if each.editable), ""),  # whose keys work
        "elsewhere": _elsewhere(file, chosen),
        "opened": hearings.opened_in(file.case, moment) if any(each.certificate for each in file.dependents) else [],
        "entries": history.history(file.case),
        "company": history.company(file.case, staff, moment) if file.open else [],
        **more,
    }
    return render(request, "desk/case/case.html", context, status=status)


def _step_of_address(request: HttpRequest, file: CaseFile) -> Step | None:
    """Return the step of the address, where the case has it."""
    kind, reference = request.GET.get("paso", ""), request.GET.get("de", "")
    each = file.of(reference)
    if kind == FACTS:
        return Step(reference, FACTS) if each and each.editable else None
    lines = (each.lines if each.editable else []) if each else ([] if reference else file.shared)
    kinds = {name for line in lines for name, _label in line.kinds}
    return Step(reference, kind) if kind in kinds and file.open else None


def form_for(file: CaseFile, step: Step) -> forms.Form | None:
    """Return the empty form of a step, with what is known in it."""
    each = file.of(step.solicitud)
    today = local_day(file.case.agency, now())
    if step.kind == FACTS:
        return FactsForm(initial=facts_initial(each.solicitud), today=today) if each else None
    version = each.solicitud.version if each else file.case.version
    sheet = _sheet(file, each, step.kind, today)
    return form_of(sheet.kind)(initial={"version": version}, sheet=sheet)


def _sheet(file: CaseFile, each: DependentFile | None, kind: str, today: date) -> Sheet:
    certificate = PAPERS[PaperKind(kind)].certificate
    return Sheet(
        PaperKind(kind),
        today,
        file.case.affiliate,
        each.solicitud if each else None,
        file.reference,
        institution_texts()["translators"] if certificate else "",
    )


def sheet_of(case: Case, solicitud: Solicitud | None, kind: PaperKind) -> Sheet:
    """Return for whom a paper is recorded."""
    return Sheet(kind, local_day(case.agency, now()), case.affiliate, solicitud)


def _elsewhere(file: CaseFile, step: Step | None) -> str:
    """Return where stepchildren and adult children go instead, in the words of the institution; one statement (S37).

    Said where the relation is chosen, and of whom is 18 or older; else nothing, and no statement.
    """
    asked = step is not None and step.kind == FACTS
    return institution_texts()["elsewhere"] if asked or any(each.of_age for each in file.dependents) else ""


def _title(step: Step | None) -> str:
    if step is None:
        return ""
    return _("Datos del dependiente") if step.kind == FACTS else paper_name(step.kind)


def again(request: HttpRequest, reference: str, step: Step, form: forms.Form) -> HttpResponse:
    """Show the form with everything typed after somebody else changed the case, with the new version in it."""
    file = case_file.open_file(staff_of(request), reference, now())
    each = file.of(step.solicitud)
    posted = dict(form.data.items())
    posted["version"] = each.solicitud.version if each else file.case.version
    form.data = posted
    messages.warning(
        request, _("Este caso cambió mientras usted escribía. No se guardó nada: revise y guarde otra vez.")
    )
    return show(request, reference, step=step, form=form, status=409)


def back(reference: str) -> HttpResponse:
    """Go back to the case; no fragment in the address, which would take the focus from the next field."""
    return redirect("desk:case", reference=reference)


def overtaken(request: HttpRequest, reference: str) -> HttpResponse:
    """Go back to the case and say that it changed."""
    messages.warning(request, _("Este caso cambió mientras tanto. Revíselo como está ahora."))
    return redirect("desk:case", reference=reference)
