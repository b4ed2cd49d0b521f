"""What is printed for a day without network: the list of the day and the numbered tickets."""

from __future__ import annotations

from datetime import date

import pytest

from tests.documents.reading import sheets_of, text_of
from vinculo.documents import contingency, day_list
from vinculo.documents.facts import ContingencyFacts, DayListFacts, DayListRow

QUITO = "Centro de Atención Universal Quito"
ROW = DayListRow(hour="08:15", reference="T7K2M9XQ4B", number_end="…2003", initials="A. G.", dependents=2)
LIST = DayListFacts(
    office=QUITO,
    office_city="Quito",
    day=date(2026, 11, 30),
    rows=(ROW,),
    printed="30/11/2026 07:50",
    printed_by="Olga Paredes",
)
TICKETS = ContingencyFacts(office=QUITO, office_city="Quito", day=date(2026, 11, 30), first=1, last=24)


def test_the_list_has_a_line_for_each_turno_with_room_to_write() -> None:
    text = text_of(day_list.render(LIST))
    assert "Turnos del día Centro de Atención Universal Quito lunes 30 de noviembre de 2026 · 1 turno" in text
    assert "08:15 T7K2M9XQ4B …2003 A. G. 2" in text
    assert "Llegó a las Boleto Qué se hizo" in text
    assert "Impresa el 30/11/2026 07:50 · Olga Paredes" in text


@pytest.mark.parametrize(("count", "sheets"), [(0, 1), (1, 1), (60, 3)])
def test_a_long_list_has_its_head_on_each_sheet_and_loses_nobody(count: int, sheets: int) -> None:
    rows = tuple(
        DayListRow(hour="08:15", reference=f"T{n:09d}", number_end="…1", initials="A. G.", dependents=1)
        for n in range(count)
    )
    pdf = day_list.render(DayListFacts(office=QUITO, day=date(2026, 11, 30), rows=rows, printed="x", printed_by="y"))
    text = text_of(pdf)
    assert sheets_of(pdf) == sheets
    assert [n for n in range(count) if f"T{n:09d}" not in text] == []
    assert text.count("Documento termina en") == (sheets if count else 0)
    assert ("No hay turnos en línea para este día." in text) is (count == 0)


def test_24_tickets_are_on_a_sheet_each_with_its_number_place_and_day() -> None:
    pdf = contingency.render(TICKETS)
    text = text_of(pdf)
    assert sheets_of(pdf) == 1
    assert [text.count(f"C-{n:03d}") for n in range(1, 25)] == [1] * 24
    assert "C-025" not in text
    assert text.count(QUITO) == text.count("lunes 30 de noviembre de 2026") == 24


@pytest.mark.parametrize(("last", "sheets"), [(25, 2), (48, 2), (192, 8)])
def test_more_go_on_the_next_sheet(last: int, sheets: int) -> None:
    pdf = contingency.render(ContingencyFacts(office=QUITO, day=date(2026, 11, 30), first=1, last=last))
    assert sheets_of(pdf) == sheets
    assert f"C-{last:03d}" in text_of(pdf)
