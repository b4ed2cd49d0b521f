"""What becomes of a case in which something is in review when its visit ends: asked before anything ends (D37)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from vinculo.actions.cases.entries import LeftOpen, next_look
from vinculo.queries.cases.work.history import suggest_reason
from vinculo.rules.cases.work import LEFT_OPEN, MOST_WORDS, OTHER
from vinculo.web.desk.case.entry_forms import FOR_THE_SERVICE, TOO_LONG
from vinculo.web.shared.clock import now
from vinculo.web.shared.fields import WordsField

if TYPE_CHECKING:
    from vinculo.records.models import Case, Ticket


class LeftOpenForm(forms.Form):
    """Why the case stays open; words where no reason of the list says it."""

    reason = forms.ChoiceField(
        label=_lazy("¿Por qué queda abierto?"),
        widget=forms.RadioSelect,
        error_messages={"required": _lazy("Elija el motivo."), "invalid_choice": _lazy("Elija un motivo de la lista.")},
    )
    words = WordsField(
        label=_lazy("Qué falta hacer"),
        help_text=FOR_THE_SERVICE,
        required=False,
        longest=MOST_WORDS,
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(code, _(text)) for code, text in LEFT_OPEN.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for words where the reason is another one."""
        data = super().clean() or {}
        if data.get("reason") == OTHER and not data.get("words"):
            self.add_error("words", _("Escriba el motivo."))
        return data


def left_of(request: HttpRequest) -> tuple[LeftOpenForm, LeftOpen | None]:
    """Return the form as it was posted, and the reason where it has a good one."""
    form = LeftOpenForm(request.POST if "reason" in request.POST else None)
    data = form.cleaned_data if form.is_valid() else None
    return form, LeftOpen(data["reason"], data["words"]) if data else None


def ask_why(
    request: HttpRequest, case: Case, form: LeftOpenForm, back: str, *, ticket: Ticket | None = None, key: str = ""
) -> HttpResponse:
    """Ask, with the reason that the case itself suggests; the form leads to the act that was asked for."""
    if not form.is_bound:
        form = LeftOpenForm(initial={"reason": suggest_reason(case, now())})
    context = {
        "form": form,
        "case": case,
        "ticket": ticket,
        "key": key,
        "address": request.path,
        "back": back,
        "due": next_look(case, now()),
    }
    return render(request, "desk/case/ending.html", context, status=422 if form.errors else 200)
