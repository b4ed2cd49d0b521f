"""The information page of the procedure and its helpers (S01-S08, D1, D2, D3, D5)."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from vinculo.queries.booking import bring
from vinculo.queries.shared.agencies import agencies_by_province
from vinculo.queries.shared.names import country_in_words
from vinculo.queries.shared.reference_data import get_published
from vinculo.rules.cases.bringing.formalities import country_formalities
from vinculo.web.public.information.forms import IssuedForm
from vinculo.web.public.information.sheet import sheet_in_words
from vinculo.web.shared.away.marks import without_data
from vinculo.web.shared.clock import now


def _today() -> date:
    return timezone.localdate(now())


@without_data
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the whole procedure (S01-S08), corrected where the official page contradicts itself (D1)."""
    today, shown = _today(), get_published(now())
    context = {"sheet": sheet_in_words(today, shown), "texts": shown.texts}
    return render(request, "public/information/home.html", context)


@without_data
@require_safe
def apostille(request: HttpRequest) -> HttpResponse:
    """Answer *¿Necesita apostilla?* for a country and perhaps a day (D5)."""
    today = _today()
    form = IssuedForm(request.GET or None, today=today)
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        data, shown = form.cleaned_data, get_published(now())
        answer = country_formalities(shown.reference, data["country"], data["issued_on"], today)
        context |= {
            "formalities": bring.formalities_in_words(answer),
            "country": country_in_words(answer.country),
            "issued_on": data["issued_on"],
            "notes": [shown.texts[key] for key in answer.texts],
        }
    return render(request, "public/information/apostille.html", context, status=422 if form.errors else 200)


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """List the agencies that serve the procedure, by province (S06)."""
    provinces = agencies_by_province()
    return render(request, "public/information/agencies.html", {"provinces": provinces})
