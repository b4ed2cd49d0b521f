"""The switch between languages on every public page, and the language that the browser asks for (D10)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from vinculo.rules.shared.languages import OFFERS, OWN_NAMES, tag_of
from vinculo.web.languages.addresses import in_language, is_public


@dataclass(frozen=True)
class Link:
    """A page in one language: how the language names itself, its code as pages declare it, and the address."""

    code: str
    name: str
    address: str
    current: bool

    @property
    def tag(self) -> str:
        """Return the code of the language as a page declares it."""
        return tag_of(self.code)

    @property
    def offer(self) -> str:
        """Return the line that offers the page in this language, written in it."""
        return OFFERS[self.code]


class Switch:
    """What a page knows of languages; nothing is worked out before a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def code(self) -> str:
        """Return the language of the page."""
        return get_language() or settings.LANGUAGE_CODE

    @property
    def tag(self) -> str:
        """Return the code of the page's language as the page declares it."""
        return tag_of(self.code)

    @property
    def translated(self) -> bool:
        """Return whether the page is a translation: the Spanish text is the official one."""
        return self.code != settings.LANGUAGE_CODE

    @cached_property
    def links(self) -> list[Link]:
        """Return the same page in each language that is offered; none on the pages of the staff.

        The page that answered a form has the address of the page that asked: it is opened anew, with what is kept.
        """
        if not is_public(self._request) or len(settings.OFFERED_LANGUAGES) == 1:
            return []
        asked = self._request.META.get("QUERY_STRING", "") if self._request.method in {"GET", "HEAD"} else ""
        query = f"?{asked}" if asked else ""
        here = self._request.path_info if self._request.resolver_match else "/"
        return [
            Link(code, OWN_NAMES[code], in_language(here, code) + query, code == self.code)
            for code in settings.OFFERED_LANGUAGES
        ]

    @property
    def alternates(self) -> list[Link]:
        """Return what search engines may be told of this page: nothing of one that belongs to a person."""
        match = self._request.resolver_match
        return self.links if match and not match.kwargs else []

    @property
    def offered(self) -> Link | None:
        """Return the page in the language that the browser asks for first, where it is in Spanish and we have it."""
        if self.translated or not self.alternates:
            return None
        code = preferred_language(self._request.headers.get("Accept-Language", ""))
        return next((link for link in self.links if link.code == code and not link.current), None)


def preferred_language(header: str) -> str:
    """Return which of the languages that we offer a browser asks for first; Spanish where it asks for none of them."""
    for asked, _ in parse_accept_lang_header(header):
        for code in settings.OFFERED_LANGUAGES:
            if asked == code or asked.split("-")[0] == code.split("-")[0]:
                return str(code)
    return str(settings.LANGUAGE_CODE)


def speaking_page(request: HttpRequest) -> dict[str, Any]:
    """Return what every template knows of languages."""
    return {"languages": Switch(request), "public_url": settings.PUBLIC_URL}
