"""Deciding on a power of attorney: each act is confirmed on a page of its own, and its paper is shown after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.legal import deaths, decisions
from vinculo.actions.shared.guards import NoReason
from vinculo.documents import power
from vinculo.documents.power_facts import EndorsementFacts
from vinculo.queries.legal import powers
from vinculo.queries.legal.powers import PowerFile
from vinculo.web.legal.decision_forms import DeathForm, EndorseForm, ReasonedForm, RevokeForm
from vinculo.web.legal.door import lawyer, staff_of
from vinculo.web.legal.powers import OVERTAKEN, overtaken
from vinculo.web.shared.clock import now
from vinculo.web.shared.documents import framing, pdf, print_on_get

REFUSALS: dict[type[Exception], tuple[str | None, Any]] = {  # beside which field, and what to do
    decisions.NoWord: (
        "note",
        _lazy("Consta algo en contra de este poder: escriba por qué se sumilla de todos modos."),
    ),
    NoReason: ("reason", _lazy("Nada de la lista lo justifica: escriba el motivo y elija su base legal.")),
    deaths.DeathToCome: ("died_on", _lazy("Esa fecha todavía no llega. Revise el año.")),
    deaths.DeathBeforePower: (
        "died_on",
        _lazy("El poder es posterior a esa fecha: revise cuál de las dos está equivocada."),
    ),
    decisions.ReceivedAlone: (
        None,
        _lazy(
            "Usted recibió este poder y hoy trabaja otra persona en la unidad: lo sumilla ella. El poder sigue en la "
            "lista de la unidad."
        ),
    ),
}


@lawyer
@require_http_methods(["GET", "HEAD", "POST"])
def endorse(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm and endorse; the answer is the sheet."""

    def decide(form: forms.Form, **known: Any) -> Any:
        return decisions.endorse_power(note=form.cleaned_data["note"], **known)

    return _decide(request, reference, "endorse", EndorseForm, lambda file: file.can_endorse, decide)


@lawyer
@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm and ask for what is missing, in writing."""
    return _decide(
        request,
        reference,
        "observe",
        ReasonedForm,
        lambda file: file.can_observe,
        _with_reason(decisions.observe_power),
    )


@lawyer
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm and refuse, with the reasons and their legal basis."""
    return _decide(
        request, reference, "refuse", ReasonedForm, lambda file: file.can_refuse, _with_reason(decisions.refuse_power)
    )


def _with_reason(decide: Callable[..., Any]) -> Callable[..., Any]:
    def decide_with_reason(form: ReasonedForm, **known: Any) -> Any:
        return decide(note=form.cleaned_data["note"], reason=form.own_reason(), **known)

    return decide_with_reason


@lawyer
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm and revoke: from then on no counter goes on with it."""

    def decide(form: forms.Form, **known: Any) -> Any:
        data = form.cleaned_data
        reason = decisions.OwnReason(text=data["reason"], basis=data["basis"])
        return decisions.revoke_power(reason=reason, by_affiliate=data["who"] == "affiliate", **known)

    return _decide(request, reference, "revoke", RevokeForm, lambda file: file.can_revoke, decide)


@lawyer
@require_http_methods(["GET", "HEAD", "POST"])
def death(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm that the person who granted the power died: every power of the affiliate ends."""

    def decide(form: forms.Form, **known: Any) -> Any:
        return deaths.record_death(died_on=form.cleaned_data["died_on"], source=form.cleaned_data["source"], **known)

    return _decide(request, reference, "death", DeathForm, lambda file: file.can_record_death, decide)


def _decide(
    request: HttpRequest,
    reference: str,
    word: str,
    form_class: type[forms.Form],
    may: Callable[[PowerFile], bool],
    decide: Callable[..., Any],
) -> HttpResponse:
    """Show the page of a decision, and on its POST decide; a power that is not at that point shows as it is."""
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        power = powers.power(staff_of(request), reference)
        try:
            made = decide(form, power=power, version=form.cleaned_data["version"], actor=staff_of(request), now=now())
            return redirect("legal:paper", reference=reference, decision=made.pk)
        except tuple(REFUSALS) as error:
            field, told = REFUSALS[type(error)]
            form.add_error(field, told)
        except (*OVERTAKEN, decisions.NotEndorsable):
            return overtaken(request, reference)
    file = powers.open_power(staff_of(request), reference, now())
    if not may(file):
        return overtaken(request, reference)
    if request.method != "POST":
        form = form_class(initial={"version": file.power.version})
    context = {"file": file, "power": file.power, "form": form, "word": word}
    return render(request, f"legal/{word}.html", context, status=422 if form.errors else 200)


@lawyer
@require_safe
def show_paper(request: HttpRequest, reference: str, decision: int) -> HttpResponse:
    """Show the paper of a decision, ready to be printed."""
    staff = staff_of(request)
    power_decision = powers.decision(staff, reference, decision)
    printed, at_once = powers.paper_state(staff, power_decision, now())
    context = {"decision": power_decision, "power": power_decision.power, "printed": printed, "at_once": at_once}
    return framing(render(request, "legal/paper.html", context))


@lawyer
@require_safe
@print_on_get
def print_paper(request: HttpRequest, reference: str, decision: int) -> HttpResponse:
    """Return the paper of a decision as PDF, from its frozen facts; the second time it says that it is a copy."""
    facts, copy = powers.sheet(staff_of(request), reference, decision, now())
    if isinstance(facts, EndorsementFacts):
        return pdf(power.render_sheet(facts, copy), f"sumilla-{facts.number}")
    return pdf(power.render_notice(facts, copy), f"poder-{reference}")
