"""Classes, reference and due times of the queue."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import NOW
from vinculo.rules.queue.classes import Klass, Policy, QueuePlace, place

POLICY = Policy()


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("checked_in", "klass", "ref", "due", "guaranteed"),
    [
        (-120, Klass.APPOINTMENT, 0, 45, True),  # long before its hour
        (0, Klass.APPOINTMENT, 0, 45, True),
        (15, Klass.APPOINTMENT, 0, 45, True),
        (16, Klass.APPOINTMENT, 16, 61, True),
        (60, Klass.APPOINTMENT, 60, 105, True),
        (61, Klass.SAME_DAY, 61, 211, True),
    ],
)
def test_an_appointment_counts_from_its_hour_then_from_the_check_in_then_as_the_same_day(
    checked_in: int, klass: Klass, ref: int, due: int, guaranteed: bool
) -> None:
    queue_place = place(checked_in=at(checked_in), policy=POLICY, starts=NOW)
    assert queue_place == QueuePlace(klass=klass, ref=at(ref), due=at(due), guaranteed=guaranteed)


@pytest.mark.parametrize(
    ("categories", "returning", "klass", "due", "guaranteed"),
    [
        ((), False, Klass.SAME_DAY, 150, False),
        ((), True, Klass.RETURN, 15, True),
        (("mayor",), False, Klass.PRIORITY, 0, True),
        (("mayor", "mayor"), False, Klass.PRIORITY, 0, True),
        (("mayor", "discapacidad"), False, Klass.DOUBLE_PRIORITY, -30, True),
    ],
)
def test_everybody_else_counts_from_the_check_in(
    categories: tuple[str, ...], returning: bool, klass: Klass, due: int, guaranteed: bool
) -> None:
    queue_place = place(checked_in=NOW, policy=POLICY, categories=categories, returning=returning)
    assert queue_place == QueuePlace(klass=klass, ref=NOW, due=at(due), guaranteed=guaranteed)


@given(st.integers(-300, 300), st.booleans(), st.sets(st.sampled_from(["mayor", "embarazo", "riesgo"]), min_size=1))
def test_being_a_priority_person_never_makes_one_later(minutes: int, returning: bool, categories: set[str]) -> None:
    plain = place(checked_in=at(minutes), policy=POLICY, starts=NOW, returning=returning)
    first = place(checked_in=at(minutes), policy=POLICY, starts=NOW, returning=returning, categories=categories)
    assert first.due <= plain.due
    assert first.klass in {Klass.PRIORITY, Klass.DOUBLE_PRIORITY}
    assert first.due == min(plain.due, at(minutes) + POLICY.head_start(first.klass))


def test_old_days_are_judged_by_these_defaults() -> None:
    """A day without a policy of its own is replayed by them, and a policy keeps what differs from them.

    A new number begins with what means *as before*; a changed one goes with a migration that writes the old ones as the
    policy of the nation and of each centre.
    """
    assert asdict(POLICY) == {
        "version": 0,
        "mode": "priority_first",
        "admission": True,
        "head_pp": -30,
        "head_p": 0,
        "head_r": 15,
        "head_a": 45,
        "head_w": 150,
        "on_time": 15,
        "late": 60,
        "named_officer": 10,
        "answer": 3,
        "again": 5,
        "admitted_wait": 30,
        "ahead": 30,
        "mean_service": 15,
    }
