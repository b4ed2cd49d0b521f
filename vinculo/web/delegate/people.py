"""One search for all that is kept on a person, its page, and what is handed over as PDF and JSON (D34).

By POST throughout: whom it is about never stands in an address.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vinculo.actions.rights.restrictions import lift_restriction, restrict
from vinculo.actions.rights.retention import forget_person
from vinculo.documents.dossier import DossierSection, render_dossier
from vinculo.queries.rights import dossier as dossiers
from vinculo.queries.rights.desk import BY_KEY
from vinculo.queries.rights.register import breaches, requests, restriction_of
from vinculo.queries.rights.whose import whose_at
from vinculo.queries.shared.retention import terms_on
from vinculo.rules.rights.status import BreachState
from vinculo.rules.rights.words import RETENTION_KINDS, WHOSE_KINDS
from vinculo.rules.shared.acts import Act
from vinculo.web.delegate.door import delegate, staff_of
from vinculo.web.delegate.forms import SuspensionForm
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
    """Show the search, and how many requests and breaches wait and are late."""
    staff, moment = staff_of(request), now()
    waiting = requests(staff, moment)
    running = [file for file in breaches(staff, moment) if file.breach.state == BreachState.RUNNING]
    context = {
        "form": PersonSearchForm(),
        "waiting": len(waiting),
        "late": sum(line.late for line in waiting),
        "running": len(running),
        "late_breaches": sum(file.late for file in running),
        "terms": [(RETENTION_KINDS[term.kind], term) for term in terms_on(timezone.localdate(moment)).values()],
    }
    return render(request, "delegate/home.html", context)


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
    return _show(request)


def _show(request: HttpRequest, form: SuspensionForm | None = None) -> HttpResponse:
    """Show all that is kept on whom the form says, with what may be done; the view is written."""
    gathered = dossiers.open_dossier(staff_of(request), request.POST.get("de", ""), now())
    held = restriction_of(gathered.whose)
    context = {
        "dossier": gathered,
        "kind": WHOSE_KINDS[gathered.whose.kind],
        "restriction": held,
        "reason_address": reverse("delegate:lift" if held else "delegate:restrict"),
        "may_restrict": gathered.whose.kind in BY_KEY,
        "form": form or SuspensionForm(),
    }
    return render(request, "delegate/dossier.html", context, status=422 if form and form.errors else 200)


@delegate
@require_POST
def restrict_data(request: HttpRequest) -> HttpResponse:
    """Suspend the use of somebody's data, with the reason."""
    form = SuspensionForm(request.POST)
    if not form.is_valid():
        return _show(request, form)
    restrict(address=request.POST.get("de", ""), reason=form.cleaned_data["reason"], actor=staff_of(request), now=now())
    messages.success(request, _("El uso de estos datos quedó suspendido."))
    return _show(request)


@delegate
@require_POST
def lift(request: HttpRequest) -> HttpResponse:
    """Let the data be used again, with the reason."""
    form = SuspensionForm(request.POST)
    whose = whose_at(request.POST.get("de", ""))
    held = restriction_of(whose) if whose else None
    if not form.is_valid() or held is None:
        return _show(request, form)
    lift_restriction(restriction=held, reason=form.cleaned_data["reason"], actor=staff_of(request), now=now())
    messages.success(request, _("Estos datos se pueden usar otra vez."))
    return _show(request)


@delegate
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Let go of what the schedule lets go of one person."""
    gone = forget_person(address=request.POST.get("de", ""), actor=staff_of(request), now=now())
    sentence = ngettext("Se soltó %(count)d registro.", "Se soltaron %(count)d registros.", gone)
    messages.success(request, sentence % {"count": gone} if gone else _("Nada de esta persona venció su plazo."))
    return _show(request)


@delegate
@require_POST
def hand_over_pdf(request: HttpRequest) -> HttpResponse:
    """Return all that is kept on somebody as a PDF to be handed over."""
    address, moment = request.POST.get("de", ""), now()
    gathered = dossiers.open_dossier(staff_of(request), address, moment, Act.DATA_HANDED_OVER, "pdf")
    sections = [DossierSection(section.title, section.kept, section.rows) for section in gathered.sections]
    content = render_dossier(whose=gathered.whose.title, sections=sections, at=moment)
    return _attachment(content, "application/pdf", "pdf")


@delegate
@require_POST
def hand_over_json(request: HttpRequest) -> HttpResponse:
    """Return all that is kept on somebody as a file that a program reads (portability)."""
    address, moment = request.POST.get("de", ""), now()
    gathered = dossiers.open_dossier(staff_of(request), address, moment, Act.DATA_HANDED_OVER, "json")
    return _attachment(dossiers.as_json(gathered), "application/json", "json")


def _attachment(content: bytes, kind: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="datos-personales.{ending}"'
    return response
