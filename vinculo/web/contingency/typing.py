"""Typing paper tickets in, once the system is back."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from vinculo.actions.queue import contingency
from vinculo.queries.queue import contingency as contingency_query
from vinculo.queries.shared.local_time import local_day
from vinculo.rules.queue.contingency import PaperTicketOutcome, paper_number, read_paper_number
from vinculo.rules.shared.labels import CONTINGENCY_OUTCOMES, TICKET_ORIGINS
from vinculo.rules.staff.access import Work
from vinculo.web.shared.choices import choices_of
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.doors import door, staff_of
from vinculo.web.shared.fields import PickedDayField

officer = door(Work.COUNTER)


class TypeInForm(forms.Form):
    """One paper ticket with its line of the list."""

    number = forms.CharField(
        label=_lazy("Número del boleto"),
        max_length=20,
        help_text=_lazy("Por ejemplo C-007, o solo 7."),
        error_messages={"required": _lazy("Escriba el número del boleto.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "size": "8"}),
    )
    day = PickedDayField(
        label=_lazy("Día"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text=_lazy("El que está impreso."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _lazy("Elija el día."), "invalid": _lazy("Escriba el día así: 03/12/2026.")},
    )
    hour = forms.CharField(
        label=_lazy("Hora de llegada"),
        max_length=10,
        help_text=_lazy("Por ejemplo 9:35, o 0935."),
        error_messages={"required": _lazy("Escriba la hora de llegada.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "size": "6"}),
    )
    turno = forms.CharField(
        label=_lazy("Número del turno o del caso"),
        required=False,
        max_length=64,
        help_text=_lazy("El del caso, si regresó con una corrección. Vacío si vino sin turno."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )
    categories = forms.MultipleChoiceField(
        label=_lazy(TICKET_ORIGINS["walk_in"]),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _lazy("Elija de la lista.")},
    )
    outcome = forms.ChoiceField(
        label=_lazy("Qué pasó"),
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Elija qué pasó."), "invalid_choice": _lazy("Elija una de las tres.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = contingency_query.categories()  # type: ignore[attr-defined]
        self.fields["outcome"].choices = choices_of(CONTINGENCY_OUTCOMES)  # type: ignore[attr-defined]

    def clean_number(self) -> int:
        """Return the number, however it was typed."""
        number = read_paper_number(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(_("Ese no es un número de boleto: van de C-001 a C-999."))
        return number

    def clean_hour(self) -> time:
        """Return the hour typed as 9:35, 09.35 or 0935."""
        digits = "".join(char for char in self.cleaned_data["hour"] if char.isascii() and char.isdigit())
        if len(digits) in {3, 4} and int(digits[:-2]) < 24 and int(digits[-2:]) < 60:
            return time(int(digits[:-2]), int(digits[-2:]))
        raise forms.ValidationError(_("Escriba la hora y los minutos; por ejemplo 9:35."))

    def paper(self) -> contingency.PaperTicket:
        """Return what was typed."""
        data = self.cleaned_data
        return contingency.PaperTicket(
            number=data["number"],
            day=data["day"],
            hour=data["hour"],
            outcome=PaperTicketOutcome(data["outcome"]),
            turno=data["turno"],
            categories=data["categories"],
        )


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def type_in(request: HttpRequest) -> HttpResponse:
    """Ask for a paper ticket and put it in its place; what was typed in already is shown as what it became."""
    form = TypeInForm(
        request.POST or None, initial={"day": _first_day(request), "outcome": PaperTicketOutcome.ARRIVED.value}
    )
    if request.method == "POST" and form.is_valid() and _type_in(request, form):
        return redirect(f"{reverse('contingency:type_in')}?dia={form.cleaned_data['day']:%Y-%m-%d}")
    return render(request, "contingency/type_in.html", {"form": form}, status=422 if form.errors else 200)


def _first_day(request: HttpRequest) -> date:
    """Return the day that was typed last, else today."""
    agency = staff_of(request).agency
    assert agency is not None  # an officer has one
    try:
        return date.fromisoformat(request.GET.get("dia", ""))
    except ValueError:
        return local_day(agency, now())


def _type_in(request: HttpRequest, form: TypeInForm) -> bool:
    paper = form.paper()
    printed = paper_number(paper.number)
    try:
        ticket = contingency.type_in(paper=paper, actor=staff_of(request), now=now(), random_source=RANDOM)
    except contingency.PaperTaken as taken:
        words = {"paper": printed, "number": taken.ticket.number, "state": taken.ticket.get_state_display()}
        form.add_error("number", _("%(paper)s ya se digitó: es el número %(number)s de ese día (%(state)s).") % words)
    except contingency.NotPrinted:
        form.add_error(
            "number", _("%s no se imprimió para ese día en este centro. Revise el número y el día.") % printed
        )
    except contingency.NotThen:
        form.add_error("hour", _("Ese día y esa hora todavía no llegan, o pasaron hace más de una semana. Revíselos."))
    except contingency.OnlyToday:
        form.add_error("outcome", _("De un día anterior se escribe si fue atendida o se retiró: ya nadie espera."))
    except contingency.NoSuchTurno:
        form.add_error("turno", _("No hay un turno de este centro ni un caso abierto con ese número. Revíselo."))
    else:
        _say_result(request, printed, ticket.number, ticket.paper_number == printed)
        return True
    return False


def _say_result(request: HttpRequest, printed: str, number: int, fresh: bool) -> None:
    words = {"paper": printed, "number": number}
    if fresh:
        messages.success(request, _("%(paper)s quedó digitado con el número %(number)s.") % words)
        return
    said = _("Ese turno ya estaba en la fila con el número %(number)s: el válido es ese, y %(paper)s no se digitó.")
    messages.warning(request, said % words)
