"""The register of breaches: the list with its clocks, a new one, and its lines (D34)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vinculo.actions.rights.breaches import BadMoment, Known, NotToldYet, record_breach, write_breach
from vinculo.actions.shared.guards import Stale
from vinculo.queries.rights import register
from vinculo.rules.rights.status import BreachAct, BreachState
from vinculo.rules.rights.words import BREACH_ACTS, BREACH_STATES
from vinculo.rules.shared.transitions import NotAllowedError
from vinculo.web.delegate.door import delegate, staff_of
from vinculo.web.delegate.forms import BreachForm, LineForm
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.fields import CHANGED, read_of


@delegate
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List every breach with its clocks, those that run first."""
    rows = [(file, BREACH_STATES[file.breach.state]) for file in register.breaches(staff_of(request), now())]
    return render(request, "delegate/breaches.html", {"rows": rows})


@delegate
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Record a breach."""
    form = BreachForm(request.POST if request.method == "POST" else None, initial={"known_at": now()})
    if request.method != "POST" or not form.is_valid():
        return render(request, "delegate/breach_new.html", {"form": form}, status=422 if form.errors else 200)
    try:
        made = record_breach(known=Known(**form.cleaned_data), actor=staff_of(request), now=now(), random_source=RANDOM)
    except BadMoment:
        form.add_error("known_at", _("Ese momento todavía no llega. Revise la hora."))
        return render(request, "delegate/breach_new.html", {"form": form}, status=422)
    return redirect("delegate:breach", reference=made.reference)


@delegate
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a breach with its lines and clocks, and take a line."""
    file = register.read_breach(staff_of(request), reference, now())
    form = LineForm(request.POST if request.method == "POST" else None, initial={"done_at": now()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = _write(request, file, form)
        if status == 302:
            return redirect("delegate:breach", reference=reference)
        file = register.read_breach(staff_of(request), reference, now())
    context = {
        "file": file,
        "breach": file.breach,
        "form": form,
        "state": BREACH_STATES[file.breach.state],
        "running": file.breach.state == BreachState.RUNNING,
        "lines": [(entry, BREACH_ACTS[entry.act]) for entry in file.entries],
    }
    return render(request, "delegate/breach.html", context, status=status)


def _write(request: HttpRequest, file: register.BreachFile, form: LineForm) -> int:
    """Write a line and return the status of the answer; what stood in the way is said in the form."""
    try:
        write_breach(
            breach=file.breach,
            act=BreachAct(form.cleaned_data["act"]),
            done_at=form.cleaned_data["done_at"],
            words=form.cleaned_data["words"],
            actor=staff_of(request),
            now=now(),
            read=read_of(request),
        )
    except (Stale, NotAllowedError):
        form.add_error(None, CHANGED)
        return 409
    except NotToldYet:
        form.add_error("act", _("Falta notificar a la autoridad, o avisar a las personas porque el riesgo es alto."))
        return 422
    except BadMoment:
        form.add_error("done_at", _("Ese momento es anterior a la constatación o todavía no llega."))
        return 422
    messages.success(request, _("Anotado."))
    return 302
