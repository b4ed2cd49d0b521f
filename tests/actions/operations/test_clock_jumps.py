"""A clock that was forty days ahead and is right again keeps nobody waiting and frees nothing (D36)."""

from __future__ import annotations

import logging
import random
from datetime import timedelta

import pytest
from django.test import override_settings

from tests import cast
from tests.actions.operations.test_rounds import Count
from tests.stages import booking
from vinculo.actions.booking.seats import give_back
from vinculo.actions.operations import upkeep
from vinculo.actions.shared import limits
from vinculo.config.management import rounds
from vinculo.records.models import Attempt, Pause, Seat, Turno
from vinculo.rules.shared.limits import LimitedAct, LimitedBy

pytestmark = pytest.mark.django_db
JUMP = timedelta(days=40)
MINUTE = timedelta(minutes=1)


def states() -> list[str]:
    return list(Seat.objects.order_by("pk").values_list("state", flat=True))


def test_d36_what_was_held_by_a_clock_that_was_ahead_ends_and_what_is_held_now_stays() -> None:
    slots = cast.slots(cast.agency(), booking.DAY, times=2, counters=1)
    held = booking.held(booking.ready(), slots[0])
    assert upkeep.expire_holds(now=cast.NOW + MINUTE) == 0
    Seat.objects.filter(turno=held.turno).update(held_until=held.until + JUMP)
    Turno.objects.update(created_at=cast.NOW + JUMP)
    assert upkeep.expire_holds(now=cast.NOW + MINUTE) == 1
    assert (states(), Turno.objects.get().status) == (["free", "free"], "expired")


def test_d36_what_cools_until_weeks_from_now_is_warm() -> None:
    cast.slots(cast.agency(), booking.DAY, times=2, counters=1)
    first, second = Seat.objects.select_related("slot__agency").order_by("pk")
    give_back([first], cast.NOW + JUMP, random.Random(1))
    give_back([second], cast.NOW, random.Random(1))
    assert upkeep.warm_seats(now=cast.NOW + MINUTE) == 1
    assert states() == ["free", "cooling"]


def test_d36_attempts_and_pauses_of_a_clock_that_was_ahead_count_for_nobody() -> None:
    by = {LimitedBy.DEVICE: "b", LimitedBy.ADDRESS: "192.0.2.1", LimitedBy.EMAIL: "ana@example.com"}
    acts = {LimitedBy.DEVICE: (2, 60), LimitedBy.EMAIL: (1, 60), LimitedBy.ADDRESS: (100, 60)}
    with override_settings(LIMITS={LimitedAct.SEND: acts}):
        limits.count_attempt(act=LimitedAct.SEND, by=by, now=cast.NOW + JUMP)
        with pytest.raises(limits.LimitReached):
            limits.count_attempt(act=LimitedAct.SEND, by=by, now=cast.NOW + JUMP + MINUTE / 60)
        assert Pause.objects.get().until > cast.NOW + JUMP
        limits.count_attempt(act=LimitedAct.SEND, by=by, now=cast.NOW)
        with pytest.raises(limits.LimitReached) as refused:
            limits.count_attempt(act=LimitedAct.SEND, by=by, now=cast.NOW + MINUTE / 60)
        assert refused.value.again_at < cast.NOW + timedelta(hours=1)
        before = Attempt.objects.count()
        assert limits.forget_attempts(now=cast.NOW) == before // 2


def test_d36_no_round_is_done_while_the_clock_is_ahead(caplog: pytest.LogCaptureFixture) -> None:
    wall = iter([0.0, 60.0, 120.0 + 40 * 86400, 180.0 + 40 * 86400, 240.0, 300.0])
    running = iter([0.0, 60.0, 120.0, 180.0, 240.0, 300.0])
    clock = rounds.SteadyClock(lambda: next(wall), lambda: next(running))
    done: list[int] = []
    with caplog.at_level(logging.WARNING, "vinculo.upkeep"):
        rounds.go_on("upkeep", done.append, Count(5), 60, clock)
    assert done == [0, 1, 2]
    assert len(caplog.records) == 1


def test_d36_a_clock_that_was_ahead_at_the_start_counts_from_where_it_was_set_back() -> None:
    wall = iter([40 * 86400.0, 60.0, 120.0, 180.0 + 3600])
    running = iter([0.0, 60.0, 120.0, 180.0])
    clock = rounds.SteadyClock(lambda: next(wall), lambda: next(running))
    assert [clock.is_ahead() for _ in range(3)] == [False, False, True]
