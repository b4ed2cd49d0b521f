"""Who may already have a code is shown before another is issued; a second agrees that they are two people (D19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.actions.cases.test_duplicates import bruno_of, first_bruno, give, other_parent, say, second_agrees
from tests.stages import desk
from tests.stages.agreements import nora
from vinculo.actions.cases.agreements import Stale, agree, disagree
from vinculo.actions.cases.case import DependentFacts, save_facts
from vinculo.actions.cases.decisions import NotACandidate, OnlyTheSame, decide_resemblance
from vinculo.actions.cases.issuing import NotReadyToIssue, Undecided
from vinculo.actions.operations.sound_keys import rebuild_sound_keys
from vinculo.queries.cases import case_file
from vinculo.queries.cases.duplicates import search
from vinculo.records.models import Affiliate, Agreement, Case, Code, IdDocument, Person, Resemblance, Solicitud, Staff
from vinculo.rules.cases.likeness import Identity, prepared_keys

pytestmark = pytest.mark.django_db
BORN = cast.BRUNO_BIRTH  # 2015-03-14


def bruno_again(**changes: object) -> Solicitud:
    """Return the solicitud of the child through the other parent, with a renewed passport that says the same."""
    father = other_parent()
    of = desk.turno(affiliate=father)
    solicitud = desk.bruno_at_home(
        of, **({"applicant_code": father.code, "dependent_document_number": "ZZ100200"} | changes)
    )
    case = desk.record_arrival(of)
    desk.record(case, replace(desk.ANA_PASSPORT, number="LU111222", holder_names="LUIS RESTREPO DIAZ"))
    passport = replace(
        desk.BRUNO_PASSPORT,
        number="ZZ100200",
        holder_names=solicitud.dependent_names.upper(),
        holder_birth_date=solicitud.birth_date,
        holder_nationality=solicitud.nationality,
    )
    for paper in (desk.SIGNED, passport, desk.BIRTH):
        desk.record(case, paper, solicitud)
    return solicitud


def spouse_of_ana() -> tuple[Case, Solicitud]:
    """Return Ana's case with her husband, all papers recorded."""
    of = desk.turno()
    solicitud = desk.carlos_at_home(of)
    case = desk.record_arrival(of)
    desk.record(case, desk.ANA_PASSPORT)
    for paper in (desk.SIGNED, desk.CARLOS_PASSPORT, desk.MARRIAGE):
        desk.record(case, paper, solicitud)
    solicitud.refresh_from_db()
    return case, solicitud


def carlos_in_the_registry(**changes: object) -> Affiliate:
    values: dict[str, object] = {
        "code": "EXT8880001",
        "names": "PEÑA RUIZ CARLOS",
        "nationality": "COL",
        "birth_date": cast.CARLOS_BIRTH,
        "updated_at": cast.NOW,
    } | changes
    return Affiliate.objects.create(**values, **prepared_keys(str(values["names"])))


def person(names: str, born: date = BORN) -> Person:
    made = Person.objects.create(
        names=names, birth_date=born, nationality="COL", created_at=cast.NOW, **prepared_keys(names)
    )
    Code.objects.create(value=f"{9000000000 + made.pk}", person=made, issued_at=cast.NOW)
    return made


def get_request() -> Agreement:
    return Agreement.objects.get()


@pytest.mark.parametrize(
    "changes",
    [
        {"dependent_names": "Bruno Andres Restreppo Gomes"},
        {"dependent_names": "Restrepo Gómez Bruno"},
        {"birth_date": date(2015, 3, 15)},
        {"birth_date": date(2015, 4, 14)},
        {"birth_date": date(2014, 3, 14)},
        {"nationality": "ESP"},
    ],
)
def test_d19_a_child_who_comes_through_the_other_parent_with_a_renewed_passport_is_shown(
    changes: dict[str, object],
) -> None:
    first = first_bruno()
    again = bruno_again(**changes)
    with pytest.raises(Undecided):
        give(again)
    say(again, first.code.person, same=True)
    assert give(again).code.value == first.code.value


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("Mohammed Al Zahrani", "Muhammad Alzahrani"),
        ("Yuliia Kovalenko", "Julia Kovalenko"),
        ("Anne-Marie Smith", "Annemarie Smith"),
        ("Suharto", "Suharto Widodo"),
    ],
)
def test_d19_a_name_in_another_spelling_is_shown_and_the_officer_decides(known: str, typed: str) -> None:
    child = person(known)
    again = bruno_again(dependent_names=typed)
    with pytest.raises(Undecided):
        give(again)
    say(again, child, same=True)
    assert give(again).code.person == child


