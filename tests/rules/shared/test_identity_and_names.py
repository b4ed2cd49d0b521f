"""Numbers and names as people type them (S11, S22, S34, D8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculo.rules.shared.identity import (
    IdentityError,
    affiliate_code_form,
    cedula,
    is_cedula,
    normalise_number,
    passport_number_form,
    same_number,
)
from vinculo.rules.shared.names import fold, same_names

PEDRO = "1710034065"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        (" an-123 456 ", "AN123456"),
        ("an.123/456", "AN123456"),
        ("ＡＮ１２３", "AN123"),
        ("١٢٣٤", "1234"),  # Arabic digits
        ("\u200f1710034065\u200e", PEDRO),
        ("\ufeffAN 12\u00a034", "AN1234"),
    ],
)
def test_s22_a_number_is_read_however_it_is_typed(typed: str, number: str) -> None:
    assert normalise_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("  -- ", "empty"),
        ("AN\x00123", "characters"),
        ("Ñ123", "characters"),
        ("'; DROP TABLE--", "characters"),
        ("<b>1234</b>", "characters"),
        ("😀1234", "characters"),
        ("\ud8001234", "characters"),
        ("9" * 65, "too_long"),
        ("9" * 5_000_000, "too_long"),
    ],
)
def test_s22_a_number_that_cannot_be_one_has_a_clear_message(typed: str, code: str) -> None:
    with pytest.raises(IdentityError) as error:
        normalise_number(typed)
    assert (error.value.code, error.value.message[-1]) == (code, ".")
    assert (is_cedula(typed), same_number(typed, typed)) == (False, False)


@pytest.mark.parametrize(
    ("pasted", "number"),
    [
        ("Código: EXT1002003", "EXT1002003"),
        ("Código de identificación para extranjero: EXT1002003.", "EXT1002003"),
        ("mi código es EXT1002003", "EXT1002003"),
        ("Cédula 171003406-5", PEDRO),
        ("C.I. 1710034065", PEDRO),
        ("Pasaporte N.º AN 123456", "AN123456"),
        ("Pasaporte No. AN 123456", "AN123456"),
        ("N 1234567", "N1234567"),  # letters of the number itself stay
        ("NO 1234567", "NO1234567"),
        ("DE 123456", "DE123456"),
        ("LA 123456", "LA123456"),
        ("PASAPORTE", "PASAPORTE"),
    ],
)
def test_s22_a_line_that_was_pasted_whole_gives_its_number(pasted: str, number: str) -> None:
    assert normalise_number(pasted) == number


@pytest.mark.parametrize("number", ["CZMGHTRKL", "CFGHJK", "AN123456", "1234"])
def test_d20_the_number_of_a_passport_may_have_letters_only(number: str) -> None:
    assert passport_number_form(number) == number


@pytest.mark.parametrize("check", [passport_number_form, affiliate_code_form])
@pytest.mark.parametrize(
    "typed",
    [
        "NOTENGO",
        "no tengo",
        "No tiene pasaporte",
        "ninguno",
        "Pendiente",
        "sin número",
        "no sé",
        "no tiene aún",
        "ningún",
        "todavía no",
        "no lo tengo",
    ],
)
def test_d20_words_for_want_of_a_number_are_told_as_such(check: Callable[[str], str], typed: str) -> None:
    with pytest.raises(IdentityError) as error:
        check(typed)
    assert error.value.code == "placeholder"


@given(st.text(max_size=80))
def test_s22_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    try:
        number = normalise_number(text)
    except IdentityError:
        return
    assert number.isascii()
    assert number.isalnum()
    assert normalise_number(number) == number


@pytest.mark.parametrize("number", [PEDRO, "171003406-5", " 1710034065 ", "1714307103", "3050000003"])
def test_s22_a_cedula_by_its_official_check_digit(number: str) -> None:
    assert is_cedula(number)
    assert len(cedula(number)) == 10


@pytest.mark.parametrize("number", ["1710034066", "2510034065", "0010034065", "171003406", "17100340655", "1770034065"])
def test_s22_a_wrong_cedula_is_told(number: str) -> None:
    assert not is_cedula(number)
    with pytest.raises(IdentityError) as error:
        cedula(number)
    assert error.value.code == "cedula"


def test_s22_every_wrong_digit_of_a_cedula_is_found() -> None:
    wrong = [PEDRO[:place] + digit + PEDRO[place + 1 :] for place in range(10) for digit in "0123456789"]
    assert [number for number in wrong if is_cedula(number)] == [PEDRO] * 10


@pytest.mark.parametrize("code", ["EXT1002003", "1234", "A" * 20, "9123456789", "1710034065"])
def test_s11_an_affiliates_code_is_opaque(code: str) -> None:
    assert affiliate_code_form(code) == code


@pytest.mark.parametrize("code", ["123", "A" * 21])
def test_s11_a_code_that_is_too_short_or_too_long(code: str) -> None:
    with pytest.raises(IdentityError) as error:
        affiliate_code_form(code)
    assert error.value.code == "affiliate_code"


@pytest.mark.parametrize("number", ["AB1", "ABCDEF", "A" * 20 + "1"])
def test_s34_what_cannot_be_the_number_of_a_passport(number: str) -> None:
    assert passport_number_form("an 123456") == "AN123456"
    with pytest.raises(IdentityError) as error:
        passport_number_form(number)
    assert error.value.code == "passport_number"


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Ana María Núñez", "ANA MARIA NUNEZ"),
        ("Strauß", "STRAUSS"),
        ("Æsa Œuvre Øyvind", "AESA OEUVRE OYVIND"),
        ("Łukasz Đorđe Þór", "LUKASZ DORDE THOR"),
        ("Nguyễn Thị Đức Ổn Ượt", "NGUYEN THI DUC ON UOT"),
        ("İbrahim Yıldız", "IBRAHIM YILDIZ"),
        ("Jean-Luc  O’Brien", "JEAN LUC O BRIEN"),
        ("García, José (Pepe)", "GARCIA JOSE PEPE"),
        ("\u202eAna\u200b María", "ANA MARIA"),
        ("  ", ""),
        ("Нина", "НИНА"),
    ],
)
def test_d8_the_folded_key_of_a_name(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text(max_size=60))
def test_d8_folding_twice_changes_nothing_and_decomposed_marks_neither(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ana María Restrepo", "RESTREPO ANA MARIA", True),
        ("Peña", "PENA", True),
        ("Peña", "PENXXA", True),
        ("Müller", "MUELLER", True),
        ("Müller", "MUXXLLER", True),
        ("Åse Ødegård", "AASE OEDEGAARD", True),
        ("O'Brien", "OBRIEN", True),
        ("Jean-Luc", "JEAN LUC", True),
        ("Ana Ana Gómez", "Ana Gómez", False),
        ("Ana", "Anabel", False),
        ("Ana Gómez", "Ana Gomes", False),
        ("", "", False),
        ("Ana", "", False),
    ],
)
def test_d8_the_same_name_in_two_spellings(one: str, other: str, same: bool) -> None:
    assert (same_names(one, other), same_names(other, one)) == (same, same)


def test_d8_a_name_is_cut_short_only_where_it_fills_the_zone() -> None:
    whole = "Venkata Narasimha Rajuvaripeta Subramaniam Iyer"
    assert same_names("VENKATA NARASIMHA RAJUVARIPETA SUBRAMA", whole)
    assert not same_names("VENKATA NARASIMHA RAJUVARIPETA SUBR", whole)
    assert same_names("VENKATA NARASIMHA RAJUVARIPETA", whole, room=31)
    assert same_names("MARIA FERNANDEZ CORDOBA ALTAMIRANO A AB", "ABAD MARIA FERNANDEZ CORDOBA ALTAMIRANO ALBA")


@given(st.lists(st.text("abcdefñáü", min_size=1, max_size=8), min_size=1, max_size=4), st.randoms())
def test_d8_no_order_of_the_parts_makes_another_name(parts: list[str], source: object) -> None:
    shuffled = list(parts)
    source.shuffle(shuffled)  # type: ignore[attr-defined]
    assert same_names(" ".join(parts), " ".join(shuffled).upper())
