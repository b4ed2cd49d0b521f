"""The kitchen sink: every component of the stylesheet on one page, for whoever builds pages. Only in the demo."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vinculo.rules.shared import labels
from vinculo.web.shared.choices import choices_of

MADE_UP = {"number": "12", "agency": "", "day": "2026-02-30", "link": "", "account": ""}


class SampleForm(forms.Form):
    """One field of every kind."""

    number = forms.CharField(label=_("Número de pasaporte"), help_text=_("Como está impreso."), min_length=5)
    agency = forms.ChoiceField(label=_("Agencia"), choices=[("", _("Elija una agencia")), ("1", "Quito")])
    day = forms.DateField(label=_("Fecha de emisión"), widget=forms.DateInput(attrs={"type": "date"}), required=False)
    link = forms.ChoiceField(
        label=_("Vínculo familiar"), widget=forms.RadioSelect, choices=choices_of(labels.LINKS, "spouse", "child")
    )
    seen = forms.MultipleChoiceField(
        label=_("Se vio"),
        widget=forms.CheckboxSelectMultiple,
        choices=[("o", _("Original")), ("c", _("Copia simple"))],
        required=False,
    )
    confirmed = forms.BooleanField(label=_("Declaro que lo escrito es verdadero"))
    account = forms.CharField(label=_("Narración detallada"), widget=forms.Textarea)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Show every component; `?ventanilla` shows it dense, as at the desk. Raises 404 outside the demo."""
    if not settings.DEMO:
        raise Http404
    context: dict[str, Any] = {
        "frame": "desk/base.html" if "ventanilla" in request.GET else "base.html",
        "form": SampleForm(MADE_UP),
        "good": SampleForm(prefix="bien", initial={"number": "AN123456", "link": "b"}),
        "severities": ("info", "success", "warn", "danger"),
    }
    return render(request, "demo/components.html", context)
