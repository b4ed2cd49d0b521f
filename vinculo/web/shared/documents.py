"""PDFs of this house, shown in a frame of its own pages and nowhere else."""

from __future__ import annotations

from csp.constants import SELF
from django.http import HttpResponse


def pdf(content: bytes, name: str) -> HttpResponse:
    """Return a PDF that pages of this house may show in a frame, and nobody else."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
    return response


def framing(response: HttpResponse) -> HttpResponse:
    """Let a page show a PDF of this house in a frame."""
    response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
    return response
