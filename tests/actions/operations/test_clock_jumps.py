"""A clock that was forty days ahead and is right again keeps nobody waiting and frees nothing (D36)."""

from __future__ import annotations

import logging
import random
from datetime import timedelta

import pytest
from django.test import override_settings
from pytest_django import Settings

from tests import cast
from tests.actions.operations.test_rounds import Count
from tests.smtp import Letters, free_port, running
from tests.stages import booking, waiting
from tests.stages.mail import write_mail
from vinculo.actions.booking import drafts, offers, turnos
from vinculo.actions.booking.seats import give_back
from vinculo.actions.mail import outbox
from vinculo.actions.operations import upkeep
from vinculo.actions.shared import limits
from vinculo.config.management import rounds
from vinculo.config.management.commands.deliver_mail import Worker
from vinculo.queries.operations import invariants
from vinculo.records.models import Attempt, Message, Offer, Pause, Seat, Turno
from vinculo.rules.shared.limits import LimitedAct, LimitedBy

pytestmark = pytest.mark.django_db
JUMP = timedelta(days=40)
MINUTE = timedelta(minutes=1)


def states() -> list[str]:
    return list(Seat.objects.order_by("pk").values_list("state", flat=True))


def test_d36_what_was_held_by_a_clock_that_was_ahead_ends_and_what_is_held_now_stays() -> None:
    slots = cast.slots(cast.agency(), booking.DAY, times=2, counters=1)
    held = booking.hold_seat(booking.ready(), slots[0])
    assert upkeep.expire_holds(now=cast.NOW + MINUTE) == 0
    Seat.objects.filter(turno=held.turno).update(held_until=held.until + JUMP)
    Turno.objects.update(created_at=cast.NOW + JUMP)
    assert upkeep.expire_holds(now=cast.NOW + MINUTE) == 1
    assert (states(), Turno.objects.get().status) == (["free", "free"], "expired")


def test_d36_a_move_held_by_a_clock_that_was_ahead_gives_its_seat_back_and_the_turno_stays() -> None:
    slots = cast.slots(cast.agency(), booking.DAY, times=2, counters=1)
    mine = booking.ready()
    booking.hold_seat(mine, slots[0])
    turno = turnos.confirm_turno(draft=mine, now=cast.NOW)
    moving = drafts.start_move(turno=turno, now=cast.NOW, random_source=booking.LUCK)
    until = booking.hold_seat(moving, slots[1]).until
    Seat.objects.filter(state="held").update(held_until=until + JUMP)
    assert upkeep.expire_holds(now=cast.NOW + MINUTE) == 1
    assert (states(), Turno.objects.get().status) == (["taken", "free"], "confirmed")


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


def due(after: timedelta = MINUTE) -> list[str]:
    return [message.subject for message in outbox.take_due(now=cast.NOW + after)]


def test_d36_a_mail_written_by_a_clock_that_was_ahead_is_due_now() -> None:
    write_mail(subject="ahead", now=cast.NOW + JUMP)
    morning = write_mail(subject="in the morning")
    Message.objects.filter(pk=morning.pk).update(next_at=cast.NOW + timedelta(hours=14))
    assert due() == ["ahead"]


def test_d36_a_mail_that_a_worker_leased_by_a_clock_that_was_ahead_is_taken_by_another() -> None:
    write_mail(subject="leased")
    assert [message.subject for message in outbox.take_due(now=cast.NOW + JUMP)] == ["leased"]
    assert due() == ["leased"]
    assert due() == []  # a lease of the right clock stands


@pytest.mark.django_db(transaction=True)
def test_d36_no_mail_is_judged_while_the_clock_is_ahead(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.SMTP_PORT, letters = free_port(), Letters()
    write_mail(subject="Una")
    wall = iter([0.0, 60.0 + 40 * 86400, 61.0 + 40 * 86400, 62.0])
    elapsed = iter([0.0, 60.0, 61.0, 62.0])
    with running(letters, settings.SMTP_PORT), caplog.at_level(logging.WARNING, "vinculo.mail"):
        worker = Worker(Count(3), 0.5)
        worker.clock = rounds.SteadyClock(lambda: next(wall), lambda: next(elapsed))
        for sent in ([], [], ["Una"]):
            worker.look()
            assert letters.subjects == sent
    assert [record.message for record in caplog.records] == [
        "the clock was set ahead; no mail is sent until it is right or this starts anew"
    ]


def test_d36_an_offer_of_a_clock_that_was_ahead_ends_and_the_seat_is_offered_anew() -> None:
    cast.slots(cast.agency(), booking.DAY, times=1, counters=1)
    entry, other = waiting.join_list(), waiting.join_list(1, now=cast.NOW + MINUTE)
    assert waiting.feed()["offers"] == 1
    Offer.objects.update(expires_at=waiting.offer_of(entry).expires_at + JUMP)
    Seat.objects.filter(state="held").update(held_until=cast.NOW + JUMP)
    assert offers.expire_offers(now=cast.NOW + MINUTE, random_source=waiting.LUCK) == 1
    assert (waiting.state_of(entry), states()) == ("waiting", ["cooling"])
    assert waiting.feed(cast.NOW + 2 * MINUTE)["offers"] == 1
    offers.accept_offer(offer=waiting.offer_of(other), now=cast.NOW + 3 * MINUTE)
    assert (states(), invariants.breaches()) == (["taken"], [])
