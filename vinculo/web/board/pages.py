"""The board's page, and the part of it that changes, for those that have no stream."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from vinculo.queries.queue import board as board_query
from vinculo.web.shared.clock import now

if TYPE_CHECKING:
    from vinculo.records.models import Agency

PART = "board/now.html"


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Show the centres, each with the way to its board."""
    return render(request, "board/choose.html", {"provinces": board_query.list_centres()})


@require_safe
@never_cache
def board(request: HttpRequest, agency: int) -> HttpResponseBase:
    """Show the board; where the stream has an address of its own, this page alone may connect to it."""
    if not settings.STREAM_URL:
        return _board(request, agency)
    origin = urlsplit(settings.STREAM_URL)
    connecting = csp_update({"connect-src": [f"{origin.scheme}://{origin.netloc}"]})
    return connecting(lambda asked: _board(asked, agency))(request)


def _board(request: HttpRequest, agency: int) -> HttpResponse:
    context = {"board": board_query.board(_centre(agency), now()), "stream": stream_address(agency)}
    return render(request, "board/board.html", context)


def stream_address(agency: int) -> str:
    """Return where the stream of a centre's board is: beside the page, or at `STREAM_URL`.

    It speaks Spanish (D10): a board in another language has none, and polls.
    """
    if get_language() != settings.LANGUAGE_CODE:
        return ""
    return f"{settings.STREAM_URL}/tablero/{agency}/vivo"


@require_safe
def current(request: HttpRequest, agency: int) -> HttpResponse:
    """Return the part that changes; 304 while it is what the board shows already."""
    centre = _centre(agency)
    tag = f'"{board_query.keys({centre.pk: centre}, now())[centre.pk]}"'
    unchanged = request.headers.get("If-None-Match", "").removeprefix("W/") == tag  # compressed, a tag is a weak one
    answer = HttpResponse(status=304) if unchanged else HttpResponse(part(centre))
    answer["ETag"] = tag
    patch_cache_control(answer, no_cache=True)
    return answer


def part(agency: Agency) -> str:
    """Return the part of the page that changes: the same for the first page, for polling and for the stream."""
    return render_to_string(PART, {"board": board_query.board(agency, now())})


def _centre(pk: int) -> Agency:
    centre = board_query.centre(pk)
    if centre is None:
        raise Http404
    return centre
