"""Two transactions that lock two rows: when they could wait for each other."""

from __future__ import annotations

import pytest

from tests.concurrency.locks import Crossing, Row, Transaction, crossings

CASE, TURNO, PERSON = Row("case", 1), Row("turno", 1), Row("affiliate", 1)
CROSSED = {Crossing("case", "turno")}
WITH_PERSON = {Crossing("affiliate", "case"), Crossing("affiliate", "turno")}


@pytest.mark.parametrize(
    ("transactions", "expected"),
    [
        ([Transaction([CASE, TURNO]), Transaction([TURNO, CASE])], CROSSED),
        ([Transaction([CASE, TURNO]), Transaction([CASE, TURNO])], set()),
        ([Transaction([CASE, TURNO]), Transaction([Row("turno", 2), CASE])], set()),
        ([Transaction([PERSON, CASE, TURNO]), Transaction([PERSON, TURNO, CASE])], set()),
        ([Transaction([CASE, PERSON, TURNO]), Transaction([TURNO, PERSON, CASE])], WITH_PERSON),
        ([Transaction([PERSON, CASE, TURNO]), Transaction([TURNO, CASE])], CROSSED),
        ([Transaction([TURNO, CASE], {CASE}), Transaction([CASE, TURNO])], set()),
        ([Transaction([CASE, TURNO]), Transaction([PERSON], {PERSON}), Transaction([PERSON, TURNO, CASE])], set()),
        ([Transaction([PERSON], {PERSON}), Transaction([CASE, TURNO]), Transaction([PERSON, TURNO, CASE])], CROSSED),
    ],
    ids=[
        "opposite orders",
        "the same order",
        "another turno",
        "behind one lock of both",
        "one lock of both between them",
        "behind a lock of one alone",
        "a case that the first one made",
        "with a row that was made when the other was over",
        "with a row that was there before both",
    ],
)
def test_two_transactions_cross_where_each_could_wait_for_the_other(
    transactions: list[Transaction], expected: set[Crossing]
) -> None:
    assert crossings(transactions) == expected
