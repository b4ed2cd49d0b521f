"""The answers about papers in this browser, for a day: a turno that is booked here takes them over (D31).

A signed cookie and no session: the pages of information need no database (D36).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from vinculo.rules.cases.bringing.codec import NotAnswers, decode, encode
from vinculo.rules.cases.bringing.model import Answers

COOKIE, SALT = "papeles", "vinculo.papers"
KEPT = timedelta(days=1)


def remember_list(response: HttpResponse, family: Sequence[Answers]) -> None:
    """Let the browser keep the answers about a family."""
    response.set_signed_cookie(
        COOKIE,
        "~".join(map(encode, family)),
        salt=SALT,
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )


def kept_list(request: HttpRequest) -> list[Answers]:
    """Return the answers that this browser keeps; none where it has none, or where they are not ours."""
    kept = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=KEPT)
    try:
        return [decode(word) for word in str(kept).split("~") if word]
    except NotAnswers:
        return []


def forget_list(response: HttpResponse) -> None:
    """Let the browser forget the answers: they stand with the turno now, and the next person is another one."""
    response.delete_cookie(COOKIE, samesite="Lax")
