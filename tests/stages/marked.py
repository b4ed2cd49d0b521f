"""A language in which every message of the catalogues is marked ⟦so⟧: what is not marked on a page has leaked (D10)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import caches
from django.utils.translation import trans_real
from django.utils.translation.trans_real import CONTEXT_SEPARATOR, DjangoTranslation

from vinculo.web.public.booking import day_lists
from vinculo.web.shared import choices

BEGIN, END = "⟦", "⟧"
_PARTS = re.compile(r"((?:%\(\w+\)[a-z](?:/[\w/-]*)?)+|%%|<[^>]+>)")  # what is filled in, addresses and tags: unmarked
_MARKED = re.compile(f"{BEGIN}[^{BEGIN}{END}]*{END}")
_WORD = re.compile(r"[^\W\d_]{3,}")
_TOKEN = re.compile(r"[a-f]+")  # the letters of a token or a key


class Marked:
    """Answers for a catalogue: every message that it has is its own translation, in marks; another stays bare."""

    def __init__(self, real: DjangoTranslation) -> None:
        self._real = real
        self._known = {key[0] if isinstance(key, tuple) else key for key, _said in vars(real)["_catalog"].items()}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def gettext(self, message: str) -> str:
        words = message.rpartition(CONTEXT_SEPARATOR)[2]
        return mark(words) if message in self._known else words

    def ngettext(self, singular: str, plural: str, number: float) -> str:
        words = (singular if number == 1 else plural).rpartition(CONTEXT_SEPARATOR)[2]
        return mark(words) if singular in self._known else words


def mark(message: str) -> str:
    """Return a message with marks around each run of its words."""
    parts = _PARTS.split(message)
    return "".join(f"{BEGIN}{part}{END}" if not _PARTS.match(part) and _WORD.search(part) else part for part in parts)


@contextmanager
def mark_language(language: str) -> Iterator[None]:
    """Let a language say every message in marks."""
    catalogues: dict[str, Any] = vars(trans_real)["_translations"]
    real = trans_real.translation(language)
    catalogues[language] = Marked(real)
    _forget()
    try:
        yield
    finally:
        catalogues[language] = real
        _forget()


def _forget() -> None:
    """Forget what was made of the language before: parts of pages that are kept."""
    caches["template_fragments"].clear()
    for module in (day_lists, choices):
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()


_ADDRESSES_AND_REFERENCES = re.compile(
    r"https?://\S+|\S+@\S+|www\.\S+|\b[CPQST][0-9A-Z]{9}\b|\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}\b"
)


def find_leaks(text: str, names: Iterable[str] = ()) -> list[str]:
    """Return the words of a text that stand outside the marks and are no name that may."""
    bare = text
    for name in sorted(names, key=len, reverse=True):
        bare = bare.replace(name, " ")
    bare = _ADDRESSES_AND_REFERENCES.sub(" ", _MARKED.sub(" ", bare))
    return [word for word in _WORD.findall(bare) if not _TOKEN.fullmatch(word)]
