"""A turno's state taken back by a supervisor: restored, or its arrival undone, and nothing recorded is lost (S30)."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from tests import cast
from tests.actions.cases.test_reversals import WHY
from tests.stages import desk
from tests.stages.desk import LEFT
from vinculo.actions.booking.no_shows import free_missed
from vinculo.actions.booking.seats import take_seats
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.cases.reversals import AnotherCounts, SomethingRests, restore_turno
from vinculo.actions.cases.visits import end_visit
from vinculo.actions.queue.check_in import check_in
from vinculo.actions.queue.reversals import undo_arrival
from vinculo.actions.queue.tickets import issue_ticket
from vinculo.actions.shared.guards import NotYours
from vinculo.records.models import Case, Message, QueueEntry, Reversal, Seat, Solicitud, Ticket, Turno
from vinculo.rules.queue.status import Origin
from vinculo.rules.shared.transitions import NotAllowedError

pytestmark = pytest.mark.django_db
RNG = random.Random(9)


def restore_status(of: Turno, **changes: object) -> Reversal:
    values: dict[str, object] = {"turno": of, "actor": cast.sara(), "now": cast.NOW, **WHY}
    return restore_turno(**(values | changes))  # type: ignore[arg-type]


def undone(of: Turno, **changes: object) -> Reversal:
    values: dict[str, object] = {"turno": of, "actor": cast.sara(), "now": cast.NOW, **WHY}
    return undo_arrival(**(values | changes))  # type: ignore[arg-type]


def test_s30_recorded_as_attended_though_nobody_attended_is_restored_and_told() -> None:
    of = desk.turno(status="attended", ended_at=cast.NOW)
    restore_status(of, reason="was_not_there")
    of.refresh_from_db()
    assert (of.status, of.arrived_at, of.ended_at) == ("arrived", cast.NOW, None)
    sent = Message.objects.get(kind="reversal_turno")
    assert (sent.recipient, of.reference in sent.body) == ("ana@ejemplo.com", True)
    case = check_in(turno=of, actor=cast.olga(), now=cast.NOW, random_source=RNG)
    assert case.solicitudes.filter(status="in_review").count() == 1


def test_s30_a_missed_one_is_restored_and_opens_its_case() -> None:
    of = desk.turno()
    free_missed(now=of.starts + timedelta(minutes=20))
    of.refresh_from_db()
    assert of.status == "no_show"
    restore_status(of, now=of.starts + timedelta(hours=1))
    of.refresh_from_db()
    assert check_in(turno=of, actor=cast.olga(), now=of.starts, random_source=RNG).turno == of


def test_d4_somebody_who_has_another_turno_by_now_keeps_that_one() -> None:
    of = desk.turno(status="attended", presenter_key="code:X")
    desk.turno(presenter_key="code:X")
    with pytest.raises(AnotherCounts):
        restore_status(of)


def test_s30_an_arrival_by_mistake_is_undone_with_case_and_ticket_and_what_was_typed_at_home_stays() -> None:
    of = seat_turno()
    bruno = desk.bruno_at_home(of)
    case = desk.record_arrival(of)
    ticket = issue_ticket(
        agency=cast.agency(), procedure=cast.procedure(), origin=Origin.TURNO, now=cast.NOW, random_source=RNG, turno=of
    )
    undone(of)
    for each in (of, bruno, case, ticket):
        each.refresh_from_db()
    assert (of.status, of.arrived_at) == ("confirmed", None)
    assert (bruno.status, bruno.case, bruno.presented_on, bruno.turno) == ("draft", None, None, of)
    assert (case.turno, case.closed_at, ticket.state) == (None, cast.NOW, "left")
    assert list(QueueEntry.objects.values_list("act", flat=True)) == ["issued", "left"]
    second = desk.record_arrival(of)
    assert second != case
    assert list(second.solicitudes.all()) == [bruno]


def seat_turno() -> Turno:
    """Return a turno with its seat."""
    slot = cast.slots(cast.agency(), cast.NOW.date(), times=1)[0]
    of = desk.turno()
    seat = Seat.objects.filter(slot=slot).first()
    assert seat is not None
    seat.state, seat.turno, seat.held_until = "held", of, cast.NOW
    seat.save()
    take_seats([seat])
    return of


def test_s30_without_its_seat_it_is_missed_and_can_still_be_used() -> None:
    of = desk.turno()
    desk.record_arrival(of)
    undone(of)
    of.refresh_from_db()
    assert of.status == "no_show"
    assert desk.record_arrival(of).turno == of


def test_s30_with_a_paper_recorded_the_arrival_is_not_undone() -> None:
    of = desk.turno()
    desk.bruno_at_home(of)
    case = desk.record_arrival(of)
    desk.record(case, desk.ANA_PASSPORT)
    with pytest.raises(SomethingRests):
        undone(of)
    of.refresh_from_db()
    assert (of.status, Ticket.objects.count()) == ("arrived", 0)


def test_s30_a_case_that_was_there_before_is_not_undone() -> None:
    case, _ = lapsed_not()
    of = desk.turno()
    later = cast.NOW + timedelta(hours=1)
    assert desk.record_arrival(of, now=later) == case
    with pytest.raises(SomethingRests):
        undone(of, now=later)


def test_s30_a_case_of_an_earlier_visit_without_any_paper_is_not_ended_by_undoing_a_later_arrival() -> None:
    case, bruno = desk.case_of_bruno()
    end_visit(case=case, left=LEFT, actor=cast.olga(), now=cast.NOW)
    of = desk.turno()
    later = cast.NOW + timedelta(hours=1)
    assert desk.record_arrival(of, now=later) == case
    with pytest.raises(SomethingRests):
        undone(of, now=later)
    for each in (case, bruno):
        each.refresh_from_db()
    assert (case.closed_at, bruno.status, bruno.case) == (None, "in_review", case)


def lapsed_not() -> tuple[Case, Solicitud]:
    case, bruno = desk.case_of_bruno()
    bruno.refresh_from_db()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    return case, bruno


def test_a_cancelled_turno_is_not_taken_back() -> None:
    of = desk.turno(status="cancelled")
    for act in (restore_status, undone):
        with pytest.raises(NotAllowedError):
            act(of)


def test_a_turno_elsewhere_is_not_this_supervisors() -> None:
    of = desk.turno(status="attended", agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    with pytest.raises(NotYours):
        restore_status(of, actor=cast.sara(cast.agency()))
