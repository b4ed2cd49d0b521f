"""How long somebody has to wait, and when they may go on: said in words, by the clock, and to programs (D29)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from vinculo.actions.shared.limits import LimitReached
from vinculo.web.shared.clock import now

IN_SECONDS = 120  # up to here a wait is told in seconds


@dataclass(frozen=True)
class Wait:
    """A wait: its seconds, and the moment at which it is over."""

    seconds: int
    again_at: datetime

    @property
    def words(self) -> str:
        """Return how long it is."""
        if self.seconds <= IN_SECONDS:
            return ngettext("%(number)s segundo", "%(number)s segundos", self.seconds) % {"number": self.seconds}
        minutes = ceil(self.seconds / 60)
        return ngettext("%(number)s minuto", "%(number)s minutos", minutes) % {"number": minutes}


def too_many(
    request: HttpRequest, error: LimitReached, template: str = "public/booking/too_many.html", **context: object
) -> HttpResponse:
    """Answer 429: how long to wait (D17, D29). With a form's own template and context nothing typed is lost."""
    context["wait"] = wait = Wait(max(1, ceil((error.again_at - now()).total_seconds())), error.again_at)
    answer = render(request, template, context, status=429)
    answer["Retry-After"] = str(wait.seconds)
    return answer
