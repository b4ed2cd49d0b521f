"""The middleware for a database that is away: places for those who ask it, one more try, a page that waits (D36)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from vinculo.gateways import database
from vinculo.web.shared.errors import show_away

SAFE = {"GET", "HEAD", "OPTIONS"}
places = database.Places(database.breaker, settings.PLACES)


class AnswerWithoutDatabase:
    """Gives a place to each request that asks the database, and a page that tries again when there is none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take what answers."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; what is done once however often it is asked is asked once more after a lost connection."""
        answer = self._answer(request)
        again = getattr(request, "may_be_tried_again", request.method in SAFE)
        if getattr(answer, "for_now", False) and again and not database.breaker.is_away():
            answer = self._answer(request)
        return answer

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._get_response(request)
        finally:
            places.leave()

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Wait for a place, unless the view needs none; refuse at once while the database is away."""
        again = request.method in SAFE or getattr(view, "tried_again", False)
        request.may_be_tried_again = again  # type: ignore[attr-defined]
        if getattr(view, "without_data", False) or places.take():
            return None
        return show_away(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a fault that passes with a page that tries again, without a traceback for each."""
        if not database.is_passing(error):
            return None
        database.note_fault(error)
        return show_away(request)
