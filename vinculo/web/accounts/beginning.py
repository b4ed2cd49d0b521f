"""What every log-in begins, by whatever door: the time of its session, and its line in the list of the person."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from vinculo.actions.operations.accounts import keep_session
from vinculo.queries.operations import accounts
from vinculo.web.shared.clock import now


@receiver(user_logged_in)
def begin_session(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Begin to count idle time and day, and put the session on the list."""
    session: Any = request.session
    session.begin_log_in(now())
    session[accounts.HAS_FACTOR] = accounts.has_factor(user)
    if session.session_key is None:
        session.create()
    keep_session(staff=user, key=session.session_key, browser=request.META.get("HTTP_USER_AGENT", ""), now=now())
