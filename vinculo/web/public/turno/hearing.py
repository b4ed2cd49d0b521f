"""The page on which a person answers before a code is annulled, by the link of its mail (D35)."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vinculo.actions.control.samples import HearingOver, answer_sample
from vinculo.actions.shared.guards import Stale
from vinculo.queries.control.samples import find_hearing, hearing_page
from vinculo.queries.shared.access import NotFoundHere
from vinculo.web.shared.clock import now
from vinculo.web.shared.fields import MessageField, read_of
from vinculo.web.shared.private import private
from vinculo.web.shared.wrong_answers import read_form_data, render_form


class HearingForm(forms.Form):
    """What the person says."""

    text = MessageField(
        rows=7,
        label=_("Su respuesta"),
        help_text=_("Escriba con sus palabras y en su idioma por qué el código es correcto. Se envía una sola vez."),
        error_messages={
            "required": _("Escriba su respuesta."),
            "max_length": _("Es demasiado larga: escriba hasta 4000 letras."),
        },
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def hearing(request: HttpRequest, token: str) -> HttpResponse:
    """Show why the code is looked at and until when to answer; the POST keeps the answer."""
    try:
        sample = find_hearing(token)
    except NotFoundHere as error:
        raise Http404 from error
    form = HearingForm(read_form_data(request))
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            answer_sample(sample=sample, words=form.cleaned_data["text"], now=now(), read=read_of(request))
            return redirect("public:hearing", token=token)
        except (HearingOver, Stale):
            changed, sample = True, find_hearing(token)
    shown = hearing_page(sample, now())
    return render_form(request, "public/turno/hearing.html", form, changed=changed, page=shown)
