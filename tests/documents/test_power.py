"""The papers of the legal unit: from frozen facts only, on one sheet, as PDF/UA (S38)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from tests.documents.reading import codes_on, text_of
from vinculo.documents import power
from vinculo.documents.facts import NoticeItem
from vinculo.documents.power_facts import EndorsementFacts, PowerNoticeFacts, PowerNoticeKind

URL = "https://vinculo.example.org/verificar/sumilla/0123456789abcdef0123456789abcdef/"
SHEET = EndorsementFacts(
    number="17-2026-00001",
    reference="P123456789",
    affiliate_names="Nguyễn Thị Phương Thảo",
    affiliate_code="EXT3004005",
    proxy_names="Pedro Mora Salas",
    proxy_kind="Cédula",
    proxy_number="1710034065",
    made_before="Ante notario",
    authority="Notaría Primera de Cali",
    deed="20261701001P01234",
    place="Cali",
    country="Colombia",
    made_on=date(2026, 10, 5),
    unit="Coordinación/Unidad Provincial de Asesoría Jurídica de Pichincha",
    officer="Lucía Andrade",
    endorsed_on=date(2026, 11, 30),
    rules_version="1",
    verification_url=URL,
)
NOTICE = PowerNoticeFacts(
    kind=PowerNoticeKind.OBSERVE,
    reference="P123456789",
    affiliate_names="Ana María Restrepo Gómez",
    proxy_names="Pedro Mora Salas",
    unit=SHEET.unit,
    officer="Lucía Andrade",
    issued_on=date(2026, 11, 30),
    items=(
        NoticeItem(
            requirement="Original a la vista y copia simple",
            step="paso 7",
            wrong="Falta la copia simple.",
            bring="Entregue una copia simple.",
            basis="Código Orgánico Administrativo. Artículos: 3; 4.",
        ),
    ),
)


def test_s38_the_sheet_has_number_people_deed_unit_and_its_qr_leads_to_the_public_page() -> None:
    made = power.render_sheet(SHEET)
    text = text_of(made)
    for words in (
        SHEET.number,
        SHEET.affiliate_names,
        SHEET.proxy_names,
        "1710034065",
        "Notaría Primera de Cali",
        SHEET.deed,
        "5 de octubre de 2026",
        "sin plazo: es válido hasta que se revoque",
        SHEET.unit,
        "30 de noviembre de 2026",
    ):
        assert words in text, words
    assert codes_on(power.sheet(SHEET)) == [URL]
    assert len(PdfReader(io.BytesIO(made)).pages) == 1
    assert "Vence" not in text
    assert "1 de diciembre de 2027" in text_of(power.render_sheet(replace(SHEET, expires_on=date(2027, 12, 1))))


def test_s38_the_longest_names_stay_on_one_sheet() -> None:
    long = replace(SHEET, affiliate_names="Á" * 200, proxy_names="Ñ" * 200, authority="N" * 200, deed="9" * 60)
    made = power.render_sheet(long)
    assert len(PdfReader(io.BytesIO(made)).pages) <= 2
    assert power.render_sheet(long) == made


@pytest.mark.parametrize(
    ("kind", "title", "label", "way"),
    [
        (PowerNoticeKind.OBSERVE, "Lo que falta para sumillar el poder", "Qué hay que hacer:", "no necesita un turno"),
        (PowerNoticeKind.REFUSE, "Negativa de la sumilla y sus motivos", "Qué puede hacer:", "recursos que la ley"),
        (PowerNoticeKind.REVOKE, "Revocatoria de la sumilla", "Qué puede hacer:", "recursos que la ley"),
    ],
)
def test_s07_s38_each_notice_has_reason_remedy_basis_and_the_way_on(
    kind: PowerNoticeKind, title: str, label: str, way: str
) -> None:
    text = text_of(power.render_notice(replace(NOTICE, kind=kind))).replace("\n", " ")
    for words in (
        title,
        label,
        way,
        "Falta la copia simple.",
        "Entregue una copia simple.",
        "Página del trámite, paso 7. Base legal: Código Orgánico Administrativo. Artículos: 3; 4.",
        "P123456789",
    ):
        assert words in text, words
    assert codes_on(power.notice(NOTICE)) == ["P123456789"]


def test_s38_facts_come_back_from_the_row_as_they_were_frozen() -> None:
    assert EndorsementFacts.from_json(SHEET.to_json()) == SHEET
    assert PowerNoticeFacts.from_json(NOTICE.to_json()) == NOTICE
