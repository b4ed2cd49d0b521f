"""What can be wrong with one translation by itself: missing, unchanged, its placeholders, tags and signs (D10)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from babel.messages.catalog import Message

from tools.translation.catalogues import translations

_HOLE = re.compile(r"%%|%\(\w+\)[sd]|%[sd]")
_TAG = re.compile(r"</?[a-z][^>]*>")
_ADDRESS = re.compile(r"[!-~]*://[!-~]+|[!-~]+@[!-~]+|[!-~]*%\(url\)s[!-~]*")  # Chinese has no space before one
_BARE_AMPERSAND = re.compile(r"&(?!#?\w+;)")
_CHINESE = r"[\u4e00-\u9fff]"
_HALF_WIDTH = re.compile(rf"(?<={_CHINESE})[,;:?!()]|[,;:?!()](?={_CHINESE})")
_FRENCH_SIGNS = re.compile(r"(?<![\u00a0\d])[;?!»](?!\d)|(?<![\u00a0\d]):(?=\s|$)|«(?!\u00a0)")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_NOT_CREOLE = re.compile(r"[qxáéíóúâêîôûëïç’'-]|c(?!h)|(?<!o)u(?!n|i)|([b-df-hj-mp-tv-z])\1")


def holes(text: str) -> Counter[str]:
    """Return the placeholders and tags of a text, each as often as it stands there."""
    return Counter(_HOLE.findall(text)) + Counter(_TAG.findall(text))


def bare_words(text: str) -> str:
    """Return a text without placeholders, tags and addresses: what there is to translate."""
    return _TAG.sub(" ", _HOLE.sub(" ", _ADDRESS.sub(" ", text)))


def sources(message: Message) -> list[str]:
    """Return the Spanish of a message: one text, or the singular and the plural."""
    return [message.id] if isinstance(message.id, str) else list(message.id)


def string_faults(message: Message, language: str) -> Iterator[tuple[str, str]]:
    """Yield the faults of a translation, each with the name of its rule, which an exception may name."""
    spanish, translated = sources(message), translations(message)
    if not all(translated):
        yield "missing", "no translation"
        return
    if message.fuzzy:
        yield "fuzzy", "marked fuzzy: a doubt stands in the table of terms"
    if any(re.search(r"[^\W\d_]", bare_words(text)) for text in spanish) and set(translated) & set(spanish):
        yield "unchanged", "the same as the Spanish"
    for each in translated:
        yield from _shape_faults(spanish, each)
        yield from _sign_faults(spanish, each, language)


def _shape_faults(spanish: Sequence[str], translated: str) -> Iterator[tuple[str, str]]:
    """Yield what differs from the Spanish in placeholders, tags and line breaks; a plural form is like one of two."""
    wanted = [holes(text) for text in spanish]
    given = holes(translated)
    if given not in wanted:
        lost, added = wanted[-1] - given, given - wanted[-1]
        if lost:
            yield "placeholder", f"lost: {', '.join(sorted(lost))}"
        if added:
            yield "placeholder", f"added: {', '.join(sorted(added))}"
    if _BARE_AMPERSAND.search(translated):
        yield "placeholder", "a bare &"
    for edge in (str.startswith, str.endswith):
        if edge(translated, "\n") != edge(spanish[0], "\n"):
            yield "placeholder", "a line break lost or added at its edge"


def _sign_faults(spanish: Sequence[str], translated: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield signs that the language does not write so; words of the Spanish that stay are left out."""
    kept = {word.casefold() for text in spanish for word in _WORD.findall(text)}
    bare = bare_words(translated)
    if "\ufffd" in bare:
        yield "signs", "a sign that is none"
    if language == "fr" and (match := _FRENCH_SIGNS.search(bare)):
        yield "signs", f"no no-break space (U+00A0) beside {match.group()}"
    if language == "zh_Hans" and (match := _HALF_WIDTH.search(bare)):
        yield "signs", f"half-width {match.group()} beside a Chinese sign"
    if language == "ht":
        for word in _WORD.findall(re.sub(r"\([^)]*\)", " ", bare)):
            if word == word.lower() and word not in kept and _NOT_CREOLE.search(word):
                yield "signs", f"not in the spelling of 1979: {word}"
