"""Called and not there; gone; taken back by a supervisor (docs/spec/queue.md, *Missed call*)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests import cast
from tests.stages import desk
from tests.stages.queue import at, call, differences, fresh, make_open_counter, serve, ticket
from vinculo.actions.operations import upkeep
from vinculo.actions.queue import missed_calls
from vinculo.actions.queue.tickets import Moved
from vinculo.actions.shared.guards import NotYours
from vinculo.queries.operations.invariants import breaches
from vinculo.records.models import Event, QueueEntry, QueuePolicy, Seat, Staff, Ticket, Turno
from vinculo.rules.queue.status import Origin
from vinculo.rules.shared.transitions import NotAllowedError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def expect_replay() -> Iterator[None]:
    """Whatever a test did, the rules make the same of the day's log, and booking agrees."""
    yield
    assert (differences(), breaches()) == ([], [])


def miss(minutes: float, of: Ticket) -> Ticket:
    return missed_calls.record_missed_call(ticket=of, actor=cast.olga(), now=at(minutes))


def no_show(**changes: Any) -> Ticket:
    """Return the ticket of somebody who was called three times and was never there."""
    make_open_counter()
    own = ticket(**changes)
    for minutes in (10, 20, 30):
        assert call(minutes) == own
        miss(minutes, own)
    return fresh(own)


def test_the_first_time_the_place_is_kept_the_second_it_counts_from_now_the_third_is_a_no_show() -> None:
    make_open_counter()
    own = ticket()
    due = own.due
    call(10)
    once = miss(13, own)
    assert (once.state, once.due, once.not_before, once.missed, once.counter) == ("waiting", due, at(18), 1, None)
    call(18)
    twice = miss(21, own)
    assert (twice.state, twice.klass, twice.ref, twice.due, twice.missed) == ("waiting", "W", at(21), at(171), 2)
    call(26)
    thrice = miss(29, own)
    assert (thrice.state, thrice.ended_at, thrice.missed) == ("no_show", at(29), 3)
    assert [each.act for each in QueueEntry.objects.filter(ticket=own)] == [
        "issued",
        "called",
        "missed",
        "called",
        "missed",
        "called",
        "no_show",
    ]


def test_nobody_answers_for_three_minutes_and_upkeep_frees_the_counter() -> None:
    make_open_counter()
    own = ticket()
    call(1)
    assert upkeep.run_upkeep(now=at(4) - timedelta(seconds=1))["calls"] == 0
    assert upkeep.run_upkeep(now=at(4))["calls"] == 1
    assert upkeep.run_upkeep(now=at(4))["calls"] == 0
    assert (fresh(own).state, fresh(own).not_before) == ("waiting", at(9))
    assert Event.objects.get(act="ticket_missed").actor_kind == "system"


def test_the_minutes_to_answer_are_the_centres() -> None:
    QueuePolicy.objects.create(agency=cast.agency(), version=1, settings={"answer": 8}, made_at=cast.NOW)
    make_open_counter()
    own = ticket()
    call(1)
    assert missed_calls.miss_unanswered(now=at(8)) == 0
    assert missed_calls.miss_unanswered(now=at(9)) == 1
    assert QueueEntry.objects.get(act="missed").policy is not None
    assert fresh(own).missed == 1


def test_somebody_who_is_being_served_is_never_missed() -> None:
    make_open_counter()
    own = ticket()
    serve(2, call(1))
    assert missed_calls.miss_unanswered(now=at(60)) == 0
    with pytest.raises(Moved):
        miss(60, own)


def test_the_turno_of_a_no_show_is_one_too_gives_its_seat_to_the_day_and_can_be_taken_back() -> None:
    later = cast.slots(cast.agency(), cast.NOW.date(), times=1, first_hour=10)[0]
    of = desk.turno(starts=later.starts, ends=later.ends)
    Seat.objects.filter(pk=later.seats.values("pk")[:1]).update(state="taken", turno=of)
    case = desk.record_arrival(of)
    own = no_show(turno=of, case=case, origin=Origin.TURNO)
    of.refresh_from_db()
    assert of.status == "no_show"
    assert not Seat.objects.exclude(state="free", turno=None, pool="same_day").exclude(number=2).exists()
    back = missed_calls.reopen_ticket(ticket=own, actor=cast.sara(), now=at(40))
    of.refresh_from_db()
    assert (back.state, back.missed, back.klass, back.ended_at, of.status) == ("waiting", 0, "A", None, "arrived")
    assert Event.objects.filter(act__in=["turno_missed", "turno_restored"], subject_id=of.pk).count() == 2
    assert call(41) == own


