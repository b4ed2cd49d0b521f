"""A priority person without a turno: the case is opened at the counter (S29, D4, D7, D14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import cast
from tests.stages import desk
from tests.stages.queue import LUCK, at, call, differences, fresh, officer, opened, priority, serve, ticket
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.cases.issuing import issue_code
from vinculo.actions.queue.check_in import TooManyDependents
from vinculo.actions.queue.tickets import Moved
from vinculo.actions.queue.walk_ins import InactiveAffiliate, UnknownAffiliate, open_walk_in_case
from vinculo.actions.shared.guards import NotYours
from vinculo.records.models import Affiliate, Case, Solicitud, Ticket
from vinculo.rules.queue.status import Origin

pytestmark = pytest.mark.django_db


def served(number: int = 1) -> Ticket:
    opened(number)
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
    own = served()
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
    case = opened_for(
        served(),
        by_proxy=True,
        presenter_kind="cedula",
        presenter_number=cast.PEDRO_CEDULA,
        presenter_names="Pedro Paz",
    )
    assert (case.by_proxy, case.presenter_kind, case.presenter_number, case.presenter_names) == (
        True,
        "cedula",
        cast.PEDRO_CEDULA,
        "Pedro Paz",
    )


def test_d14_nobody_and_somebody_whose_affiliation_ended_are_told_apart_and_open_nothing() -> None:
    own = served()
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
    own = served()
    assert opened_for(own, dependents=2) == case
    bruno.refresh_from_db()
    assert (bruno.status, case.solicitudes.filter(status="in_review").count()) == ("in_review", 2)
    assert (fresh(other).state, fresh(own).case) == ("left", case)


def test_d4_a_case_that_is_at_another_counter_at_this_moment_is_left_there() -> None:
    cast.ana()
    first = served(1)
    case = opened_for(first)
    opened(2)
    second = priority(4)
    serve(5, call(5, number=2), 2)
    other = opened_for(second, actor=officer(2), now=at(6))
    assert other != case
    assert Case.objects.count() == 2


@pytest.mark.parametrize("dependents", [0, -1, 99])
def test_s10_a_case_has_at_least_one_dependent_and_no_more_than_the_setting(dependents: int) -> None:
    cast.ana()
    with pytest.raises(TooManyDependents):
        opened_for(served(), dependents=dependents)


def test_only_for_who_is_being_served_at_the_officers_own_counter_and_has_no_turno() -> None:
    cast.ana()
    opened(1)
    own = priority()
    call(1)
    with pytest.raises(Moved):
        opened_for(own)
    serve(2, own)
    opened(2)
    with pytest.raises(NotYours):
        opened_for(own, actor=officer(2))
    of = desk.turno(starts=at(0), ends=at(0) + timedelta(minutes=15))
    Ticket.objects.filter(pk=own.pk).update(turno=of)
    with pytest.raises(Moved):
        opened_for(own)
    assert not Case.objects.exists()
