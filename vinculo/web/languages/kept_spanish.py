"""The Spanish words that a translation keeps in brackets, for the officer says them and the forms print them (D10).

Marked as Spanish in the page (WCAG 3.1.2), so that a screen reader pronounces them: where the page is made and not in
each text, for texts also go where there is no markup. Which words they are, the catalogue and the terms say.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from babel.messages.mofile import read_mo
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, to_locale

LOCALE = Path(__file__).resolve().parent.parent / "locale"
BRACKETS = re.compile("[(（]([^()（）<>%{}]{4,80})[)）]")
SHORTEST = 5  # letters of a term that stands for a part of it
# Neither in a tag nor where no element may stand.
_PASSED_OVER = r"<(title|script|style|option|textarea)\b[^>]*>.*?</\1>|<[^>]*>"
_SPAN = '<span lang="es">{}</span>'


def kept_terms() -> set[str]:
    """Return the terms that stay in Spanish beside their translation: `yes` in the table of terms, or a name."""
    with (LOCALE / "terms.csv").open(encoding="utf-8", newline="") as file:
        rows = [row["es"] for row in csv.DictReader(file) if row["keep_spanish"] in {"yes", "name"}]
    pieces = (re.sub(r"\(.*?\)", "", piece).strip() for row in rows for piece in row.split("/"))
    return {piece.casefold() for piece in pieces if piece}


def _kept_in(source: str, translation: str, terms: set[str]) -> Iterator[str]:
    """Yield what a translation has in brackets as its Spanish source has it, where it is a term or a part of one."""
    for words in BRACKETS.findall(translation):
        plain = words.strip().casefold()
        known = any(term in plain or (len(plain) >= SHORTEST and f" {plain} " in f" {term} ") for term in terms)
        if known and plain in source.casefold():
            yield words.strip()


@cache
def kept_words(language: str) -> frozenset[str]:
    """Return the words that the catalogue of a language keeps in brackets."""
    path = LOCALE / to_locale(language) / "LC_MESSAGES" / "django.mo"
    if not path.exists():
        return frozenset()
    with path.open("rb") as file:
        messages = [message for message in read_mo(file) if message.id]
    terms, words = kept_terms(), set()
    for message in messages:
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in texts:
            words |= set(_kept_in(" ".join(map(str, sources)), str(text), terms))
    return frozenset(words)


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    words = sorted(kept_words(language), key=len, reverse=True)
    if not words:
        return None
    return re.compile(f"{_PASSED_OVER}|(?<=[(（])({'|'.join(map(re.escape, words))})(?=[)）])", re.S)


def mark_words(html: str, language: str) -> str:
    """Return a page with its Spanish words in brackets marked as Spanish."""
    pattern = _pattern(language)
    return html if pattern is None else pattern.sub(lambda at: _SPAN.format(at[2]) if at[2] else at[0], html)


def mark_kept_spanish(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Mark the Spanish words of every page that is not in Spanish."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        language = get_language() or settings.LANGUAGE_CODE
        is_page = not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")
        if language != settings.LANGUAGE_CODE and is_page and response.content:
            response.content = mark_words(response.content.decode(), language).encode()
        return response

    return answer
