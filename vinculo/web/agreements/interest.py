"""*I am a party*: a member of staff says that they have an interest in a case or a power, and hands it on (D35)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from vinculo.actions.shared.parties import declare_interest_in_case, declare_interest_in_power
from vinculo.queries.control import interest
from vinculo.queries.queue import queue
from vinculo.web.agreements.pages import second
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import base_of, staff_of
from vinculo.web.shared.fields import WordsField

if TYPE_CHECKING:
    from vinculo.records.models import Case, Staff


class InterestForm(forms.Form):
    """What the interest is; it need not be said."""

    reason = WordsField(
        label=_lazy("Motivo, si quiere decirlo"),
        longest=500,
        required=False,
        help_text=_lazy("Por ejemplo: es familiar mío. Queda guardado con su nombre."),
        error_messages={"max_length": _lazy("Escriba hasta 500 letras.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@second
@require_http_methods(["GET", "HEAD", "POST"])
def in_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask once more, and keep that this person decides nothing of a case; the person who is served is passed on."""
    staff = staff_of(request)
    case = interest.case_of_staff(staff, reference)
    form = InterestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        declare_interest_in_case(case=case, reason=form.cleaned_data["reason"], actor=staff, now=now())
        return _hand_on(request, case)
    known = interest.has_declared(staff, case=case)
    context = {"base": base_of(request), "case": case, "form": form, "known": known, "back": _back_to(staff, case)}
    return render(request, "agreements/interest.html", context, status=422 if form.errors else 200)


@second
@require_http_methods(["GET", "HEAD", "POST"])
def in_power(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask once more, and keep that this person decides nothing of a power, which stays with the unit."""
    staff = staff_of(request)
    power = interest.power_of_staff(staff, reference)
    form = InterestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        declare_interest_in_power(power=power, reason=form.cleaned_data["reason"], actor=staff, now=now())
        messages.success(request, _("Queda registrado. El poder sigue en la unidad: lo decide otra persona."))
        return redirect("legal:home")
    known = interest.has_declared(staff, power=power)
    back = reverse("legal:power", args=[power.reference])
    context = {"base": base_of(request), "power": power, "form": form, "known": known, "back": back}
    return render(request, "agreements/interest.html", context, status=422 if form.errors else 200)


def _back_to(staff: Staff, case: Case) -> str:
    """Return the page of a case in the door of somebody; the legal unit has none, and goes to its beginning."""
    if staff.is_legal:
        return reverse("legal:home")
    return reverse("desk:case" if staff.is_officer else "supervision:reverse_case", args=[case.reference])


def _hand_on(request: HttpRequest, case: Case) -> HttpResponse:
    """Lead to where the case goes on: another counter for the person who is at this one, else a colleague."""
    staff = staff_of(request)
    hall = queue.hall(staff, now()) if staff.is_officer else None
    if hall is not None and hall.ticket is not None and queue.case_of(hall.ticket) == case.reference:
        messages.success(request, _("Queda registrado. Elija la ventanilla que sigue con el caso."))
        return redirect("desk:pass_on")
    if staff.is_officer and case.closed_at is None:
        messages.success(request, _("Queda registrado. Elija quién sigue con el caso."))
        return redirect("desk:hand", reference=case.reference)
    if case.closed_at is None:
        told = _("Queda registrado. El caso %(reference)s sigue abierto: lo decide otra persona.")
    else:
        told = _("Queda registrado. El caso %(reference)s está cerrado: si hay que revisarlo, lo hace otra persona.")
    messages.success(request, told % {"reference": case.reference})
    if staff.is_officer:
        return redirect("desk:case", reference=case.reference)
    return redirect("legal:home" if staff.is_legal else "supervision:home")
