"""Choosing a centre: the person who answers for one is led to it, who answers for many types it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from vinculo.queries.shared import access
from vinculo.web.shared.choices import CentreField
from vinculo.web.supervision.door import staff_of

if TYPE_CHECKING:
    from vinculo.records.models import Agency

FEW = 6  # as many are seen at once, without a field to type in


class CentreForm(forms.Form):
    """Which centre."""

    centro = CentreField(
        label=_("Centro"),
        queryset=None,
        help_text=_("Escriba una parte del nombre, la ciudad o la provincia, con o sin tildes."),
        error_messages={"required": _("Escriba el centro.")},
    )

    def __init__(self, *args: Any, agencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centro"].queryset = agencies  # type: ignore[attr-defined]


def choose_centre(request: HttpRequest, template: str, address_of: Callable[[Agency], str]) -> HttpResponse:
    """Lead to the page of the own centre or of the one that was typed; else show them, folded where they are many."""
    agencies = access.supervised_agencies(staff_of(request)).select_related("province")
    rows = [(each, address_of(each)) for each in agencies]
    if len(rows) == 1:
        return redirect(rows[0][1])
    form = CentreForm(request.GET if "centro" in request.GET else None, agencies=agencies)
    if form.is_valid():
        return redirect(address_of(form.cleaned_data["centro"]))
    context = {"form": form, "rows": rows, "many": len(rows) > FEW}
    return render(request, template, context, status=422 if form.errors else 200)
