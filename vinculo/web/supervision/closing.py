"""Closing days, an agency or a counter, guided: what and why, whom it hits, then the act; and reopening it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vinculo.actions.closures import reopening
from vinculo.actions.closures.closures import Closed, close_scope
from vinculo.actions.shared.guards import Stale
from vinculo.queries.closures import closures, rebooking
from vinculo.queries.shared.marks import mark_of
from vinculo.rules.closures.outcomes import ClosingOutcome
from vinculo.web.shared.clock import RANDOM, now
from vinculo.web.shared.errors import show_changed
from vinculo.web.shared.fields import read_of
from vinculo.web.supervision.door import administrator, staff_of, supervisor
from vinculo.web.supervision.forms import ClosingForm, ReopeningForm

if TYPE_CHECKING:
    from vinculo.records.models import Closing


@administrator
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Ask what is closed and why; then show whom it hits, with nothing changed yet."""
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid() or "volver" in request.POST:
        return _show_form(request, form)
    return _ask(request, form)


def _ask(request: HttpRequest, form: ClosingForm, *, changed: bool = False) -> HttpResponse:
    """Show whom the closing hits and ask; or show it anew where it is not as it was read."""
    scope = form.scope()
    context = {
        "form": form,
        "scope": scope,
        "reason": form.cleaned_data["reason"],
        "hit": closures.turnos_in_scope(scope, now()),
        "places": closures.places(scope),
        "mark": mark_of(*closures.what_is_read(scope)),
        "changed": changed,
    }
    return render(request, "supervision/confirm.html", context, status=409 if changed else 200)


def _show_form(request: HttpRequest, form: ClosingForm) -> HttpResponse:
    """Show the form, with what is closed already."""
    status = 422 if request.method == "POST" and form.errors else 200
    context = {"form": form, "standing": rebooking.standing_counted(now())}
    return render(request, "supervision/closing.html", context, status=status)


@administrator
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Close it, find the others their seats and tell them; a second press changes nothing."""
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _show_form(request, form)
    reason = form.cleaned_data["reason"]
    try:
        closed = close_scope(
            scope=form.scope(), reason=reason, actor=staff_of(request), now=now(), read=read_of(request)
        )
    except Stale:
        return _ask(request, form, changed=True)
    messages.success(request, _("Cerrado."))
    tell_outcome(request, closed)
    return redirect("supervision:closing")


def tell_outcome(request: HttpRequest, closed: Closed) -> None:
    """Say how many turnos have another hour, for which one is still looked for, and which keep priority."""
    moved = ngettext("%(count)d turno tiene otra hora.", "%(count)d turnos tienen otra hora.", closed.moved)
    messages.success(request, moved % {"count": closed.moved} if closed.moved else _("Nadie recibió otra hora."))
    if closed.left:
        left = ngettext(
            "Falta %(count)d turno: se le busca otra hora en los próximos minutos.",
            "Faltan %(count)d turnos: se les busca otra hora en los próximos minutos.",
            closed.left,
        )
        messages.info(request, left % {"count": closed.left})
    if closed.kept:
        kept = _("Sin otra hora por ahora, con prioridad y avisados: %(references)s.")
        messages.warning(request, kept % {"references": ", ".join(closed.kept)})


def _closing(request: HttpRequest, pk: int) -> Closing:
    closing = closures.closing_of(staff_of(request), pk)
    if closing is None:
        raise Http404
    return closing


@supervisor
@require_safe
def show_closing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a closing did with each turno, and who has accepted, asked for another hour or not answered."""
    closing = _closing(request, pk)
    rows = list(rebooking.of_closing(closing))
    return render(
        request, "supervision/closed.html", {"closing": closing, "rows": rows, **rebooking.count_answers(rows)}
    )


@supervisor
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what reopening does and ask why; the answer by POST reopens it, and a second press changes nothing."""
    closing = _closing(request, pk)
    if closing.change or (closing.reopened_at is not None and request.method != "POST"):
        return redirect("supervision:closed", pk=pk)
    form, moment = ReopeningForm(request.POST if request.method == "POST" else None), now()
    if request.method == "POST" and form.is_valid():
        try:
            reopening.reopen_closing(
                closing=closing,
                reason=form.cleaned_data["reason"],
                actor=staff_of(request),
                now=moment,
                random_source=RANDOM,
                read=read_of(request),
            )
        except Stale:
            return show_changed(request, "supervision:closed", pk=pk)
        hit = reopening.to_tell(closing, moment).exists()
        messages.success(request, _("Reabierto. Las personas afectadas reciben un aviso.") if hit else _("Reabierto."))
        return redirect("supervision:closed", pk=pk)
    rows = [row for row in rebooking.of_closing(closing) if getattr(row, "stands_so", False)]
    kept = sum(row.outcome == ClosingOutcome.KEPT for row in rows)
    context = {
        "closing": closing,
        "form": form,
        "blocked": closures.count_blocked_seats(closing, now()),
        "kept": kept,
        "moved": len(rows) - kept,
    }
    return render(request, "supervision/reopen.html", context, status=422 if form.errors else 200)
