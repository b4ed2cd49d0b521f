"""Anyone who goes, and a check-in that was a slip: the number ends, the turno and the case are as they should be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests import cast
from tests.stages import desk
from tests.stages.booking import hold_seat, ready
from tests.stages.reception import LUCK, groups, receive_turno, waiting
from vinculo.actions.booking.turnos import confirm_turno
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.queue.departures import NotWaiting, record_departure, undo_check_in
from vinculo.actions.queue.reception import receive_priority
from vinculo.actions.shared.guards import NoReason, NotYours
from vinculo.queries.operations.invariants import breaches
from vinculo.records.models import Case, Event, QueueEntry, Seat, Solicitud, Staff, Ticket, Turno

pytestmark = pytest.mark.django_db
LATER = cast.NOW + timedelta(minutes=5)
TODAY = cast.NOW.date()


def book_turno() -> Turno:
    """Return a turno of Ana's for today at ten, with its seat taken."""
    draft = ready()
    hold_seat(draft, cast.slots(cast.agency(), TODAY, times=1, counters=1)[0])
    return confirm_turno(draft=draft, now=cast.NOW)


def leave_queue(ticket: Ticket, **changes: Any) -> Ticket:
    values: dict[str, Any] = {"ticket": ticket, "actor": cast.olga(), "now": LATER} | changes
    return record_departure(**values)


def undone(ticket: Ticket, reason: str = "slip", **changes: Any) -> Ticket:
    values: dict[str, Any] = {"ticket": ticket, "reason": reason, "actor": cast.olga(), "now": LATER} | changes
    return undo_check_in(**values)


def log() -> list[tuple[str, str]]:
    return list(QueueEntry.objects.values_list("act", "reason"))


def test_somebody_who_goes_frees_the_seat_for_today_and_can_come_back_to_the_same_case() -> None:
    of = book_turno()
    ticket = leave_queue(receive_turno(of))
    of.refresh_from_db()
    assert (ticket.state, ticket.ended_at, of.status) == ("left", LATER, "no_show")
    seat = Seat.objects.get()
    assert (seat.state, seat.pool, seat.turno) == ("free", "same_day", None)
    assert (log(), breaches()) == ([("issued", ""), ("left", "")], [])
    again = receive_turno(of, LATER)
    of.refresh_from_db()
    assert (again.number, again.case, of.status, Case.objects.count()) == (2, ticket.case, "arrived", 1)
    assert (Solicitud.objects.count(), breaches()) == (1, [])


def test_somebody_who_goes_without_a_turno_leaves_only_a_number() -> None:
    ticket = leave_queue(waiting(1)[0])
    assert (ticket.state, Event.objects.get(act="ticket_left").subject_id) == ("left", ticket.pk)


@pytest.mark.parametrize("act", [leave_queue, undone])
def test_twice_is_once(act: Callable[[Ticket], Ticket]) -> None:
    ticket = receive_turno(desk.turno())
    assert act(ticket).version == act(ticket).version == 1
    assert QueueEntry.objects.count() == 2


@pytest.mark.parametrize("act", [leave_queue, undone])
@pytest.mark.parametrize("state", ["called", "serving", "served", "no_show"])
def test_a_number_that_was_called_is_no_longer_receptions(act: Callable[[Ticket], Ticket], state: str) -> None:
    ticket = receive_turno(desk.turno())
    over = {"ended_at": LATER} if state in {"served", "no_show"} else {}
    Ticket.objects.update(state=state, counter=cast.counter(), called_at=LATER, **over)
    with pytest.raises(NotWaiting) as error:
        act(ticket)
    assert error.value.ticket.state == state
    assert (QueueEntry.objects.count(), Turno.objects.get().status) == (1, "arrived")


