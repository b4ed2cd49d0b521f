"""Sliding windows (D17) and the retries of the mail (S24)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vinculo.rules.mail.retry import BACKOFF, BackoffError, next_try, wait_after
from vinculo.rules.shared.limits import AttemptLimit, LimitError, is_exceeded, retry_after

NOW = datetime(2026, 11, 30, 14, 0, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
TIMES = st.lists(st.integers(0, 2_000).map(lambda seconds: NOW - seconds * SECOND), max_size=30)
LIMITS = st.lists(
    st.builds(
        lambda count, seconds: AttemptLimit(count=count, window=seconds * SECOND),
        st.integers(1, 5),
        st.integers(1, 900),
    ),
    max_size=3,
)


def test_d17_the_attempt_after_the_last_allowed_one_has_to_wait() -> None:
    limits = [AttemptLimit(count=3, window=HOUR)]
    times = [NOW - 50 * SECOND, NOW - 40 * SECOND, NOW - 30 * SECOND]
    assert not is_exceeded(times[:2], NOW, limits)
    assert is_exceeded(times, NOW, limits)
    assert retry_after(times, NOW, limits) == HOUR - 50 * SECOND


def test_d17_an_attempt_leaves_the_window_when_it_is_as_old_as_the_window() -> None:
    limits = [AttemptLimit(count=1, window=HOUR)]
    assert is_exceeded([NOW - HOUR + SECOND], NOW, limits)
    assert not is_exceeded([NOW - HOUR], NOW, limits)


def test_d17_the_strictest_of_several_limits_decides() -> None:
    limits = [AttemptLimit(count=1, window=60 * SECOND), AttemptLimit(count=5, window=DAY)]
    assert retry_after([NOW - 10 * SECOND], NOW, limits) == 50 * SECOND
    assert retry_after([NOW - 2 * HOUR] * 5, NOW, limits) == DAY - 2 * HOUR
    assert retry_after([], NOW, []) == timedelta(0)


@given(TIMES, LIMITS)
def test_d17_after_the_wait_and_not_before_one_more_is_allowed(
    times: list[datetime], limits: list[AttemptLimit]
) -> None:
    wait = retry_after(times, NOW, limits)
    assert is_exceeded(times, NOW, limits) is (wait > timedelta(0))
    assert not is_exceeded(times, NOW + wait, limits)
    assert not wait or is_exceeded(times, NOW + wait - timedelta(microseconds=1), limits)


@given(st.integers(1, 5), st.integers(1, 300), st.lists(st.integers(0, 100), max_size=60))
def test_d17_who_keeps_to_it_never_makes_more_than_the_limit(count: int, window: int, gaps: list[int]) -> None:
    limit = AttemptLimit(count=count, window=window * SECOND)
    made: list[datetime] = []
    now = NOW
    for gap in gaps:
        now += gap * SECOND
        if not is_exceeded(made, now, [limit]):
            made.append(now)
    for end in made:
        assert sum(end - limit.window < moment <= end for moment in made) <= count


@pytest.mark.parametrize(("count", "window"), [(0, HOUR), (1, timedelta(0)), (1, -HOUR)])
def test_d17_a_limit_that_nobody_could_keep(count: int, window: timedelta) -> None:
    with pytest.raises(LimitError):
        AttemptLimit(count=count, window=window)


def test_s24_a_mail_is_tried_again_within_seconds_and_then_more_slowly() -> None:
    waits = [wait_after(failures, 0) for failures in range(1, 12)]
    assert waits[0] == 5 * SECOND
    assert waits == sorted(waits)
    assert waits[-1] == BACKOFF.waits[-1] == timedelta(minutes=30)


@given(st.integers(1, 500), st.floats(0, 1))
def test_s24_jitter_lengthens_a_wait_by_no_more_than_the_spread(failures: int, jitter: float) -> None:
    least, most = wait_after(failures, 0), wait_after(failures, 1)
    assert least <= wait_after(failures, jitter) <= most == least * 1.2


def test_s24_an_outage_of_two_days_loses_no_mail_and_a_dead_address_is_given_up() -> None:
    failed_at, failures = NOW, 1
    while (moment := next_try(NOW, failed_at, failures, 0.5)) is not None:
        assert moment > failed_at
        failed_at, failures = moment, failures + 1
    assert 2 * DAY < failed_at - NOW <= BACKOFF.give_up_after
    assert failures < 200


@pytest.mark.parametrize(("failures", "jitter"), [(0, 0.0), (-1, 0.0), (1, -0.1), (1, 1.1)])
def test_s24_a_backoff_that_makes_no_sense(failures: int, jitter: float) -> None:
    with pytest.raises(BackoffError):
        wait_after(failures, jitter)
