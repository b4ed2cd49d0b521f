"""The number on a roll of 80 mm: what is on it, what its QR opens, and what is never on it (S29, S30)."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from tests.documents.documents import PROCEDURE
from tests.documents.reading import codes_on, sheets_of, text_of, width_of_code
from vinculo.documents import ticket
from vinculo.documents.facts import TicketFacts

URL = "https://turnos.example.ec/numero/0123456789abcdef0123456789abcdef/"
TICKET = TicketFacts(
    number=47,
    procedure=PROCEDURE,
    agency="Centro de Atención Universal Quito",
    url=URL,
    given_at=datetime(2026, 11, 30, 9, 5, tzinfo=ZoneInfo("America/Guayaquil")),
)
PRINTED = (
    "Instituto Ecuatoriano de Seguridad Social Su número 47 Centro de Atención Universal Quito "
    f"{PROCEDURE} 30 de noviembre de 2026, 09:05 "
    "Quédese cerca: el número se llama en la pantalla y en voz alta. Nunca se llama por el nombre. "
    "Vea en su teléfono cuántas personas van antes:"
)


def test_s30_number_procedure_time_and_centre_and_nothing_else() -> None:
    assert text_of(ticket.render(TICKET)) == PRINTED


def test_s30_the_wait_stands_on_it_as_it_was_announced_by_the_clock_of_the_centre() -> None:
    called_by = datetime(2026, 11, 30, 9, 29, tzinfo=ZoneInfo("America/Guayaquil"))
    wait = "No se aleje: casi siempre llamamos antes de las 09:29, y puede ser antes. Quédese cerca"
    assert text_of(ticket.render(replace(TICKET, called_by=called_by))) == PRINTED.replace("Quédese cerca", wait)
    there = text_of(ticket.render(replace(TICKET, called_by=called_by, timezone="Pacific/Galapagos")))
    assert "antes de las 08:29," in there


def test_s30_its_qr_opens_the_persons_own_page_and_is_large_enough() -> None:
    assert codes_on(ticket.page(TICKET)) == [URL]
    assert width_of_code(ticket.page(TICKET)) >= 25


def test_s29_no_field_could_hold_a_name_a_document_or_a_group() -> None:
    assert [each.name for each in fields(TicketFacts)] == [
        "number",
        "procedure",
        "agency",
        "given_at",
        "timezone",
        "accessible",
        "called_by",
        "url",
    ]


def test_it_is_one_strip_80_millimetres_wide() -> None:
    printed = ticket.render(replace(TICKET, agency="Centro " * 40, procedure="Trámite " * 40, number=999))
    assert sheets_of(printed) == 1
    assert float(PdfReader(BytesIO(printed)).pages[0].mediabox.width) / 72 * 25.4 == pytest.approx(80, abs=0.1)


def test_an_accessible_counter_and_the_hour_of_galapagos_are_said() -> None:
    text = text_of(ticket.render(replace(TICKET, accessible=True, timezone="Pacific/Galapagos")))
    assert "30 de noviembre de 2026, 08:05 (hora de Galápagos) Se le llama a una ventanilla accesible." in text


def test_a_reprint_is_the_same_paper() -> None:
    assert ticket.render(TICKET) == ticket.render(replace(TICKET))
