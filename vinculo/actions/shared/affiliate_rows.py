"""Reads what a file or a service tells of an affiliate: it becomes a row, or a list of reasons why not (D6, D20)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.utils.translation import gettext as _

from vinculo.actions.shared.demonyms import country_of_demonym
from vinculo.rules.shared.countries import NAMES, issuer_code
from vinculo.rules.shared.identity import IdentityError, affiliate_code_form, cedula, is_cedula, passport_number_form
from vinculo.rules.shared.names import fold
from vinculo.rules.shared.parsing import TypedError, read_day, typed_email, typed_name

REQUIRED = ("codigo", "nombres")
OPTIONAL = (
    "cedula",
    "sexo",
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
# As the registry's service tells it, and the words of spreadsheets; X as passports print it.
SEXES = {
    "": "",
    "F": "F",
    "FEMENINO": "F",
    "FEMENINA": "F",
    "MUJER": "F",
    "M": "M",
    "MASCULINO": "M",
    "HOMBRE": "M",
    "X": "X",
}
EMAIL_LENGTH = 254
_check_length_of_email = MaxLengthValidator(EMAIL_LENGTH)
# Names that Django's validator takes whatever the server is.
_USUAL_MAILBOX = re.compile(r"[A-Za-z0-9_]+(?:[.+-][A-Za-z0-9_]+)*")
MOBILE = re.compile(r"\+?[0-9][0-9 ()-]{5,18}")
EARLIEST_BIRTH = date(1900, 1, 1)
# What a spreadsheet makes of a long number that it takes for a quantity: 1,23E+11.
SCIENTIFIC = re.compile(r"[0-9][.,][0-9]+E\+[0-9]+", re.IGNORECASE)
_COUNTRY_BY_NAME = {fold(name): code for code, name in NAMES.items()}


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
    warnings: list[LineError] = field(default_factory=list)


def read_row(line: int, cells: dict[str, str], today: date) -> AffiliateRow | list[LineError]:
    """Return the row of a line, its cells by the names of the columns, or every reason against it at once."""
    reasons = list(_drop_abbreviated(cells))
    warnings = [LineError(line, reason) for reason in _restore_zero(cells)]
    code, values = "", {}
    try:
        code = affiliate_code_form(cells["codigo"]) if "codigo" in cells else ""
    except ValueError as error:
        reasons.append(_reason(error))
    for column, (name, read) in _COLUMNS.items():
        if column in cells:
            try:
                values[name] = read(cells[column], today)
            except ValueError as error:
                reasons.append(_reason(error))
    documents = list(_documents(cells, reasons))
    if reasons or not code:
        return [LineError(line, reason) for reason in reasons]
    return AffiliateRow(line, code, values, documents, warnings)


def _documents(cells: dict[str, str], reasons: list[str]) -> Iterator[DocumentCell]:
    """Return the documents of a line; what speaks against one comes to the reasons."""
    for kind in _DOCUMENT_KINDS:
        if cells.get(kind):
            try:
                yield _document(kind, cells)
            except ValueError as error:
                reasons.append(_reason(error))


def _reason(error: ValueError) -> str:
    if isinstance(error, IdentityError | TypedError):
        return _(error.message) % error.params if error.params else _(error.message)
    return str(error)


def _drop_abbreviated(cells: dict[str, str]) -> Iterator[str]:
    """Take out the numbers that a spreadsheet abbreviated, and say so."""
    for column in ("codigo", "cedula", "pasaporte", "visa"):
        cell = cells.get(column, "")
        if "+" in cell and SCIENTIFIC.fullmatch(cell):
            message = _("«%(cell)s» es un número que la hoja de cálculo abrevió: dé a la columna el formato de texto.")
            yield message % {"cell": cells.pop(column)}


def _restore_zero(cells: dict[str, str]) -> Iterator[str]:
    """Give a cédula the first zero that a spreadsheet dropped, and say so: its check digit tells that it is missing."""
    cell = cells.get("cedula", "")
    if len(cell) == 9 and cell.isdecimal() and is_cedula(whole := f"0{cell}"):
        cells["cedula"] = whole
        yield _("A la cédula le falta el cero inicial; se toma como %(cedula)s.") % {"cedula": whole}


def _cedula(cell: str, today: date) -> str | None:
    return cedula(cell) if cell else None


def _sex(cell: str, today: date) -> str:
    answer = SEXES.get(cell.upper())
    if answer is None:
        raise ValueError(_("En «sexo» escriba F, M o X, o deje la celda vacía."))
    return answer


def _names(cell: str, today: date) -> str:
    if not any(map(str.isalnum, cell)):
        raise ValueError(_("Faltan los nombres."))
    return typed_name(cell)


@lru_cache(maxsize=2000)
def _country(cell: str) -> str:
    """Return the code of three letters of a country given as such a code, by its Spanish name or demonym.

    Raises `IdentityError` with the words in which the desk says that there is no such country (D20).
    """
    return _COUNTRY_BY_NAME.get(fold(cell)) or country_of_demonym(cell) or issuer_code(cell)


def _nationality(cell: str, today: date) -> str:
    return _country(cell) if cell else ""


@lru_cache(maxsize=50_000)
def _day(cell: str) -> date | None:
    if not cell:
        return None
    day = read_day(cell)
    if day is not None:
        return day
    message = _("La fecha «%(cell)s» no se entiende: escríbala como 2026-11-30 o 30/11/2026.")
    raise ValueError(message % {"cell": cell[:40]})


def _birth(cell: str, today: date) -> date | None:
    day = _day(cell)
    if day and not EARLIEST_BIRTH <= day <= today:
        raise ValueError(_("La fecha de nacimiento no puede ser %(day)s.") % {"day": day.isoformat()})
    return day


def _email(cell: str, today: date) -> str:
    name, _at, server = cell.rpartition("@")
    try:
        if cell:
            if not _USUAL_MAILBOX.fullmatch(name):
                validate_email(cell)
            _check_server(server)
            _check_length_of_email(cell)
    except (ValidationError, TypedError) as error:
        raise ValueError(_("El correo electrónico no es correcto.")) from error
    return cell


@lru_cache(maxsize=2000)
def _check_server(server: str) -> None:
    """Raise `ValidationError` or `TypedError` where no mailbox can be; the servers of a file repeat."""
    address = f"a@{server}"
    validate_email(address)
    typed_email(address)


def _mobile(cell: str, today: date) -> str:
    if cell and not MOBILE.fullmatch(cell):
        raise ValueError(_("El celular no es correcto: solo números, con el código del país."))
    return cell


def _active(cell: str, today: date) -> bool:
    answer = cell.upper().replace("Í", "I")
    if answer not in YES | NO:
        raise ValueError(_("En «activo» escriba sí o no."))
    return answer in YES


def _document(kind: str, cells: dict[str, str]) -> DocumentCell:
    """Return the passport or visa of the line; a passport without its country is taken as of the nationality."""
    home = cells.get("nacionalidad", "") if kind == "pasaporte" else "ECU"
    country = cells.get(f"pais_{kind}", "") or home
    return read_document(_DOCUMENT_KINDS[kind], country, cells[kind], cells.get(f"{kind}_vence", ""))


def read_document(kind: str, country: str, number: str, valid_until: str) -> DocumentCell:
    """Return a passport or visa, its country as a code or in Spanish. Raises `ValueError` with the reason."""
    key = passport_number_form(number)
    if not country:
        raise ValueError(_("Falta el país que emitió el documento: escriba su nombre, o su código como COL."))
    return DocumentCell(number, (kind, _country(country), key), _day(valid_until))


_DOCUMENT_KINDS = {"pasaporte": "passport", "visa": "visa"}
_COLUMNS: dict[str, tuple[str, Callable[[str, date], Any]]] = {
    "nombres": ("names", _names),
    "cedula": ("cedula", _cedula),
    "sexo": ("sex", _sex),
    "nacionalidad": ("nationality", _nationality),
    "fecha_nacimiento": ("birth_date", _birth),
    "correo": ("email", _email),
    "celular": ("mobile", _mobile),
    "activo": ("active", _active),
}
