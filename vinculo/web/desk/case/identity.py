"""The affiliate's document beside the registry: the officer compares and confirms, and a second is asked (D18)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from vinculo.actions.cases.affiliate_identity import confirm_affiliate
from vinculo.actions.shared.guards import Stale
from vinculo.queries.cases import identity_page
from vinculo.web.desk.case.forms import ReasonForm
from vinculo.web.desk.case.page import back, overtaken
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.shared.clock import now
from vinculo.web.shared.fields import WordsField


class ConfirmForm(ReasonForm):
    """Why the document is the affiliate's; where it contradicts the registry, the document that explains it."""

    field_order = ("explained_by", "reason")
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    explained_by = WordsField(
        label=_lazy("Documento que explica la diferencia"),
        help_text=_lazy("Qué documento es, quién lo emitió y su fecha: por ejemplo, la partida rectificada."),
        longest=300,
        error_messages={
            "required": _lazy("Escriba qué documento explica la diferencia."),
            "max_length": _lazy("Escriba hasta 300 letras."),
        },
    )

    def __init__(self, *args: Any, explained: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Qué comparó y por qué es la misma persona. Lo leerá quien confirme.")
        if not explained:
            del self.fields["explained_by"]


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, reference: str, paper: int) -> HttpResponse:
    """Show registry and document side by side; the POST confirms with a reason and asks for a second."""
    shown = identity_page.compare_page(staff_of(request), reference, paper, now())
    if not shown.to_agree:
        return overtaken(request, reference)
    form = ConfirmForm(request.POST or None, explained=shown.explained, initial={"seen": shown.seen})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            confirm_affiliate(
                paper=shown.paper,
                reason=data["reason"],
                seen=data["seen"],
                explained_by=data.get("explained_by", ""),
                actor=staff_of(request),
                now=now(),
            )
        except Stale:
            return overtaken(request, reference)
        messages.success(
            request, _("Se pidió la confirmación de otra persona. Mientras tanto puede seguir con otros casos.")
        )
        return back(reference)
    context = {"case": shown.case, "shown": shown, "form": form}
    return render(request, "desk/case/identity.html", context, status=422 if form.errors else 200)
