"""The plan of the week of a centre: seen, added to and taken from by its supervisor; it asks whom that hits (D38)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.closures.changes import Strands, seat_stranded
from vinculo.actions.closures.plans import Change, NewHours, drop_hours, plan_hours
from vinculo.actions.shared.guards import Stale
from vinculo.queries.closures import plans
from vinculo.queries.queue import day_report
from vinculo.queries.shared.local_time import local_day
from vinculo.queries.shared.marks import mark_of
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.errors import show_changed
from vinculo.web.shared.fields import read_of
from vinculo.web.supervision.centres import choose_centre
from vinculo.web.supervision.closing import tell_outcome
from vinculo.web.supervision.door import staff_of, supervisor
from vinculo.web.supervision.forms import ToldReasonForm, closing_day
from vinculo.web.supervision.parts import hour_field

if TYPE_CHECKING:
    from vinculo.actions.closures.changes import Changed
    from vinculo.records.models import Agency

WEEKDAYS = [
    ("", gettext_lazy("Todos los días")),
    ("0", gettext_lazy("Lunes")),
    ("1", gettext_lazy("Martes")),
    ("2", gettext_lazy("Miércoles")),
    ("3", gettext_lazy("Jueves")),
    ("4", gettext_lazy("Viernes")),
]
LONGEST_ROW = 18  # digits that fit the key of a row in every database
WRONG = gettext_lazy("Escriba un número de 0 a 60; 0 si nadie atiende con turno.")


class PlanForm(forms.Form):
    """Hours of the week in which another number of counters attends turnos."""

    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Día"), choices=WEEKDAYS, required=False, coerce=int, empty_value=None
    )
    procedure: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=gettext_lazy("Trámite"), queryset=None, required=False, empty_label=gettext_lazy("Todos los trámites")
    )
    since = hour_field(gettext_lazy("Desde las"))
    until = hour_field(gettext_lazy("Hasta las"))
    counters = forms.IntegerField(
        label=gettext_lazy("Ventanillas que atienden con turno"),
        min_value=0,
        max_value=60,
        help_text=gettext_lazy("0 si nadie atiende con turno, como en el almuerzo."),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), WRONG),
    )
    valid_from = closing_day(gettext_lazy("Desde el día"), required=False, help_text=gettext_lazy("Vacío: desde hoy."))

    def __init__(self, agency: Agency, *args: Any, **kwargs: Any) -> None:
        self.agency = agency
        super().__init__(*args, **kwargs)
        self.fields["procedure"].queryset = plans.served_procedures(agency)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The hours stand in their order and within those of the centre; the plan does not begin in the past."""
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until <= since:
            self.add_error("until", _("La segunda hora debe ser posterior a la primera."))
        elif since and until and (until <= self.agency.opens or since >= self.agency.closes):
            self.add_error("since", _("A esas horas el centro no atiende."))
        today = local_day(self.agency, now())
        if (data.get("valid_from") or today) < today:
            self.add_error("valid_from", _("Ese día ya pasó."))
        return data

    def hours(self) -> NewHours:
        """Return what was typed; only of a valid form."""
        data = self.cleaned_data
        return NewHours(
            since=data["since"],
            until=data["until"],
            counters=data["counters"],
            valid_from=data["valid_from"] or local_day(self.agency, now()),
            weekday=data["weekday"],
            procedure=data["procedure"],
        )


@supervisor
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Lead to the plan of the own centre; the person who answers for several chooses one."""
    return choose_centre(
        request, "supervision/plans.html", lambda agency: reverse("supervision:plan", args=[agency.pk])
    )


@supervisor
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, agency: int) -> HttpResponse:
    """Show the plan and the counters of each hour; add hours, or take some out, and ask whom that hits."""
    where = day_report.agency_of(staff_of(request), agency)
    dropped = request.POST.get("quitar", "")
    form = PlanForm(where, request.POST if request.method == "POST" and not dropped else None)
    if request.method != "POST" or "volver" in request.POST or (not dropped and not form.is_valid()):
        return _show_plan(request, where, form)
    decided = "decidido" in request.POST
    reason = ToldReasonForm(request.POST if decided else None)
    change = Change(
        agency=where,
        actor=staff_of(request),
        now=now(),
        random_source=RANDOM,
        reason=reason.cleaned_data["reason"] if reason.is_valid() else "",
        read=read_of(request),
    )
    try:
        changed: Changed[None]
        if dropped:
            changed = drop_hours(change=change, row=_parse_row(dropped))
        else:
            changed = plan_hours(change=change, hours=form.hours())
    except Stale:
        return show_changed(request, "supervision:plan", agency=agency)
    except Strands as stranded:
        return _ask(request, where, reason, stranded)
    messages.success(request, _("El plan de la semana cambió."))
    if closed := seat_stranded(changed=changed, now=change.now):
        tell_outcome(request, closed)
    return redirect("supervision:plan", agency=agency)


def _parse_row(text: str) -> int:
    """Return the row of the plan that a page names; 0, which is none, for what no page of ours says."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_ROW else 0


def _show_plan(request: HttpRequest, agency: Agency, form: PlanForm) -> HttpResponse:
    rows = plans.plan_of(agency)
    weekdays = [name for _number, name in WEEKDAYS[1:]]
    weeks = [
        (
            each,
            [
                (hour.starts, list(zip(weekdays, hour.counters, strict=True)))
                for hour in plans.week_of(agency, each, now())
            ],
        )
        for each in plans.served_procedures(agency)
    ]
    context = {
        "agency": agency,
        "form": form,
        "rows": [(each, WEEKDAYS[0 if each.weekday is None else each.weekday + 1][1]) for each in rows],
        "weeks": weeks,
        "weekdays": weekdays,
        "mark": mark_of(agency, *rows),
    }
    return render(request, "supervision/plan.html", context, status=422 if form.errors else 200)


def _ask(request: HttpRequest, agency: Agency, reason: ToldReasonForm, stranded: Strands) -> HttpResponse:
    """Show whom the change would hit, with all that was typed kept in the page."""
    own = {"csrfmiddlewaretoken", "decidido", "volver", "reason"}
    kept = [(name, value) for name, values in request.POST.lists() if name not in own for value in values]
    context = {"agency": agency, "form": reason, "hit": stranded.turnos, "kept": kept}
    return render(request, "supervision/plan_confirm.html", context, status=422 if reason.is_bound else 200)
