"""In which language somebody is spoken to, and the addresses that they are given (D10)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.utils.translation import get_language, override

Speaks = TypeVar("Speaks", bound=Callable[..., Any])


def speaking(language: str) -> override:
    """Return what makes a block speak a language; Spanish for one that is not offered any more."""
    return override(language if language in settings.OFFERED_LANGUAGES else settings.LANGUAGE_CODE)


def in_their_language(send: Speaks) -> Speaks:
    """Let a function speak the language of the record that it is given first, no matter who asks for it."""

    @wraps(send)
    def send_in_language(about: Any, *args: Any, **kwargs: Any) -> Any:
        with speaking(about.language):
            return send(about, *args, **kwargs)

    return cast(Speaks, send_in_language)


def public_address() -> str:
    """Return the address of the public side in the present language, without a slash at its end."""
    language = get_language() or settings.LANGUAGE_CODE
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    return f"{settings.PUBLIC_URL}{prefix}"
