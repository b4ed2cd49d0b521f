"""PDFs of this house, shown in a frame of its own pages and nowhere else."""

from __future__ import annotations

from functools import wraps
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from vinculo.web.shared.doors import View

# They work on whatever answers with a response; their types speak of views alone.
FRAMED_HERE: Any = csp_replace({"frame-ancestors": [SELF]})
FRAMING: Any = csp_update({"frame-src": [SELF]})


def print_on_get(view: View) -> View:
    """Let a GET alone write that a paper was given to be printed: a HEAD is answered alike and writes nothing (S39).

    What a browser fetches ahead is refused with 403: it would be opened from there without being written.
    """

    @wraps(view)
    def printing_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "prefetch" in request.headers.get("Sec-Purpose", ""):
            return HttpResponse(status=403)
        if request.method == "GET":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            transaction.set_rollback(True)
        return response

    return printing_view


def pdf(content: bytes, name: str) -> HttpResponse:
    """Return a PDF that pages of this house may show in a frame, and nobody else."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["X-Frame-Options"] = "SAMEORIGIN"
    return _under(response, FRAMED_HERE)


def framing(response: HttpResponse) -> HttpResponse:
    """Let a page show a PDF of this house in a frame."""
    return _under(response, FRAMING)


def _under(response: HttpResponse, policy: Any) -> HttpResponse:
    """Return the response itself, with a policy."""
    answer: HttpResponse = policy(lambda: response)()
    return answer
