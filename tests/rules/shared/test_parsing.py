"""What people type: names of every country, dates in every way, accounts that can be printed."""

from __future__ import annotations

from datetime import date

import pytest

from vinculo.documents.glyphs import PRINTABLE
from vinculo.rules.shared import parsing
from vinculo.rules.shared.parsing import TypedError, typed_account, typed_date, typed_name, typed_words

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
        ("01/12/2026", "future"),
        ("31/12/1899", "ancient"),
    ],
)
def test_a_birth_date_that_cannot_be_is_refused(text: str, code: str) -> None:
    with pytest.raises(TypedError) as caught:
        typed_date(text, TODAY)
    assert caught.value.code == code


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
