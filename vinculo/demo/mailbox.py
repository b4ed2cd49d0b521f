"""The demo mailbox: what arrived at the mail server on loopback. Nothing of it exists outside the demo."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vinculo.queries.mail import demo_mailbox
from vinculo.queries.mail.demo_mailbox import NoMailbox

OPENED = {"application/pdf", "text/calendar"}  # by the browser as what they are; all others as bytes


@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the mails, the newest first."""
    try:
        mails = demo_mailbox.arrived_mails()
    except NoMailbox as error:
        raise Http404 from error
    return render(request, "demo/mailbox/list.html", {"mails": mails})


@never_cache
@require_safe
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Show one mail as text, its links to be clicked, its files to be taken."""
    try:
        mail = demo_mailbox.letter(key)
    except NoMailbox as error:
        raise Http404 from error
    return render(request, "demo/mailbox/one.html", {"mail": mail})


@never_cache
@require_safe
def attachment(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Return a file of a mail, always to be saved, never to be shown as a page of this site."""
    try:
        part = demo_mailbox.file(key, number)
    except NoMailbox as error:
        raise Http404 from error
    kind = part.kind if part.kind in OPENED else "application/octet-stream"
    response = HttpResponse(part.content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, part.name) or "attachment"
    return response
