"""What people type: names of every country, dates in every way, accounts that can be printed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculo.documents.glyphs import PRINTABLE
from vinculo.rules.shared import parsing
from vinculo.rules.shared.names import fold
from vinculo.rules.shared.parsing import TypedError, typed_account, typed_date, typed_email, typed_name, typed_words

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    "name",
    [
        "Ana María Restrepo Gómez",
        "Nguyễn Thị Ánh Tuyết",
        "O'Brien-O’Connor D´Souza",
        "Łukasz Żółć",
        "Ọlábísí Adéṣọlá Ẹ́niọlá",
        "Mª. del C. Pérez",
        "Þórður Ægir Ðan",
        "Ka‘iulani",
        "Li",
    ],
)
def test_names_in_latin_letters_stay_as_they_are_typed(name: str) -> None:
    assert typed_name(name) == name


def test_names_come_composed_and_with_single_spaces() -> None:
    assert typed_name("  Jose\u0301   Nun\u0303ez ") == "José Nuñez"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Иван Петров", "letters"),
        ("李小龍", "letters"),
        ("Ana 2", "letters"),
        ("<b>Ana</b>", "letters"),
        ("Ana\x00María", "control"),
        ("Ana\nMaría", "control"),
        ("Ana\u202eMaría", "control"),
        ("Ana\u200bMaría", "control"),
        ("", "no_name"),
        ("-", "no_name"),
        ("A", "no_name"),
        ("A" * 201, "long_name"),
    ],
)
def test_names_that_cannot_be_are_refused_with_their_reason(name: str, code: str) -> None:
    with pytest.raises(TypedError) as caught:
        typed_name(name)
    assert caught.value.code == code


def test_a_name_of_200_letters_is_taken() -> None:
    assert typed_name("A" * 200) == "A" * 200


def test_a_refused_sign_is_shown_once_and_an_invisible_one_by_its_number() -> None:
    with pytest.raises(TypedError) as caught:
        typed_name("Ana ## \ufffe")
    assert caught.value.params == {"signs": "# U+FFFE"}


@pytest.mark.parametrize(
    "text",
    [
        "14/03/2015",
        "14/3/2015",
        "14-03-2015",
        "14.3.2015",
        "14 03 2015",
        "14032015",
        "2015-03-14",
        " 14/03/2015 ",
        "14 de marzo de 2015",
        "14 de Marzo del 2015",
        "14 marzo 2015",
        "１４/０３/２０１５",
        "14 / 3 / 2015",
        "2015/03/14",
        "14-mar-2015",
        "14-MAR-2015",
        "14MAR2015",
        "14 MAR/MAR 2015",
        "14 MAR / MARS 2015",  # one of the two languages may be another
        "14 mrz/mar 2015",
        "14/mar/2015",
        "14 Mar. 2015",
        "March 14, 2015",
        "14th March 2015",
        "marzo 14 de 2015",
        "2015 MAR 14",
        "14 mars 2015",
        "14 março 2015",
        "14 de março de 2015",
        "14 mas 2015",
        "2015年3月14日",
        "١٤/٠٣/٢٠١٥",
    ],
)
def test_a_birth_date_is_read_however_it_is_typed(text: str) -> None:
    assert typed_date(text, TODAY) == date(2015, 3, 14)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_date"),
        ("ayer", "no_date"),
        ("31/02/2015", "no_date"),
        ("03/14/2015", "no_date"),
        ("14/03/15", "no_date"),
        ("00/00/0000", "no_date"),
        ("9" * 100_000, "no_date"),
        ("14 de tres de 2015", "no_date"),
        ("14 ENE/FEB 2015", "no_date"),  # two months
        ("14 MA 2015", "no_date"),
        ("31 abr 2015", "no_date"),
        ("14 out 2015", "no_date"),  # August in Haitian Creole, October in Portuguese
        ("14 jui 2015", "no_date"),  # two months in French
        ("14 MAR 15", "no_date"),
        ("01/12/2026", "future"),
        ("31/12/1899", "ancient"),
    ],
)
def test_a_birth_date_that_cannot_be_is_refused(text: str, code: str) -> None:
    with pytest.raises(TypedError) as caught:
        typed_date(text, TODAY)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("ene", 1),
        ("JAN", 1),
        ("abr", 4),
        ("april", 4),
        ("ago", 8),
        ("AUG", 8),
        ("set", 9),
        ("setiembre", 9),
        ("septiembre", 9),
        ("SEPT", 9),
        ("dic", 12),
        ("DEC", 12),
        ("SET/SEP", 9),
        ("AOÛT/AUG", 8),
        ("fév", 2),
        ("FEV/FEB", 2),
        ("mai", 5),
        ("juin", 6),
        ("JUIL", 7),
        ("août", 8),
        ("setembro", 9),
        ("OUT/OCT", 10),
        ("dez", 12),
        ("desanm", 12),
    ],
)
def test_d20_months_are_read_in_the_languages_of_the_pages_whole_or_cut(text: str, month: int) -> None:
    assert parsing.read_day(f"14 {text} 2015") == date(2015, month, 14)


def test_d20_what_is_two_months_in_two_languages_is_none() -> None:
    assert parsing.read_day("14 out 2015") is None  # of August in Creole, of October in Portuguese


@pytest.mark.parametrize(
    "text", ["1° de mayo de 2015", "1.º de mayo del 2015", "primero de mayo de 2015", "1er mai 2015"]
)
def test_d20_the_first_of_a_month_is_read_as_it_is_written(text: str) -> None:
    assert parsing.read_day(text) == date(2015, 5, 1)


@given(st.text(max_size=60))
def test_d20_no_text_breaks_the_reading_of_days(text: str) -> None:
    day = parsing.read_day(text)
    assert day is None or isinstance(day, date)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(["%d %b %Y", "%d-%B-%Y", "%b %d, %Y", "%d%b%Y"]))
def test_d20_a_day_written_with_its_month_in_english_is_read_back(day: date, shape: str) -> None:
    assert parsing.read_day(day.strftime(shape)) == day


@given(st.text(max_size=40))
def test_d20_a_name_that_is_taken_can_be_printed_and_searched(text: str) -> None:
    try:
        name = typed_name(text)
    except TypedError:
        return
    assert set(name) <= PRINTABLE
    assert typed_name(name) == name
    assert fold(name).isascii()


def test_d20_every_letter_that_is_taken_has_a_glyph_in_both_cases_and_a_key_in_ascii() -> None:
    letters = [chr(code) for code in range(0x1F00) if parsing.is_latin(chr(code))]
    assert set("əɔɛɗɓŋƙñßÞẹ") <= set(letters)
    assert not set("µʔʘ漢Жα") & set(letters)
    assert [char for char in letters if not fold(char).isascii()] == []
    without_a_key = "".join(char for char in letters if not fold(char))
    assert without_a_key == "ƄƅƧƨƻƼƽƾǀǁǂǃɁɂ"  # tones, clicks and glottal stops


@pytest.mark.parametrize(
    ("name", "code"), [("@SUM(A)", "beginning"), ("-Ana", "beginning"), ("Ana" + "\u0301" * 4, "control")]
)
def test_d20_what_no_name_begins_with_is_told(name: str, code: str) -> None:
    with pytest.raises(TypedError) as caught:
        typed_name(name)
    assert caught.value.code == code


@pytest.mark.parametrize("address", ["ana@localhost", "ana@[127.0.0.1]", "ana@intranet.", "ana"])
def test_d20_an_address_that_no_mail_reaches_from_here_is_refused(address: str) -> None:
    with pytest.raises(TypedError) as caught:
        typed_email(address)
    assert caught.value.code == "email"
    assert typed_email("ana@example.com") == "ana@example.com"


def test_somebody_born_today_or_on_the_first_day_of_1900_is_taken() -> None:
    assert typed_date("30/11/2026", TODAY) == TODAY
    assert typed_date("01/01/1900", TODAY) == date(1900, 1, 1)


def test_an_account_keeps_its_lines_and_at_most_one_empty_one_in_a_row() -> None:
    assert (
        typed_account(" Señores:\r\n\r\n\r\n\r\nPido  un\tcódigo.\r\nGracias. ")
        == "Señores:\n\nPido un código.\nGracias."
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_account"),
        ("123", "no_account"),
        ("Pido 漢字", "signs"),
        ("a\x00b", "signs"),
        ("a\u202eb", "signs"),
        ("a" * 4001, "long"),
    ],
)
def test_an_account_that_cannot_be_printed_is_refused(text: str, code: str) -> None:
    with pytest.raises(TypedError) as caught:
        typed_account(text)
    assert caught.value.code == code


def test_line_ends_of_a_browser_do_not_count_twice() -> None:
    assert len(typed_account("a\r\n" * 1999 + "bc")) == 4000


def test_a_few_words_may_be_a_date_and_stay_on_one_line() -> None:
    assert typed_words(" 14/03/2015\r\n ") == "14/03/2015"
    assert typed_words("") == ""
    with pytest.raises(TypedError) as caught:
        typed_words("a" * 201)
    assert caught.value.params == {"length": "201", "longest": "200"}


def test_everything_that_is_accepted_can_be_printed() -> None:
    accepted = {chr(code) for code in range(0x2100) if parsing.is_latin(chr(code))}
    signs = parsing._NAME_SIGNS | parsing._ACCOUNT_SIGNS | {chr(code) for code in range(0x300, 0x370)}
    assert (accepted | signs) - PRINTABLE == {"\n"}
