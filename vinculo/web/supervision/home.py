"""The first page of supervision: what waits, and what can be done from here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vinculo.queries.operations import work_counts
from vinculo.web.shared.clock import now
from vinculo.web.supervision.door import staff_of, supervisor


@supervisor
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for a supervisor, and what they can do, by subject."""
    return render(request, "supervision/home.html", {"work": work_counts.of_supervisor(staff_of(request), now())})
