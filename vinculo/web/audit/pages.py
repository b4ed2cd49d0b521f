"""The page of the auditor: who looked at or changed this case, this person, this code (D32)."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from vinculo.queries.operations.log_reading import Question, Reading, list_unusual, read_log
from vinculo.queries.shared.local_time import in_zone
from vinculo.rules.log.words import ACT_WORDS
from vinculo.rules.shared.identity import normalise_number
from vinculo.rules.staff.access import Work
from vinculo.web.shared.cells import plain
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import door, staff_of
from vinculo.web.shared.fields import CAPITALS, PLAIN, DayField

auditor = door(Work.LOG)
DAYS = 30  # before today, where nobody chose
ANY = ("", _lazy("cualquiera"))


class LogForm(forms.Form):
    """What an auditor asks of the log; one of the first four at least."""

    case = forms.CharField(
        label=_lazy("Número del caso o del turno"), required=False, max_length=20, widget=forms.TextInput(CAPITALS)
    )
    number = forms.CharField(
        label=_lazy("Código, cédula o documento de la persona"),
        required=False,
        max_length=40,
        widget=forms.TextInput(CAPITALS),
    )
    officer = forms.CharField(
        label=_lazy("Usuario del funcionario"), required=False, max_length=150, widget=forms.TextInput(PLAIN)
    )
    act = forms.ChoiceField(
        label=_lazy("Qué se hizo"), required=False, choices=[ANY, *sorted(ACT_WORDS.items(), key=lambda each: each[1])]
    )
    since = DayField(label=_lazy("Desde el día"))
    until = DayField(label=_lazy("Hasta el día"))

    def clean(self) -> dict[str, Any]:
        """Ask for something to look for, and for days in their order."""
        data = super().clean() or {}
        if not self.errors and not any(data.get(name) for name in ("case", "number", "officer", "act")):
            raise forms.ValidationError(_("Escriba un caso, una persona o un funcionario, o elija qué se hizo."))
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _("El último día no puede ser anterior al primero."))
        return data

    def question(self) -> Question:
        """Return what is asked."""
        data = self.cleaned_data
        return Question(
            since=data["since"],
            until=data["until"],
            case=data["case"].strip().upper(),
            number=normalise_number(data["number"]) if data["number"].strip() else "",
            officer=data["officer"].strip(),
            act=data["act"],
        )


@auditor
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """Ask the log, as a page or as a file; before that, who read unusually much."""
    staff, moment = staff_of(request), now()
    today = in_zone(settings.TIME_ZONE, moment).date()
    first = {"since": today - timedelta(days=DAYS), "until": today}
    form = LogForm(request.POST if request.method == "POST" else None, initial=first)
    if not form.is_valid():
        unusual = [] if form.is_bound else list_unusual(staff, moment)
        context = {"form": form, "unusual": unusual, "asked": False, "most": settings.UNUSUAL_READS}
        return render(request, "audit/log.html", context, status=422 if form.is_bound else 200)
    whole = "export" in request.POST
    reading = read_log(staff, form.question(), moment, whole=whole)
    if whole:
        return _file(reading)
    return render(request, "audit/log.html", {"form": form, "reading": reading, "asked": True})


def _file(reading: Reading) -> HttpResponse:
    """Return what was read as CSV; no cell begins a formula."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="bitacora.csv"'
    writer = csv.writer(answer)
    writer.writerow(
        [
            _("número"),
            _("momento"),
            _("quién"),
            _("centro"),
            _("qué hizo"),
            _("sobre qué"),
            _("referencia"),
            _("campos"),
        ]
    )
    for line in reading.lines:
        at = in_zone(settings.TIME_ZONE, line.at).isoformat(timespec="seconds")
        cells = [line.number, at, line.who, line.centre, line.act, line.subject, line.reference, line.fields]
        writer.writerow(plain(cells))
    return answer