def test_d19_the_birth_date_with_day_and_month_swapped_is_shown() -> None:
    child = person("Bruno Andrés Restrepo Gómez", date(2015, 7, 4))
    again = bruno_again(birth_date=date(2015, 4, 7))
    with pytest.raises(Undecided):
        give(again)
    say(again, child, same=True)
    assert give(again).code.person == child


def test_d19_another_birth_date_gives_no_candidate() -> None:
    person("Bruno Andrés Restrepo Gómez", date(2011, 11, 2))
    assert give(bruno_again()).code.person.birth_date == BORN


def test_d19_the_spouse_who_is_an_affiliate_himself_gets_no_second_code() -> None:
    carlos = carlos_in_the_registry()
    _, solicitud = spouse_of_ana()
    with pytest.raises(Undecided):
        give(solicitud)
    say(solicitud, carlos, same=True)
    with pytest.raises(NotReadyToIssue) as stopped:
        give(solicitud)
    assert [each.code for each in stopped.value.findings] == ["has_code"]
    assert not Code.objects.exists()
    assert Resemblance.objects.get().affiliate == carlos


def test_d19_an_affiliate_without_a_birth_date_in_the_registry_is_shown_by_three_names() -> None:
    carlos = carlos_in_the_registry(birth_date=None)
    _, solicitud = spouse_of_ana()
    with pytest.raises(Undecided):
        give(solicitud)
    say(solicitud, carlos, same=False)
    second_agrees(solicitud)
    assert give(solicitud).code.person.names == "Carlos Peña Ruiz"


def test_d19_the_same_number_under_another_issuer_is_shown_whatever_the_names_are() -> None:
    child = person("Otra Niña", date(2001, 1, 1))
    IdDocument.objects.create(
        person=child, kind="passport", country="PER", number="ZZ-100200", number_key="ZZ100200", seen_at=cast.NOW
    )
    again = bruno_again()
    with pytest.raises(Undecided):
        give(again)
    say(again, child, same=False)
    with pytest.raises(Undecided):
        give(again)
    second_agrees(again)
    assert give(again).code.person != child


def test_d19_an_affiliate_with_the_same_number_under_another_issuer_is_shown() -> None:
    carlos = carlos_in_the_registry(names="Otro Nombre", birth_date=None)
    IdDocument.objects.create(
        affiliate=carlos,
        kind="passport",
        country="VEN",
        number=cast.CARLOS_PASSPORT,
        number_key=cast.CARLOS_PASSPORT,
        seen_at=cast.NOW,
    )
    _, solicitud = spouse_of_ana()
    with pytest.raises(Undecided):
        give(solicitud)


def test_d19_nothing_is_issued_until_a_second_agrees_that_they_are_two_people() -> None:
    first = first_bruno()
    again = bruno_again()
    say(again, first.code.person, same=False)
    assert (get_request().kind, get_request().state, get_request().asked_by) == (
        "candidate_dismissed",
        "waiting",
        cast.olga(),
    )
    with pytest.raises(Undecided):
        give(again)
    agree(agreement=get_request(), reason="Otras actas", actor=nora(), now=cast.NOW)
    assert give(again, seed=5).code.value != first.code.value


def test_d19_where_the_second_disagrees_nothing_is_issued() -> None:
    first = first_bruno()
    again = bruno_again()
    say(again, first.code.person, same=False)
    disagree(agreement=get_request(), reason="La misma fotografía", actor=nora(), now=cast.NOW)
    with pytest.raises(Undecided):
        give(again)
    say(again, first.code.person, same=True)
    assert give(again).code.value == first.code.value


def test_d19_what_a_second_agreed_to_counts_for_exactly_those_facts() -> None:
    first = first_bruno()
    again = bruno_again()
    say(again, first.code.person, same=False)
    second_agrees(again)
    again.refresh_from_db()
    facts = DependentFacts(
        names="Bruno Restrepo Gómez",
        document_number="ZZ100200",
        document_country="COL",
        nationality="COL",
        birth_date=BORN,
        link="child",
        resides=True,
        has_cedula=False,
    )
    save_facts(solicitud=again, facts=facts, version=again.version, actor=cast.olga(), now=cast.NOW)
    with pytest.raises(Undecided):
        give(again)


def test_d19_a_second_cannot_agree_to_what_has_changed_since() -> None:
    first = first_bruno()
    again = bruno_again()
    say(again, first.code.person, same=False)
    Person.objects.update(birth_date=date(2015, 3, 13))
    with pytest.raises(Stale):
        agree(agreement=get_request(), reason="Otras actas", actor=nora(), now=cast.NOW)


