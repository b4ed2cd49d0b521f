"""Words of a vocabulary are constants of a statement, and what a person typed never is (docs/decisions/0048)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
from django.db.models import Q

from tests import cast
from tests.stages import desk
from vinculo.records.models import Role, Staff, Turno
from vinculo.rules.shared.statuses import LIVE_TURNO, TurnoStatus

pytestmark = pytest.mark.django_db


class Odd(StrEnum):
    """A vocabulary of no column, with a word that would end a text."""

    QUOTED = "o'clock"


def read_condition(rows: Any) -> tuple[str, tuple[Any, ...]]:
    """Return the condition of a query, and its values."""
    text, values = rows.query.sql_with_params()
    return text.partition(" WHERE ")[2], values


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (Q(status=TurnoStatus.CONFIRMED), "= 'confirmed'"),
        (~Q(status=TurnoStatus.CONFIRMED), "= 'confirmed')"),
        (Q(status__in=[TurnoStatus.CONFIRMED, TurnoStatus.ARRIVED]), "IN ('arrived', 'confirmed')"),
        (Q(status__in=LIVE_TURNO), "IN ('arrived', 'confirmed', 'holding')"),
    ],
)
def test_a_word_is_written_out_and_sent_as_no_value(condition: Q, text: str) -> None:
    where, values = read_condition(Turno.objects.filter(condition))
    assert (where.endswith(text), values) == (True, ())


def test_a_role_of_the_staff_is_a_word_too() -> None:
    assert read_condition(Staff.objects.filter(role=Role.OFFICER).order_by()) == (
        '"records_staff"."role" = \'officer\'',
        (),
    )


@pytest.mark.parametrize("typed", ["confirmed", "' OR 1=1 --", Odd.QUOTED])
def test_what_is_no_word_of_plain_letters_is_sent_as_a_value(typed: str) -> None:
    for condition in (Q(status=typed), Q(status__in=[typed]), Q(status__in=[typed, TurnoStatus.ARRIVED])):
        where, values = read_condition(Turno.objects.filter(condition))
        assert typed in values
        assert typed not in where
        assert list(Turno.objects.filter(condition)) == []


def test_the_rows_are_those_of_the_plain_texts() -> None:
    turnos = {status: desk.turno(status=status) for status in ("confirmed", "arrived", "attended", "cancelled")}
    assert cast.ana().turnos.count() == 4
    for words in ([TurnoStatus.ARRIVED], [TurnoStatus.ATTENDED, TurnoStatus.ARRIVED], list(TurnoStatus)):
        plain = [str(word) for word in words]
        for turn in (Turno.objects.filter, Turno.objects.exclude):
            expected = set(turn(status__in=plain))
            assert set(turn(status__in=words)) == expected
            assert set(turn(status__in=plain)) == expected
    assert list(Turno.objects.filter(status=TurnoStatus.ARRIVED)) == [turnos["arrived"]]
