"""Text that every font of ours can print: PDF/UA fails on a character without a glyph, and names may hold any."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from vinculo.rules.shared.languages import SPANISH, Spoken

TOFU = "▯"  # printed, visibly, for what cannot be printed

# What the fonts of `printing.FONTS` cover between them, first and last of each range; a test prints all of it.
_RANGES = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x02FF),  # Latin-1 to Latin Extended-B, phonetic letters, modifiers
    (0x0300, 0x036F),  # combining marks
    (0x0386, 0x03CE),  # Greek
    (0x0400, 0x0486),  # Cyrillic
    (0x048A, 0x04FF),
    (0x1E00, 0x1EFF),  # Latin Extended Additional: Vietnamese
    (0x2010, 0x2027),  # dashes, quotes, dots
    (0x2030, 0x2037),
    (0x2039, 0x203F),
    (0x20AC, 0x20AC),  # €
    (0x2116, 0x2116),  # №
    (0x2122, 0x2122),  # ™
    (0x25AF, 0x25AF),  # ▯
)
PRINTABLE = frozenset(
    chr(code) for first, last in _RANGES for code in range(first, last + 1) if unicodedata.category(chr(code)) != "Cn"
)
_SPACES = str.maketrans({"\r": "\n", "\t": " ", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
_TOO_MANY_MARKS = re.compile(r"([\u0300-\u036f]{2})[\u0300-\u036f]+")


SIGNS = Path(__file__).parent / "fonts" / "signs.txt"  # what our Chinese font holds: `tools/cut_fonts.py` writes both


@cache
def printable_in(language: str) -> frozenset[str]:
    """Return the characters that the fonts of a sheet in this language have: with Chinese ones on a Chinese sheet."""
    return PRINTABLE | frozenset(SIGNS.read_text(encoding="utf-8")) if language == Spoken.CHINESE else PRINTABLE


def printable(text: str, language: str = SPANISH) -> str:
    """Return the text composed, with plain line ends, and each character that no font has as ▯.

    A form of a letter that has a plain one (full width, ligature) becomes the plain one. Signs that are not seen, such
    as marks of direction, are left out: they could only make the print say something else than the data. Of marks piled
    on one letter two are kept.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").translate(_SPACES))
    known = printable_in(language)
    return _TOO_MANY_MARKS.sub(r"\1", "".join(_glyphs(char, known) for char in composed))


def _glyphs(char: str, known: frozenset[str]) -> str:
    if _is_unseen(char):
        return ""
    if char in known or char == "\n":
        return char
    if unicodedata.category(char).startswith("Z"):
        return " "
    plain = unicodedata.normalize("NFKC", char)
    return plain if plain != char and set(plain) <= known else TOFU


def _is_unseen(char: str) -> bool:
    """Return whether a character is a format sign or a variation selector."""
    return unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def printable_all(value: Any, language: str = SPANISH) -> Any:
    """Return JSON data with every text in it printable on a sheet in this language."""
    if isinstance(value, str):
        return printable(value, language)
    if isinstance(value, list | tuple):
        return [printable_all(part, language) for part in value]
    if isinstance(value, dict):
        return {key: printable_all(part, language) for key, part in value.items()}
    return value
