"""The lists of files that the delegate proposes to dispose of, which a supervisor of the nation approves (D34)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.operations.disposal import OwnList, decide_disposal
from vinculo.actions.shared.guards import Stale
from vinculo.queries.rights.disposal import lists_to_decide, read_list
from vinculo.rules.rights.status import DISPOSAL, DisposalAct
from vinculo.rules.rights.words import DISPOSAL_STATES
from vinculo.rules.shared.transitions import NotAllowedError
from vinculo.rules.staff.access import Work
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import door, staff_of
from vinculo.web.shared.fields import CHANGED, WordsField, radio, read_of

archivist = door(Work.ARCHIVE)


class DisposalForm(forms.Form):
    """Whether the files of a list may go, and why not."""

    answer = radio(
        _lazy("¿Se eliminan estos expedientes?"),
        [(DisposalAct.APPROVE.value, _lazy("Sí, según el acta")), (DisposalAct.REFUSE.value, _lazy("No"))],
    )
    reason = WordsField(
        label=_lazy("Motivo, si no"),
        longest=300,
        required=False,
        error_messages={"max_length": _lazy("Como mucho 300 letras.")},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the list is not approved."""
        data = super().clean() or self.cleaned_data
        if data.get("answer") == DisposalAct.REFUSE and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Escriba por qué no se eliminan."))
        return data


@archivist
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List what was proposed, the newest first."""
    rows = [(line, DISPOSAL_STATES[line.row.state]) for line in lists_to_decide(staff_of(request))]
    return render(request, "supervision/files.html", {"rows": rows})


@archivist
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the cases of a list, and take whether they go."""
    row, cases = read_list(staff_of(request), pk, now())
    form = DisposalForm(request.POST if request.method == "POST" else None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            decide_disposal(
                disposal_list=row,
                act=DisposalAct(form.cleaned_data["answer"]),
                reason=form.cleaned_data["reason"],
                actor=staff_of(request),
                now=now(),
                read=read_of(request),
            )
        except (Stale, NotAllowedError):
            form.add_error(None, CHANGED)
            status = 409
        except OwnList:
            form.add_error(None, _("Usted propuso esta lista: la decide otra persona."))
            status = 422
        else:
            messages.success(request, _("Su decisión quedó registrada."))
            return redirect("supervision:files")
        row, cases = read_list(staff_of(request), pk, now())
    context = {
        "row": row,
        "cases": cases,
        "form": form,
        "state": DISPOSAL_STATES[row.state],
        "open": bool(DISPOSAL.acts(row.state)),
    }
    return render(request, "supervision/files_one.html", context, status=status)
