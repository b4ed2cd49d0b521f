"""Letting go of a turno that somebody else booked, from the link in the registered mailbox (D28)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from vinculo.actions.booking.holds import can_change
from vinculo.actions.booking.releases import NotReleasable, release_by_mailbox
from vinculo.actions.shared.guards import Stale
from vinculo.queries.booking.places import turno_of_release
from vinculo.queries.shared.local_time import local_moment
from vinculo.web.shared.clock import now
from vinculo.web.shared.fields import version_read
from vinculo.web.shared.private import private
from vinculo.web.shared.wrong_answers import problem_of, refuse, status_of


@private
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, link: str) -> HttpResponse:
    """Ask whether to let go of the turno; the answer by POST does it: a GET never changes anything."""
    turno = turno_of_release(link)
    if turno is None:
        raise Http404
    if request.method == "POST":
        try:
            release_by_mailbox(turno=turno, version=version_read(request), now=now())
        except Stale:
            return refuse("changed", request.path)
        except NotReleasable:  # the page says how the turno stands
            pass
        return redirect("public:booking_release", link=link)
    problem = problem_of(request, "changed")
    context = {
        "turno": turno,
        "starts": local_moment(turno.agency, turno.starts),
        "can_release": can_change(turno, now()),
        "changed": problem,
    }
    return render(request, "public/booking/release.html", context, status=status_of(problem))
