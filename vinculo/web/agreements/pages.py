"""What waits for a second person: the list, and the page on which one agrees or not, with the two records (D18)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vinculo.actions.cases.agreements import Lapsed, NotAllowedError, Stale, agree, disagree, withdraw
from vinculo.queries.cases import agreements
from vinculo.queries.cases.agreements import AgreementPage
from vinculo.rules.staff.access import Work
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import base_of, door, staff_of
from vinculo.web.shared.errors import show_changed
from vinculo.web.shared.fields import WordsField, radio, read_of

second = door(Work.SECOND)


class AgreementAnswerForm(forms.Form):
    """Whether the second agrees, and why."""

    answer = radio(_lazy("Su respuesta"), [("agree", _lazy("Sí, confirmo")), ("disagree", _lazy("No confirmo"))])
    reason = WordsField(
        label=_lazy("Motivo"),
        longest=500,
        help_text=_lazy("Qué comparó y qué vio. Queda guardado con su nombre."),
        error_messages={"required": _lazy("Escriba el motivo."), "max_length": _lazy("Escriba hasta 500 letras.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@second
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List what waits for this person as the second and what they asked; a supervisor sees how many and how long."""
    staff, moment = staff_of(request), now()
    context = {
        "base": base_of(request),
        "listed": agreements.list_agreements(staff, moment),
        "figures": agreements.figures(staff, moment) if staff.is_supervisor else [],
        "days": agreements.COUNTED_DAYS,
    }
    return render(request, "agreements/list.html", context)


@second
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the two records as the first saw them; the POST agrees or not."""
    shown = agreements.read_agreement(staff_of(request), pk, now())
    form = AgreementAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _decide(request, shown, form)
    context = {"base": base_of(request), "shown": shown, "request_": shown.request, "form": form}
    return render(request, "agreements/one.html", context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, shown: AgreementPage, form: AgreementAnswerForm) -> HttpResponse:
    """Decide, and go back to the list; what can be decided no longer shows as it is now."""
    agreement = shown.request.agreement
    agrees = form.cleaned_data["answer"] == "agree"
    act = agree if agrees else disagree
    try:
        act(
            agreement=agreement,
            reason=form.cleaned_data["reason"],
            actor=staff_of(request),
            now=now(),
            read=read_of(request),
        )
    except NotAllowedError:
        messages.warning(request, _("Ya no se puede responder: otra persona respondió o la solicitud se retiró."))
    except Lapsed:
        messages.warning(request, _("El tiempo terminó. Quien la pidió puede pedirla otra vez."))
    except Stale:
        messages.warning(
            request, _("Los datos cambiaron desde que se pidió. Quien la pidió tiene que compararlos otra vez.")
        )
    else:
        done = _("Confirmado. La ventanilla puede continuar.") if agrees else _("Registrado: usted no confirma.")
        messages.success(request, done)
        return redirect("agreements:list")
    return redirect("agreements:one", pk=agreement.pk)


@second
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an own request that nobody has decided."""
    shown = agreements.read_agreement(staff_of(request), pk, now())
    try:
        withdraw(agreement=shown.request.agreement, actor=staff_of(request), now=now(), read=read_of(request))
    except Stale:
        return show_changed(request, "agreements:one", pk=pk)
    except NotAllowedError:
        messages.warning(request, _("Ya se respondió: no se puede retirar."))
    else:
        messages.success(request, _("La solicitud de confirmación quedó retirada."))
    return redirect("agreements:list")