@pytest.mark.parametrize("act", [leave_queue, undone])
def test_only_an_officer_of_the_centre(act: Callable[..., Ticket]) -> None:
    ticket = receive_turno(desk.turno())
    elsewhere = Staff.objects.create_user("omar", agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    for actor in (elsewhere, cast.alicia(), cast.sara()):
        with pytest.raises(NotYours):
            act(ticket, actor=actor)
    ticket.refresh_from_db()
    assert (ticket.state, Turno.objects.get().status) == ("waiting", "arrived")


@pytest.mark.parametrize("reason", ["", "because", "slip "])
def test_a_check_in_is_taken_back_with_a_reason_code_only(reason: str) -> None:
    ticket = receive_turno(desk.turno())
    with pytest.raises(NoReason):
        undone(ticket, reason)
    assert Turno.objects.get().status == "arrived"


def test_an_undone_check_in_leaves_the_turno_as_it_was_and_the_next_arrival_is_the_first() -> None:
    of = book_turno()
    desk.bruno_at_home(of)
    ticket = undone(receive_turno(of), "other_turno")
    of.refresh_from_db()
    typed = Solicitud.objects.get()
    case = Case.objects.get()
    assert (ticket.state, of.status, of.arrived_at) == ("left", "confirmed", None)
    assert (typed.status, typed.case, typed.presented_on, typed.turno) == ("draft", None, None, of)
    assert (case.turno, case.closed_at) == (None, LATER)
    assert (log()[-1], breaches()) == (("undone", "other_turno"), [])
    tomorrow = cast.NOW + timedelta(days=1)
    again = receive_turno(of, tomorrow, reason="mistaken_day")
    typed.refresh_from_db()
    assert again.case is not None
    assert again.case != case
    assert (typed.status, typed.case, typed.presented_on) == ("in_review", again.case, tomorrow.date())  # D12


def test_an_undone_check_in_on_a_case_that_waits_for_a_correction_puts_it_back_to_wait() -> None:
    case, bruno = desk.case_of_bruno()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    bruno.refresh_from_db()
    last_day = bruno.answer_until
    later = cast.NOW + timedelta(days=2)
    of = desk.turno(starts=later, ends=later + timedelta(minutes=15))
    ticket = receive_turno(of, later)
    bruno.refresh_from_db()
    assert (ticket.case, bruno.status) == (case, "in_review")
    undone(ticket, now=later)
    bruno.refresh_from_db()
    case.refresh_from_db()
    assert (bruno.status, bruno.answer_until, case.turno, case.closed_at) == (
        "correction_pending",
        last_day,
        None,
        None,
    )


def test_what_was_recorded_meanwhile_is_not_taken_back() -> None:
    of = desk.turno()
    ticket = receive_turno(of)
    case = ticket.case
    assert case is not None
    desk.record(case, desk.ANA_PASSPORT)
    undone(ticket)
    case.refresh_from_db()
    assert (case.turno, case.closed_at, case.solicitudes.get().status) == (of, None, "in_review")


def test_an_undone_check_in_on_a_turno_whose_seat_had_gone_to_others_leaves_it_missed() -> None:
    of = desk.turno(status="no_show")
    undone(receive_turno(of))
    of.refresh_from_db()
    assert (of.status, breaches()) == ("no_show", [])


def test_a_priority_number_given_by_mistake_ends() -> None:
    groups()
    ticket = receive_priority(
        procedure=cast.procedure(), categories=["mayor"], actor=cast.olga(), now=cast.NOW, random_source=LUCK, key="a"
    )
    assert undone(ticket, "other_person").state == "left"
    assert log()[-1] == ("undone", "other_person")


@pytest.mark.parametrize("take", [leave_queue, undone])
def test_a_number_that_ended_before_takes_nothing_back_of_the_visit_that_came_after(
    take: Callable[[Ticket], Ticket],
) -> None:
    of = desk.turno()
    first = receive_turno(of)
    before = Ticket.objects.get(pk=first.pk)  # as somebody else still sees it on their page
    leave_queue(first)
    second = receive_turno(of, LATER)
    assert take(before).state == "left"
    of.refresh_from_db()
    second.refresh_from_db()
    assert (second.number, second.state, of.status, breaches()) == (2, "waiting", "arrived", [])
