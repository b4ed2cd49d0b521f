"""The adoptions that wait for the unit: a list, and a page on which one is confirmed (S37)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.legal.adoptions import look_at_adoption
from vinculo.actions.shared.guards import Stale
from vinculo.queries.legal import adoptions
from vinculo.queries.shared.access import NotFoundHere
from vinculo.web.legal.door import lawyer, staff_of
from vinculo.web.shared.clock import now
from vinculo.web.shared.fields import CHANGED, WordsField, read_of


class LookForm(forms.Form):
    """A note that is kept beside the word of the unit."""

    note = WordsField(
        label=gettext_lazy("Nota interna"),
        longest=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": gettext_lazy("Escriba hasta 500 letras.")},
    )


@lawyer
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """List the adoptions that were recorded at the counters of the province."""
    return render(request, "legal/adoptions.html", {"rows": adoptions.waiting_adoptions(staff_of(request), now())})


@lawyer
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, paper: int) -> HttpResponse:
    """Show an adoption as it was recorded; the POST confirms that the unit looked at it."""
    try:
        adoption = adoptions.one(staff_of(request), paper, now())
    except NotFoundHere:
        if request.method != "POST" or not adoptions.is_of_unit(staff_of(request), paper):
            raise
        if not adoptions.is_looked_at_by(staff_of(request), paper):
            messages.warning(request, _("Esa adopción ya no espera: ya fue revisada, o el caso cambió. Vea la lista."))
        return redirect("legal:adoptions")
    form = LookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            look_at_adoption(
                paper=adoption,
                note=form.cleaned_data["note"],
                actor=staff_of(request),
                now=now(),
                read=read_of(request),
            )
        except Stale:
            form.add_error(None, CHANGED)
            return render(request, "legal/adoption.html", {"paper": adoption, "form": form}, status=409)
        messages.success(request, _("La adopción consta como revisada: la ventanilla puede continuar."))
        return redirect("legal:adoptions")
    return render(request, "legal/adoption.html", {"paper": adoption, "form": form}, status=422 if form.errors else 200)
