"""The page of a correction, by the link of its mail: what to bring, until when, and more time once (D7)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from vinculo.actions.cases.corrections import AlreadyExtended, NothingPending, TermOver, ask_extension
from vinculo.actions.shared.guards import Stale
from vinculo.queries.cases import corrections
from vinculo.queries.cases.corrections import find
from vinculo.queries.shared.access import NotFoundHere
from vinculo.web.shared.clock import now
from vinculo.web.shared.fields import read_of
from vinculo.web.shared.private import private
from vinculo.web.shared.wrong_answers import problem_of, refuse, status_of

REFUSED = (AlreadyExtended, NothingPending, TermOver)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is missing and until when; the POST asks for the extension."""
    try:
        decision = find(token, now())
    except NotFoundHere as error:
        raise Http404 from error
    if request.method == "POST":
        try:
            ask_extension(correction=decision, now=now(), read=read_of(request))
            return redirect("public:correction", token=token)
        except REFUSED:
            return refuse("refused", request.path)
        except Stale:
            return refuse("changed", request.path)
    problem = problem_of(request, "refused", "changed")
    context = {
        "page": corrections.page(decision, now()),
        "shown": decision.solicitud,
        "refused": problem == "refused",
        "changed": problem == "changed",
    }
    return render(request, "public/turno/correction.html", context, status=status_of(problem))
