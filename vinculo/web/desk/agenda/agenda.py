"""The officer's first page, and finding the person who stands at the counter (S30)."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.queries.cases import agenda, agreements
from vinculo.queries.cases.finding import search as finding
from vinculo.queries.cases.work import lists
from vinculo.queries.closures import closures
from vinculo.queries.control import hearings, notices
from vinculo.queries.legal import waiting_cases
from vinculo.queries.operations import work_counts
from vinculo.queries.queue import queue
from vinculo.queries.shared import access
from vinculo.rules.queue.scanner import LONGEST
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.shared.clock import now


class DeskSearchForm(forms.Form):
    """What a reader types from the QR, or a person says: one field for all."""

    pagina = forms.IntegerField(required=False, min_value=1, max_value=finding.LAST_PAGE, widget=forms.HiddenInput)

    q = forms.CharField(
        label=_("Lea el QR, o escriba referencia, código, documento o nombre"),
        max_length=LONGEST,
        error_messages={
            "required": _("Lea el código QR o escriba un número."),
            "max_length": _("Eso es demasiado largo para una referencia o un número."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters", "autofocus": True}
        ),
    )


@officer
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show today's turnos and what waits, with the search in focus."""
    staff, moment = staff_of(request), now()
    context = {
        "agenda": agenda.agenda(staff, moment),
        "hall": queue.hall(staff, moment),
        "to_confirm": agreements.count_to_decide(staff, moment),
        "work": work_counts.of_officer(staff, moment),
        "notices": notices.count_undelivered(staff),
        "opened": hearings.count_opened(staff, moment)[0],
        "in_hand": lists.count_of_officer(staff, moment),
        "parts": closures.parts_of_today(access.agency_of(staff), moment),
        "form": DeskSearchForm(),
    }
    return render(request, "desk/agenda/home.html", context)


@officer
@require_safe
def powers(request: HttpRequest) -> HttpResponse:
    """Show the cases of proxies that wait for the legal unit, and those that can go on since (S38)."""
    return render(request, "desk/agenda/powers.html", {"rows": waiting_cases.at_the_agency(staff_of(request), now())})


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Find by what people bring, or by name; what is alone leads to its page. By POST: no number in an address."""
    form = DeskSearchForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "desk/agenda/search.html", {"form": form}, status=422 if request.method == "POST" else 200
        )
    result = finding.search(staff_of(request), form.cleaned_data["q"], now(), form.cleaned_data["pagina"] or 1)
    if result.only_turno is not None:
        return redirect("desk:turno", reference=result.only_turno)
    if result.only_case is not None:
        return redirect("desk:case", reference=result.only_case)
    return render(request, "desk/agenda/search.html", {"form": form, "result": result})
