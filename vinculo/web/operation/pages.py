"""The state of the service on one page, what is late first, with what to do (decision 0067)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vinculo.queries.operations.overview import read_overview
from vinculo.rules.staff.access import Work
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import door

operator = door(Work.OPERATION)


@operator
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the state of the service at this moment; no person stands in it."""
    moment = now()
    return render(request, "operation/home.html", {"overview": read_overview(now=moment), "moment": moment})
