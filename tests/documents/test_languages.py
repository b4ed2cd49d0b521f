"""The prints of a person come in Spanish and in their language, and every sign of it has a glyph (D10)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import override

from tests.documents.documents import CONFIRMATION, NOTICE, SOLICITUD
from tests.documents.reading import text_of
from tests.documents.test_confirmation import PRINTED
from tests.documents.test_ticket import TICKET
from tests.stages.marked import find_leaks, mark_language
from vinculo.documents import confirmation, notice, printing, solicitud, ticket
from vinculo.documents.facts import NoticeKind
from vinculo.documents.glyphs import SIGNS, TOFU, printable

OTHERS = [code for code, _ in settings.LANGUAGES if code != "es"]
FRENCH = ["novembre", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "décembre", "Quito"]
PLACE = "Av. 10 de Agosto y Bogotá, Quito"
SAMPLE = {
    "en": "The power of attorney must be checked “beforehand” – it is free.",
    "pt-br": "A procuração deve ser validada antes; não há custo.",
    "fr": "La demande n’est pas perdue : « œuvre », État, 1 234,5.",
    "zh-hans": "经公证的授权委托书（poder notarial）必须事先经审核并批注：“请按预约时间到达”……",
    "ht": "Fòk sèvis jiridik la verifye manda a anvan; lè ou rive, montre l.",
}


@pytest.mark.parametrize("language", OTHERS)
def test_d10_the_confirmation_is_in_spanish_and_on_a_second_sheet_in_the_language(language: str) -> None:
    with mark_language(language), override(language):
        content = confirmation.render_in(language, CONFIRMATION, CONFIRMATION)
    text = text_of(content)
    assert text.startswith(PRINTED)
    second = text.removeprefix(PRINTED)
    assert "Esta hoja es solo una ayuda; la válida es la española." in second
    assert "Llegue 10 minutos antes." in second


def test_d10_the_second_sheet_says_nothing_that_is_not_in_the_catalogue() -> None:
    with mark_language("fr"), override("fr"):
        page = confirmation.page_in("fr", CONFIRMATION, CONFIRMATION)
    assert page.second is not None
    said = [page.second.title, page.second.note, page.second.qr_label, *texts(page.second.data)]
    assert find_leaks(" ".join(said), [*texts(CONFIRMATION.to_json()), PLACE, "novembre", "lundi"]) == []


def texts(value: object) -> list[str]:
    """Return every text of a print's data."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else []
    return [text for part in parts for text in texts(part)]


@pytest.mark.parametrize("language", OTHERS)
def test_d10_each_language_is_printed_with_all_its_signs_and_declared(language: str) -> None:
    page = confirmation.page(CONFIRMATION)
    said = replace(page, language=language, note="x", data=page.data | {"early": SAMPLE[language]})
    content = printing.pdf(replace(page, second=said))
    text = text_of(content)
    assert TOFU not in text
    assert printable(SAMPLE[language], language) == SAMPLE[language]
    assert "".join(SAMPLE[language].split()) in "".join(text.split())


def test_d10_who_speaks_spanish_gets_one_sheet() -> None:
    assert text_of(confirmation.render_in("es", CONFIRMATION, CONFIRMATION)) == PRINTED


def test_d10_every_sign_of_every_catalogue_can_be_printed() -> None:
    missing: dict[str, list[str]] = {}
    for path in sorted(settings.BASE_DIR.glob("vinculo/*/locale/*/LC_MESSAGES/django.po")):
        folder = path.parent.parent.name
        language = folder.replace("_", "-").lower()
        with path.open(encoding="utf-8") as file:
            said = "".join(str(message.string) for message in read_po(file))
        unprinted = {sign for sign in said if sign != TOFU and printable(sign, language) == TOFU}
        missing |= {folder: sorted(unprinted)} if unprinted else {}
    assert missing == {}  # tools/cut_fonts.py cuts the font anew


def test_d10_every_chinese_sign_of_the_font_is_printed() -> None:
    page = confirmation.page(CONFIRMATION)
    all_of_them = SIGNS.read_text(encoding="utf-8")
    said = replace(page, language="zh-hans", note=all_of_them)
    text = "".join(text_of(printing.pdf(replace(page, second=said))).split())
    assert sorted(set(all_of_them) - set(text) - {"\u3000"}) == []


@pytest.mark.parametrize("language", OTHERS)
def test_d10_s31_the_solicitud_stays_spanish_with_a_reading_aid_that_nobody_could_sign(language: str) -> None:
    in_spanish = solicitud.page(SOLICITUD)
    with mark_language(language):
        page = solicitud.page_in(language, SOLICITUD)
    assert (page.template, page.title, page.data, page.qr) == (
        in_spanish.template,
        in_spanish.title,
        in_spanish.data,
        in_spanish.qr,
    )
    assert page.second is not None
    rows = page.second.data["rows"]
    assert rows[0] == (in_spanish.title, f"⟦{in_spanish.title}⟧")
    assert [spoken for spanish, spoken in rows if spoken.replace("⟦", "").replace("⟧", "") != spanish] == []
    assert (len(rows), page.second.qr, "signature" in page.second.data) == (20, "", False)
    assert page.second.note == "⟦Esta hoja es solo una ayuda; la válida es la española.⟧"


@pytest.mark.parametrize("language", OTHERS)
def test_d10_the_reading_aid_is_printed_in_each_language(language: str) -> None:
    text = text_of(solicitud.render_in(language, SOLICITUD))
    assert TOFU not in text
    assert text.count("7. Firma manuscrita del solicitante") == 2


@pytest.mark.parametrize("kind", NoticeKind)
def test_d7_d10_the_notice_of_what_is_missing_has_a_second_sheet_in_the_language(kind: NoticeKind) -> None:
    facts = replace(NOTICE, kind=kind)
    in_spanish = notice.page(facts)
    with mark_language("fr"):
        page = notice.page_in("fr", facts)
    assert replace(page, second=None) == in_spanish
    assert page.second is not None
    assert find_leaks(" ".join([page.second.title, *texts(page.second.data)]), [*texts(facts.to_json()), *FRENCH]) == []


@pytest.mark.parametrize("language", OTHERS)
def test_d10_the_notice_is_printed_in_each_language(language: str) -> None:
    text = text_of(notice.render_in(language, NOTICE))
    assert text.startswith(text_of(notice.render(NOTICE)))
    assert TOFU not in text


@pytest.mark.parametrize("language", OTHERS)
def test_d10_the_number_is_printed_in_spanish_and_beneath_in_the_language(language: str) -> None:
    in_spanish = ticket.page(TICKET)
    with mark_language(language):
        page = ticket.page_in(language, TICKET)
    assert replace(page, second=None) == in_spanish
    assert page.second is not None
    assert page.second.data["label"] == "⟦Su número⟧"
    text = text_of(ticket.render_in(language, TICKET))
    assert TOFU not in text
    assert in_spanish.data["phone"] in text
