"""What people type about themselves: names, dates and accounts, read kindly or refused with a clear message."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.names import fold

LONGEST_NAME = 200
LONGEST_ACCOUNT = 4000
LONGEST_WORDS = 200
OLDEST = date(1900, 1, 1)

_NAME_SIGNS = frozenset(" -'.’‘ʼʻ`´‐‑")
# Beside letters and digits, what an account may hold: everything that the printed solicitud has a sign for.
_ACCOUNT_SIGNS = frozenset("\n0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~¡¿ªº°«»“”‘’–—…·•€£§©®´¨×÷±²³½¼¾¶¢¥¬¯¸¹µ")
_MONTHS = (
    "ENERO",
    "FEBRERO",
    "MARZO",
    "ABRIL",
    "MAYO",
    "JUNIO",
    "JULIO",
    "AGOSTO",
    "SEPTIEMBRE",
    "OCTUBRE",
    "NOVIEMBRE",
    "DICIEMBRE",
)
_DATE = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4})")
_RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_IN_WORDS = re.compile(r"(\d{1,2}) (?:DE )?([A-Z]+) (?:DEL? )?(\d{4})")


class TypedError(ValueError):
    """Something typed that cannot serve: `code` for programs, `message` a marked Spanish sentence with its `params`."""

    def __init__(self, code: str, message: str, **params: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.params = params


def is_latin(char: str) -> bool:
    """Return whether this is a letter of the Latin alphabet as travel documents print it, with any mark."""
    return (char.isalpha() and char < "\u0250") or "\u1e00" <= char <= "\u1eff"


def _is_mark(char: str) -> bool:
    """Return whether this is a mark over or under a letter that has no sign of its own with it (ẹ́)."""
    return "\u0300" <= char <= "\u036f"


def typed_name(text: str) -> str:
    """Return names in one spelling: composed letters, single spaces; never another letter than the typed one.

    Raises `TypedError` (`control`, `letters`, `no_name`, `long_name`).
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs"} for char in text):
        raise TypedError(
            "control", mark("Hay signos que no se ven entre las letras. Borre el nombre y escríbalo otra vez.")
        )
    wrong = _unlike(name, lambda char: is_latin(char) or _is_mark(char) or char in _NAME_SIGNS)
    if wrong:
        message = mark("Escriba el nombre con letras latinas, como en el pasaporte. No se puede usar: %(signs)s")
        raise TypedError("letters", message, signs=wrong)
    if sum(map(is_latin, name)) < 2:
        raise TypedError("no_name", mark("Escriba los nombres y apellidos completos, como constan en el documento."))
    if len(name) > LONGEST_NAME:
        raise TypedError("long_name", mark("El nombre es demasiado largo: escriba hasta 200 letras."))
    return name


def _unlike(text: str, fits: Callable[[str], bool]) -> str:
    """Return the first few signs that do not fit, to be shown; one without a shape by its number."""
    wrong = dict.fromkeys(char for char in text if not fits(char))
    shown = [char if char.isprintable() else f"U+{ord(char):04X}" for char in wrong]
    return " ".join(shown[:5])


def typed_date(text: str, today: date) -> date:
    """Return the birth date however it is typed: 14/03/2015, 14-3-2015, 14032015, 14 de marzo de 2015, 2015-03-14.

    Raises `TypedError` (`no_date`, `future`, `ancient`).
    """
    day = read_day(text)
    if day is None:
        raise TypedError("no_date", mark("Escriba el día, el mes y el año de nacimiento; por ejemplo 14/03/2015."))
    if day > today:
        raise TypedError("future", mark("Esa fecha todavía no llega. Revise el año de nacimiento."))
    if day < OLDEST:
        raise TypedError("ancient", mark("Esa fecha es demasiado antigua. Revise el año de nacimiento."))
    return day


def _parts(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day, or None for what does not look like a date."""
    plain = unicodedata.normalize("NFKC", text).strip()[:40]
    if iso := _ISO.fullmatch(plain):
        return int(iso[1]), int(iso[2]), int(iso[3])
    if numbers := _DATE.fullmatch(plain) or _RUN_TOGETHER.fullmatch(plain):
        return int(numbers[3]), int(numbers[2]), int(numbers[1])
    words = _IN_WORDS.fullmatch(fold(plain))
    if words and words[2] in _MONTHS:
        return int(words[3]), _MONTHS.index(words[2]) + 1, int(words[1])
    return None


def read_day(text: str) -> date | None:
    """Return the day that a text names (14/03/2015, 14032015, 2015-03-14, 14 de marzo de 2015), or None."""
    parts = _parts(text)
    try:
        return date(*parts) if parts else None
    except ValueError:  # the 31st of a month that has 30 days
        return None


def typed_account(text: str) -> str:
    """Return the account with plain line ends, at most one empty line in a row, and only signs that can be printed.

    Raises `TypedError` (`no_account`, `signs`, `long`).
    """
    plain = _printable_text(text, LONGEST_ACCOUNT)
    if not any(map(is_latin, plain)):
        raise TypedError("no_account", mark("Cuente con sus palabras qué pide y para quién."))
    return plain


def typed_words(text: str) -> str:
    """Return a few words that go into an account, on one line. Raises `TypedError` (`signs`, `long`)."""
    return " ".join(_printable_text(text, LONGEST_WORDS).split())


def _printable_text(text: str, longest: int) -> str:
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    lines = (" ".join(line.split()) for line in plain.split("\n"))
    printed = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if len(printed) > longest:
        message = mark("Ha escrito %(length)s letras: escriba hasta %(longest)s.")
        raise TypedError("long", message, length=str(len(printed)), longest=str(longest))
    wrong = _unlike(printed, lambda char: is_latin(char) or _is_mark(char) or char in _ACCOUNT_SIGNS)
    if wrong:
        message = mark("Escriba con letras latinas y signos corrientes. No se puede imprimir: %(signs)s")
        raise TypedError("signs", message, signs=wrong)
    return printed
