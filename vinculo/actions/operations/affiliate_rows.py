"""Reads the lines of a file of affiliates: each becomes a row or a list of reasons why not (D6)."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TextIO, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.utils.translation import gettext as _

from vinculo.rules.shared.countries import NAMES, UNSPECIFIED_NATIONALITIES, canonical, is_country, is_issuer
from vinculo.rules.shared.identity import IdentityError, affiliate_code_form, passport_number_form
from vinculo.rules.shared.names import fold

REQUIRED = ("codigo", "nombres")
OPTIONAL = (
    "nacionalidad",
    "fecha_nacimiento",
    "correo",
    "celular",
    "activo",
    "pasaporte",
    "pais_pasaporte",
    "pasaporte_vence",
    "visa",
    "pais_visa",
    "visa_vence",
)
YES, NO = {"SI", "S", "1", "TRUE", "VERDADERO"}, {"NO", "N", "0", "FALSE", "FALSO"}
NAMES_LENGTH = 200
EMAIL_LENGTH = 254
Cell = TypeVar("Cell")
MOBILE = re.compile(r"\+?[0-9][0-9 ()-]{5,18}")
ISO_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
LOCAL_DAY = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")
EARLIEST_BIRTH = date(1900, 1, 1)
_COUNTRY_BY_NAME = {fold(name): code for code, name in NAMES.items()}


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says why and how to mend it."""


@dataclass(frozen=True)
class LineError:
    """A line that cannot be taken, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class DocumentCell:
    """A passport or visa of a line; `key` tells it from every other document."""

    number: str
    key: tuple[str, str, str]  # kind, country, normalised number
    valid_until: date | None


@dataclass(frozen=True)
class AffiliateRow:
    """A line that can be taken: `values` has the fields of the columns that the file brings."""

    line: int
    code: str
    values: dict[str, Any]
    documents: list[DocumentCell] = field(default_factory=list)


def count_lines(path: Path) -> int:
    """Return about how many lines there are: for a progress bar."""
    with path.open("rb") as file:
        return max(sum(1 for _line in file) - 1, 0)


def read_rows(path: Path, today: date) -> Iterator[AffiliateRow | list[LineError]]:
    """Return the lines one by one, each as a row or as its errors; empty lines are skipped.

    UTF-8 with or without a byte order mark, columns parted by `;` or `,`. Raises `UnreadableFile`.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _read(file, today)
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("El archivo no está en UTF-8. Guárdelo como «CSV UTF-8».")) from error
    except csv.Error as error:
        raise UnreadableFile(_("El archivo no es un CSV legible: %(error)s.") % {"error": error}) from error
    except OSError as error:
        raise UnreadableFile(_("No se puede abrir el archivo: %(error)s.") % {"error": error.strerror}) from error


def _read(file: TextIO, today: date) -> Iterator[AffiliateRow | list[LineError]]:
    first = file.readline()
    header = _header(next(csv.reader([first], delimiter=(delimiter := _delimiter(first))), []))
    reader = csv.reader(file, delimiter=delimiter)
    begins = 2
    for cells in reader:
        line, begins = begins, reader.line_num + 2
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            reason = _("Tiene %(found)d columnas y deben ser %(expected)d.")
            yield [LineError(line, reason % {"found": len(cells), "expected": len(header)})]
        else:
            yield _row(line, dict(zip(header, (_tidy(cell) for cell in cells), strict=True)), today)


def _delimiter(header: str) -> str:
    return ";" if header.count(";") > header.count(",") else ","


def _header(cells: list[str]) -> list[str]:
    """Return the names of the columns; raises `UnreadableFile` when one is missing, unknown or there twice."""
    names = [fold(cell.replace("_", " ")).lower().replace(" ", "_") for cell in cells]
    if missing := [name for name in REQUIRED if name not in names]:
        raise UnreadableFile(_("Faltan columnas en la primera línea: %(names)s.") % {"names": ", ".join(missing)})
    if unknown := [cell for cell, name in zip(cells, names, strict=True) if name not in REQUIRED + OPTIONAL]:
        known = ", ".join(REQUIRED + OPTIONAL)
        message = _("Hay columnas que no se conocen: %(names)s. Las columnas son: %(known)s.")
        raise UnreadableFile(message % {"names": ", ".join(unknown), "known": known})
    if len(set(names)) < len(names):
        raise UnreadableFile(_("Una columna está repetida en la primera línea."))
    return names


