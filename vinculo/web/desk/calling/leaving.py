"""Logging out from a counter at which somebody is: they are given back or over first; nobody is left there (D37)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vinculo.actions.queue.leaving import leave_post
from vinculo.actions.queue.transfers import NoSuchCounter
from vinculo.actions.shared.guards import Stale
from vinculo.queries.queue import queue
from vinculo.web.accounts.session import end_session
from vinculo.web.desk.calling.forms import LeavingForm
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.shared.clock import now
from vinculo.web.shared.fields import CHANGED, read_of


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Ask what becomes of the person who is at the counter; then the counter and the session are closed."""
    staff, moment = staff_of(request), now()
    hall = queue.hall(staff, moment)
    if hall is None or hall.ticket is None:
        return redirect("desk:calling")
    there, _services = queue.transfers(staff, hall.ticket)
    form = LeavingForm(request.POST if request.method == "POST" else None, counters=there)
    if form.is_valid():
        try:
            leave_post(actor=staff, now=moment, read=read_of(request), **form.where())
            return end_session(request)
        except Stale:
            form.add_error(None, CHANGED)
        except NoSuchCounter:
            form.add_error("to", _("Nadie atiende allí en este momento. Elija otra cosa."))
    context = {"form": form, "hall": hall, "ticket": hall.ticket, "counter": hall.counter}
    return render(request, "desk/calling/leaving.html", context, status=422 if form.errors else 200)
