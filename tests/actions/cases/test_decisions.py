"""Deciding: what is missing in writing, who cannot qualify with the law beside it, who it already is (D7, D8, D15)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests import cast
from tests.stages import desk
from vinculo.actions.cases import mails
from vinculo.actions.cases.decisions import (
    CannotQualify,
    NoGround,
    NothingMissing,
    refuse_application,
    request_correction,
)
from vinculo.actions.cases.issuing import NotReadyToIssue, issue_code
from vinculo.actions.mail.kinds import mail_of
from vinculo.actions.queue.check_in import continue_case
from vinculo.actions.shared.guards import NotYours, Stale
from vinculo.documents.facts import NoticeFacts
from vinculo.records.models import CalendarDay, Certificate, Decision, Message, Solicitud
from vinculo.rules.cases.facts import Formality

pytestmark = pytest.mark.django_db


def ask(solicitud: Solicitud) -> Decision:
    solicitud.refresh_from_db()
    return request_correction(solicitud=solicitud, note="", version=solicitud.version, actor=cast.olga(), now=cast.NOW)


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
    assert (sent.recipient, sent.solicitud_id) == ("ana@ejemplo.com", bruno.pk)
    assert mail_of(sent.kind).attachment == (mails.attach_notice,)
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
    case = desk.record_arrival(of)
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
    with pytest.raises(NotReadyToIssue):
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
        request_correction(solicitud=bruno, note="", version=bruno.version + 1, actor=cast.olga(), now=cast.NOW)


def test_d15_the_administrator_decides_nothing() -> None:
    _, bruno = desk.case_of_bruno(nationality="ECU")
    for act in (request_correction, refuse_application):
        with pytest.raises(NotYours):
            act(solicitud=bruno, note="", version=bruno.version, actor=cast.alicia(), now=cast.NOW)


def test_s10_one_dependent_issued_and_one_in_correction_are_two_decisions_of_one_case() -> None:
    of = desk.turno(2)
    bruno, carlos = desk.bruno_at_home(of), desk.carlos_at_home(of)
    case = desk.record_arrival(of)
    desk.papers_of_bruno(case, bruno)
    give(bruno)
    ask(carlos)
    assert sorted(Decision.objects.values_list("kind", flat=True)) == ["correction", "issue"]
    case.refresh_from_db()
    assert case.closed_at is None


def test_d12_a_correction_never_makes_the_age_worse() -> None:
    case, bruno = desk.case_of_bruno(birth_date=date(2008, 12, 5))
    ask(bruno)
    later = cast.NOW + timedelta(days=10)  # past the birthday
    continue_case(case=case, actor=cast.olga(), now=later, random_source=random.Random(1))
    bruno.refresh_from_db()
    with pytest.raises(NoGround):
        refuse_application(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=later)
