"""The page on which a value that somebody claims is compared with what an event changed (D32)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from vinculo.queries.operations.value_proof import check_value, provable_fields
from vinculo.rules.log.values import Verdict
from vinculo.rules.log.words import FIELD_WORDS, VERDICT_WORDS
from vinculo.rules.shared import identity
from vinculo.web.audit.pages import auditor
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import staff_of
from vinculo.web.shared.fields import PLAIN, NumberField

PROVED = {Verdict.OLD, Verdict.NEW, Verdict.BOTH}


class ClaimForm(forms.Form):
    """Of whom, which value, and what is claimed; nothing claimed means that there was nothing."""

    person = NumberField(
        identity.number_of_person,
        label=_lazy("Código, cédula o documento de la persona"),
        help_text=_lazy("Con el que consta hoy."),
    )
    field = forms.ChoiceField(label=_lazy("Qué dato"))
    claimed = forms.CharField(
        label=_lazy("Valor que se afirma"),
        help_text=_lazy("Tal como constaba, con tildes. Un día como dd/mm/aaaa. Vacío si se afirma que no había nada."),
        required=False,
        max_length=2000,
        widget=forms.TextInput(PLAIN),
    )

    def __init__(self, *args: Any, fields: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, FIELD_WORDS.get(name, name)) for name in fields]
        self.fields["field"] = forms.ChoiceField(label=_lazy("Qué dato"), choices=choices)


@auditor
@sensitive_post_parameters("person", "claimed")
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether a claimed value is the old one or the new one; what is typed is kept nowhere."""
    staff = staff_of(request)
    fields = provable_fields(staff, pk)
    form = ClaimForm(request.POST if request.method == "POST" else None, fields=fields)
    context: dict[str, Any] = {"form": form, "number": pk}
    if not form.is_valid():
        return render(request, "audit/proof.html", context, status=422 if form.is_bound else 200)
    verdict = check_value(staff, number=pk, now=now(), **form.cleaned_data)
    context |= {"verdict": VERDICT_WORDS[verdict], "proved": verdict in PROVED}
    return render(request, "audit/proof.html", context)
