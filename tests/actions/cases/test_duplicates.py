"""One person, one code, no matter who brings them and however they are spelt (S02, D8)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

from tests import cast
from tests.stages import desk
from tests.stages.agreements import nora
from vinculo.actions.cases.agreements import agree
from vinculo.actions.cases.decisions import (
    AlreadyAnother,
    NotACandidate,
    OnlyTheSame,
    decide_resemblance,
    refuse_application,
)
from vinculo.actions.cases.issuing import NotReadyToIssue, TwoPeople, Undecided, issue_code
from vinculo.records.models import (
    Affiliate,
    Agreement,
    Case,
    Certificate,
    Code,
    Decision,
    Dependency,
    IdDocument,
    Person,
    Solicitud,
)
from vinculo.rules.cases.agreements import AgreementState
from vinculo.rules.cases.paper_kinds import PaperKind

pytestmark = pytest.mark.django_db


def deny(solicitud: Solicitud) -> Decision:
    solicitud.refresh_from_db()
    return refuse_application(solicitud=solicitud, note="", version=solicitud.version, actor=cast.olga(), now=cast.NOW)


def give(solicitud: Solicitud, seed: int = 1) -> Certificate:
    solicitud.refresh_from_db()
    return issue_code(
        solicitud=solicitud,
        version=solicitud.version,
        actor=cast.olga(),
        now=cast.NOW,
        random_source=random.Random(seed),
    )


def other_parent() -> Affiliate:
    father = Affiliate.objects.create(
        code="EXT7770001",
        names="Luis Restrepo Díaz",
        names_key="LUIS RESTREPO DIAZ",
        nationality="COL",
        updated_at=cast.NOW,
    )
    IdDocument.objects.create(
        affiliate=father, kind="passport", country="COL", number="LU111222", number_key="LU111222", seen_at=cast.NOW
    )
    return father


def bruno_of(father: Affiliate, **changes: object) -> tuple[Case, Solicitud]:
    """Return the case of the other parent with the same child in it, all papers recorded."""
    of = desk.turno(affiliate=father)
    solicitud = desk.bruno_at_home(of, applicant_code=father.code, **changes)
    case = desk.record_arrival(of)
    desk.record(case, replace(desk.ANA_PASSPORT, number="LU111222", holder_names="LUIS RESTREPO DIAZ"))
    desk.record(case, desk.SIGNED, solicitud)
    number = str(changes.get("dependent_document_number", cast.BRUNO_PASSPORT))
    desk.record(case, replace(desk.BRUNO_PASSPORT, number=number), solicitud)
    desk.record(case, desk.BIRTH, solicitud)
    solicitud.refresh_from_db()
    return case, solicitud


def first_bruno() -> Certificate:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    return give(bruno)


def second_agrees(solicitud: Solicitud) -> None:
    """Agree as another officer of the centre to what waits of this solicitud (D19)."""
    for asked in Agreement.objects.filter(case__solicitudes=solicitud, state=AgreementState.WAITING):
        agree(agreement=asked, reason="Comparé los dos", actor=nora(), now=cast.NOW)


def say(solicitud: Solicitud, person: Person | Affiliate, *, same: bool) -> None:
    decide_resemblance(
        solicitud=solicitud, person=person, same=same, reason="Mismo pasaporte", actor=cast.olga(), now=cast.NOW
    )


def test_d8_the_child_of_another_parent_keeps_the_code_and_gets_another_certificate() -> None:
    first = first_bruno()
    _, again = bruno_of(other_parent())
    with pytest.raises(Undecided):
        give(again)
    say(again, first.code.person, same=True)
    second = give(again, seed=9)
    assert second.code.value == first.code.value
    assert second.number == 2
    assert second.facts["affiliate_code"] == "EXT7770001"
    assert Code.objects.count() == Person.objects.count() == 1
    assert sorted(Dependency.objects.values_list("affiliate__code", flat=True)) == ["EXT1002003", "EXT7770001"]


def test_d8_the_same_document_can_only_be_the_same_person() -> None:
    first = first_bruno()
    _, again = bruno_of(other_parent())
    with pytest.raises(OnlyTheSame):
        say(again, first.code.person, same=False)


def test_d8_another_passport_of_the_same_name_and_birth_is_found_and_the_officer_decides() -> None:
    first = first_bruno()
    _, again = bruno_of(other_parent(), dependent_document_number="ZZ100200")
    with pytest.raises(Undecided):
        give(again)
    say(again, first.code.person, same=True)
    assert give(again).code.value == first.code.value
    numbers = IdDocument.objects.filter(person=first.code.person).values_list("number_key", flat=True)
    assert sorted(numbers) == [cast.BRUNO_PASSPORT, "ZZ100200"]


def test_d8_a_namesake_said_to_be_another_gets_a_code_of_their_own() -> None:
    first = first_bruno()
    _, again = bruno_of(other_parent(), dependent_document_number="ZZ100200")
    say(again, first.code.person, same=False)
    second_agrees(again)
    assert give(again, seed=5).code.value != first.code.value
    assert Code.objects.count() == 2


def test_d8_other_spelling_and_a_second_nationality_are_found_too() -> None:
    first = first_bruno()
    person = first.code.person
    _, again = bruno_of(
        other_parent(), dependent_document_number="ZZ100200", dependent_names="BRUNO ANDRES RESTREPO GÓMEZ"
    )
    Person.objects.filter(pk=person.pk).update(nationality="ESP")
    with pytest.raises(Undecided):
        give(again)


def test_d8_the_word_is_kept_with_its_reason_and_only_about_candidates() -> None:
    first_bruno()
    _, again = bruno_of(other_parent(), dependent_document_number="ZZ100200")
    stranger = Person.objects.create(
        names="Otra", names_key="OTRA", birth_date=date(1970, 1, 1), nationality="PER", created_at=cast.NOW
    )
    with pytest.raises(NotACandidate):
        say(again, stranger, same=True)
    with pytest.raises(ValueError, match="reason"):
        decide_resemblance(solicitud=again, person=stranger, same=True, reason=" ", actor=cast.olga(), now=cast.NOW)


def test_d8_one_dependent_is_not_two_people() -> None:
    first = first_bruno()
    twin = Person.objects.create(
        names="Bruno Andrés Restrepo Gómez",
        names_key="BRUNO ANDRES RESTREPO GOMEZ",
        birth_date=cast.BRUNO_BIRTH,
        nationality="COL",
        created_at=cast.NOW,
    )
    Code.objects.create(value="9000000001", person=twin, issued_at=cast.NOW)
    _, again = bruno_of(other_parent())
    say(again, first.code.person, same=True)
    with pytest.raises(AlreadyAnother):
        say(again, twin, same=True)
    IdDocument.objects.create(
        person=twin, kind="visa", country="ECU", number="V1234567", number_key="V1234567", seen_at=cast.NOW
    )
    say(again, twin, same=False)
    second_agrees(again)
    case = Case.objects.get(solicitudes=again)
    visa = replace(desk.BRUNO_PASSPORT, kind=PaperKind.DEPENDENT_VISA, number="V1234567", no_passport=True)
    desk.record(case, visa, again)
    with pytest.raises(TwoPeople):
        give(again)


def test_s02_the_same_child_of_the_same_affiliate_is_refused_a_second_time() -> None:
    first_bruno()
    case, again = desk.case_of_bruno()
    desk.papers_of_bruno(case, again)
    with pytest.raises(NotReadyToIssue) as stopped:
        give(again)
    assert [each.code for each in stopped.value.findings] == ["has_code"]
    assert deny(again).items[0]["rows"] == "S02"


def test_s02_a_dependent_who_is_an_affiliate_has_a_code_of_the_registry() -> None:
    father = other_parent()
    of = desk.turno()
    solicitud = desk.carlos_at_home(of, dependent_document_number="LU111222", dependent_names=father.names)
    case = desk.record_arrival(of)
    desk.record(case, replace(desk.CARLOS_PASSPORT, number="LU111222", holder_names=father.names), solicitud)
    assert deny(solicitud).items[0]["code"] == "has_code"
