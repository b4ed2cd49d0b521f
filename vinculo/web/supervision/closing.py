"""Closing days, an agency or a counter, guided: what and why, whom it hits, then once and for all."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from vinculo.actions import closing as act
from vinculo.queries import closing
from vinculo.web.clock import now
from vinculo.web.supervision.door import administrator, staff_of
from vinculo.web.supervision.forms import ClosingForm


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Ask what is closed and why; then show whom it hits, with nothing changed yet."""
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid() or "volver" in request.POST:
        status = 422 if request.method == "POST" and form.errors else 200
        return render(request, "supervision/closing.html", {"form": form}, status=status)
    scope = form.scope()
    context = {
        "form": form, "scope": scope, "reason": form.cleaned_data["reason"], "hit": closing.hit(scope, now()),
    }  # fmt: skip
    return render(request, "supervision/confirm.html", context)


@administrator
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Close it, find the others their seats and tell them; a second press changes nothing."""
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return render(request, "supervision/closing.html", {"form": form}, status=422)
    reason = form.cleaned_data["reason"]
    closed = act.close(scope=form.scope(), reason=reason, actor=staff_of(request), now=now())
    moved = ngettext("%(count)d turno tiene otra hora.", "%(count)d turnos tienen otra hora.", closed.moved)
    messages.success(request, _("Cerrado.") + " " + moved % {"count": closed.moved})
    if closed.kept:
        kept = _("Sin otra hora por ahora, con prioridad y avisados: %(references)s.")
        messages.warning(request, kept % {"references": ", ".join(closed.kept)})
    return redirect("supervision:closing")
