"""The files of cases that the schedule lets go: what is past it, what holds it, and the list that is proposed (D34)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vinculo.actions.operations.disposal import MinutesTaken, NothingToPropose, propose_disposal
from vinculo.actions.shared.guards import Stale
from vinculo.queries.rights.disposal import read_files
from vinculo.rules.rights.words import DISPOSAL_STATES
from vinculo.web.delegate.door import delegate, staff_of
from vinculo.web.shared.clock import now
from vinculo.web.shared.fields import CHANGED, WordsField, read_of


class MinutesForm(forms.Form):
    """By which minutes of the archive the files are proposed."""

    minutes = WordsField(
        label=gettext_lazy("Número del acta de eliminación del archivo"),
        longest=60,
        error_messages={
            "required": gettext_lazy("Escriba el número del acta."),
            "max_length": gettext_lazy("Como mucho 60 letras."),
        },
    )


@delegate
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """Show what is past the schedule; the POST proposes the files that nothing holds, by the minutes typed."""
    form = MinutesForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = _propose(request, form)
        if status == 302:
            messages.success(request, _("Lista propuesta. Ahora la revisa la supervisión nacional."))
            return redirect("delegate:files")
    shown = read_files(staff_of(request), now(), timezone.localdate(now()))
    rows = [(line, DISPOSAL_STATES[line.row.state]) for line in shown.lists]
    return render(request, "delegate/files.html", {"shown": shown, "form": form, "rows": rows}, status=status)


def _propose(request: HttpRequest, form: MinutesForm) -> int:
    """Propose the list and return the status of the answer; what stood in the way is said in the form."""
    try:
        propose_disposal(
            minutes=form.cleaned_data["minutes"], actor=staff_of(request), now=now(), read=read_of(request)
        )
    except MinutesTaken:
        form.add_error("minutes", _("Ya hay una lista con esa acta. Revise el número."))
        return 422
    except NothingToPropose:
        form.add_error(None, _("No hay expedientes que se puedan proponer."))
        return 422
    except Stale:
        form.add_error(None, CHANGED)
        return 409
    return 302
