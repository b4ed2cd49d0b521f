"""Whether a member of staff is a party to a case (D35): the keyed hash of their number, and the numbers of the case."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from hashlib import sha256

from vinculo.rules.shared.identity import IdentityError, cedula, normalise_number, number_of_person

DIGITS_OF_CEDULA = 10


def typed_identity(text: str) -> str:
    """Return a cédula or a code in one spelling; ten digits are a cédula, the RUC of a person is theirs (S22).

    Raises `IdentityError`.
    """
    number = number_of_person(text)
    return cedula(number) if number.isdigit() and len(number) == DIGITS_OF_CEDULA else number


def digest_number(number: str, key: bytes) -> str:
    """Return the keyed hash of a number that identifies a person, however it is typed. Raises `IdentityError`."""
    return hmac.new(key, b"vinculo.party:" + normalise_number(number).encode(), sha256).hexdigest()


def is_among(digest: str, numbers: Iterable[str], key: bytes) -> bool:
    """Return whether the hash is that of one of these numbers; one that cannot be a number is nobody's."""
    same = False
    for number in numbers:
        try:
            same |= hmac.compare_digest(digest, digest_number(number, key))
        except IdentityError:
            continue
    return same
