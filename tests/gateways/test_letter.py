"""A letter on the line: what its header says arrives as it was written."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clock import NOW
from vinculo.gateways.letter import OutgoingMail, compose

MAIL = OutgoingMail(
    sender="IESS Turnos <turnos@vinculo.invalid>",
    recipient="ana@example.com",
    subject="",
    body="Texto.",
    message_id="<1@vinculo.invalid>",
    date=NOW,
)
WORDS = st.sampled_from(["turno", "à", "été", "(dependiente)", "código", "您的预约", "de", "personne", "8:30"])


def read_subject(subject: str) -> str:
    content = bytes(compose(replace(MAIL, subject=subject)))
    assert content.isascii()
    return str(message_from_bytes(content, policy=default)["Subject"])


@pytest.mark.parametrize(
    "subject",
    [
        "Un code a été délivré pour une personne à charge (dependiente) de votre affiliation (afiliación)",
        "Se emitió un código para un dependiente de su afiliación",
        "已为您参保（afiliación）名下的一位受扶养家属（dependiente）签发识别码，请查收",
        "Turno",
    ],
)
def test_a_subject_keeps_the_blanks_between_its_words(subject: str) -> None:
    assert read_subject(subject) == subject


@given(st.lists(WORDS, min_size=1, max_size=30).map(" ".join))
def test_any_subject_arrives_as_it_was_written(subject: str) -> None:
    assert read_subject(subject) == subject
