"""Numbers that identify people: read kindly, compared in one spelling, refused with a clear message.

The same functions judge what is typed, what is read from a document and what is imported (D20).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from stdnum.ec import ci

from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.names import fold

MAX_TYPED = 64  # characters as typed, before anything looks at them
SHORTEST, LONGEST = 4, 20

_SEPARATORS = frozenset("-‐‑‒–—.·/'’_")

# What people write before a number when they copy a whole line: "Pasaporte N.º AN 123456".
_LABELS = frozenset({"MI", "SU", "EL", "LA", "DE", "DEL", "PARA", "IDENTIFICACION", "IDENTIDAD", "EXTRANJERO", "IESS"})
_NAMING = frozenset({"CODIGO", "CEDULA", "NUMERO", "PASAPORTE", "PASSPORT", "VISA", "DOCUMENTO"})
_SHORT_FOR_NUMBER = re.compile(r"N(?:O|RO|UM)?\.?[º°.]O?\.?|C\.[CI]\.?", re.IGNORECASE)

# What people write where there is no number, in the spelling of a number (D20).
_PLACEHOLDER = re.compile(
    r"NO(?:LO|LA|ME|SE)?(?:TENGO|TIENE|TENEMOS|POSEO|POSEE|SE|SABE|SABEMOS|HAY|APLICA|EXISTE|DISPONE|CONOZCO|CONOCE|RECUERDO)[A-Z]*"
    r"|(?:NINGUN|NADA|DESCONOC|PENDIENTE|PORCONFIRMAR|PORDEFINIR|ENTRAMITE|SIN(?:NUMERO|DATO|DOC|PAS|CED|VISA|COD|NADA))[A-Z]*"
    r"|(?:AUN|TODAVIA)NO[A-Z]*|(?:MI|SU)?(?:PASAPORTE|PASSPORT|CEDULA|CODIGO|NUMERO|DOCUMENTO|VISA)|UNKNOWN|NONE|NULL|NAN|PRUEBA|EJEMPLO|TEST"
)
_VOWELS = frozenset("AEIOU")
_SHORTEST_OF_LETTERS = 6


class PresenterKind(StrEnum):
    """With which number the presenter identified themselves (S22)."""

    CODE = "code"
    CEDULA = "cedula"
    PASSPORT = "passport"


class IdentityError(ValueError):
    """A number that cannot be one: `code` for programs, `message` a marked Spanish sentence with its `params`."""

    def __init__(self, code: str, message: str, **params: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.params = params


def _plain(char: str) -> str:
    """Return the character in ASCII capitals; nothing for separators and for invisible marks."""
    if char.isspace() or char in _SEPARATORS or unicodedata.category(char) == "Cf":
        return ""
    if char.isdecimal():  # digits of any script
        return str(unicodedata.decimal(char))
    return char.upper()


def normalise_number(text: str) -> str:
    """Return the number in capitals and digits only, without spaces, separators, invisible marks and its label.

    Digits may be of any script. Raises `IdentityError` (`empty`, `too_long`, `characters`).
    """
    if len(text) > MAX_TYPED:
        raise IdentityError(
            "too_long", mark("El número es demasiado largo. Escríbalo tal como consta en el documento.")
        )
    if text.isascii() and text.isalnum():  # the usual case, in a file of 100,000 lines
        return text.upper()
    number = "".join(_plain(char) for char in unicodedata.normalize("NFKC", _without_label(text)))
    if not number:
        raise IdentityError("empty", mark("Escriba el número."))
    if not (number.isascii() and number.isalnum()):
        raise IdentityError("characters", mark("Escriba solo letras sin tilde y números."))
    return number


def _without_label(text: str) -> str:
    """Return what follows the words before a number in a line that was pasted whole, or the text itself."""
    line = text.rpartition(":")[2]
    parts = (line if any(map(str.isalnum, line)) else text).split()
    naming = 0
    for place, part in enumerate(parts[:-1], start=1):
        word = fold(part)
        if word in _NAMING or _SHORT_FOR_NUMBER.fullmatch(part) or (word == "ES" and naming == place - 1 and naming):
            naming = place
        elif word not in _LABELS:
            break
    return " ".join(parts[naming:])


def same_number(one: str, other: str) -> bool:
    """Return whether two numbers are the same, however they are typed; a number that cannot be one equals none."""
    try:
        return normalise_number(one) == normalise_number(other)
    except IdentityError:
        return False


def is_cedula(text: str) -> bool:
    """Return whether this is an Ecuadorian cédula by its province, third digit and official check digit (S22)."""
    try:
        return bool(ci.is_valid(normalise_number(text)))
    except IdentityError:
        return False


def cedula(text: str) -> str:
    """Return the ten digits of a cédula; raise `IdentityError` (`cedula`, or those of `normalise_number`)."""
    number = normalise_number(text)
    if not ci.is_valid(number):
        message = mark("El número de cédula no es correcto. Revise los diez dígitos.")
        raise IdentityError("cedula", message)
    return number


def is_ruc(text: str) -> bool:
    """Return whether this is the tax number of a person: a cédula and 001 (S22)."""
    try:
        number = normalise_number(text)
    except IdentityError:
        return False
    return len(number) == 13 and number.endswith("001") and is_cedula(number[:10])


def number_of_person(text: str) -> str:
    """Return the number by which a person is looked for: of the RUC of a person the cédula. Raises `IdentityError`."""
    number = normalise_number(text)
    return number[:10] if is_ruc(number) else number


def cedula_within(number: str) -> str:
    """Return the cédula that a number is, or that the RUC of a person begins with (S22); nothing for any other."""
    own = number[:10] if is_ruc(number) else number
    return normalise_number(own) if is_cedula(own) else ""


def _is_placeholder(text: str) -> bool:
    """Return whether these are words for want of a number, written with their accents."""
    if text.isascii() or len(text) > MAX_TYPED:  # the usual case, in a file of 100,000 lines
        return False
    return bool(_PLACEHOLDER.fullmatch(fold(text).replace(" ", "")))


def _check_length(text: str, code: str, message: str) -> str:
    number = normalise_number(text)
    if not SHORTEST <= len(number) <= LONGEST:
        raise IdentityError(code, message)
    return number


def affiliate_code_form(text: str) -> str:
    """Return an affiliate's code, 4 to 20 letters or digits: opaque, no checksum of ours (S11, domain notes).

    Words that people write for want of a code are none. Raises `IdentityError` (`affiliate_code`, `placeholder`, or
    those of `normalise_number`).
    """
    message = mark("El código de identificación para extranjero tiene entre 4 y 20 letras o números.")
    if _is_placeholder(text):
        raise IdentityError("placeholder", _NOT_A_CODE)
    number = _check_length(text, "affiliate_code", message)
    if number.isalpha() and _PLACEHOLDER.fullmatch(number):
        raise IdentityError("placeholder", _NOT_A_CODE)
    return number


def passport_number_form(text: str) -> str:
    """Return the number of a passport or visa, 4 to 20 letters or digits; never a word for want of a number (D20).

    Some numbers have no digit, as those of Germany may: they are drawn from consonants, so that they form no word.
    Raises `IdentityError` (`passport_number`, `placeholder`, or those of `normalise_number`).
    """
    message = mark("El número del pasaporte o de la visa tiene entre 4 y 20 letras y números.")
    if _is_placeholder(text):
        raise IdentityError("placeholder", _NOT_A_NUMBER)
    number = _check_length(text, "passport_number", message)
    if len(set(number)) == 1 or (number.isalpha() and _PLACEHOLDER.fullmatch(number)):
        raise IdentityError("placeholder", _NOT_A_NUMBER)
    if number.isalpha() and (len(number) < _SHORTEST_OF_LETTERS or _VOWELS & set(number)):
        raise IdentityError("passport_number", message)
    return number


_NOT_A_CODE = mark(
    "Eso no es un código. Escriba el código de identificación para extranjero como consta en sus documentos del IESS."
)
_NOT_A_NUMBER = mark(
    "Eso no es un número de documento. Escriba el del pasaporte como consta en él; si no hay pasaporte, el de la visa."
)
