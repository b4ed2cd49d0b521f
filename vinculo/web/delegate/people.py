"""One search for all that is kept on a person, its page, and what is handed over as PDF and JSON (D34).

By POST throughout: whom it is about never stands in an address.
"""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vinculo.documents.dossier import DossierSection, render_dossier
from vinculo.queries.rights import dossier as dossiers
from vinculo.rules.rights.words import WHOSE_KINDS
from vinculo.rules.shared.acts import Act
from vinculo.web.delegate.door import delegate, staff_of
from vinculo.web.shared.clock import now


class PersonSearchForm(forms.Form):
    """One field for everything by which somebody is known."""

    q = forms.CharField(
        label=gettext_lazy("Documento, código, cédula, correo electrónico o celular con +"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Escriba un número o un correo."),
            "max_length": gettext_lazy("Eso es demasiado largo."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@delegate
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the search."""
    return render(request, "delegate/home.html", {"form": PersonSearchForm()})


@delegate
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Say whom a number or mailbox means, each apart; the search is written."""
    form = PersonSearchForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "delegate/search.html", {"form": form}, status=422 if form.errors else 200)
    text = form.cleaned_data["q"]
    rows = [(each, WHOSE_KINDS[each.kind]) for each in dossiers.search(staff_of(request), text, now())]
    return render(request, "delegate/search.html", {"form": form, "rows": rows, "text": text})


@delegate
@require_POST
def dossier(request: HttpRequest) -> HttpResponse:
    """Show all that is kept on somebody."""
    found = dossiers.open_dossier(staff_of(request), request.POST.get("de", ""), now())
    return render(request, "delegate/dossier.html", {"dossier": found, "kind": WHOSE_KINDS[found.whose.kind]})


@delegate
@require_POST
def hand_over_pdf(request: HttpRequest) -> HttpResponse:
    """Return all that is kept on somebody as a PDF to be handed over."""
    address, moment = request.POST.get("de", ""), now()
    found = dossiers.open_dossier(staff_of(request), address, moment, Act.DATA_HANDED_OVER, "pdf")
    sections = [DossierSection(section.title, section.kept, section.rows) for section in found.sections]
    content = render_dossier(whose=found.whose.title, sections=sections, at=moment)
    return _attachment(content, "application/pdf", "pdf")


@delegate
@require_POST
def hand_over_json(request: HttpRequest) -> HttpResponse:
    """Return all that is kept on somebody as a file that a program reads (portability)."""
    address, moment = request.POST.get("de", ""), now()
    found = dossiers.open_dossier(staff_of(request), address, moment, Act.DATA_HANDED_OVER, "json")
    return _attachment(dossiers.as_json(found), "application/json", "json")


def _attachment(content: bytes, kind: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="datos-personales.{ending}"'
    return response
