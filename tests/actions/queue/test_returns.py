"""Coming back without a new turno: a ticket of class R, the same officer, nothing reviewed twice (D7)."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from tests import cast
from tests.stages import desk
from vinculo.actions.cases.corrections import TermOver, end_terms
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.queue.check_in import continue_case
from vinculo.actions.queue.returns import NothingWaits, return_ticket
from vinculo.actions.queue.tickets import issue_ticket
from vinculo.actions.shared.guards import NotYours
from vinculo.queries.queue.invariants import queue_breaches
from vinculo.records.models import Case, Role, Solicitud, Staff, Ticket, Turno
from vinculo.rules.queue.status import Origin

pytestmark = pytest.mark.django_db
RNG = random.Random(5)
LATER = cast.NOW + timedelta(days=3)
AFTER = cast.NOW + timedelta(days=15)  # Tuesday 15 December: the day after the last one


def waiting_case() -> tuple[Case, Solicitud]:
    """Return Ana's case with Bruno, whose birth certificate is missing; the rest was reviewed."""
    case, bruno = desk.case_of_bruno()
    desk.record(case, desk.ANA_PASSPORT)
    desk.record(case, desk.SIGNED, bruno)
    desk.record(case, desk.BRUNO_PASSPORT, bruno)
    bruno.refresh_from_db()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    bruno.refresh_from_db()
    case.refresh_from_db()
    return case, bruno


def ticket(case: Case, now: object = LATER, **changes: object) -> Ticket:
    values: dict[str, object] = {"case": case, "actor": cast.olga(), "now": now, "random_source": RNG}
    return return_ticket(**(values | changes))  # type: ignore[arg-type]


def test_d7_who_comes_back_gets_a_return_ticket_to_the_same_officer_and_nothing_is_reviewed_twice() -> None:
    case, bruno = waiting_case()
    made = ticket(case)
    assert (made.klass, made.origin, made.officer, made.turno, made.case) == ("R", "return", cast.olga(), None, case)
    assert (made.ref, made.due) == (LATER, LATER + timedelta(minutes=15))
    bruno.refresh_from_db()
    assert bruno.status == "in_review"
    assert bruno.papers.filter(undone_at=None).count() == 2


def test_d7_a_number_that_an_earlier_day_left_is_not_the_one_of_today() -> None:
    case, _ = waiting_case()
    left = ticket(case, now=LATER - timedelta(days=1))
    made = ticket(case)
    left.refresh_from_db()
    assert (made.day.date, made.state, left.state) == (LATER.date(), "waiting", "left")


def test_d7_twice_is_one_ticket() -> None:
    case, _ = waiting_case()
    assert ticket(case) == ticket(case, now=LATER + timedelta(minutes=5))
    assert Ticket.objects.count() == 1


def test_d7_who_left_this_agency_is_not_named() -> None:
    case, _ = waiting_case()
    other = Staff.objects.create_user("omar", role=Role.OFFICER, agency=cast.agency())
    cast.olga()
    Staff.objects.filter(username="olga").update(is_active=False)
    assert ticket(case, actor=other).officer is None


def test_d7_at_another_agency_the_case_comes_along_and_nobody_is_named() -> None:
    case, _ = waiting_case()
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    omar = Staff.objects.create_user("omar", role=Role.OFFICER, agency=there)
    made = ticket(case, actor=omar)
    case.refresh_from_db()
    assert (made.day.agency, made.officer, case.agency) == (there, None, there)


def test_d7_on_the_last_day_in_time_and_on_the_day_after_begun_anew() -> None:
    case, bruno = waiting_case()
    with pytest.raises(TermOver):
        ticket(case, now=AFTER)
    assert ticket(case, now=AFTER - timedelta(days=1)).klass == "R"
    bruno.refresh_from_db()
    assert bruno.status == "in_review"


def test_d7_of_a_lapsed_case_there_is_no_return() -> None:
    case, _ = waiting_case()
    assert end_terms(now=AFTER) == 1
    with pytest.raises(TermOver):
        ticket(case, now=AFTER)


