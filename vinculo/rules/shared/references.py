"""Short references that people read aloud and keyboards type: capitals and digits only, none that look alike."""

from __future__ import annotations

import re
from random import Random

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LENGTH = 9
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def draw_reference(prefix: str, random_source: Random) -> str:
    """Return a fresh reference: one letter that says of what, then nine drawn characters (45 bits)."""
    return prefix + "".join(random_source.choice(ALPHABET) for _ in range(LENGTH))


def draw_token(random_source: Random) -> str:
    """Return 128 random bits as 32 hexadecimal digits, for an address that nobody can guess."""
    return f"{random_source.getrandbits(128):032x}"


def draw_digits(count: int, random_source: Random) -> str:
    """Return so many random digits, for a code that is typed from a mail (S25)."""
    return "".join(str(random_source.randrange(10)) for _ in range(count))


def read_reference(text: str) -> str:
    """Return what a reader or a person typed as a reference: in capitals, without signs, look-alikes mended.

    The first letter says of what the reference is and is left alone.
    """
    plain = "".join(char for char in text.upper() if char.isascii() and char.isalnum())
    return plain[:1] + plain[1:].translate(_LOOKALIKES)


def endorsement_number(province: str, year: int, number: int) -> str:
    """Return the number of an endorsement: province, year, and its place among those of the unit in the year."""
    return f"{province}-{year}-{number:05d}"


def read_endorsement(text: str) -> str:
    """Return a number of an endorsement however it is typed, in one spelling: 17-2026-00001."""
    digits = [part for part in re.split(r"\D+", text) if part]
    if len(digits) == 1 and len(digits[0]) == 11:
        digits = [digits[0][:2], digits[0][2:6], digits[0][6:]]
    if len(digits) != 3 or len("".join(digits)) > 20:
        return " ".join(text.split()).upper()
    province, year, number = digits
    return f"{province.zfill(2)}-{year}-{number.zfill(5)}"
