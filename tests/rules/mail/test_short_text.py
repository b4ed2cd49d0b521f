"""What fits into one message to a mobile (D10)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculo.rules.mail.short_text import choose_text, fits, in_plain_signs, lengthen_token, shorten_token


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("miércoles 2 de diciembre, mañana a las 08:30", "miércoles 2 de diciembre, mañana a las 08:30"),
        ("sábado · «aquí»", None),
        ("sábado «aquí» – allí", 'sabado "aqui" - alli'),
        ("samdi 5 desanm, lè 08:30", "samdi 5 desanm, lè 08:30"),
        ("quinta-feira, às 08:30, não", "quinta-feira, às 08:30, nao"),
        ("forêt ça où", "foret ca où"),
        ("您的预约是11月30日", "您的预约是11月30日"),
    ],
)
def test_accents_that_the_networks_lack_are_left_out_and_other_scripts_kept(text: str, plain: str | None) -> None:
    assert in_plain_signs(text) == (plain or text)


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("a" * 160, True),
        ("a" * 161, False),
        ("ñ" * 160, True),
        ("€" * 80, True),
        ("€" * 81, False),
        ("[" + "a" * 158, True),
        ("[" + "a" * 159, False),
        ("月" * 70, True),
        ("月" * 71, False),
        ("a" * 69 + "月", True),
        ("😀" * 35, True),
        ("😀" * 36, False),
    ],
)
def test_one_message_holds_160_signs_of_gsm_or_70_of_another_script(text: str, one: bool) -> None:
    assert fits(text) is one


def test_the_first_text_that_fits_is_sent_in_plain_signs_and_the_last_one_is_never_cut() -> None:
    assert choose_text(["á" * 200, "á" * 160, "á"]) == "a" * 160
    assert choose_text(["á" * 200, "á" * 161]) == "a" * 161


@given(st.integers(0, 2**128 - 1))
def test_a_token_of_a_link_becomes_22_signs_and_itself_again(number: int) -> None:
    token = f"{number:032x}"
    short = shorten_token(token)
    assert (len(short), lengthen_token(short)) == (22, token)


@pytest.mark.parametrize("token", ["", "e", "E" * 32, "e" * 31, "e" * 33, "z" * 32])
def test_a_token_of_another_form_stays_as_it_is(token: str) -> None:
    assert (shorten_token(token), lengthen_token(token)) == (token, token)
