"""Deciding: what is missing in writing, who cannot qualify with the law beside it, who it already is (D7, D8, D15)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests import cast, desk
from vinculo.actions.arrival import continue_case
from vinculo.actions.counter import NotYours, Stale
from vinculo.actions.decisions import (
    AlreadyAnother,
    CannotQualify,
    NoGround,
    NotACandidate,
    NothingMissing,
    OnlyTheSame,
    correct,
    decide_resemblance,
    refuse,
)
from vinculo.actions.issuing import NotReady, TwoPeople, Undecided, issue_code
from vinculo.paper.facts import NoticeFacts
from vinculo.records.models import (
    Affiliate,
    CalendarDay,
    Case,
    Certificate,
    Code,
    Decision,
    Dependency,
    IdDocument,
    Message,
    Person,
    Solicitud,
)
from vinculo.rules.case import Formality, PaperKind

pytestmark = pytest.mark.django_db


def ask(solicitud: Solicitud) -> Decision:
    solicitud.refresh_from_db()
    return correct(solicitud=solicitud, note="", version=solicitud.version, actor=cast.olga(), now=cast.NOW)


def deny(solicitud: Solicitud) -> Decision:
    solicitud.refresh_from_db()
    return refuse(solicitud=solicitud, note="", version=solicitud.version, actor=cast.olga(), now=cast.NOW)


def give(solicitud: Solicitud, seed: int = 1) -> Certificate:
    solicitud.refresh_from_db()
    return issue_code(
        solicitud=solicitud, version=solicitud.version, actor=cast.olga(), now=cast.NOW,
        random_source=random.Random(seed),
    )  # fmt: skip


def test_d7_a_correction_lists_each_thing_with_requirement_basis_and_last_day() -> None:
    case, bruno = desk.case_of_bruno()
    desk.record(case, desk.ANA_PASSPORT)
    desk.record(case, desk.SIGNED, bruno)
    desk.record(case, desk.BRUNO_PASSPORT, bruno)
    desk.record(case, replace(desk.BIRTH, formality=Formality.NONE), bruno)
    decided = ask(bruno)
    facts = NoticeFacts.from_json(decided.facts)
    assert [each.wrong for each in facts.items] == [
        "Falta la apostilla del documento emitido en: Colombia (certificado o acta de nacimiento)."
    ]
    assert facts.items[0].rows == ("D5",)
    assert facts.items[0].basis.startswith("Ley de Seguridad Social. Artículos: 16; 17; 18; 25; 244; 247; 248.")
    assert facts.items[0].requirement == "Certificado o acta de nacimiento"
    assert facts.last_day == date(2026, 12, 14)  # ten working days from the day after Monday 30 November
    assert (facts.reference, facts.officer) == (case.reference, "Olga Paredes")
    bruno.refresh_from_db()
    assert (bruno.status, bruno.answer_until) == ("correction_pending", date(2026, 12, 14))


def test_d7_the_last_day_leaves_out_the_days_on_which_this_agency_is_closed() -> None:
    _, bruno = desk.case_of_bruno()
    CalendarDay.objects.create(date=date(2026, 12, 7), name="Fiestas de Quito", city="Quito")
    CalendarDay.objects.create(date=date(2026, 12, 9), name="Otra ciudad", city="Loja")
    ask(bruno)
    bruno.refresh_from_db()
    assert bruno.answer_until == date(2026, 12, 15)


def test_d7_the_list_is_mailed_to_the_address_of_the_turno_with_the_notice() -> None:
    case, bruno = desk.case_of_bruno()
    ask(bruno)
    sent = Message.objects.get(kind="correction")
    assert (sent.recipient, sent.attach, sent.solicitud_id) == ("ana@ejemplo.com", ["notice_pdf"], bruno.pk)
    assert case.reference in sent.body
    assert "14/12/2026" in sent.body
    assert "Bruno" not in sent.body


def test_d7_asked_twice_it_is_one_decision_and_one_mail() -> None:
    _, bruno = desk.case_of_bruno()
    assert ask(bruno).pk == ask(bruno).pk
    assert Decision.objects.count() == Message.objects.count() == 1


def test_d7_a_correction_ends_the_visit_and_leaves_the_case_open() -> None:
    of = desk.turno()
    desk.bruno_at_home(of)
    case = desk.arrived(of)
    ask(case.solicitudes.get())
    of.refresh_from_db()
    case.refresh_from_db()
    assert (of.status, case.closed_at) == ("attended", None)


def test_d7_with_nothing_missing_there_is_nothing_to_ask_for() -> None:
    case, bruno = desk.case_of_bruno()
    desk.papers_of_bruno(case, bruno)
    with pytest.raises(NothingMissing):
        ask(bruno)


def test_d15_who_cannot_qualify_is_not_sent_for_papers() -> None:
    _, bruno = desk.case_of_bruno(nationality="ECU")
    with pytest.raises(CannotQualify):
        ask(bruno)


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"nationality": "ECU"}, "La persona dependiente tiene nacionalidad ecuatoriana"),
        ({"has_cedula": True}, "La persona dependiente tiene cédula ecuatoriana"),
        ({"birth_date": date(2008, 11, 30)}, "La persona dependiente nació el 30/11/2008"),
    ],
)
def test_s03_s37_who_cannot_qualify_is_refused_with_reason_and_basis(change: dict[str, object], wrong: str) -> None:
    case, bruno = desk.case_of_bruno(**change)
    facts = NoticeFacts.from_json(deny(bruno).facts)
    assert len(facts.items) == 1
    assert facts.items[0].wrong.startswith(wrong)
    assert "Artículos" in facts.items[0].basis or "Disposición" in facts.items[0].basis
    assert facts.last_day is None
    case.refresh_from_db()
    assert case.closed_at == cast.NOW
    with pytest.raises(NotReady):
        issue_again(bruno)


def issue_again(solicitud: Solicitud) -> Certificate:
    """Try to issue past a refusal, by somebody who put the status back."""
    Solicitud.objects.filter(pk=solicitud.pk).update(status="in_review")
    return give(solicitud)


def test_d15_a_missing_paper_is_never_a_refusal() -> None:
    _, bruno = desk.case_of_bruno()
    with pytest.raises(NoGround):
        deny(bruno)
    bruno.refresh_from_db()
    assert bruno.status == "in_review"


def test_d15_a_decision_on_what_changed_meanwhile_is_not_taken() -> None:
    _, bruno = desk.case_of_bruno()
    with pytest.raises(Stale):
        correct(solicitud=bruno, note="", version=bruno.version + 1, actor=cast.olga(), now=cast.NOW)


def test_d15_the_administrator_decides_nothing() -> None:
    _, bruno = desk.case_of_bruno(nationality="ECU")
    for act in (correct, refuse):
        with pytest.raises(NotYours):
            act(solicitud=bruno, note="", version=bruno.version, actor=cast.alicia(), now=cast.NOW)


def test_s10_one_dependent_issued_and_one_in_correction_are_two_decisions_of_one_case() -> None:
    of = desk.turno(2)
    bruno, carlos = desk.bruno_at_home(of), desk.carlos_at_home(of)
    case = desk.arrived(of)
    desk.papers_of_bruno(case, bruno)
    give(bruno)
    ask(carlos)
    assert sorted(Decision.objects.values_list("kind", flat=True)) == ["correction", "issue"]
    case.refresh_from_db()
    assert case.closed_at is None


# D8: one person, one code.


def other_parent() -> Affiliate:
    father = Affiliate.objects.create(
        code="EXT7770001", names="Luis Restrepo Díaz", names_key="LUIS RESTREPO DIAZ", nationality="COL",
        updated_at=cast.NOW,
    )  # fmt: skip
    IdDocument.objects.create(
        affiliate=father, kind="passport", country="COL", number="LU111222", number_key="LU111222", seen_at=cast.NOW
    )
    return father


def bruno_of(father: Affiliate, **changes: object) -> tuple[Case, Solicitud]:
    """Return the case of the other parent with the same child in it, all papers recorded."""
    of = desk.turno(affiliate=father)
    solicitud = desk.bruno_at_home(of, applicant_code=father.code, **changes)
    case = desk.arrived(of)
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


def say(solicitud: Solicitud, person: Person, *, same: bool) -> None:
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
        names="Bruno Andrés Restrepo Gómez", names_key="BRUNO ANDRES RESTREPO GOMEZ", birth_date=cast.BRUNO_BIRTH,
        nationality="COL", created_at=cast.NOW,
    )  # fmt: skip
    Code.objects.create(value="9000000001", person=twin, issued_at=cast.NOW)
    _, again = bruno_of(other_parent())
    say(again, first.code.person, same=True)
    with pytest.raises(AlreadyAnother):
        say(again, twin, same=True)
    IdDocument.objects.create(
        person=twin, kind="visa", country="ECU", number="V1234567", number_key="V1234567", seen_at=cast.NOW
    )
    say(again, twin, same=False)
    case = Case.objects.get(solicitudes=again)
    visa = replace(desk.BRUNO_PASSPORT, kind=PaperKind.DEPENDENT_VISA, number="V1234567", no_passport=True)
    desk.record(case, visa, again)
    with pytest.raises(TwoPeople):
        give(again)


def test_s02_the_same_child_of_the_same_affiliate_is_refused_a_second_time() -> None:
    first_bruno()
    case, again = desk.case_of_bruno()
    desk.papers_of_bruno(case, again)
    with pytest.raises(NotReady) as stopped:
        give(again)
    assert [each.code for each in stopped.value.findings] == ["has_code"]
    assert deny(again).items[0]["rows"] == "S02"


def test_s02_a_dependent_who_is_an_affiliate_has_a_code_of_the_registry() -> None:
    father = other_parent()
    of = desk.turno()
    solicitud = desk.carlos_at_home(of, dependent_document_number="LU111222", dependent_names=father.names)
    case = desk.arrived(of)
    desk.record(case, replace(desk.CARLOS_PASSPORT, number="LU111222", holder_names=father.names), solicitud)
    assert deny(solicitud).items[0]["code"] == "has_code"


def test_d12_a_correction_never_makes_the_age_worse() -> None:
    case, bruno = desk.case_of_bruno(birth_date=date(2008, 12, 5))
    ask(bruno)
    later = cast.NOW + timedelta(days=10)  # past the birthday
    continue_case(case=case, actor=cast.olga(), now=later, random_source=random.Random(1))
    bruno.refresh_from_db()
    with pytest.raises(NoGround):
        refuse(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=later)
