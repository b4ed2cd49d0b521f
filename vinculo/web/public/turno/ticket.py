"""A person's own number on their phone: place, wait, and where to go when it is called."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vinculo.documents.words import wait_in_words
from vinculo.queries.queue import own_ticket
from vinculo.web.shared.clock import now
from vinculo.web.shared.private import private


@private
@require_safe
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """Show a number to the person who has its address."""
    return render(request, "public/turno/ticket/ticket.html", ticket_context(_own(token)))


@private
@require_safe
def state(request: HttpRequest, token: str) -> HttpResponse:
    """Return the part that changes, or 204 while it would say what the page says (an enhancement)."""
    own = _own(token)
    if request.GET.get("visto") == own.key:
        return HttpResponse(status=204)
    return render(request, "public/turno/ticket/now.html", ticket_context(own))


def ticket_context(own: own_ticket.OwnTicket) -> dict[str, Any]:
    """Return what the templates need to show a number, with words in the reader's language."""
    return {"ticket": own, "wait": wait_in_words(own.late, own.early), "told": _(own.told) if own.told else ""}


def _own(token: str) -> own_ticket.OwnTicket:
    ticket = own_ticket.ticket_by_token(token)
    if ticket is None:
        raise Http404
    return own_ticket.own_ticket(ticket, now())
