"""The list of what to bring on the page of a turno: its ticks, and the questions that make it exact (D31)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from vinculo.actions.booking.bring import keep_answers, keep_ticks
from vinculo.queries.booking import bring
from vinculo.queries.booking.drafts import turno_by_token
from vinculo.rules.shared.statuses import LIVE_TURNO
from vinculo.web.public.information.forms import DependentForm
from vinculo.web.shared.choices import NO, YES
from vinculo.web.shared.clock import now
from vinculo.web.shared.private import private
from vinculo.web.shared.wrong_answers import read_form_data, render_form

if TYPE_CHECKING:
    from vinculo.records.models import Turno

require_form = require_http_methods(["GET", "HEAD", "POST"])
MOST_KEYS = 100  # of one request; a list is shorter


def _live_turno(token: str) -> Turno:
    turno = turno_by_token(token)
    if turno is None or turno.status not in LIVE_TURNO:
        raise Http404
    return turno


@private
@require_form
def ticks(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what was ticked and unticked since the page was read; who comes here by reloading is led back."""
    turno = _live_turno(token)
    if request.method == "POST":
        before, after = ({*request.POST.getlist(name)[:MOST_KEYS]} for name in ("was", "item"))
        keep_ticks(turno=turno, ticked=after - before, unticked=before - after, now=now())
    return redirect(f"{reverse('public:turno', args=[token])}#llevar")


@private
@require_form
def answers(request: HttpRequest, token: str, position: int) -> HttpResponse:
    """Ask what decides the papers of one dependent, and keep the answers with the turno."""
    turno = _live_turno(token)
    if not 1 <= position <= turno.dependents:
        raise Http404
    form = DependentForm(
        read_form_data(request), initial=_answered_before(turno, position), today=timezone.localdate(now())
    )
    if request.method != "POST" or not form.is_valid():
        return render_form(request, "public/turno/questions.html", form, turno=turno, position=position)
    keep_answers(turno=turno, answers=[form.answers()], first=position)
    return redirect(f"{reverse('public:turno', args=[token])}#llevar")


def _answered_before(turno: Turno, position: int) -> dict[str, Any]:
    """Return what was answered of this dependent; of the affiliate's passport what was answered with any."""
    row = bring.answers_at(turno, position) or bring.answers_at(turno, 1)
    if row is None:
        return {}
    shared = {"affiliate_passport": _yes_no(row.affiliate_passport), "affiliate_until": row.affiliate_until}
    if row.position != position:
        return shared
    return shared | {
        "link": row.link,
        "dependent_passport": _yes_no(row.dependent_passport),
        "dependent_until": row.dependent_until,
        "country": row.country,
        "issued_on": row.issued_on,
    }


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else YES if value else NO