def twins(second: str) -> tuple[Person, Solicitud]:
    """Return the twin who has the code, and the solicitud of the other in the same visit, both passports recorded."""
    of = desk.turno(dependents=2)
    desk.type_solicitud("Ana Lucía Pérez Mora", "TW000001", BORN, "child", of, 1)
    desk.type_solicitud(second, "TW000002", BORN, "child", of, 2)
    case = desk.record_arrival(of)
    desk.record(case, desk.ANA_PASSPORT)
    one, two = case.solicitudes.order_by("position")
    for each in (one, two):
        number, names = each.dependent_document_number, each.dependent_names.upper()
        for paper in (desk.SIGNED, replace(desk.BRUNO_PASSPORT, number=number, holder_names=names), desk.BIRTH):
            desk.record(case, paper, each)
    return give(one).code.person, two


def test_d19_twins_whose_passports_are_shown_at_the_counter_need_a_reason_and_no_second() -> None:
    lucia, luisa = twins("Ana Luisa Pérez Mora")
    with pytest.raises(Undecided):  # shown, and never merged or parted by themselves
        give(luisa)
    with pytest.raises(ValueError, match="reason"):
        say_nothing(luisa, lucia)
    say(luisa, lucia, same=False)
    assert not Agreement.objects.exists()
    assert give(luisa, seed=5).code.person != lucia
    assert Code.objects.count() == 2


def say_nothing(solicitud: Solicitud, candidate: Person) -> None:
    decide_resemblance(solicitud=solicitud, person=candidate, same=False, reason=" ", actor=cast.olga(), now=cast.NOW)


def test_d19_two_passports_of_one_name_in_one_visit_need_a_second() -> None:
    lucia, again = twins("ANA LUCIA PEREZ MORA")
    say(again, lucia, same=False)
    assert get_request().state == "waiting"
    with pytest.raises(Undecided):
        give(again)


def test_d19_twins_of_two_visits_need_a_second() -> None:
    lucia, luisa = twins("Ana Luisa Pérez Mora")
    papers = Case.objects.get(solicitudes=luisa).papers
    papers.exclude(solicitud=luisa).update(recorded_at=cast.NOW - timedelta(days=1))
    say(luisa, lucia, same=False)
    assert get_request().state == "waiting"


def test_d19_the_very_same_document_is_never_dismissed() -> None:
    first = first_bruno()
    _, again = bruno_of(other_parent())
    with pytest.raises(OnlyTheSame):
        say(again, first.code.person, same=False)


def test_d19_an_affiliate_who_is_nothing_like_is_no_candidate() -> None:
    carlos = carlos_in_the_registry(names="Jorge Vera Luna")
    _, solicitud = spouse_of_ana()
    with pytest.raises(NotACandidate):
        say(solicitud, carlos, same=True)


def test_d19_a_decision_is_on_one_candidate_and_once() -> None:
    carlos = carlos_in_the_registry()
    _, solicitud = spouse_of_ana()
    say(solicitud, carlos, same=False)
    rows: dict[str, object] = {"same": True, "reason": "x", "decided_by": cast.olga(), "decided_at": cast.NOW}
    for wrong in ({"affiliate": carlos}, {}, {"affiliate": carlos, "person": person("Otra")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Resemblance.objects.create(solicitud=solicitud, **wrong, **rows)


def test_d19_the_search_adds_two_statements_to_the_page_for_the_people_it_shows() -> None:
    first = first_bruno()
    again = bruno_again()
    olga = Staff.objects.select_related("agency").get(pk=cast.olga().pk)
    reference = Case.objects.get(solicitudes=again).reference
    with CaptureQueriesContext(connection) as shown:
        (each,) = case_file.open_file(olga, reference, cast.NOW).dependents
    assert [one.person for one in each.candidates] == [first.code.person]
    Solicitud.objects.filter(pk=again.pk).update(birth_date=date(2009, 8, 30))
    with CaptureQueriesContext(connection) as nobody:
        (each,) = case_file.open_file(olga, reference, cast.NOW).dependents
    assert each.candidates == []
    assert len(shown) <= len(nobody) + 2


def test_d19_the_keys_are_written_with_the_code_and_rebuilt_where_they_are_wrong() -> None:
    first = first_bruno()
    kept = {"sound_key": "RSTRP", "other_sound_key": "NTRS"}
    assert Person.objects.values(*kept).get() == kept
    sought = Identity(names="Bruno Andrés Restrepo Gómez", birth_date=date(2015, 3, 15), nationality="COL")
    assert search(sought) == {("person", first.code.person_id)}
    Person.objects.update(sound_key="", other_sound_key="")
    assert search(sought) == set()
    assert rebuild_sound_keys() == 1 + Affiliate.objects.count()
    assert Person.objects.values(*kept).get() == kept
    call_command("rebuild_sound_keys")
    assert rebuild_sound_keys() == 0
