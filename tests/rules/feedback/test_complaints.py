"""What may be said in a complaint, and the key beside its number."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculo.rules.feedback.complaints import KEY_LENGTH, last_day, spelled_key, typed_key, typed_line, typed_message
from vinculo.rules.shared.parsing import TypedError


@pytest.mark.parametrize(
    "text", ["我等了一个小时", "انتظرت ساعة", "Чекала годину", "👩‍👧 esperamos 1 h", "ሰላም 1", "line\n\nother"]
)
def test_any_alphabet_is_taken_as_it_is(text: str) -> None:
    assert typed_message(text) == text


def test_signs_that_nobody_sees_and_that_turn_others_round_are_left_out() -> None:
    assert typed_message("a\x00b\u202ec\u2066d\x1b[31m\ufeff\r\n\r\n\r\n\r\ne\tf  ") == "abcd[31m\n\ne f"


@pytest.mark.parametrize("text", ["", "  \n ", "\u202e\x00", "...!", "\u200d\u200d"])
def test_nothing_said_is_told(text: str) -> None:
    with pytest.raises(TypedError) as told:
        typed_message(text)
    assert told.value.code == "empty"


def test_too_much_is_told_with_its_length() -> None:
    with pytest.raises(TypedError) as told:
        typed_message("a" * 4001)
    assert (told.value.code, told.value.params["length"]) == ("long", "4001")
    assert len(typed_message("a" * 4000)) == 4000


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_what_was_taken_once_is_taken_again_as_it_is(text: str) -> None:
    try:
        taken = typed_message(text)
    except TypedError:
        return
    assert typed_message(taken) == taken
    assert "\x00" not in taken


def test_names_are_one_line() -> None:
    assert typed_line("  Нгуен \r\n Bcc: x\x00\u202e ") == "Нгуен Bcc: x"


@given(st.integers(0, 2**128 - 1), st.sampled_from(["", " ", "-", " - "]))
def test_a_key_is_read_however_it_is_grouped(number: int, sign: str) -> None:
    token = f"{number:032x}"
    spelled = spelled_key(token)
    assert typed_key(spelled.replace("-", sign).upper()) == token[:KEY_LENGTH]


@pytest.mark.parametrize("text", ["", "abc", "0" * 11, "0" * 13, "zzzz-zzzz-zzzz", "%" * 12, "٠" * 12])
def test_what_cannot_be_a_key_is_nothing(text: str) -> None:
    assert typed_key(text) == ""


def test_the_term_counts_days_of_the_calendar() -> None:
    assert last_day(date(2026, 12, 20), 15) == date(2027, 1, 4)
