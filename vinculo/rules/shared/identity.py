"""Numbers that identify people: read kindly, compared in one spelling, refused with a clear message."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from stdnum.ec import ci

from vinculo.rules.shared.marks import mark

MAX_TYPED = 64  # characters as typed, before anything looks at them
SHORTEST, LONGEST = 4, 20

_SEPARATORS = frozenset("-‐‑‒–—.·/'’_")


class PresenterKind(StrEnum):
    """With which number the presenter identified themselves (S22)."""

    CODE = "code"
    CEDULA = "cedula"
    PASSPORT = "passport"


class IdentityError(ValueError):
    """A number that cannot be one: `code` for programs, `message` a marked Spanish sentence for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def _plain(char: str) -> str:
    """Return the character in ASCII capitals; nothing for separators and for invisible marks."""
    if char.isspace() or char in _SEPARATORS or unicodedata.category(char) == "Cf":
        return ""
    if char.isdecimal():  # digits of any script
        return str(unicodedata.decimal(char))
    return char.upper()


def normalise_number(text: str) -> str:
    """Return the number in capitals and digits only, without spaces, separators and invisible marks.

    Raises `IdentityError` (`empty`, `too_long`, `characters`).
    """
    if len(text) > MAX_TYPED:
        raise IdentityError(
            "too_long", mark("El número es demasiado largo. Escríbalo tal como consta en el documento.")
        )
    if text.isascii() and text.isalnum():  # the usual case, in a file of 100,000 lines
        return text.upper()
    number = "".join(_plain(char) for char in unicodedata.normalize("NFKC", text))
    if not number:
        raise IdentityError("empty", mark("Escriba el número."))
    if not (number.isascii() and number.isalnum()):
        raise IdentityError("characters", mark("Escriba solo letras sin tilde y números."))
    return number


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


def _check_length(text: str, code: str, message: str) -> str:
    number = normalise_number(text)
    if not SHORTEST <= len(number) <= LONGEST:
        raise IdentityError(code, message)
    return number


def affiliate_code_form(text: str) -> str:
    """Return an affiliate's code, 4 to 20 letters or digits: opaque, no checksum of ours (S11, domain notes).

    Raises `IdentityError` (`affiliate_code`, or those of `normalise_number`).
    """
    message = mark("El código de identificación para extranjero tiene entre 4 y 20 letras o números.")
    return _check_length(text, "affiliate_code", message)


def passport_number_form(text: str) -> str:
    """Return the number of a passport or visa, 4 to 20 letters or digits with at least one digit.

    Raises `IdentityError` (`passport_number`, or those of `normalise_number`).
    """
    message = mark("El número del pasaporte o de la visa tiene entre 4 y 20 letras y números.")
    number = _check_length(text, "passport_number", message)
    if number.isalpha():
        raise IdentityError("passport_number", message)
    return number
