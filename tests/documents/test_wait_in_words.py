"""The wait is said as people read it: until when to stay near, not a span of percentiles."""

from __future__ import annotations

from vinculo.documents.words import wait_in_words


def test_the_wait_says_from_when_nobody_should_go_far_and_until_when_nearly_everybody_is_called() -> None:
    assert wait_in_words("09:29") == "No se aleje: casi siempre llamamos antes de las 09:29, y puede ser antes."
    assert wait_in_words("10:40", "09:50") == (
        "Desde las 09:50 no se aleje: casi siempre llamamos entre esa hora y las 10:40."
    )
    assert wait_in_words("") == ""
