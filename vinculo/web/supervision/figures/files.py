"""Tables of figures as CSV and XLSX: the same cells, numbers as numbers, and no text that a spreadsheet would run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

from django.http import HttpResponse
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from vinculo.web.shared.cells import plain
from vinculo.web.supervision.figures.tables import FigureTable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST_NAME = 31  # letters of the name of a sheet
NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
Rows = Iterable[Sequence[object]]


def tables_csv(name: str, tables: Iterable[FigureTable]) -> HttpResponse:
    """Return all tables in one file, a line for each cell: table, row, column, value."""
    header = [_("tabla"), _("fila"), _("columna"), _("valor")]
    lines = (
        [table.title, line.name, cell.heading, cell.value]
        for table in tables
        for line in table.lines
        for cell in line.cells
        if cell.value not in {None, ""}
    )
    return rows_csv(name, header, lines)


def rows_csv(name: str, header: Sequence[str], rows: Rows) -> HttpResponse:
    """Return rows as CSV; no cell begins a formula."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(answer)
    writer.writerow(header)
    writer.writerows(plain(row) for row in rows)
    return answer


def tables_xlsx(name: str, about: Sequence[Sequence[str]], tables: Iterable[FigureTable]) -> HttpResponse:
    """Return a workbook: what it is about on the first sheet, then a sheet for each table."""
    return write_workbook(name, [(_("Acerca de"), (), about), *_sheets(tables)])


def _sheets(tables: Iterable[FigureTable]) -> Iterator[tuple[str, Sequence[str], Rows]]:
    for table in tables:
        rows = [[line.name, *(cell.value for cell in line.cells)] for line in table.lines]
        yield table.title, (table.first, *table.headings), rows


def write_workbook(name: str, sheets: Iterable[tuple[str, Sequence[str], Rows]]) -> HttpResponse:
    """Return a workbook of sheets: each a name, a bold header, and rows; a text is written as a text, no formula."""
    kept = BytesIO()
    with Workbook(kept, SAFE) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        for number, (title, header, rows) in enumerate(sheets, 1):
            sheet = book.add_worksheet(f"{number} {title}".translate(NOT_IN_A_NAME)[:LONGEST_NAME].strip())
            sheet.set_column(0, 0, 40)
            sheet.set_column(1, max(1, len(header)), 18)
            for column, text in enumerate(header):
                sheet.write_string(0, column, text, bold)
            if header:
                sheet.freeze_panes(1, 0)
            for index, row in enumerate(rows, 1 if header else 0):
                for column, value in enumerate(row):
                    if isinstance(value, int | float):
                        sheet.write_number(index, column, value)
                    elif value is not None:
                        sheet.write_string(index, column, str(value))
    answer = HttpResponse(kept.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
