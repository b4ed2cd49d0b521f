"""A copy of a paper, shown to the person who may see its case, at the desk and in supervision (D35)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vinculo.queries.control.copies import CopyUnreadable, read_copy
from vinculo.rules.control.copies import Media
from vinculo.rules.staff.access import Work
from vinculo.web.shared.clock import now
from vinculo.web.shared.doors import base_of, door, staff_of

CLOSED_IN = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
seer = door(Work.COPIES)
SENT_AS = {Media.JPEG: ("image/jpeg", "inline", "jpg"), Media.PDF: ("application/pdf", "attachment", "pdf")}


@seer
@require_safe
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a copy, which no cache keeps and in which nothing acts; each view is an event."""
    try:
        shown = read_copy(staff_of(request), pk, now())
    except CopyUnreadable as lost:
        context = {"base": base_of(request), "case": lost.case}
        return render(request, "agreements/copy.html", context, status=503)
    kind, where, ending = SENT_AS[shown.media]
    response = HttpResponse(shown.content, content_type=kind)
    response["Content-Disposition"] = f'{where}; filename="copia-{pk}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Content-Security-Policy"] = CLOSED_IN  # in the place of that of the pages
    return response