def test_d7_who_takes_a_ticket_on_the_last_day_does_not_lose_by_waiting() -> None:
    case, bruno = waiting_case()
    ticket(case, now=AFTER - timedelta(days=1))
    assert end_terms(now=AFTER + timedelta(days=1)) == 0
    bruno.refresh_from_db()
    assert bruno.status == "in_review"


def test_d7_a_decided_case_gives_no_ticket() -> None:
    case, bruno = waiting_case()
    Solicitud.objects.filter(pk=bruno.pk).update(status="refused")
    with pytest.raises(NothingWaits):
        ticket(case)


def test_d7_only_an_officer_gives_tickets() -> None:
    case, _ = waiting_case()
    with pytest.raises(NotYours):
        ticket(case, actor=cast.sara())


def test_d7_who_waits_with_a_turno_has_that_ticket() -> None:
    of = desk.turno()
    desk.bruno_at_home(of)
    case = desk.record_arrival(of)
    own = issue_ticket(
        agency=cast.agency(), procedure=cast.procedure(), origin=Origin.TURNO, now=cast.NOW, random_source=RNG, turno=of
    )
    assert ticket(case, now=cast.NOW) == own


def test_d37_a_turno_that_was_attended_at_the_moment_of_coming_back_is_not_taken_along() -> None:
    """Acts may bear the same moment: that the turno arrived now does not say that it still stands."""
    case, _ = waiting_case()
    assert case.turno is not None
    Turno.objects.filter(pk=case.turno.pk).update(arrived_at=LATER)
    of = Turno.objects.get(pk=case.turno.pk)
    made = ticket(case)
    assert (of.status, of.arrived_at, made.turno) == ("attended", LATER, None)
    assert queue_breaches() == []


def test_d37_a_turno_that_is_here_already_is_not_taken_along_by_coming_back() -> None:
    """It arrived at this very moment, and its number was withdrawn: the return has a number of its own."""
    case, _ = waiting_case()
    assert case.turno is not None
    Turno.objects.filter(pk=case.turno.pk).update(status="arrived", arrived_at=LATER)
    assert ticket(case).turno is None


def turno_of(day: datetime, **changes: object) -> Turno:
    """Return a turno that Ana booked to come back, at ten of that day."""
    starts = day.replace(hour=10)
    return desk.turno(starts=starts, ends=starts + timedelta(minutes=15), **changes)  # type: ignore[arg-type]


def test_d37_who_comes_back_and_has_a_turno_for_today_has_arrived_with_it() -> None:
    case, bruno = waiting_case()
    of = turno_of(LATER)
    made = ticket(case)
    of.refresh_from_db()
    bruno.refresh_from_db()
    case.refresh_from_db()
    assert (of.status, of.arrived_at, case.turno, made.turno, made.case) == ("arrived", LATER, of, of, case)
    assert (made.klass, made.due) == ("R", LATER + timedelta(minutes=15))  # the better of both
    assert (bruno.status, Case.objects.count(), ticket(case)) == ("in_review", 1, made)


def test_d37_a_case_that_is_continued_without_a_number_takes_the_turno_of_today_along() -> None:
    case, _bruno = waiting_case()
    of = turno_of(LATER)
    continued = continue_case(case=case, actor=cast.olga(), now=LATER, random_source=RNG)
    of.refresh_from_db()
    assert (continued, continued.turno, of.status) == (case, of, "arrived")


@pytest.mark.parametrize("other", ["another day", "another agency", "a proxy"])
def test_d37_a_turno_of_another_day_place_or_person_stays_as_it_is(other: str) -> None:
    case, _bruno = waiting_case()
    away = cast.agency("CAU Guayaquil", "Guayas", "09")
    of = {
        "another day": lambda: turno_of(LATER + timedelta(days=1)),
        "another agency": lambda: turno_of(LATER, agency=away),
        "a proxy": lambda: turno_of(LATER, by_proxy=True),
    }[other]()
    made = ticket(case)
    of.refresh_from_db()
    assert (of.status, made.turno) == ("confirmed", None)
