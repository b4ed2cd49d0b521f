"""The person who does not come in time leaves the seats to those of the same day, and can still be attended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import cast
from tests.stages.booking import LUCK, hold_seat, ready
from tests.stages.waiting import draft, feed, hold, join_list, offer_of
from vinculo.actions.booking import no_shows, turnos
from vinculo.actions.booking.seats import HourTaken
from vinculo.actions.queue import check_in
from vinculo.queries.operations.invariants import breaches
from vinculo.records.models import Message, Seat, Turno, WaitingEntry
from vinculo.rules.shared.transitions import NotAllowedError

pytestmark = pytest.mark.django_db
TODAY = cast.NOW.date()
LATE = cast.NOW + timedelta(hours=1, minutes=15)  # a quarter of an hour after ten


def at_ten(seats: int = 1) -> Turno:
    """Ana's turno of ten o'clock today, at the only counter, of an hour that is full."""
    draft = ready(seats)
    hold_seat(draft, cast.slots(cast.agency(), TODAY, times=seats, counters=1)[0], seats)
    return turnos.confirm_turno(draft=draft, now=cast.NOW)


def seats() -> list[tuple[str, str]]:
    return [*Seat.objects.order_by("slot__starts").values_list("state", "pool")]


def test_a_turno_is_missed_a_quarter_of_an_hour_after_its_time_and_not_before() -> None:
    turno = at_ten()
    assert no_shows.free_missed(now=LATE - timedelta(seconds=1)) == 0
    assert no_shows.free_missed(now=LATE) == 1
    turno.refresh_from_db()
    assert (turno.status, seats()) == ("no_show", [("free", "same_day")])
    assert no_shows.free_missed(now=LATE) == 0
    assert breaches() == []


def test_somebody_who_checked_in_has_missed_nothing() -> None:
    turno = at_ten()
    check_in.check_in(turno=turno, actor=cast.olga(), now=cast.NOW, random_source=LUCK)
    assert no_shows.free_missed(now=LATE) == 0
    assert seats() == [("taken", "online")]


def test_a_missed_turno_can_be_checked_in_late_without_its_seat() -> None:
    turno = at_ten()
    no_shows.free_missed(now=LATE)
    case = check_in.check_in(turno=turno, actor=cast.olga(), now=LATE, random_source=LUCK)
    turno.refresh_from_db()
    assert (case.turno, turno.status, breaches()) == (turno, "arrived", [])


def test_d4_a_missed_turno_cannot_be_used_beside_another_one() -> None:
    turno = at_ten()
    no_shows.free_missed(now=LATE)
    again = ready()
    hold_seat(again, cast.slots(cast.agency(), TODAY + timedelta(days=1), times=1)[0], now=cast.NOW)
    turnos.confirm_turno(draft=again, now=cast.NOW)
    with pytest.raises(NotAllowedError):
        check_in.check_in(turno=turno, actor=cast.olga(), now=LATE, random_source=LUCK)


def test_a_missed_seat_is_not_for_the_public_but_for_who_waits_for_that_day() -> None:
    at_ten(4)
    entry = join_list()
    WaitingEntry.objects.update(first=TODAY)
    counts = feed(cast.NOW + timedelta(hours=1, minutes=15))
    assert (counts["missed"], counts["offers"]) == (1, 0)  # the last of its hours begins too soon to be offered
    slots = cast.slots(cast.agency(), TODAY, times=1, counters=1, first_hour=14)
    Seat.objects.filter(slot=slots[0]).update(pool="same_day")
    with pytest.raises(HourTaken):
        hold(draft(1), slots[0], now=LATE)
    assert feed(LATE)["offers"] == 1
    assert offer_of(entry).turno.starts == slots[0].starts


def test_nobody_is_written_to_about_a_missed_turno() -> None:
    at_ten()
    before = Message.objects.count()
    feed(LATE)
    assert Message.objects.count() == before
