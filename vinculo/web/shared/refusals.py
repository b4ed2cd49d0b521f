"""What no page can answer: refused at the door, before a database is asked."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from vinculo.web.shared.errors import not_found

NUL = "\x00"  # PostgreSQL takes it in no text; no address of ours has it


def without_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 404 to an address with a NUL in it."""

    def answer(request: HttpRequest) -> HttpResponse:
        return not_found(request) if NUL in request.path_info else get_response(request)

    return answer
