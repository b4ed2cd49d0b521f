"""The end of a link (D23): its day and its paper, who may keep it, and a link that begins anew."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from tests import cast
from tests.stages import desk
from vinculo.actions.cases.links import end_link
from vinculo.actions.shared.guards import NotYours, Stale
from vinculo.queries.cases.duplicates import already_has_a_code
from vinculo.queries.cases.evaluation import papers_for
from vinculo.queries.cases.looks import has_other_partner
from vinculo.records.models import Case, Dependency, Event, Person, Solicitud, Staff

pytestmark = pytest.mark.django_db
TODAY = cast.NOW.date()


def carlos() -> Dependency:
    """Return the link of Ana with Carlos, who has his code."""
    person = Person.objects.create(
        names="Carlos Peña Ruiz",
        names_key="CARLOS PENA RUIZ",
        birth_date=cast.CARLOS_BIRTH,
        nationality="COL",
        created_at=cast.NOW,
    )
    return Dependency.objects.create(person=person, affiliate=cast.ana(), link="spouse", since=cast.NOW)


def end_dependency(
    link: Dependency, paper: str = "Sentencia de divorcio", on: date = TODAY, actor: Staff | None = None
) -> None:
    end_link(dependency=link, ended_on=on, paper=paper, actor=actor or cast.olga(), now=cast.NOW)


def with_another_spouse() -> tuple[Case, Solicitud]:
    of = desk.turno()
    desk.type_solicitud("Diego Vera Luna", "DV445566", date(1985, 4, 3), "spouse", of, 1)
    case = desk.record_arrival(of)
    return case, case.solicitudes.get()


def test_d23_an_end_twice_is_once_and_another_end_is_stale() -> None:
    link = carlos()
    end_dependency(link)
    end_dependency(link)
    assert Event.objects.filter(act="link_ended", subject="person", subject_id=link.person_id).count() == 1
    with pytest.raises(Stale):
        end_dependency(link, on=TODAY - timedelta(days=1))


def test_d23_an_end_needs_a_paper_a_day_that_has_come_and_an_officer() -> None:
    link = carlos()
    for paper, on in ((" ", TODAY), ("Sentencia", TODAY + timedelta(days=1))):
        with pytest.raises(ValueError, match="paper"):
            end_dependency(link, paper, on)
    for staff in (cast.lucia(), cast.sara(), cast.alicia()):
        with pytest.raises(NotYours):
            end_dependency(link, actor=staff)
    link.refresh_from_db()
    assert (link.ended_on, link.ended_by) == (None, "")


@pytest.mark.parametrize("half", [{"ended_on": TODAY}, {"ended_by": "Sentencia"}])
def test_d23_the_database_keeps_no_end_without_its_paper(half: dict[str, object]) -> None:
    link = carlos()
    with pytest.raises(IntegrityError, match="dependency_ended_by_a_paper"), transaction.atomic():
        Dependency.objects.filter(pk=link.pk).update(**half)


def test_d23_another_partner_is_known_by_one_statement_until_the_link_ended(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    link = carlos()
    case, diego = with_another_spouse()
    papers = papers_for(case, diego)
    with django_assert_num_queries(1):
        assert has_other_partner(papers, case)
    end_dependency(link)
    assert not has_other_partner(papers, case)


def test_d23_a_child_asks_nothing_and_the_same_person_is_no_other(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    link = carlos()
    case, diego = with_another_spouse()
    diego.resemblances.create(
        person=link.person, same=True, reason="Cambió el nombre", decided_by=cast.olga(), decided_at=cast.NOW
    )
    assert not has_other_partner(papers_for(case, diego), case)
    diego.link = "child"
    papers = papers_for(case, diego)
    with django_assert_num_queries(0):
        assert not has_other_partner(papers, case)


def elsewhere(names: str, number: str, born: date, link: str = "partner") -> Case:
    """Return an open case of Ana at the same time, with somebody presented as her partner; nothing is issued yet."""
    of = desk.turno()
    desk.type_solicitud(names, number, born, link, of, 1)
    return desk.record_arrival(of)


def test_d23_a_partner_of_another_open_case_is_another_before_anything_is_issued(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    case, diego = with_another_spouse()
    papers = papers_for(case, diego)
    assert not has_other_partner(papers, case)
    there = elsewhere("Carlos Peña Ruiz", cast.CARLOS_PASSPORT, cast.CARLOS_BIRTH)
    with django_assert_num_queries(1):
        assert has_other_partner(papers, case)
    assert has_other_partner(papers_for(there, there.solicitudes.get()), there)  # each of the two is told
    Solicitud.objects.filter(case=there).update(status="withdrawn")
    assert not has_other_partner(papers, case)


@pytest.mark.parametrize(
    ("names", "number", "born"),
    [
        ("Diego Vera Luna", "ZZ100200", date(1985, 4, 3)),  # the same person with another passport
        ("Diego Alberto Vera", "DV445566", date(1985, 3, 4)),  # the same passport, written in a hurry
    ],
)
def test_d23_the_same_person_in_another_open_case_is_no_other(names: str, number: str, born: date) -> None:
    case, diego = with_another_spouse()
    elsewhere(names, number, born)
    assert not has_other_partner(papers_for(case, diego), case)


def test_d23_a_child_of_another_open_case_is_no_partner() -> None:
    case, diego = with_another_spouse()
    elsewhere("Bruno Restrepo", cast.BRUNO_PASSPORT, cast.BRUNO_BIRTH, "child")
    assert not has_other_partner(papers_for(case, diego), case)


def test_d23_whose_link_ended_may_come_again() -> None:
    link = carlos()
    case, diego = with_another_spouse()
    diego.resemblances.create(
        person=link.person, same=True, reason="Es él", decided_by=cast.olga(), decided_at=cast.NOW
    )
    assert already_has_a_code(papers_for(case, diego), case.affiliate)
    end_dependency(link)
    assert not already_has_a_code(papers_for(case, diego), case.affiliate)
