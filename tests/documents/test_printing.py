"""What holds for every document: PDF/UA, determinism, and that no data can break or change it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from pypdf import PdfReader

from tests.documents.documents import ALL, SOLICITUD
from tests.documents.reading import ink_in_right_margin, sheets_of, text_of
from vinculo.documents import printing, solicitud
from vinculo.documents.glyphs import PRINTABLE, printable

TITLES = {
    "confirmation": "Confirmación del Turno en Línea",
    "solicitud": "Solicitud de emisión de código de identificación para dependiente extranjero",
    "certificate": "Código de identificación para extranjero",
    "notice": "Lo que falta para completar su trámite",
}
NAMES = [
    "Nguyễn Thị Hường",
    "Łukasz Żółć",
    "Ștefăniță",
    "Ağaoğlu",
    "Ñandú",
    "Đặng",
    "Məmmədova Əliyeva",
    "Þórður Æsa ẞ",
    "Kaʻiulani",
    "Σωκράτης",
    "Дмитрий",
    "fi ffl office",
]
HOSTILE = [
    "#let x = 1",
    "$a_b$",
    "*b* _i_",
    "\\",
    '"q"',
    "[c] <l> @r //c `raw` /*",
    "{{ x }} <b>&amp;</b>",
    "]#pagebreak()[",
]


def _root(pdf: bytes) -> Any:
    return PdfReader(BytesIO(pdf)).trailer["/Root"]


@pytest.mark.parametrize("name", ALL)
def test_every_document_is_a_tagged_titled_spanish_pdf_ua(name: str) -> None:
    module, facts = ALL[name]
    root = _root(module.render(facts))
    assert root["/Lang"] == "es-EC"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert root["/StructTreeRoot"]["/Type"] == "/StructTreeRoot"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


@pytest.mark.parametrize("name", ALL)
def test_every_document_has_its_title(name: str) -> None:
    module, facts = ALL[name]
    metadata = PdfReader(BytesIO(module.render(facts))).metadata
    assert metadata is not None
    assert metadata.title == TITLES[name]


def _figures(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for part in node:
            yield from _figures(part.get_object())
    elif isinstance(node, dict):
        if node.get("/S") == "/Figure":
            yield str(node["/Alt"])
        yield from _figures(node["/K"].get_object() if "/K" in node else None)


@pytest.mark.parametrize("name", ALL)
def test_every_qr_says_in_words_what_it_holds(name: str) -> None:
    module, facts = ALL[name]
    tree = _root(module.render(facts))["/StructTreeRoot"]
    page = module.page(facts)
    assert list(_figures(tree)) == [page.qr_label]
    assert page.qr_label.endswith(page.qr)


@pytest.mark.parametrize("name", ALL)
def test_every_document_of_normal_content_is_one_a4_sheet(name: str) -> None:
    module, facts = ALL[name]
    pages = PdfReader(BytesIO(module.render(facts))).pages
    assert [[round(side / 72 * 25.4) for side in page.mediabox[2:]] for page in pages] == [[210, 297]]


@pytest.mark.parametrize("name", ALL)
def test_every_document_names_the_contact_of_the_page_s08(name: str) -> None:
    module, facts = ALL[name]
    line = "¿Preguntas? Atención al Ciudadano · atencionalusuario@iess.gob.ec · 593 23945666"
    assert text_of(module.render(facts)).count(line) == 1


@pytest.mark.parametrize("name", ALL)
def test_the_same_facts_give_the_same_bytes(name: str) -> None:
    module, facts = ALL[name]
    first = module.render(facts)
    assert module.render(facts) == first
    reader = PdfReader(BytesIO(first))
    assert set(reader.metadata or {}) == {"/Title", "/Author", "/Creator"}  # no time of printing: paper has no clock
    assert b"Date>" not in _root(first)["/Metadata"].get_data()


@pytest.mark.parametrize("name", ALL)
def test_a_document_is_spanish_whatever_language_the_reader_chose(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, facts = ALL[name]
    languages = []
    monkeypatch.setattr(module, "contact_line", lambda _contact: languages.append(translation.get_language()))
    with translation.override("en"):
        module.page(facts)
    assert languages == ["es"]


def test_threads_print_at_once_without_mixing_their_facts() -> None:
    references = [f"S{number:09d}" for number in range(24)]
    with ThreadPoolExecutor(4) as pool:
        printed = list(pool.map(lambda text: solicitud.render(replace(SOLICITUD, reference=text)), references))
    assert [f"Solicitud {reference}" in text_of(pdf) for reference, pdf in zip(references, printed, strict=True)] == [
        True
    ] * 24
    assert len(set(printed)) == 24


@pytest.mark.parametrize("name", NAMES)
def test_names_of_travel_documents_are_printed_letter_by_letter(name: str) -> None:
    assert name in text_of(solicitud.render(replace(SOLICITUD, dependent_names=name)))


def test_every_printable_character_has_a_glyph() -> None:
    every = " ".join("a" + char for char in sorted(PRINTABLE))
    page = printing.Page(template="solicitud", title="T", data=solicitud.page(SOLICITUD).data | {"account": every})
    printing.pdf(replace(page, qr="S1", qr_label="S1"))  # raises on a character without one


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("e\u0301", "é"),
        ("محمد", "▯▯▯▯"),
        ("王小明", "▯▯▯"),
        ("a🎉b", "a▯b"),
        ("a\x00b\x07", "a▯b▯"),
        ("\u202eabc\u202c\u200f\u200b\u00ad\ufeff", "abc"),
        ("a\ufe0f", "a"),
        ("\ud800", "▯"),
        ("ＡＢＣ ﬁ", "ABC fi"),
        ("a\tb\r\nc\u2028d\u3000e", "a b\nc\nd e"),
        ("Z\u0335\u0336\u0337\u0338\u0351", "Z\u0335\u0336"),
    ],
)
def test_what_no_font_has_is_visible_and_what_is_not_seen_is_left_out(typed: str, printed: str) -> None:
    assert printable(typed) == printed


@pytest.mark.parametrize("typed", ["محمد", "王小明 \x00", "🎉", "\ud800", "\u202eabc"])
@pytest.mark.parametrize("name", ALL)
def test_no_character_in_any_field_stops_a_document(name: str, typed: str) -> None:
    module, facts = ALL[name]
    texts = {field: typed for field, value in facts.to_json().items() if isinstance(value, str) and field in PLAIN}
    assert printable(typed).split()[0] in text_of(module.render(replace(facts, **texts)))


PLAIN = {"procedure", "agency", "address", "city", "account", "applicant_names", "names", "officer", "office"} | {
    "affiliate_names",
    "dependent_names",
    "nationality",
    "link",
}


@pytest.mark.parametrize("typed", HOSTILE)
def test_markup_is_printed_not_obeyed(typed: str) -> None:
    pdf = solicitud.render(replace(SOLICITUD, applicant_names=typed, account=typed))
    assert (text_of(pdf).count(typed), sheets_of(pdf)) == (3, 1)  # field, account, under the signature


def test_a_huge_account_flows_over_sheets_and_none_of_it_is_lost() -> None:
    words = [f"palabra{number:04d}" for number in range(850)]
    pdf = solicitud.render(replace(SOLICITUD, account=" ".join(words)))
    assert sheets_of(pdf) == 4
    assert [word for word in text_of(pdf).split() if word.startswith("palabra0")] == words
    assert "7. Firma manuscrita del solicitante" in text_of(pdf)


def test_a_word_without_spaces_breaks_instead_of_leaving_the_sheet() -> None:
    page = solicitud.page(replace(SOLICITUD, account="Æ" * 10_000, applicant_names="Æ" * 200))
    assert text_of(printing.pdf(page)).count("Æ") == 10_000 + 200 + 200  # account, field, under the signature
    assert [ink_in_right_margin(sheet) for sheet in printing.pictures(page, 72)] == [False] * 7
