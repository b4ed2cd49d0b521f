"""What is seldom so: the officer asks a supervisor or the legal unit to look at it (D22, D23)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vinculo.actions.cases.looks import ask_look
from vinculo.actions.shared.guards import Stale
from vinculo.queries.cases import look_page
from vinculo.web.desk.case.forms import ReasonForm
from vinculo.web.desk.case.page import back, overtaken
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.shared.clock import now


class AskLookForm(ReasonForm):
    """Why somebody else should look at it."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Qué vio y qué explica la persona. Lo leerá quien decida.")


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, reference: str, solicitud: str, finding: str) -> HttpResponse:
    """Show the finding and the two people; the POST asks for a look with a reason."""
    shown = look_page.read_look(staff_of(request), reference, solicitud, finding, now())
    if not shown.compared:
        return overtaken(request, reference)
    form = AskLookForm(request.POST or None, initial={"seen": shown.seen})
    if request.method == "POST" and form.is_valid():
        try:
            ask_look(
                solicitud=shown.solicitud,
                code=finding,
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"],
                actor=staff_of(request),
                now=now(),
            )
        except Stale:
            return overtaken(request, reference)
        messages.success(request, _("Se pidió la revisión. Mientras tanto puede seguir con otros casos."))
        return back(reference)
    context = {"shown": shown, "form": form}
    return render(request, "desk/case/look.html", context, status=422 if form.errors else 200)
