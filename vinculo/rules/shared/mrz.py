"""The machine-readable zone of a passport (TD3) or of an old visa sticker (MRV-A, MRV-B), as ICAO 9303 has it.

Readers type like a keyboard: with or without the line break, in capitals or not, and under a Spanish keyboard layout
the filler `<` arrives as `;` (the same key), as `>` (its shifted neighbour) or as `«` (a corrected `<<`). All are
read as fillers: none of them is a character of the zone. What readers send before and after the zone or its lines
(the kind of symbol, control characters, a sign that the institution set) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vinculo.rules.shared.countries import canonical
from vinculo.rules.shared.marks import mark
from vinculo.rules.shared.names import MRZ_NAME_LENGTH, same_names

MAX_TYPED = 400  # characters as typed: a zone has 88, the rest are spaces
MOST_ADDED = 12  # letters and digits that a reader may be set to send before and after

_FILLERS = str.maketrans({";": "<", ">": "<", "«": "<<", "»": "<<", "‹": "<", "›": "<"})
_ALPHABET = re.compile(r"[A-Z0-9<]+")
_LINE_ENDS = re.compile("[\x01-\x1f\x7f]+")  # and the control characters that readers send beside them
BLANK = "".join(map(chr, range(33))) + "\x7f"  # spaces and the control characters that readers send
_AROUND_A_LINE = BLANK + "!\"#$%&'()*+,-./:=?@[\\]^_`{|}~¡¿'"
_SYMBOL = re.compile(r"^[\]+][A-Z]\d(?=[A-Z])")  # some readers say first which kind of symbol they read: ]Q1
_DATES = "[0-9<]{6}[0-9<]"
# A whole zone, recognised by what has to stand where, among letters or digits that a reader added.
_AFTER_NUMBER = f"[0-9<][A-Z<]{{3}}{_DATES}[MFX<]{_DATES}"
_SHAPES = tuple(
    re.compile(rf"{kind}[A-Z<][A-Z<]{{3}}[A-Z<]{{{names}}}[A-Z0-9<]{{9}}{_AFTER_NUMBER}{rest}")
    for kind, names, rest in (
        ("P", 39, "[A-Z0-9<]{14}[0-9<][0-9]"),
        ("V", 39, "[A-Z0-9<]{16}"),
        ("V", 31, "[A-Z0-9<]{8}"),
    )
)
READ_FIELDS = {  # what a check digit of a zone guards (D20)
    "number": mark("número"),
    "birth": mark("fecha de nacimiento"),
    "expiry": mark("fecha de caducidad"),
    "optional": mark("datos opcionales"),
    "composite": mark("línea completa"),
}
_NAMES_START = 5  # document code and issuer come before


class MrzError(ValueError):
    """A text that is no zone of a passport or visa: `code` for programs, `message` a marked Spanish sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class MrzKind(StrEnum):
    """The three zones that we read."""

    TD3 = "TD3"  # passport
    MRV_A = "MRV-A"  # visa of a full page
    MRV_B = "MRV-B"  # small visa


