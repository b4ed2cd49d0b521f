"""Recording papers: one short form each, one click for what is not received, an own slip taken back (S31-S38, D15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from vinculo.actions.cases import papers
from vinculo.actions.cases.case import take_from_document
from vinculo.actions.control.copies import add_copy
from vinculo.actions.shared.guards import Stale
from vinculo.queries.cases.case_file import Step
from vinculo.queries.cases.case_papers import asked_kinds
from vinculo.queries.shared import access
from vinculo.rules.cases.facts import Copy, Paper, Signature
from vinculo.rules.cases.paper_kinds import PAPERS, PaperKind, RecordingForm
from vinculo.rules.shared.transitions import NotAllowedError
from vinculo.web.desk.case.forms import NotReceivedForm
from vinculo.web.desk.case.page import UNTOUCHED, again, back, overtaken, sheet_of, show
from vinculo.web.desk.case.paper_forms import form_of
from vinculo.web.desk.case.sheet import PaperForm
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.fields import read_of

if TYPE_CHECKING:
    from vinculo.records.models import Case, Solicitud

PaperPlace = tuple["Case", "Solicitud | None", PaperKind]


def _place(request: HttpRequest, reference: str, solicitud: str, kind: str, *, mistaken: bool = False) -> PaperPlace:
    """Return the case, the dependent and the kind of paper of an address, as far as the case asks for it."""
    staff = staff_of(request)
    case = access.case(staff, reference)
    application = access.solicitud(staff, reference, solicitud) if solicitud else None
    if kind not in asked_kinds(case, application, mistaken=mistaken):
        raise Http404
    return case, application, PaperKind(kind)


@officer
@require_POST
def record(request: HttpRequest, reference: str, kind: str, solicitud: str = "") -> HttpResponse:
    """Record a paper as seen; `leer` only fills the form from the reading, and nothing is written."""
    case, application, paper_kind = _place(request, reference, solicitud, kind)
    form = form_of(paper_kind)(request.POST, request.FILES, sheet=sheet_of(case, application, paper_kind))
    step = Step(solicitud, kind)
    if "leer" in request.POST:
        return show(request, reference, step=step, form=_read(form))
    if form.is_valid() and form.cleaned_data.get("scan_file") and form.paper().copy is not Copy.SCAN:
        form.add_error("scan_file", _("Para guardar el archivo, elija arriba «copia escaneada aquí»."))
    if not form.is_valid():
        return show(request, reference, step=step, form=form, status=422)
    try:
        made = papers.record_paper(
            case=case,
            solicitud=application,
            paper=form.paper(),
            version=form.cleaned_data["version"],
            actor=staff_of(request),
            now=now(),
        )
    except papers.WrongHolder:
        form.add_error("number", _WRONG_HOLDER)
        return show(request, reference, step=step, form=form, status=422)
    except UNTOUCHED:
        return again(request, reference, step, form)
    if scan := form.cleaned_data.get("scan_file"):
        add_copy(paper=made, scan=scan, actor=staff_of(request), now=now(), random_source=RANDOM)
    return back(reference)


_WRONG_HOLDER = gettext_lazy(
    "Este documento es de la persona afiliada o de otro dependiente del caso. Si es un pasaporte en que consta la hija "
    "o el hijo, elija que es de su madre o padre."
)


def _read(form: PaperForm) -> PaperForm:
    """Return the form with its fields filled from the reading, to be compared; errors of the reading only."""
    form.full_clean()
    reading = form.cleaned_data.get("mrz")
    wrong = {name: form.errors[name] for name in ("mrz",) if name in form.errors}
    if reading is not None:
        posted = {**dict(form.data.items()), "misread": ""}
        for name, value in reading.values().items():
            if name in form.fields and value and not posted.get(name):
                posted[name] = form.fields[name].prepare_value(value)
        form.data = posted
    form.errors.clear()
    form.errors.update(wrong)
    return form


@officer
@require_POST
def fields(request: HttpRequest, reference: str, kind: str, solicitud: str = "") -> HttpResponse:
    """Return the fields of a form again, for the country, the date and the language that were just chosen (D5)."""
    case, application, paper_kind = _place(request, reference, solicitud, kind)
    form = form_of(paper_kind)(request.POST, sheet=sheet_of(case, application, paper_kind))
    form.full_clean()
    form.errors.clear()
    return render(request, "desk/case/paper_fields.html", {"form": form, "fields_url": request.path})


@officer
@require_POST
def not_received(request: HttpRequest, reference: str, kind: str, solicitud: str = "") -> HttpResponse:
    """Turn a paper away with its printed reason; an electronic signature or a wrong paper is one click (S33, D15)."""
    case, application, paper_kind = _place(request, reference, solicitud, kind, mistaken="otro" in request.POST)
    posted = request.POST.copy()
    electronic = "electronica" in posted and PAPERS[paper_kind].form is RecordingForm.SIGNED
    if electronic:
        posted["reason"] = _("Tiene firma electrónica: no se reciben solicitudes con firma electrónica.")
    elif "otro" in posted:
        posted["reason"] = _("No es el documento que corresponde a este vínculo.")
    form = NotReceivedForm(posted)
    if not form.is_valid():
        return show(request, reference, step=Step(solicitud, kind), status=422, turned_away=form)
    signature = Signature.ELECTRONIC if electronic else Signature.NONE
    paper = Paper(kind=paper_kind, received=False, refusal_reason=form.cleaned_data["reason"], signature=signature)
    try:
        papers.record_paper(
            case=case,
            solicitud=application,
            paper=paper,
            version=form.cleaned_data["version"],
            actor=staff_of(request),
            now=now(),
        )
    except UNTOUCHED:
        return overtaken(request, reference)
    return back(reference)


@officer
@require_POST
def undo(request: HttpRequest, reference: str, paper: int) -> HttpResponse:
    """Take back an own slip before the decision."""
    paper_record = access.paper(staff_of(request), reference, paper)
    try:
        papers.undo_paper(paper=paper_record, actor=staff_of(request), now=now(), read=read_of(request))
    except Stale:
        return overtaken(request, reference)
    except papers.NotYourSlip:
        messages.error(request, _("Solo quien registró un documento puede deshacerlo, y antes de la decisión."))
    return back(reference)


@officer
@require_POST
def take(request: HttpRequest, reference: str, paper: int) -> HttpResponse:
    """Take the dependent's facts from their document."""
    paper_record = access.paper(staff_of(request), reference, paper)
    try:
        take_from_document(paper=paper_record, actor=staff_of(request), now=now(), read=read_of(request))
    except (Stale, NotAllowedError):
        return overtaken(request, reference)
    return back(reference)


@officer
@require_POST
def renew(request: HttpRequest, reference: str, paper: int) -> HttpResponse:
    """Keep the affiliate's renewed document in the registry (S34)."""
    paper_record = access.paper(staff_of(request), reference, paper)
    try:
        papers.keep_renewed_document(paper=paper_record, actor=staff_of(request), now=now(), read=read_of(request))
    except Stale:
        return overtaken(request, reference)
    except papers.SomebodyElses:
        messages.error(request, _("Ese documento consta en el registro como de otra persona afiliada."))
    return back(reference)
