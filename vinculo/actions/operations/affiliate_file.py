"""Reads a file of affiliates line by line, as spreadsheets and other systems write it (D6)."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from vinculo.actions.shared.affiliate_rows import OPTIONAL, REQUIRED, AffiliateRow, LineError, read_row
from vinculo.rules.shared.names import fold

DELIMITERS = ";,\t"


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says why and how to mend it."""


def count_lines(path: Path) -> int:
    """Return about how many lines there are: for a progress bar."""
    with path.open("rb") as file:
        return max(sum(1 for _line in file) - 1, 0)


def read_rows(path: Path, today: date) -> Iterator[AffiliateRow | list[LineError]]:
    """Return the lines one by one, each as a row or as its errors; empty lines are skipped.

    UTF-8 with or without a byte order mark, or UTF-16 with one; columns parted by `;`, `,` or a tabulator, or by what
    a first line `sep=` names, as spreadsheets write it. Raises `UnreadableFile`.
    """
    try:
        with path.open(encoding=_encoding(path), newline="") as file:
            yield from _read(file, today)
    except UnicodeError as error:
        raise UnreadableFile(_("El archivo no está en UTF-8. Guárdelo como «CSV UTF-8».")) from error
    except csv.Error as error:
        raise UnreadableFile(_("El archivo no es un CSV legible: %(error)s.") % {"error": error}) from error
    except OSError as error:
        raise UnreadableFile(_("No se puede abrir el archivo: %(error)s.") % {"error": error.strerror}) from error


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        return "utf-16" if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"


def _read(file: TextIO, today: date) -> Iterator[AffiliateRow | list[LineError]]:
    first, named = file.readline(), None
    begins = 1
    if instruction := re.fullmatch(r'"?sep=(.)"?', first.strip("\r\n"), re.IGNORECASE):
        named, first, begins = instruction[1], file.readline(), 2
    reader = csv.reader(chain([first], file), delimiter=named or max(DELIMITERS, key=first.count))
    header = _header(next(reader, []))
    offset, begins = begins, begins + reader.line_num
    for cells in reader:
        line, begins = begins, offset + reader.line_num
        text = "".join(cells)
        if not text.strip():
            continue
        while len(cells) > len(header) and not cells[-1].strip():  # a spreadsheet keeps columns that were emptied
            cells.pop()
        if len(cells) != len(header):
            reason = _("Tiene %(found)d columnas y deben ser %(expected)d.")
            yield [LineError(line, reason % {"found": len(cells), "expected": len(header)})]
        else:
            # To ask the line once instead of each cell takes a tenth of the reading of a file of 100,000 lines.
            seen = cells if text.isprintable() else map(_replace_unseen, header, cells)
            yield read_row(line, dict(zip(header, [" ".join(cell.split()) for cell in seen], strict=True)), today)


def _header(cells: list[str]) -> list[str]:
    """Return the names of the columns; raises `UnreadableFile` when one is missing, unknown or there twice."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
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


def _replace_unseen(column: str, cell: str) -> str:
    """Return the cell with a space for each sign that nobody sees; in names they stay, to be refused (D20)."""
    return cell if column == "nombres" else "".join(char if char.isprintable() else " " for char in cell)
