"""What a QR reader types: it presses the keys of a US keyboard, whatever layout the computer has.

With a Spanish layout `/` becomes `-`, `:` becomes `Ñ` and so on; letters and digits stay. Our QR is the plain
reference; phones may show an address of ours instead (S30).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from vinculo.rules.shared.references import ALPHABET, LENGTH, read_reference

LONGEST = 400  # characters of an address, with room for what a reader adds
# The signs of a US keyboard and, in the same order, what the same keys give on the layouts of Spain and Latin America.
# Dead keys are written as the sign that they leave.
_US = "-_=+[{]};:'\"\\|`~,<.>/?@#^&*()"
_SPAIN = "'?¡¿`^+*ñÑ´¨çÇºª,;.:-_\"·&/()="
_LATIN_AMERICA = "'?¿¡´¨+*ñÑ{[}]|°,;.:-_\"#&/()="
LAYOUTS = {name: dict(zip(_US, typed, strict=True)) for name, typed in (("es", _SPAIN), ("latam", _LATIN_AMERICA))}
_BACK = [{typed: meant for meant, typed in layout.items()} for layout in LAYOUTS.values()]

_PLACE = re.compile(r"(?:^|/)(mi-turno|numero|verificar)/([0-9a-z]{8,64})(?:[/?#&]|$)", re.IGNORECASE)
_WITHIN = re.compile(rf"(?<![0-9A-Z])[TCS][{ALPHABET}]{{{LENGTH}}}(?![0-9A-Z])", re.IGNORECASE)
_PREFIX = re.compile(r"^[\]+][A-Za-z]\d")  # some readers say first which kind of symbol they read
_TICKET = re.compile(r"\d{1,9}", re.ASCII)  # shorter than a cédula; without such a ticket the text is looked for


class Kind(StrEnum):
    """What a text points at."""

    REFERENCE = "reference"  # of a turno, a case or a solicitud
    TURNO = "turno"  # the token of a turno's private page
    TICKET = "ticket"  # the token of a ticket's page
    CERTIFICATE = "certificate"  # the token of its verification page
    NUMBER = "number"  # of a ticket of today
    TEXT = "text"  # a code, a cédula, the number of a document


_PLACES = {"mi-turno": Kind.TURNO, "numero": Kind.TICKET, "verificar": Kind.CERTIFICATE}


@dataclass(frozen=True)
class Scan:
    """What was read, and the text itself for the person who looks further."""

    kind: Kind
    value: str
    text: str


def as_meant(text: str, layout: str) -> str:
    """Return what a reader meant that typed this text on a Spanish layout (`es`, `latam`)."""
    back = _BACK[list(LAYOUTS).index(layout)]
    return "".join(back.get(char, char) for char in text)


def read_scan(text: str) -> Scan:
    """Return what was scanned or typed: an address of ours, a reference, the number of a ticket, else the text."""
    plain = "".join(char for char in text[:LONGEST] if char.isprintable()).strip()
    for spelling in _spellings(plain):
        if place := _PLACE.search(spelling):
            return Scan(_PLACES[place[1].lower()], place[2].lower(), plain)
        if ("/" in spelling or "=" in spelling) and (match := _WITHIN.search(spelling)):
            return Scan(Kind.REFERENCE, match[0].upper(), plain)
    plain = _PREFIX.sub("", plain)
    reference = read_reference(plain)
    if len(reference) == LENGTH + 1 and reference[0] in "TCS":
        return Scan(Kind.REFERENCE, reference, plain)
    if _TICKET.fullmatch(plain):
        return Scan(Kind.NUMBER, str(int(plain)), plain)
    return Scan(Kind.TEXT, plain, plain)


def _spellings(text: str) -> Iterator[str]:
    """Return the text as it stands and as each layout would have it, without what a reader says first."""
    for spelling in (text, *(as_meant(text, layout) for layout in LAYOUTS)):
        yield _PREFIX.sub("", spelling)
