"""Who gets a ticket without a turno: always, or while wait and closing hour allow it (S29, docs/spec/queue.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculo.rules.queue.admission import REASONS, AdmissionAnswer, AdmissionReason, Load, admission, minutes, numbers
from vinculo.rules.queue.classes import Klass, Policy

POLICY = Policy()
W = Klass.SAME_DAY


def load(waiting: int = 0, due: int = 0, counters: int = 1, mean: int = 15, left: int = 240, opening: int = 0) -> Load:
    took, closes, opens = (timedelta(minutes=each) for each in (mean, left, opening))
    return Load(waiting=waiting, due=due, counters=counters, mean=took, left=closes, opening=opens)


loads = st.builds(
    Load,
    waiting=st.integers(0, 200),
    due=st.integers(0, 60),
    counters=st.integers(0, 20),
    mean=st.timedeltas(timedelta(seconds=30), timedelta(hours=2)),
    left=st.timedeltas(timedelta(hours=-2), timedelta(hours=9)),
)
policies = st.builds(Policy, admitted_wait=st.integers(1, 240), admission=st.booleans())


def answer(now: Load, policy: Policy = POLICY, klass: Klass = W) -> AdmissionReason:
    return admission(klass, now, policy).why


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (load(), AdmissionReason.FITS),
        (load(waiting=2), AdmissionReason.FITS),  # 30 minutes: the bound itself
        (load(waiting=1, due=1), AdmissionReason.FITS),
        (load(waiting=2, due=1), AdmissionReason.LONG_WAIT),
        (load(waiting=3), AdmissionReason.LONG_WAIT),
        (load(waiting=4, counters=2), AdmissionReason.FITS),
        (load(waiting=5, counters=2), AdmissionReason.LONG_WAIT),  # 37 and a half
        (load(waiting=2, left=45), AdmissionReason.FITS),  # begins at 30, ends at the closing itself
        (load(waiting=2, left=44), AdmissionReason.CLOSING),
        (load(left=15), AdmissionReason.FITS),
        (load(left=14), AdmissionReason.CLOSING),
        (load(left=0), AdmissionReason.CLOSED),
        (load(counters=0), AdmissionReason.NO_COUNTER),
        (load(opening=1), AdmissionReason.NOT_OPEN),
        (load(opening=1, counters=0), AdmissionReason.NOT_OPEN),
        (load(counters=0, left=0), AdmissionReason.CLOSED),
    ],
)
def test_the_same_day_visitor_at_each_bound(now: Load, why: AdmissionReason) -> None:
    assert answer(now) is why
    assert admission(W, now, POLICY).admitted is (why is AdmissionReason.FITS)


@given(loads, policies, st.sampled_from([Klass.DOUBLE_PRIORITY, Klass.PRIORITY, Klass.RETURN, Klass.APPOINTMENT]))
def test_s29_priority_people_returns_and_appointments_are_never_refused(
    now: Load, policy: Policy, klass: Klass
) -> None:
    answer = admission(klass, now, policy)
    assert (answer.admitted, answer.why) == (True, AdmissionReason.PRECEDENCE)


@given(loads, policies)
def test_the_answer_is_the_formula_of_the_specification(now: Load, policy: Policy) -> None:
    assert (answer(now, policy) is AdmissionReason.OFF) is not policy.admission
    ahead = now.waiting + now.due
    wait = ahead * now.mean / now.counters if now.counters else None
    fits = wait is not None and wait <= timedelta(minutes=policy.admitted_wait) and wait + now.mean <= now.left
    slack = timedelta(microseconds=1)  # the wait above is rounded, the rule is not
    close = wait is not None and (
        abs(wait - timedelta(minutes=policy.admitted_wait)) <= slack or abs(wait + now.mean - now.left) <= slack
    )
    assert close or admission(W, now, policy).admitted is (fits or not policy.admission)


@given(loads, policies, st.sampled_from(["waiting", "due", "mean", "counters", "left"]))
def test_more_people_never_open_the_door_and_more_counters_or_time_never_close_it(
    now: Load, policy: Policy, what: str
) -> None:
    more: dict[str, Any] = {
        "waiting": now.waiting + 1,
        "due": now.due + 1,
        "mean": now.mean + timedelta(seconds=1),
        "counters": now.counters + 1,
        "left": now.left + timedelta(minutes=1),
    }
    before, after = (admission(W, each, policy).admitted for each in (now, replace(now, **{what: more[what]})))
    assert (after <= before) if what in {"waiting", "due", "mean"} else (after >= before)


@given(loads, policies, st.sampled_from(list(Klass)))
def test_every_answer_has_a_sentence_that_takes_its_numbers(now: Load, policy: Policy, klass: Klass) -> None:
    answer = admission(klass, now, policy)
    assert "%(" not in REASONS[answer.why] % numbers(answer)


def test_the_sentence_tells_every_number_of_the_formula() -> None:
    refused = admission(W, load(waiting=4, due=3, counters=2), POLICY)
    assert REASONS[refused.why] % numbers(refused) == (
        "No hay número ahora. Por delante: 7 (en espera 4, con turno pronto 3). Minutos por atención: 15. "
        "Ventanillas abiertas: 2. Espera calculada: 53 minutos; límite: 30."
    )


def test_minutes_are_rounded_against_a_promise() -> None:
    assert [minutes(timedelta(seconds=each)) for each in (0, 1, 60, 61)] == [0, 1, 1, 2]
    closing = AdmissionAnswer(
        why=AdmissionReason.CLOSING, load=replace(load(), left=timedelta(seconds=119)), limit=timedelta()
    )
    assert numbers(closing)["left"] == 1
