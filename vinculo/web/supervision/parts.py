"""A part of a day that a centre cannot serve: hours, a counter, fewer counters; whom it hits, then the act (D38)."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vinculo.actions.closures.closures import close_scope
from vinculo.actions.shared.guards import Stale
from vinculo.queries.booking.day_calendar import horizon
from vinculo.queries.closures import closures
from vinculo.queries.queue import day_report
from vinculo.queries.shared.local_time import local_day, local_moment
from vinculo.queries.shared.marks import mark_of
from vinculo.web.shared.clock import now
from vinculo.web.shared.fields import read_of
from vinculo.web.supervision.closing import tell_outcome
from vinculo.web.supervision.door import staff_of, supervisor
from vinculo.web.supervision.forms import ToldReasonForm, closing_day

if TYPE_CHECKING:
    from vinculo.records.models import Agency

HOURS, COUNTER, FEWER = "hours", "counter", "fewer"
PARTS = [
    (HOURS, gettext_lazy("El centro no atiende en esas horas")),
    (COUNTER, gettext_lazy("Una ventanilla no atiende en esas horas")),
    (FEWER, gettext_lazy("El centro atiende en esas horas con menos ventanillas")),
]


def hour_field(label: Any) -> forms.TimeField:
    """Return the field of an hour of the day."""
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={
            "required": gettext_lazy("Escriba la hora, así: 14:00."),
            "invalid": gettext_lazy("Escriba la hora, así: 14:00."),
        },
    )


def _number(label: Any, help_text: Any) -> forms.IntegerField:
    wrong = gettext_lazy("Escriba un número de 1 a 60.")
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=60,
        help_text=help_text,
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class PartForm(ToldReasonForm):
    """What of a day is closed, and why."""

    what = forms.ChoiceField(
        label=gettext_lazy("¿Qué pasa ese día?"),
        choices=PARTS,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Elija qué se cierra."),
            "invalid_choice": gettext_lazy("Elija una de la lista."),
        },
    )
    since = hour_field(gettext_lazy("Desde las"))
    until = hour_field(gettext_lazy("Hasta las"))
    first = closing_day(gettext_lazy("Primer día"))
    last = closing_day(gettext_lazy("Último día"), required=False, help_text=gettext_lazy("Vacío: solo el primer día."))
    counter = _number(gettext_lazy("Número de la ventanilla"), gettext_lazy("Solo si una ventanilla no atiende."))
    most = _number(
        gettext_lazy("Ventanillas que siguen atendiendo con turno"),
        gettext_lazy("Solo si se atiende con menos ventanillas."),
    )
    field_order = ("what", "first", "last", "since", "until", "counter", "most", "reason")

    def __init__(self, agency: Agency, day: date, *args: Any, **kwargs: Any) -> None:
        self.agency, self.day = agency, day
        super().__init__(*args, **kwargs)
        self.fields["first"].initial = day
        self.fields["since"].initial, self.fields["until"].initial = agency.opens, agency.closes

    def clean(self) -> dict[str, Any]:
        """Check the hours, the days, and the number that is asked for."""
        data = super().clean() or self.cleaned_data
        self.day = data.get("first") or self.day
        if self.day < local_day(self.agency, now()):
            self.add_error("first", _("Ese día ya pasó."))
        self._check_hours(data.get("since"), data.get("until"))
        last = data["last"] = data.get("last") or self.day
        if last < self.day:
            self.add_error("last", _("El último día no puede ser anterior al primero."))
        elif last > (end := horizon(self.agency, now())[1]):
            message = _("Una parte de un día se cierra en los días ya abiertos: hasta el %(day)s.")
            self.add_error("last" if self.day <= end else "first", message % {"day": f"{end:%d/%m/%Y}"})
        asked = {COUNTER: "counter", FEWER: "most"}.get(data.get("what", ""))
        if asked and asked not in self.errors:
            self._check_number(asked, data.get(asked))
        return data

    def _check_hours(self, since: time | None, until: time | None) -> None:
        if since is None or until is None:
            return
        here = local_moment(self.agency, now())
        if until <= since:
            self.add_error("until", _("La segunda hora debe ser posterior a la primera."))
        elif self.day == here.date() and until <= here.time():
            self.add_error("until", _("Esas horas ya pasaron."))
        elif until <= self.agency.opens or since >= self.agency.closes:
            self.add_error("since", _("A esas horas el centro no atiende."))

    def _check_number(self, name: str, number: int | None) -> None:
        if number is None:
            self.add_error(name, _("Escriba un número de 1 a 60."))
        elif not (
            closures.has_counter(self.agency, number)
            if name == "counter"
            else closures.has_seats_above(self.agency, number, now())
        ):
            missing = {
                "counter": _("Ese centro no tiene esa ventanilla en los días ya abiertos."),
                "most": _("El centro ya no atiende con turno en más ventanillas que esas."),
            }
            self.add_error(name, missing[name])

    def scope(self) -> closures.ClosingScope:
        """Return what was chosen; only of a valid form."""
        data = self.cleaned_data
        return closures.ClosingScope(
            agency=self.agency,
            first=self.day,
            last=data["last"],
            counter=data["counter"] if data["what"] == COUNTER else None,
            since=data["since"],
            until=data["until"],
            most=data["most"] if data["what"] == FEWER else None,
        )


@supervisor
@require_http_methods(["GET", "HEAD", "POST"])
def close_part(request: HttpRequest, agency: int, day: date) -> HttpResponse:
    """Ask what of a day is closed and why; show whom it hits; close it and give them other hours."""
    staff = staff_of(request)
    where = day_report.agency_of(staff, agency)
    day = max(day, local_day(where, now()))  # the way here from a day that is over, too
    form = PartForm(where, day, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid() or "volver" in request.POST:
        return _show_form(request, form)
    if "decidido" not in request.POST:
        return _ask(request, form)
    try:
        closed = close_scope(
            scope=form.scope(), reason=form.cleaned_data["reason"], actor=staff, now=now(), read=read_of(request)
        )
    except Stale:
        return _ask(request, form, changed=True)
    messages.success(request, _("Cerrado."))
    tell_outcome(request, closed)
    return redirect("supervision:close_part", agency=agency, day=form.day)


def _show_form(request: HttpRequest, form: PartForm) -> HttpResponse:
    """Show the form, with the parts of the centre that are closed already."""
    standing = closures.parts_in_force(form.agency, now())
    context = {"form": form, "agency": form.agency, "day": form.day, "standing": standing}
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "supervision/close_part.html", context, status=status)


def _ask(request: HttpRequest, form: PartForm, *, changed: bool = False) -> HttpResponse:
    """Show whom it hits and ask; or show it anew where it is not as it was read."""
    scope = form.scope()
    context = {
        "form": form,
        "agency": form.agency,
        "day": form.day,
        "scope": scope,
        "reason": form.cleaned_data["reason"],
        "hit": closures.turnos_in_scope(scope, now()),
        "mark": mark_of(*closures.what_is_read(scope)),
        "changed": changed,
    }
    return render(request, "supervision/close_part_confirm.html", context, status=409 if changed else 200)
