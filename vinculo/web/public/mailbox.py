"""The demo mailbox: what arrived at the mail server on loopback."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vinculo.queries import mailbox

DOWNLOADS = {"application/pdf", "text/calendar"}


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the mails, the newest first; 404 where there is no demo."""
    found = mailbox.arrived()
    if found is None:
        raise Http404
    return render(request, "public/mailbox/list.html", {"mails": found})


@never_cache
@require_safe
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Show one mail."""
    found = mailbox.letter(key)
    if found is None:
        raise Http404
    names = [name for name, _, _ in found.attachments()]
    return render(request, "public/mailbox/one.html", {"mail": found, "text": found.text(), "names": names})


@never_cache
@require_safe
def attachment(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Return an attached file."""
    found = mailbox.letter(key)
    files = found.attachments() if found else []
    if number >= len(files):
        raise Http404
    name, kind, content = files[number]
    response = HttpResponse(content, content_type=kind if kind in DOWNLOADS else "application/octet-stream")
    safe = "".join(char for char in name if char.isalnum() or char in "-._")
    response["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response
