"""A priority person without a turno: the case is opened at the counter (S29, D4, D7, D14)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import cast
from tests.stages import desk
from tests.stages.queue import LUCK, at, call, differences, fresh, make_open_counter, officer, priority, serve, ticket
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.cases.issuing import issue_code
from vinculo.actions.queue.check_in import AtAnotherCounter, continue_case
from vinculo.actions.queue.dependents import TooManyDependents
from vinculo.actions.queue.reception import receive_turno
from vinculo.actions.queue.returns import return_ticket
from vinculo.actions.queue.tickets import Moved
from vinculo.actions.queue.walk_ins import (
    Contact,
    HasOtherTurno,
    InactiveAffiliate,
    NoContactSaid,
    UnknownAffiliate,
    open_walk_in_case,
)
from vinculo.actions.shared.guards import NotYours
from vinculo.records.models import Affiliate, Case, Counter, Event, Message, Solicitud, Staff, Ticket, Turno
from vinculo.rules.queue.status import Origin

pytestmark = pytest.mark.django_db


PEDRO: dict[str, object] = {
    "by_proxy": True,
    "presenter_kind": "cedula",
    "presenter_number": cast.PEDRO_CEDULA,
    "presenter_names": "Pedro Paz",
}


def serve_walk_in(number: int = 1) -> Ticket:
    make_open_counter(number)
    own = priority()
    serve(2, call(1, number=number), number)
    return own


def opened_for(own: Ticket, **changes: object) -> Case:
    values: dict[str, object] = {
        "ticket": own,
        "code": cast.ANA_CODE,
        "dependents": 1,
        "actor": cast.olga(),
        "now": at(3),
        "random_source": LUCK,
    }
    return open_walk_in_case(**(values | changes))  # type: ignore[arg-type]


def test_s29_a_priority_person_without_a_turno_has_a_case_at_the_counter_and_leaves_with_the_code() -> None:
    cast.ana()
    own = serve_walk_in()
    case = opened_for(own, code=cast.ANA_CODE.lower(), dependents=2)
    assert (case.turno, case.by_proxy, case.presenter_number, case.first_presented_on) == (
        None,
        False,
        cast.ANA_CODE,
        cast.NOW.date(),
    )
    assert [each.status for each in case.solicitudes.all()] == ["in_review"] * 2
    assert fresh(own).case == case
    assert opened_for(own, dependents=2) == case
    bruno, blank = case.solicitudes.all()
    Solicitud.objects.filter(pk=bruno.pk).update(
        dependent_names="Bruno Andrés Restrepo Gómez",
        dependent_document_number=cast.BRUNO_PASSPORT,
        nationality="COL",
        birth_date=cast.BRUNO_BIRTH,
        link="child",
        resides=True,
        account="Solicito el código.",
    )
    blank.status = "withdrawn"
    blank.save()
    desk.papers_of_bruno(case, bruno)
    bruno.refresh_from_db()
    issue_code(solicitud=bruno, version=bruno.version, actor=cast.olga(), now=at(20), random_source=LUCK)
    assert (fresh(own).state, Case.objects.get().closed_at) == ("served", at(20))
    assert differences() == []


def test_d4_a_proxy_is_written_as_the_presenter() -> None:
    cast.ana()
    case = opened_for(serve_walk_in(), **PEDRO)
    assert (case.by_proxy, case.presenter_kind, case.presenter_number, case.presenter_names) == (
        True,
        "cedula",
        cast.PEDRO_CEDULA,
        "Pedro Paz",
    )


def test_d14_nobody_and_somebody_whose_affiliation_ended_are_told_apart_and_open_nothing() -> None:
    own = serve_walk_in()
    with pytest.raises(UnknownAffiliate):
        opened_for(own)
    cast.ana()
    Affiliate.objects.update(active=False)
    with pytest.raises(InactiveAffiliate):
        opened_for(own)
    assert (Case.objects.count(), fresh(own).case) == (0, None)


def test_d7_the_open_case_of_the_affiliate_goes_on_and_a_number_it_still_had_is_given_up() -> None:
    case, bruno = desk.case_of_bruno()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    other = ticket(case=case, origin=Origin.RETURN)
    own = serve_walk_in()
    assert opened_for(own, dependents=2) == case
    bruno.refresh_from_db()
    assert (bruno.status, case.solicitudes.filter(status="in_review").count()) == ("in_review", 2)
    assert (fresh(other).state, fresh(own).case) == ("left", case)


@pytest.mark.parametrize("called", [False, True])
def test_d7_the_open_case_goes_on_though_an_earlier_day_left_a_number_of_it(called: bool) -> None:
    case, bruno = desk.case_of_bruno()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    left = ticket(-24 * 60, case=case, origin=Origin.RETURN)
    if called:
        make_open_counter(2, -24 * 60)
        call(-24 * 60 + 1, number=2)
    own = serve_walk_in()
    assert opened_for(own) == case
    assert (fresh(left).state, fresh(own).case) == ("left", case)


def at_counter_two(minutes: int = 4) -> Ticket:
    """Return the ticket of somebody who is served at the second counter."""
    make_open_counter(2)
    second = priority(minutes)
    serve(minutes + 1, call(minutes + 1, number=2), 2)
    return second


def test_d37_who_is_at_another_counter_at_this_moment_has_no_second_visit() -> None:
    cast.ana()
    case = opened_for(serve_walk_in(1))
    second = at_counter_two()
    with pytest.raises(AtAnotherCounter) as refused:
        opened_for(second, actor=officer(2), now=at(6))
    assert (refused.value.counter, refused.value.agency) == (Counter.objects.get(number=1), cast.agency())
    assert (Case.objects.get(), fresh(second).case) == (case, None)


def test_d7_d37_the_case_of_who_is_served_without_a_turno_stays_at_its_agency_that_day() -> None:
    cast.ana()
    case = opened_for(serve_walk_in())
    there = Staff.objects.create_user("omar", role="officer", agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    for act in (continue_case, return_ticket):
        with pytest.raises(AtAnotherCounter) as refused:
            act(case=case, actor=there, now=at(4), random_source=LUCK)
        assert (refused.value.agency, refused.value.counter) == (cast.agency(), cast.counter(1))
        assert Case.objects.get().agency == cast.agency()
    assert continue_case(case=case, actor=there, now=at(24 * 60), random_source=LUCK).agency == there.agency


def test_d4_a_proxy_of_the_same_affiliate_at_another_counter_has_a_visit_of_their_own() -> None:
    cast.ana()
    case = opened_for(serve_walk_in(1))
    second = at_counter_two()
    other = opened_for(second, actor=officer(2), now=at(6), **PEDRO)
    assert (other == case, other.by_proxy, Case.objects.count()) == (False, True, 2)


def test_d37_the_turno_of_today_is_checked_in_and_what_was_typed_at_home_stands_in_the_case() -> None:
    of = desk.turno(2)
    desk.bruno_at_home(of)
    own = serve_walk_in()
    case = opened_for(own)
    of.refresh_from_db()
    assert (of.status, of.arrived_at, case.turno, fresh(own).turno, fresh(own).case) == ("arrived", at(3), of, of, case)
    typed = [(each.dependent_names, each.status) for each in case.solicitudes.all()]
    assert typed == [("Bruno Andrés Restrepo Gómez", "in_review"), ("", "in_review")]
    assert opened_for(own) == case
    assert (Case.objects.count(), Event.objects.filter(act="turno_arrived").count(), differences()) == (1, 1, [])


def test_d37_who_missed_the_hour_of_today_is_attended_with_that_turno() -> None:
    of = desk.turno(status="no_show", starts=at(-60), ends=at(-45))
    assert opened_for(serve_walk_in()).turno == of


def test_d37_who_was_received_and_took_another_number_keeps_one_number_and_one_case() -> None:
    of = desk.turno()
    first = receive_turno(turno=of, actor=cast.olga(), now=at(0), random_source=LUCK)
    own = serve_walk_in()
    assert own != first
    case = opened_for(own)
    assert (case.turno, Case.objects.count(), fresh(first).state, fresh(own).turno) == (of, 1, "left", of)


@pytest.mark.parametrize("way", ["proxy", "dependent"])
def test_d37_the_document_of_a_proxy_or_of_a_dependent_leads_to_the_affiliate_of_the_turno_of_today(way: str) -> None:
    of = desk.turno(by_proxy=way == "proxy")
    desk.bruno_at_home(of)
    typed = {"proxy": cast.PEDRO_CEDULA, "dependent": cast.BRUNO_PASSPORT}[way]
    case = opened_for(serve_walk_in(), code=typed, **(PEDRO if way == "proxy" else {}))
    assert (case.turno, case.affiliate.code) == (of, cast.ANA_CODE)


def test_d37_the_turno_of_a_proxy_is_left_for_the_proxy() -> None:
    of = desk.turno(by_proxy=True)
    case = opened_for(serve_walk_in())
    of.refresh_from_db()
    assert (case.turno, of.status) == (None, "confirmed")


def tomorrow(**changes: object) -> Turno:
    starts = at(25 * 60)
    return desk.turno(starts=starts, ends=starts + timedelta(minutes=15), **changes)  # type: ignore[arg-type]


def test_d37_a_turno_for_another_day_is_asked_about_and_attended_left_or_cancelled() -> None:
    of = tomorrow()
    own = serve_walk_in()
    for said in ("", "nonsense"):
        with pytest.raises(HasOtherTurno) as asked:
            opened_for(own, other=said)
        assert asked.value.turno == of
    assert (Case.objects.count(), fresh(own).case) == (0, None)
    case = opened_for(own, other="idle_counter")
    of.refresh_from_db()
    assert (case.turno, of.status) == (of, "arrived")
    assert Event.objects.filter(act="turno_other_day", fields=["reason:idle_counter"]).exists()


@pytest.mark.parametrize(("said", "status"), [("keep", "confirmed"), ("cancel", "cancelled")])
def test_d37_a_turno_at_another_agency_is_left_or_cancelled_and_never_attended_here(said: str, status: str) -> None:
    of = tomorrow(agency=cast.agency("CAU Guayaquil", "Guayas", "09"))
    own = serve_walk_in()
    with pytest.raises(HasOtherTurno):
        opened_for(own, other="idle_counter")
    case = opened_for(own, other=said)
    of.refresh_from_db()
    assert (case.turno, of.status) == (None, status)


def test_d37_who_arrived_at_another_agency_today_has_no_second_visit_here() -> None:
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    desk.turno(agency=there, status="arrived", arrived_at=at(0))
    with pytest.raises(AtAnotherCounter) as refused:
        opened_for(serve_walk_in())
    assert (refused.value.agency, refused.value.counter) == (there, None)


@pytest.mark.parametrize("dependents", [0, -1, 99])
def test_s10_a_case_has_at_least_one_dependent_and_no_more_than_the_setting(dependents: int) -> None:
    cast.ana()
    with pytest.raises(TooManyDependents):
        opened_for(serve_walk_in(), dependents=dependents)


def test_only_for_who_is_being_served_at_the_officers_own_counter_and_has_no_turno() -> None:
    cast.ana()
    make_open_counter(1)
    own = priority()
    call(1)
    with pytest.raises(Moved):
        opened_for(own)
    serve(2, own)
    make_open_counter(2)
    with pytest.raises(NotYours):
        opened_for(own, actor=officer(2))
    of = desk.turno(starts=at(0), ends=at(0) + timedelta(minutes=15))
    Ticket.objects.filter(pk=own.pk).update(turno=of)
    with pytest.raises(Moved):
        opened_for(own)
    assert not Case.objects.exists()


ANA_SAYS = Contact(email="ana@ventanilla.ec", mobile="+593991234567")


def mail_correction(case: Case) -> list[str]:
    """Return to whom a correction of the first dependent of a case is mailed."""
    solicitud = case.solicitudes.get()
    Solicitud.objects.filter(pk=solicitud.pk).update(link="child", dependent_names="Bruno", resides=True)
    solicitud.refresh_from_db()
    request_correction(solicitud=solicitud, note="", version=solicitud.version, actor=cast.olga(), now=at(5))
    return list(Message.objects.filter(kind="correction").values_list("recipient", flat=True))


def test_d37_the_notices_of_a_walk_in_reach_the_address_that_was_said_at_the_counter() -> None:
    cast.ana(email="ana@registro.ec")
    case = opened_for(serve_walk_in(), contact=ANA_SAYS)
    assert (case.email, case.mobile, case.no_contact) == ("ana@ventanilla.ec", "+593991234567", False)
    assert mail_correction(case) == ["ana@ventanilla.ec"]


def test_d37_who_says_that_there_is_none_gets_every_notice_printed() -> None:
    cast.ana()
    case = opened_for(serve_walk_in(), contact=Contact(none=True))
    assert (case.no_contact, case.mail_address, mail_correction(case)) == (True, "", [])


def test_d37_without_an_address_and_without_a_word_no_case_is_opened() -> None:
    cast.ana()
    own = serve_walk_in()
    with pytest.raises(NoContactSaid):
        opened_for(own, contact=Contact())
    assert (Case.objects.count(), fresh(own).case) == (0, None)


@pytest.mark.parametrize("known", ["registry", "booking"])
def test_d37_whose_address_is_known_is_not_asked(known: str) -> None:
    cast.ana(email={"registry": "ana@registro.ec", "booking": ""}[known])
    for each in {"registry": [], "booking": ["ana@casa.ec"]}[known]:
        desk.turno(email=each)
    case = opened_for(serve_walk_in(), contact=Contact())
    assert case.mail_address == {"registry": "ana@registro.ec", "booking": "ana@casa.ec"}[known]


def test_d37_an_address_and_none_at_once_are_refused_by_the_database() -> None:
    cast.ana()
    case = opened_for(serve_walk_in(), contact=ANA_SAYS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(no_contact=True)
