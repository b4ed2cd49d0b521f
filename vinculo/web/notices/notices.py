"""The notices of a centre that no mail takes to their person: the list, the paper, and that it was handed over."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.control.notices import NeedsReceipt, deliver_notice
from vinculo.actions.shared.guards import Stale
from vinculo.documents import notice
from vinculo.queries.control import notices
from vinculo.rules.mail.by_hand import HANDED_BY, HandedBy
from vinculo.rules.staff.access import Work
from vinculo.web.shared.clock import now
from vinculo.web.shared.documents import framing, pdf, print_on_get
from vinculo.web.shared.doors import base_of, door, staff_of
from vinculo.web.shared.errors import show_changed
from vinculo.web.shared.fields import WordsField, radio, read_of

of_the_centre = door(Work.COPIES)


class DeliveryForm(forms.Form):
    """How a notice reached its person, and who received it."""

    by = radio(_lazy("Cómo llegó a la persona"), [(each.value, text) for each, text in HANDED_BY.items()])
    words = WordsField(
        label=_lazy("Quién lo recibió"),
        longest=300,
        help_text=_lazy("Nombres y número de documento de quien firmó, o con quién se habló y a qué hora."),
        error_messages={"required": _lazy("Escriba quién lo recibió."), "max_length": _lazy("Como mucho 300 letras.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@of_the_centre
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the notices that did not reach their person, what is due first."""
    context = {"base": base_of(request), "lines": notices.list_notices(staff_of(request), now())}
    return render(request, "notices/list.html", context)


@of_the_centre
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a notice with its paper; the POST keeps that it was handed over."""
    shown = notices.read_notice(staff_of(request), pk, now())
    form = DeliveryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            deliver_notice(
                notice=shown.notice,
                by=HandedBy(form.cleaned_data["by"]),
                words=form.cleaned_data["words"],
                actor=staff_of(request),
                now=now(),
                read=read_of(request),
            )
        except NeedsReceipt:
            form.add_error("by", _("De este aviso depende un plazo: entréguelo con firma de recibido."))
        except Stale:
            return show_changed(request, "notices:one", pk=pk)
        else:
            messages.success(request, _("Consta que el aviso llegó a la persona."))
            return redirect("notices:list")
    context = {"base": base_of(request), "shown": shown, "form": form}
    return framing(render(request, "notices/one.html", context, status=422 if form.errors else 200))


@of_the_centre
@require_safe
@print_on_get
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the notice as PDF; that it was printed is written, and what is printed again says so."""
    facts, copy = notices.print_notice(staff_of(request), pk, now())
    return pdf(notice.render_by_hand(facts, copy), "aviso")
