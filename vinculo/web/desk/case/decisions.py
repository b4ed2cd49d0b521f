"""Deciding on a dependent: confirm and issue, ask for what is missing, refuse, compare with who may be the same."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.cases import decisions, issuing
from vinculo.actions.shared.guards import Stale
from vinculo.actions.shared.registry import consult_registry_again
from vinculo.queries.cases import case_file, decided
from vinculo.queries.cases.case_file import CaseFile, DependentFile
from vinculo.queries.shared import access
from vinculo.rules.shared.transitions import NotAllowedError
from vinculo.web.desk.case.forms import CompareForm, IssueForm, NoteForm
from vinculo.web.desk.case.page import UNTOUCHED, back, overtaken
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.fields import CHANGED, read_of


def _files(request: HttpRequest, reference: str, solicitud: str) -> tuple[CaseFile, DependentFile]:
    file = case_file.open_file(staff_of(request), reference, now())
    each = file.of(solicitud)
    if each is None:
        raise Http404
    return file, each


def _page(
    request: HttpRequest, template: str, reference: str, solicitud: str, form: type[forms.Form], verdict: str
) -> HttpResponse:
    """Show the page on which a decision is confirmed; a case that is not at that point shows as it is."""
    file, each = _files(request, reference, solicitud)
    if each.verdict != verdict:
        return overtaken(request, reference)
    bound = form(request.POST) if request.method == "POST" else form(initial={"version": each.solicitud.version})
    context = {"file": file, "case": file.case, "each": each, "form": bound}
    return render(request, template, context, status=422 if request.method == "POST" else 200)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, reference: str, solicitud: str) -> HttpResponse:
    """Confirm and issue the code; the answer leads to the certificate (S39)."""
    form = IssueForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "desk/case/issue.html", reference, solicitud, IssueForm, "issue")
    application = access.solicitud(staff_of(request), reference, solicitud)
    if application.case is not None:
        consult_registry_again(application.case.affiliate_id, now=now())  # the transaction checks it again (D14)
    try:
        certificate = issuing.issue_code(
            solicitud=application,
            version=form.cleaned_data["version"],
            actor=staff_of(request),
            now=now(),
            random_source=RANDOM,
        )
    except (*UNTOUCHED, issuing.NotReadyToIssue, issuing.Undecided):
        return overtaken(request, reference)
    except issuing.TwoPeople:
        messages.error(request, _("Los documentos son de dos personas distintas que ya tienen código. Revíselos."))
        return back(reference)
    except issuing.Superseded:
        messages.error(
            request, _("La persona ya tiene cédula ecuatoriana: su código no se certifica más. Se identifica con ella.")
        )
        return back(reference)
    return redirect("desk:certificate", code=certificate.code.value, number=certificate.number)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, reference: str, solicitud: str) -> HttpResponse:
    """Confirm and ask for what is missing (D7, D15)."""
    return _decide_with_note(request, reference, solicitud, "correct", decisions.request_correction)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, reference: str, solicitud: str) -> HttpResponse:
    """Confirm and refuse, with the reasons and their legal basis (S03, S07, D15)."""
    return _decide_with_note(request, reference, solicitud, "refuse", decisions.refuse_application)


def _decide_with_note(
    request: HttpRequest, reference: str, solicitud: str, verdict: str, decide: Callable[..., object]
) -> HttpResponse:
    form = NoteForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, f"desk/case/{verdict}.html", reference, solicitud, NoteForm, verdict)
    application = access.solicitud(staff_of(request), reference, solicitud)
    data = form.cleaned_data
    try:
        decided = decide(
            solicitud=application, note=data["note"], version=data["version"], actor=staff_of(request), now=now()
        )
    except decisions.NoRemedy:
        words = _(
            "Todavía no se puede negar: falta registrar el recurso contra una negativa (cuál es, ante quién y en qué "
            "plazo). Avise a la administración; el caso queda como está."
        )
        messages.error(request, words)
        return back(reference)
    except (*UNTOUCHED, decisions.NothingMissing, decisions.CannotQualify, decisions.NoGround):
        return overtaken(request, reference)
    return redirect("desk:notice", reference=reference, decision=decided.pk)  # type: ignore[attr-defined]


@officer
@require_safe
def read(request: HttpRequest, reference: str, decision: int) -> HttpResponse:
    """Show a decision with the papers it rests on (D27)."""
    shown = decided.read_decision(staff_of(request), reference, decision, now())
    return render(request, "desk/case/decision.html", {"shown": shown, "base": "desk/base.html"})


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, reference: str, solicitud: str, person: int) -> HttpResponse:
    """Compare a dependent with a dependent who holds a code, and keep the officer's word with its reason (D8)."""
    return _compare_candidate(request, reference, solicitud, f"p{person}")


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def compare_affiliate(request: HttpRequest, reference: str, solicitud: str, affiliate: int) -> HttpResponse:
    """Compare a dependent with an affiliate, who has a code of the registry (D19)."""
    return _compare_candidate(request, reference, solicitud, f"a{affiliate}")


def _compare_candidate(request: HttpRequest, reference: str, solicitud: str, mark: str) -> HttpResponse:
    file, each = _files(request, reference, solicitud)
    candidate = next((one for one in each.candidates if one.mark == mark), None)
    if candidate is None or not each.editable:
        raise Http404
    form = CompareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decisions.decide_resemblance(
                solicitud=each.solicitud,
                person=candidate.holder,
                same=form.cleaned_data["answer"] == "same",
                reason=form.cleaned_data["reason"],
                actor=staff_of(request),
                now=now(),
                read=read_of(request),
            )
            return back(reference)
        except Stale:
            form.add_error(None, CHANGED)
        except decisions.OnlyTheSame:
            form.add_error("answer", _("Es el mismo documento: solo puede ser la misma persona."))
        except decisions.AlreadyAnother:
            form.add_error("answer", _("Ya consta que es otra de las personas: una persona, un código."))
        except NotAllowedError:
            return overtaken(request, reference)
    if form.has_error(NON_FIELD_ERRORS):
        file, each = _files(request, reference, solicitud)
    context = {"file": file, "case": file.case, "each": each, "candidate": candidate, "form": form}
    return render(request, "desk/case/compare.html", context, status=422 if form.errors else 200)
