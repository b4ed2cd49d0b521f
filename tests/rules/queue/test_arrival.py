"""How a turno meets its person at reception: each state and each bound has its own answer (S30)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import NOW
from vinculo.rules.queue.arrival import RECEIVED_NOW, SENTENCES, Arrival, Coming, arrival
from vinculo.rules.queue.classes import Klass, Policy, place

POLICY = Policy()


def judge_arrival(
    minutes: float = 0, status: str = "confirmed", *, same_day: bool = True, here: bool = True
) -> Arrival:
    moment = NOW + timedelta(minutes=minutes)
    coming = Coming(status=status, starts=NOW, now=moment, same_day=same_day, here=here)
    return arrival(coming, POLICY)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (-480, Arrival.EARLY),
        (-30.1, Arrival.EARLY),
        (-30, Arrival.ON_TIME),
        (0, Arrival.ON_TIME),
        (15, Arrival.ON_TIME),
        (15.1, Arrival.LATE),
        (60, Arrival.LATE),
        (60.1, Arrival.VERY_LATE),
        (400, Arrival.VERY_LATE),
    ],
)
@pytest.mark.parametrize("status", ["confirmed", "no_show"])
def test_s30_in_time_early_late_and_very_late(minutes: float, expected: Arrival, status: str) -> None:
    assert judge_arrival(minutes, status) is expected
    assert expected in RECEIVED_NOW


@pytest.mark.parametrize("minutes", [-480, 0, 15, 15.1, 60, 60.1, 400])
def test_the_answer_agrees_with_the_place_in_the_queue(minutes: float) -> None:
    where = place(checked_in=NOW + timedelta(minutes=minutes), policy=POLICY, starts=NOW)
    counted_from_now = judge_arrival(minutes) in {Arrival.LATE, Arrival.VERY_LATE}
    assert (where.ref == NOW) is (not counted_from_now)
    assert (where.klass is Klass.SAME_DAY) is (judge_arrival(minutes) is Arrival.VERY_LATE)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (judge_arrival(status="cancelled"), Arrival.CANCELLED),
        (judge_arrival(status="cancelled", here=False), Arrival.CANCELLED),
        (judge_arrival(status="attended", same_day=False), Arrival.ATTENDED),
        (judge_arrival(status="arrived", same_day=False), Arrival.HERE),
        (judge_arrival(here=False), Arrival.ELSEWHERE),
        (judge_arrival(status="no_show", here=False, same_day=False), Arrival.ELSEWHERE),
        (judge_arrival(same_day=False), Arrival.OTHER_DAY),
        (judge_arrival(status="no_show", same_day=False), Arrival.OTHER_DAY),
    ],
)
def test_s30_what_is_not_of_today_and_here_is_told_apart(result: Arrival, expected: Arrival) -> None:
    assert result is expected
    assert expected not in RECEIVED_NOW


def test_every_answer_has_its_own_sentence() -> None:
    assert set(SENTENCES) == set(Arrival)
    assert len(set(SENTENCES.values())) == len(Arrival)
