"""The first page of supervision: what can be done from here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vinculo.web.supervision.door import supervisor


@supervisor
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what a supervisor can do, by subject."""
    return render(request, "supervision/home.html")
