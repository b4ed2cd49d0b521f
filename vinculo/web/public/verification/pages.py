"""Checking a printed certificate or an endorsement: the address in its QR, nothing that can be guessed (S39, S38)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vinculo.queries.cases import certificates
from vinculo.queries.legal import papers
from vinculo.web.shared.away.marks import without_data
from vinculo.web.shared.clock import now
from vinculo.web.shared.private import private


@without_data
@require_safe
def explain(request: HttpRequest) -> HttpResponse:
    """Explain how a certificate is checked: by its QR only, so that nobody can leaf through codes."""
    return render(request, "public/verification/verify.html", {"address": settings.PUBLIC_URL})


@private
@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Say whether a certificate is in force, its date, its office and the printed name; nothing more."""
    certificate = certificates.verify_certificate(token)
    return render(
        request, "public/verification/verified.html", {"certificate": certificate}, status=200 if certificate else 404
    )


@private
@require_safe
def endorsement(request: HttpRequest, token: str) -> HttpResponse:
    """Say whether an endorsement is in force, its number, date and unit; nobody's name (S38)."""
    facts = papers.endorsement_at(token, now())
    return render(request, "public/verification/endorsement.html", {"endorsement": facts}, status=200 if facts else 404)
