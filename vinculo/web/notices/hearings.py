"""The codes that are open for annulment: the list with its terms, and writing down what a person says (D35)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.control.samples import HearingOver, record_statement
from vinculo.actions.shared.guards import Stale
from vinculo.queries.control import hearings
from vinculo.web.notices.notices import of_the_centre
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import base_of, staff_of
from vinculo.web.shared.errors import show_changed
from vinculo.web.shared.fields import DayField, WordsField, read_of


class StatementForm(forms.Form):
    """What a person says, what they show, and on which day."""

    words = WordsField(
        label=_lazy("Lo que dice la persona"),
        longest=4000,
        help_text=_lazy("Con sus palabras. Léaselo antes de guardar: después no se puede cambiar."),
        error_messages={
            "required": _lazy("Escriba lo que dice la persona."),
            "max_length": _lazy("Como mucho 4000 letras."),
        },
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    papers = WordsField(
        label=_lazy("Documentos que muestra"),
        longest=300,
        required=False,
        help_text=_lazy("Cuál, de quién lo emitió y de qué fecha. Si no muestra ninguno, déjelo vacío."),
        error_messages={"max_length": _lazy("Como mucho 300 letras.")},
    )
    said_on = DayField(label=_lazy("Día en que lo dice"), error_messages={"required": _lazy("Escriba el día.")})

    def __init__(self, *args: Any, since: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said_on"].initial = today
        self.since, self.today = since, today

    def clean_said_on(self) -> date:
        """Refuse a day before the opening, and one to come."""
        day: date = self.cleaned_data["said_on"]
        if not self.since <= day <= self.today:
            words = {"since": f"{self.since:%d/%m/%Y}", "today": f"{self.today:%d/%m/%Y}"}
            raise forms.ValidationError(_("Escriba un día entre el %(since)s y el %(today)s.") % words)
        return day


@of_the_centre
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the codes that are open for annulment, with who opened them, since when, the term and whether heard."""
    context = {"base": base_of(request), "lines": hearings.list_opened(staff_of(request), now())}
    return render(request, "notices/hearings.html", context)


@of_the_centre
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was said before a code is annulled; the POST writes down what the person says now."""
    shown = hearings.read_hearing(staff_of(request), pk, now())
    posted = request.POST if request.method == "POST" else None
    form = StatementForm(posted, since=shown.line.opened_on, today=shown.today)
    if request.method == "POST" and form.is_valid():
        try:
            record_statement(
                sample=shown.line.sample, **form.cleaned_data, actor=staff_of(request), now=now(), read=read_of(request)
            )
        except (Stale, HearingOver):
            return show_changed(request, "notices:hearing", pk=pk)
        messages.success(request, _("Consta lo que dijo la persona. Lo verá quien decide."))
        return redirect("notices:hearing", pk=pk)
    context = {"base": base_of(request), "shown": shown, "form": form}
    return render(request, "notices/hearing.html", context, status=422 if form.errors else 200)
