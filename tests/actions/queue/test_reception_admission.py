"""Who gets a number without a turno by the rule of admission, and the person who comes back to a case (D7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests import cast
from tests.stages import desk
from tests.stages.reception import LUCK, finish_attentions, key, open_counter, waiting
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.queue import reception
from vinculo.actions.queue.reception import NotAdmitted
from vinculo.actions.queue.returns import return_ticket
from vinculo.actions.shared.guards import NotYours
from vinculo.records.models import Case, Event, Staff, Ticket
from vinculo.rules.queue.admission import AdmissionReason

pytestmark = pytest.mark.django_db


def same_day(number: int = 1, **changes: Any) -> Ticket:
    values: dict[str, Any] = {
        "procedure": cast.procedure(),
        "actor": cast.olga(),
        "now": cast.NOW,
        "random_source": LUCK,
        "key": key(number),
    }
    return reception.receive_same_day(**(values | changes))


def omar() -> Staff:
    return Staff.objects.create_user("omar", agency=cast.agency("CAU Guayaquil", "Guayas", "09"))


# The same day


def test_a_same_day_visitor_is_admitted_until_the_wait_is_too_long_and_the_refusal_is_written_down() -> None:
    open_counter()
    assert [same_day(1).number, same_day(2).number, same_day(3).number] == [1, 2, 3]
    with pytest.raises(NotAdmitted) as refused:
        same_day(4)
    answer = refused.value.answer
    assert (answer.why, answer.load.waiting, answer.load.counters) == (AdmissionReason.LONG_WAIT, 3, 1)
    event = Event.objects.get(act="not_admitted")
    assert (event.subject_id, event.fields, event.actor) == (cast.agency().pk, ["why:long_wait"], cast.olga())
    open_counter(2)
    assert same_day(4).number == 4


def test_a_second_enter_of_an_admitted_visitor_is_the_first_number_even_when_it_is_full_by_now() -> None:
    open_counter()
    first = same_day(1)
    waiting(5)
    assert same_day(1) == first
    with pytest.raises(NotAdmitted):
        same_day(2)


def test_appointments_that_are_due_soon_count_as_people_ahead() -> None:
    open_counter()
    waiting(1)
    for minutes in (-14, 30):
        starts = cast.NOW + timedelta(minutes=minutes)
        desk.turno(starts=starts, ends=starts + timedelta(minutes=15))
    for minutes in (-15, 31):  # one that is missed by now, one that is not due yet
        starts = cast.NOW + timedelta(minutes=minutes)
        desk.turno(starts=starts, ends=starts + timedelta(minutes=15))
    with pytest.raises(NotAdmitted) as refused:
        same_day(1)
    assert (refused.value.answer.load.waiting, refused.value.answer.load.due) == (1, 2)


def test_the_mean_that_the_centre_observed_takes_the_place_of_the_policys() -> None:
    open_counter()
    finish_attentions(30, 20, cast.NOW - timedelta(days=1))
    waiting(2)
    with pytest.raises(NotAdmitted) as refused:
        same_day(1)
    assert refused.value.answer.load.mean == timedelta(minutes=30)


# A return


def returning() -> Case:
    """Return a case that waits for a correction that Olga asked for."""
    case, bruno = desk.case_of_bruno()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    case.refresh_from_db()
    return case


def back(case: Case, **changes: Any) -> Ticket:
    values: dict[str, Any] = {
        "case": case,
        "actor": cast.olga(),
        "now": cast.NOW + timedelta(days=2),
        "random_source": LUCK,
    }
    return return_ticket(**(values | changes))


def test_d7_somebody_who_comes_back_gets_a_number_for_the_same_officer_without_a_new_turno() -> None:
    case = returning()
    ticket = back(case, actor=Staff.objects.create_user("oscar", agency=cast.agency()))
    assert (ticket.klass, ticket.origin, ticket.case, ticket.officer) == ("R", "return", case, cast.olga())
    assert case.solicitudes.get().status == "in_review"
    assert back(case) == ticket
    assert Ticket.objects.count() == 1


def test_d7_at_another_centre_there_is_no_officer_to_wait_for_and_a_closed_case_gives_no_number() -> None:
    case = returning()
    ticket = back(case, actor=omar())
    case.refresh_from_db()
    assert (ticket.officer, ticket.day.agency.name, case.agency.name) == (None, "CAU Guayaquil", "CAU Guayaquil")
    Case.objects.update(closed_at=cast.NOW)
    Ticket.objects.update(state="served", ended_at=cast.NOW)
    with pytest.raises(NotYours):
        back(Case.objects.get())
