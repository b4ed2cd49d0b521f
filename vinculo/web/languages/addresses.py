"""The language of a page is in its address: Spanish without a prefix, every other with its code in front (D10).

So no cache can serve one person's language to another, and an old link goes on working. Which doors are public, and
so speak more than Spanish, is said here and nowhere else: all others are the staff's.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import override

from vinculo.rules.shared.languages import tag_of

PUBLIC_DOORS = {"tablero/": "board", "": "public"}  # the address of each, and its name


def split_language(path: str) -> tuple[str, str]:
    """Return the language that a path names, and the path without it; Spanish where it names none that is offered."""
    first, _, rest = path.removeprefix("/").partition("/")
    if first != settings.LANGUAGE_CODE and first in settings.OFFERED_LANGUAGES:
        return first, f"/{rest}"
    return settings.LANGUAGE_CODE, path


def in_language(path: str, language: str) -> str:
    """Return the path of the same page in another language."""
    bare = split_language(path)[1]
    return bare if language == settings.LANGUAGE_CODE else f"/{language}{bare}"


def is_public(request: HttpRequest) -> bool:
    """Return whether the page is one of a public door, or none at all: what is not there is told in each language."""
    match = request.resolver_match
    return match is None or (match.namespace in PUBLIC_DOORS.values() if match.namespace else False)


def speak_as_addressed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer each request in the language of its address, and say which one that is."""

    def answer(request: HttpRequest) -> HttpResponse:
        language = split_language(request.path_info)[0]
        with override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", tag_of(language))
        if language == settings.LANGUAGE_CODE and is_public(request):
            patch_vary_headers(response, ["Accept-Language"])  # a page in Spanish offers the reader's own language
        return response

    return answer
