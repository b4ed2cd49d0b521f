"""Short references that people read aloud and keyboards type: capitals and digits only, none that look alike."""

from __future__ import annotations

import hashlib
import hmac
import re
from random import Random

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LENGTH = 9
TOKEN_DIGITS = 32  # 128 bits
HIDDEN_TOKEN = "(...)"  # nosec B105: stands in kept texts in the place of what opens a private link (D34)
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def draw_reference(prefix: str, random_source: Random) -> str:
    """Return a fresh reference: one letter that says of what, then nine drawn characters (45 bits)."""
    return prefix + "".join(random_source.choice(ALPHABET) for _ in range(LENGTH))


def draw_token(random_source: Random) -> str:
    """Return 128 random bits as 32 hexadecimal digits, for an address that nobody can guess."""
    return f"{random_source.getrandbits(128):032x}"


def derive_token(key: bytes, kind: str, nonce: str, mask: str = "") -> str:
    """Return the token of a row's private link (D34): from its nonce alone, or unmasked where it was drawn before."""
    digest = hmac.new(key, f"vinculo.link:{kind}:{nonce}".encode(), hashlib.sha256).digest()
    if not mask:
        return digest.hex()[:TOKEN_DIGITS]
    return bytes(one ^ other for one, other in zip(bytes.fromhex(mask), digest, strict=False)).decode(errors="replace")


def mask_token(key: bytes, kind: str, nonce: str, token: str) -> str:
    """Return what, with the key and the nonce, gives back a token that was drawn before links were derived."""
    digest = hmac.new(key, f"vinculo.link:{kind}:{nonce}".encode(), hashlib.sha256).digest()
    if len(plain := token.encode()) > len(digest):
        raise ValueError("a token longer than what hides it")
    return bytes(one ^ other for one, other in zip(plain, digest, strict=False)).hex()


def hash_token(token: str) -> str:
    """Return by what a private link is found: it does not open anything itself."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


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
