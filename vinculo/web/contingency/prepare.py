"""What is printed before or on a day without network: the list of the turnos, and numbered tickets."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from vinculo.actions.queue import contingency
from vinculo.documents import contingency as contingency_paper
from vinculo.documents import day_list as day_list_paper
from vinculo.queries.queue import contingency as contingency_query
from vinculo.rules.queue.contingency import SHEET
from vinculo.rules.staff.access import Work
from vinculo.web.shared.choices import CentreField
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import base_of, door, staff_of
from vinculo.web.shared.fields import PickedDayField

if TYPE_CHECKING:
    from vinculo.records.models import Agency, Staff

inside = door(Work.CONTINGENCY)
SHEETS = [(n, n * SHEET) for n in range(1, 9)]


class DayForm(forms.Form):
    """Of which centre, and which day."""

    agencia = CentreField(label=_lazy("Centro"), queryset=None, required=False)
    dia = PickedDayField(
        label=_lazy("Día"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": _lazy("Escriba el día así: 03/12/2026.")},
    )

    def __init__(self, staff: Staff, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = contingency_query.places(staff).select_related("province").order_by("name")
        self.fields["agencia"].queryset = mine  # type: ignore[attr-defined]
        if len(mine) == 1:
            self.fields["agencia"].widget = forms.HiddenInput()

    def place(self, staff: Staff) -> Agency:
        """Return the centre that was chosen, else the first one."""
        chosen = self.cleaned_data.get("agencia") if self.is_valid() else None
        return contingency_query.place(staff, chosen.pk if chosen else None)

    def day(self, agency: Agency) -> date:
        """Return the day that was chosen, else today."""
        chosen: date | None = self.cleaned_data.get("dia") if self.is_valid() else None
        return chosen or contingency_query.today(agency, now())

    def clean_dia(self) -> date | None:
        """Refuse a day of another age."""
        day: date | None = self.cleaned_data["dia"]
        if day is not None and not 2000 <= day.year < 2200:
            raise forms.ValidationError(_("Escriba el día así: 03/12/2026."))
        return day


class TicketsForm(forms.Form):
    """How many sheets of tickets, and the last number that was seen."""

    sheets = forms.TypedChoiceField(
        label=_lazy("Cuántas hojas"), coerce=int, error_messages={"required": _lazy("Elija cuántas hojas.")}
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=999)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(n, _("%(sheets)s hojas, %(count)s boletos") % {"sheets": n, "count": c}) for n, c in SHEETS]
        named[0] = (1, _("1 hoja, %(count)s boletos") % {"count": SHEET})
        self.fields["sheets"].choices = named  # type: ignore[attr-defined]


def _read_request(request: HttpRequest) -> tuple[DayForm, Agency, date]:
    form = DayForm(staff_of(request), request.GET or request.POST or None)
    agency = form.place(staff_of(request))
    return form, agency, form.day(agency)


@inside
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what can be printed for a day, and what was."""
    return _home(request)


def _home(request: HttpRequest, status: int = 200, problem: str = "") -> HttpResponse:
    form, agency, day = _read_request(request)
    prepared = contingency_query.prepared_day(staff_of(request), agency.pk, day)
    shown = DayForm(staff_of(request), initial={"agencia": agency.pk, "dia": day})
    for field in shown.fields.values():
        field.required = True  # both are filled in already: nothing is said to be left out
    tickets = TicketsForm(initial={"after": prepared.last, "sheets": 2})
    context = {
        "form": form if form.errors else shown,
        "tickets": tickets,
        "prepared": prepared,
        "problem": problem,
        "base": base_of(request),
    }
    return render(request, "contingency/home.html", context, status=422 if form.errors and status == 200 else status)


@inside
@require_safe
def day_list(request: HttpRequest) -> HttpResponse:
    """Return the list of the day as PDF."""
    _form, agency, day = _read_request(request)
    facts = contingency_query.day_list(staff_of(request), agency.pk, day, now())
    return _pdf(day_list_paper.render(facts), f"turnos-{day:%Y-%m-%d}")


@inside
@require_POST
def tickets(request: HttpRequest) -> HttpResponse:
    """Take the next numbers and return them as PDF; sent again, the numbers are others: none is printed twice."""
    form = TicketsForm(request.POST)
    _form, agency, day = _read_request(request)
    if not form.is_valid():
        return _home(request, 422, _("Elija cuántas hojas."))
    try:
        facts = contingency.print_tickets(
            agency=agency,
            day=day,
            count=form.cleaned_data["sheets"] * SHEET,
            after=form.cleaned_data["after"],
            actor=staff_of(request),
            now=now(),
        )
    except contingency.PrintedMeanwhile:
        return _home(
            request, 409, _("Ya se imprimieron boletos con esos números. Si le hacen falta más, imprima otros.")
        )
    except contingency.NoNumberLeft:
        return _home(request, 409, _("Ya no quedan números para este día: llegan hasta C-999."))
    except contingency.NotThen:
        first = contingency_query.today(agency, now())
        last = first + timedelta(days=contingency_query.AHEAD)
        words = {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
        return _home(request, 422, _("Elija un día entre el %(first)s y el %(last)s.") % words)
    return _pdf(contingency_paper.render(facts), f"boletos-{day:%Y-%m-%d}-{facts.first:03d}")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
