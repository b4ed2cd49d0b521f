"""The form of the code that we issue (D11)."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculo.rules.cases.codes import POLICY, CodePolicy, PolicyError, draw, is_own_code, pretty
from vinculo.rules.shared.identity import affiliate_code_form, is_cedula

SEEDS = st.integers().map(Random)


@given(SEEDS)
def test_d11_a_drawn_code_has_ten_digits_begins_with_nine_and_is_no_cedula(source: Random) -> None:
    code = draw(source)
    assert (len(code), code[0], code.isdigit()) == (10, "9", True)
    assert (is_own_code(code), is_cedula(code), affiliate_code_form(code)) == (True, False, code)


@given(SEEDS)
def test_d11_every_wrong_digit_and_every_swap_of_neighbours_is_found(source: Random) -> None:
    code = draw(source)
    wrong = {code[:place] + digit + code[place + 1 :] for place in range(10) for digit in "0123456789"}
    wrong |= {code[:place] + code[place + 1] + code[place] + code[place + 2 :] for place in range(9)}
    assert [text for text in wrong - {code} if is_own_code(text)] == []


def test_d11_the_source_alone_decides_and_all_digits_are_drawn() -> None:
    assert draw(Random(7)) == draw(Random(7))
    drawn = [draw(Random(seed)) for seed in range(2_000)]
    assert len(set(drawn)) == 2_000
    assert [len({code[place] for code in drawn}) for place in range(1, 10)] == [10] * 9

    class Lowest:
        def randrange(self, stop: int, /) -> int:
            return stop - stop

    class Highest:
        def randrange(self, stop: int, /) -> int:
            return stop - 1

    assert (draw(Lowest())[:9], draw(Highest())[:9]) == ("900000000", "999999999")


@given(SEEDS)
def test_d11_the_printed_code_is_read_back(source: Random) -> None:
    code = draw(source)
    assert is_own_code(pretty(code))
    assert pretty(code).replace(" ", "") == code


@pytest.mark.parametrize(
    ("code", "printed"), [("9123456789", "912 345 6789"), ("91234", "912 34"), ("9123", "9123"), ("", "")]
)
def test_d11_groups_for_print(code: str, printed: str) -> None:
    assert pretty(code) == printed


@pytest.mark.parametrize("text", ["", "9", "ABCDEFGHIJ", "9" * 100, "9\x00", "1710034065", "91234567890", "٩"])
def test_d11_what_is_no_code_of_ours(text: str) -> None:
    assert not is_own_code(text)


def test_d11_a_right_check_digit_without_the_first_nine_is_not_ours() -> None:
    other = draw(Random(7), CodePolicy(prefix="8"))
    assert is_own_code(other, CodePolicy(prefix="8"))
    assert not is_own_code(other)


@pytest.mark.parametrize(
    "form",
    [
        {"prefix": "1"},
        {"prefix": "24"},
        {"prefix": "30"},
        {"prefix": "5"},
        {"prefix": ""},
        {"prefix": "X"},
        {"prefix": "٩"},
        {"length": 3},
        {"length": 21},
        {"prefix": "912345678", "length": 10},
    ],
)
def test_d11_the_institution_cannot_choose_a_form_that_passes_as_a_cedula(form: dict[str, object]) -> None:
    with pytest.raises(PolicyError):
        CodePolicy(**form)  # type: ignore[arg-type]


@given(SEEDS)
def test_d11_another_form_is_drawn_and_known_by_its_own_policy(source: Random) -> None:
    policy = CodePolicy(prefix="77", length=12)
    code = draw(source, policy)
    assert (len(code), code[:2], is_own_code(code, policy), is_own_code(code, POLICY)) == (12, "77", True, False)
