"""Complaints: until when each is answered, and what may be said in one: anything, in any alphabet."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.parsing import TypedError

LONGEST = 4000
KEY_LENGTH = 12  # of the token, enough to be typed beside the reference
_JOINERS = frozenset("\u200c\u200d")  # several alphabets and pictures need them


def last_day(received: date, days: int) -> date:
    """Return the last day on which it is answered in time."""
    return received + timedelta(days=days)


def typed_message(text: str) -> str:
    """Return what was written, in plain lines, without signs that nobody sees and that could turn others round.

    Raises `TypedError` (`empty`, `long`).
    """
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = "".join(char for char in plain if char == "\n" or _is_visible(char))
    message = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in seen.split("\n"))).strip()
    if not any(char.isalnum() for char in message):
        raise TypedError("empty", mark("Cuéntenos qué pasó, con sus palabras."))
    if len(message) > LONGEST:
        sentence = mark("Ha escrito %(length)s letras: escriba hasta %(longest)s.")
        raise TypedError("long", sentence, length=str(len(message)), longest=str(LONGEST))
    return message


def typed_line(text: str) -> str:
    """Return what was written as one line, in any alphabet, without signs that nobody sees."""
    plain = unicodedata.normalize("NFC", text)
    return " ".join("".join(char if char.isspace() or _is_visible(char) else "" for char in plain).split())


def _is_visible(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def typed_key(text: str) -> str:
    """Return a key as it was typed from paper, however it was grouped; what cannot be one is an empty text."""
    plain = "".join(char for char in text.casefold() if char not in " -.").replace("o", "0")
    return plain if re.fullmatch(f"[0-9a-f]{{{KEY_LENGTH}}}", plain) else ""


def spelled_key(token: str) -> str:
    """Return the key of a token in groups of four, as it is shown."""
    return "-".join(re.findall(".{4}", token[:KEY_LENGTH]))