def test_reopened_it_counts_from_now_in_its_class_and_twice_is_once() -> None:
    own = no_show()
    back = missed_calls.reopen_ticket(ticket=own, actor=cast.sara(), now=at(40))
    assert (back.ref, back.due, back.klass) == (at(40), at(190), "W")
    assert missed_calls.reopen_ticket(ticket=own, actor=cast.sara(), now=at(50)).ref == at(40)
    assert QueueEntry.objects.filter(act="reopened").count() == 1


def test_only_a_supervisor_of_the_centre_reopens() -> None:
    own = no_show()
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    other = Staff.objects.create_user("saul", role="supervisor", agency=there)
    for actor in (cast.olga(), other, cast.lucia(), cast.alicia()):
        with pytest.raises(NotYours):
            missed_calls.reopen_ticket(ticket=own, actor=actor, now=at(40))
    assert fresh(own).state == "no_show"
    for actor in (
        Staff.objects.create_user("sol", role="supervisor", territory="province", province=cast.agency().province),
        Staff.objects.create_user("sergio", role="supervisor", territory="nation"),
    ):
        assert missed_calls.reopen_ticket(ticket=own, actor=actor, now=at(40)).state == "waiting"
        Ticket.objects.filter(pk=own.pk).update(state="no_show", ended_at=at(40))
    Ticket.objects.filter(pk=own.pk).update(state="waiting", ended_at=None)


def test_a_no_show_of_an_earlier_day_stays_one() -> None:
    own = no_show()
    with pytest.raises(Moved):
        missed_calls.reopen_ticket(ticket=own, actor=cast.sara(), now=at(24 * 60))


def test_somebody_who_has_another_number_or_another_turno_by_now_is_not_reopened() -> None:
    of = desk.turno()
    own = no_show(turno=of, case=desk.record_arrival(of), origin=Origin.TURNO)
    other = desk.turno(presenter_key=of.presenter_key)
    with pytest.raises(NotAllowedError):
        missed_calls.reopen_ticket(ticket=own, actor=cast.sara(), now=at(40))
    Turno.objects.filter(pk=other.pk).delete()
    ticket(40, turno=of, origin=Origin.TURNO)
    with pytest.raises(Moved):
        missed_calls.reopen_ticket(ticket=own, actor=cast.sara(), now=at(41))
    assert fresh(own).state == "no_show"


@pytest.mark.parametrize("status", ["confirmed", "cancelled", "attended"])
def test_a_number_whose_turno_is_not_here_is_not_taken_back(status: str) -> None:
    of = desk.turno()
    own = no_show(turno=of, case=desk.record_arrival(of), origin=Origin.TURNO)
    Turno.objects.filter(pk=of.pk).update(status=status)
    with pytest.raises(Moved):
        missed_calls.reopen_ticket(ticket=own, actor=cast.sara(), now=at(40))
    Turno.objects.filter(pk=of.pk).update(status="no_show")


@pytest.mark.parametrize("begun", [False, True])
def test_somebody_who_goes_from_the_counter_frees_it_and_keeps_a_usable_turno(begun: bool) -> None:
    make_open_counter()
    of = desk.turno()
    own = ticket(turno=of, case=desk.record_arrival(of), origin=Origin.TURNO)
    call(1)
    if begun:
        serve(2, own)
    for _ in range(2):
        assert missed_calls.leave_counter(ticket=own, actor=cast.olga(), now=at(3)).state == "left"
    of.refresh_from_db()
    assert of.status == "no_show"
    assert QueueEntry.objects.filter(act="left").count() == 1
    ticket(4)
    call(5)