@dataclass(frozen=True, kw_only=True)
class PartialDate:
    """A date of which parts may be unknown (`<<` in the zone) or unreadable."""

    year: int | None
    month: int | None
    day: int | None

    @property
    def whole(self) -> date | None:
        """The date, where every part is known and it is a day of the calendar."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


@dataclass(frozen=True, kw_only=True)
class Mrz:
    """What a zone says. Names are transliterated and may be cut: the printed spelling is the name.

    `issuer` and `nationality` are alpha-3 where the zone has another code (`D`, `RKS`); `sex` is `M`, `F` or empty.
    `checks` tells per field whether its check digit is right.
    """

    kind: MrzKind
    issuer: str
    surname: str
    given: str
    truncated: bool
    number: str
    nationality: str
    birth: PartialDate
    sex: str
    expiry: PartialDate
    checks: Mapping[str, bool]

    @property
    def names(self) -> str:
        """Given names and surname in the order in which people write them."""
        return f"{self.given} {self.surname}".strip()

    @property
    def birth_date(self) -> date | None:
        """The birth date where it is wholly known."""
        return self.birth.whole

    @property
    def expiry_date(self) -> date | None:
        """The day of expiry where it is wholly known."""
        return self.expiry.whole

    @property
    def failed(self) -> tuple[str, ...]:
        """The fields whose check digit is wrong, in the order of the zone."""
        return tuple(name for name, right in self.checks.items() if not right)


def check_digit(field: str) -> str:
    """Return the check digit of a field of capitals, digits and fillers: weights 7, 3, 1, modulus 10."""
    values = (0 if char == "<" else int(char, 36) for char in field)
    return str(sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)


def _clean(text: str) -> str:
    """Return the characters of the zone in one run; raise `MrzError` where another character is among them."""
    if len(text) > MAX_TYPED:
        raise MrzError("too_long", mark("El texto es demasiado largo para ser la zona de lectura mecánica."))
    lines = (_clean_line(line) for line in _LINE_ENDS.split(text))
    zone = "".join("".join(line.split()) for line in lines)
    if not zone:
        raise MrzError("empty", mark("Pase el documento por el lector o escriba sus dos líneas de lectura mecánica."))
    zone = zone if (len(zone), zone[0]) in _KINDS else _without_signs(zone)
    if not _ALPHABET.fullmatch(zone):
        message = mark("La zona de lectura mecánica solo tiene letras sin tilde, números y el signo <.")
        raise MrzError("characters", message)
    return zone


def _clean_line(line: str) -> str:
    """Return a line in the characters of the zone, without what a reader sends before and after it."""
    return _SYMBOL.sub("", line.upper().strip(BLANK)).translate(_FILLERS).strip(_AROUND_A_LINE)


def _without_signs(zone: str) -> str:
    """Return the one whole zone among what a reader added, or everything."""
    zones = {match[0] for shape in _SHAPES for match in [shape.search(zone)] if match and _is_added(zone, match)}
    return zones.pop() if len(zones) == 1 else zone


def _is_added(zone: str, match: re.Match[str]) -> bool:
    """Return whether what stands around the match is of a reader: short, of its keys, and no filler after it."""
    before, after = zone[: match.start()], zone[match.end() :]
    return max(len(before), len(after)) <= MOST_ADDED and (before + after).isascii() and "<" not in after


def _kind(zone: str) -> MrzKind:
    """Return which zone this is, by its length and first letter."""
    known = _KINDS.get((len(zone), zone[0]))
    if known is not None:
        return known
    if any(card.fullmatch(zone) for card in _CARDS):
        raise MrzError("card", _A_CARD)
    if len(zone) not in {length for length, _letter in _KINDS}:
        message = mark("La lectura está incompleta: son dos líneas de 44 caracteres, o de 36 en una visa pequeña.")
        raise MrzError("length", message)
    message = mark("Este documento no es un pasaporte ni una visa. Escriba los datos a mano si es necesario.")
    raise MrzError("kind", message)


_KINDS = {(88, "P"): MrzKind.TD3, (88, "V"): MrzKind.MRV_A, (72, "V"): MrzKind.MRV_B}
_CARDS = (
    re.compile(rf"[IAC][A-Z0-9<]{{29}}{_DATES}[MFX<]{_DATES}[A-Z<]{{3}}[A-Z0-9<]{{42}}"),  # TD1: three lines of 30
    re.compile(r"[IAC][A-Z0-9<]{71}"),  # TD2: two lines of 36
)
_A_CARD = mark(
    "Esta lectura es de una cédula o tarjeta de identidad, que aquí no es válida. Pida el pasaporte y léalo; si la "
    "persona no tiene pasaporte, pida la visa."
)


def _names(line: str) -> tuple[str, str, bool]:
    """Return surname, given names and whether the field is full, so that something may have been cut."""
    field = line[_NAMES_START:]
    surname, _, given = field.strip("<").partition("<<")
    return " ".join(surname.split("<")).strip(), " ".join(given.replace("<", " ").split()), not field.endswith("<")


def _part(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _birth(text: str, today: date) -> PartialDate:
    """Return a birth date: of two centuries the one that does not lie in the future."""
    year, month, day = (_part(text[place : place + 2]) for place in (0, 2, 4))
    if year is None:
        return PartialDate(year=None, month=month, day=day)
    recent = (2000 + year, month or 1, day or 1)
    century = 2000 if recent <= (today.year, today.month, today.day) else 1900
    return PartialDate(year=century + year, month=month, day=day)


def _expiry(text: str) -> PartialDate:
    """Return an expiry: always 20YY."""
    year, month, day = (_part(text[place : place + 2]) for place in (0, 2, 4))
    return PartialDate(year=None if year is None else 2000 + year, month=month, day=day)


def _number(line: str, kind: MrzKind) -> tuple[str, bool]:
    """Return the number of the document and whether its check digit is right.

    Of a longer number nine signs stand in their field with a filler in place of the check digit; the rest and the check
    digit begin the optional field (ICAO 9303-5). States count the filler among the digits or not.
    """
    field, check = line[0:9], line[9]
    rest = line[28:42].partition("<")[0] if kind is MrzKind.TD3 else ""
    if check == "<" and "<" not in field and len(rest) > 1:
        right = rest[-1] in {check_digit(field + rest[:-1]), check_digit(field + "<" + rest[:-1])}
        return field + rest[:-1], right
    return field.replace("<", ""), check_digit(field) == check


def _checks(line: str, kind: MrzKind) -> dict[str, bool]:
    """Return, per field of the second line, whether its check digit is right."""
    checks = {
        "number": _number(line, kind)[1],
        "birth": check_digit(line[13:19]) == line[19],
        "expiry": check_digit(line[21:27]) == line[27],
    }
    if kind is MrzKind.TD3:
        empty = not line[28:42].strip("<") and line[42] == "<"
        checks["optional"] = empty or check_digit(line[28:42]) == line[42]
        checks["composite"] = check_digit(line[0:10] + line[13:20] + line[21:43]) == line[43]
    return checks


def parse(text: str, today: date) -> Mrz:
    """Return what the zone says; `today` decides the century of a birth date.

    A wrong check digit is told in `checks`, not raised: the officer sees which field to read again.
    Raises `MrzError` (`too_long`, `empty`, `characters`, `length`, `card`, `kind`).
    """
    zone = _clean(text)
    kind = _kind(zone)
    first, second = zone[: len(zone) // 2], zone[len(zone) // 2 :]
    surname, given, truncated = _names(first)
    return Mrz(
        kind=kind,
        issuer=canonical(first[2:5]),
        surname=surname,
        given=given,
        truncated=truncated,
        number=_number(second, kind)[0],
        nationality=canonical(second[10:13]),
        birth=_birth(second[13:19], today),
        sex=second[20] if second[20] in "MF" else "",
        expiry=_expiry(second[21:27]),
        checks=_checks(second, kind),
    )


def names_match(mrz: Mrz, names: str) -> bool:
    """Return whether the printed or typed names are those of the zone, cut and transliterated as it may be."""
    room = 31 if mrz.kind is MrzKind.MRV_B else MRZ_NAME_LENGTH
    return same_names(mrz.names, names, room)