def _tidy(cell: str) -> str:
    if not cell.isprintable():
        cell = "".join(char if char.isprintable() else " " for char in cell)
    return " ".join(cell.split())


def _row(line: int, cells: dict[str, str], today: date) -> AffiliateRow | list[LineError]:
    """Return the row, or every reason against it at once."""
    errors: list[LineError] = []

    def attempt(work: Callable[..., Cell], *arguments: object) -> Cell | None:
        try:
            return work(*arguments)
        except IdentityError as error:
            errors.append(LineError(line, _(error.message)))
        except ValueError as error:
            errors.append(LineError(line, str(error)))
        return None

    code = attempt(affiliate_code_form, cells["codigo"])
    values = {}
    for column, (name, read) in _COLUMNS.items():
        if column in cells:
            values[name] = attempt(read, cells[column], today)
    documents = [attempt(_document, kind, cells) for kind in ("pasaporte", "visa")]
    if errors or code is None:
        return errors
    return AffiliateRow(line, code, values, [document for document in documents if document])


def _names(cell: str, today: date) -> str:
    if not fold(cell).strip():
        raise ValueError(_("Faltan los nombres."))
    if len(cell) > NAMES_LENGTH:
        raise ValueError(_("Los nombres tienen más de 200 letras."))
    return cell


def _country(cell: str) -> str:
    """Return the code of three letters of a country given as such a code or by its Spanish name."""
    return _COUNTRY_BY_NAME.get(fold(cell), canonical(cell))


def _nationality(cell: str, today: date) -> str:
    code = _country(cell)
    if code and not is_country(code) and code not in UNSPECIFIED_NATIONALITIES:
        message = _("La nacionalidad «%(cell)s» no se conoce: escriba el código de tres letras, como COL.")
        raise ValueError(message % {"cell": cell[:40]})
    return code


def _day(cell: str) -> date | None:
    if not cell:
        return None
    match = ISO_DAY.fullmatch(cell) or LOCAL_DAY.fullmatch(cell)
    with suppress(ValueError):
        if match:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
    message = _("La fecha «%(cell)s» no se entiende: escríbala como 2026-11-30 o 30/11/2026.")
    raise ValueError(message % {"cell": cell[:40]})


def _birth(cell: str, today: date) -> date | None:
    day = _day(cell)
    if day and not EARLIEST_BIRTH <= day <= today:
        raise ValueError(_("La fecha de nacimiento no puede ser %(day)s.") % {"day": day.isoformat()})
    return day


def _email(cell: str, today: date) -> str:
    try:
        if cell:
            validate_email(cell)
            MaxLengthValidator(EMAIL_LENGTH)(cell)
    except ValidationError as error:
        raise ValueError(_("El correo electrónico no es correcto.")) from error
    return cell


def _mobile(cell: str, today: date) -> str:
    if cell and not MOBILE.fullmatch(cell):
        raise ValueError(_("El celular no es correcto: solo números, con el código del país."))
    return cell


def _active(cell: str, today: date) -> bool:
    answer = fold(cell)
    if answer not in YES | NO:
        raise ValueError(_("En «activo» escriba sí o no."))
    return answer in YES


def _document(kind: str, cells: dict[str, str]) -> DocumentCell | None:
    """Return the passport or visa of the line; a passport without its country is taken as of the nationality."""
    number = cells.get(kind, "")
    if not number:
        return None
    key = passport_number_form(number)
    home = cells.get("nacionalidad", "") if kind == "pasaporte" else "ECU"
    country = _country(cells.get(f"pais_{kind}", "") or home)
    if not is_issuer(country):
        raise ValueError(_("Falta el país que emitió el documento, como código de tres letras."))
    kinds = {"pasaporte": "passport", "visa": "visa"}
    return DocumentCell(number, (kinds[kind], country, key), _day(cells.get(f"{kind}_vence", "")))


_COLUMNS: dict[str, tuple[str, Callable[[str, date], Any]]] = {
    "nombres": ("names", _names),
    "nacionalidad": ("nationality", _nationality),
    "fecha_nacimiento": ("birth_date", _birth),
    "correo": ("email", _email),
    "celular": ("mobile", _mobile),
    "activo": ("active", _active),
}
