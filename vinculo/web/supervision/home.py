"""The first page of supervision: what waits, and what can be done from here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vinculo.queries.cases import agreements
from vinculo.queries.control import hearings, notices, samples
from vinculo.queries.operations import work_counts
from vinculo.queries.shared.access import other_centres
from vinculo.web.shared.clock import now
from vinculo.web.supervision.door import staff_of, supervisor


@supervisor
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for a supervisor, and what they can do, by subject."""
    staff, moment = staff_of(request), now()
    to_confirm = agreements.count_to_decide(staff, moment) if staff.is_supervisor else 0
    context = {
        "others": other_centres(staff),
        "work": work_counts.of_supervisor(staff, moment),
        "to_confirm": to_confirm,
        "opened": hearings.count_opened(staff, moment) if staff.is_supervisor else (0, 0),
        "notices": notices.count_undelivered(staff) if staff.is_supervisor else 0,
        "to_look_at": samples.count_undecided(staff) if staff.is_supervisor else 0,
    }
    return render(request, "supervision/home.html", context)
