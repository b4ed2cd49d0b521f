"""The answers about papers as a word of an address (D31)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculo.rules.cases.bringing.codec import LONGEST, NotAnswers, decode, encode
from vinculo.rules.cases.bringing.model import Answers
from vinculo.rules.cases.facts import Link

DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31))
ANSWERS = st.builds(
    Answers,
    link=st.sampled_from(Link),
    affiliate_passport=st.sampled_from([True, False, None]),
    affiliate_until=DAYS,
    dependent_passport=st.sampled_from([True, False, None]),
    dependent_until=DAYS,
    country=st.sampled_from(["COL", "CUB", "ECU", "XKX"]),
    issued_on=DAYS,
)


@given(ANSWERS)
def test_d31_what_is_written_is_read_again(answers: Answers) -> None:
    assert decode(encode(answers)) == answers
    assert len(encode(answers)) <= LONGEST


@given(st.text(max_size=80))
def test_d31_anything_else_is_refused(word: str) -> None:
    with pytest.raises(NotAnswers):
        decode(word)


@pytest.mark.parametrize(
    "word",
    ["child.1..1..20200506.ZZZ", "nobody.1..1..20200506.COL", "child.2..1...COL", "child.1..1..20200230.COL", "......"],
)
def test_d31_a_word_of_the_right_shape_with_a_wrong_part_is_refused(word: str) -> None:
    with pytest.raises(NotAnswers):
        decode(word)


def test_d31_until_when_passports_are_valid_is_not_shared() -> None:
    answers = Answers(
        link=Link.CHILD,
        affiliate_passport=True,
        affiliate_until=date(2030, 1, 2),
        dependent_passport=True,
        dependent_until=date(2031, 1, 2),
        country="COL",
    )
    assert encode(answers, to_share=True) == "child.1..1...COL"
