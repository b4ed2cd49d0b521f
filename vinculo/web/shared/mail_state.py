"""The part of a page that shows the fate of a mail and renews itself until it is known (S24, S30)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

if TYPE_CHECKING:
    from vinculo.records.models import Message


def fate(request: HttpRequest, message: Message | None, address: str) -> HttpResponse:
    """Return the part anew, or 204 while it would say what the page says: nothing is read aloud twice."""
    if message is None or request.GET.get("visto") == f"{message.pk}-{message.state}-{message.attempts}":
        return HttpResponse(status=204)
    return render(request, "parts/mail_state.html", {"message": message, "poll": address})
