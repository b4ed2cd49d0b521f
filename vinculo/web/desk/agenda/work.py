"""The cases of the centre as lists, each with its reason and its term: no case is lost (D37)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vinculo.queries.cases.work import lists
from vinculo.web.desk.door import officer, staff_of
from vinculo.web.shared.clock import now


@officer
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Show one list of the centre's cases, a page at a time."""
    chosen, number = request.GET.get("lista", ""), request.GET.get("pagina")
    return render(
        request, "desk/agenda/work.html", {"work": lists.work_of_officer(staff_of(request), chosen, number, now())}
    )
