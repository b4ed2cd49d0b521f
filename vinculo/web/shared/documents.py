"""PDFs of this house, shown in a frame of its own pages and nowhere else."""

from __future__ import annotations

from typing import cast

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.http import HttpRequest, HttpResponse

# The library sets the policy of an answer by decorating its view: here the answer is there already.
_framed_by_us = csp_replace({"frame-ancestors": [SELF]})
_framing_us = csp_update({"frame-src": [SELF]})


def pdf(content: bytes, name: str) -> HttpResponse:
    """Return a PDF that pages of this house may show in a frame, and nobody else."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["X-Frame-Options"] = "SAMEORIGIN"
    return cast("HttpResponse", _framed_by_us(lambda _request: response)(HttpRequest()))


def framing(response: HttpResponse) -> HttpResponse:
    """Let a page show a PDF of this house in a frame."""
    return cast("HttpResponse", _framing_us(lambda _request: response)(HttpRequest()))
