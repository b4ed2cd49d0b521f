"""Papers at the counter: recorded once, taken back by who slipped, never on the wrong person (S31-S37, D15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests import cast
from tests.stages import desk
from vinculo.actions.cases.case import DependentFacts, save_facts, set_presenter, take_from_document
from vinculo.actions.cases.decisions import request_correction
from vinculo.actions.cases.papers import (
    NotReceivedNeedsReason,
    NotYourSlip,
    SomebodyElses,
    WrongHolder,
    keep_renewed_document,
    record_paper,
    undo_paper,
)
from vinculo.actions.shared.guards import NotYours, Stale
from vinculo.queries.cases.evaluation import findings_of, papers_for
from vinculo.records.models import Affiliate, Case, Event, IdDocument, PaperRecord, Solicitud, Staff
from vinculo.rules.cases.facts import Paper, Signature
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.shared.transitions import NotAllowedError

pytestmark = pytest.mark.django_db


def codes(case: Case, solicitud: Solicitud) -> list[str]:
    case = Case.objects.get(pk=case.pk)
    findings = findings_of(papers_for(case, Solicitud.objects.get(pk=solicitud.pk)), case, cast.NOW)
    return [each.code for each in findings or ()]


def test_s34_the_affiliates_passport_serves_every_dependent_of_the_case() -> None:
    of = desk.turno(2)
    bruno, carlos = desk.bruno_at_home(of), desk.carlos_at_home(of)
    case = desk.record_arrival(of)
    assert "affiliate_document_missing" in codes(case, bruno)
    desk.record(case, desk.ANA_PASSPORT)
    for each in (bruno, carlos):
        assert "affiliate_document_missing" not in codes(case, each)


def test_s35_a_paper_sent_twice_is_recorded_once() -> None:
    case, bruno = desk.case_of_bruno()
    first = desk.record(case, desk.SIGNED, bruno)
    again = record_paper(case=case, solicitud=bruno, paper=desk.SIGNED, version=0, actor=cast.olga(), now=cast.NOW)
    assert again.pk == first.pk
    assert Event.objects.filter(act="paper_recorded").count() == 1


def test_s35_a_paper_on_what_somebody_changed_meanwhile_is_not_written() -> None:
    case, bruno = desk.case_of_bruno()
    read = bruno.version
    desk.record(case, desk.SIGNED, bruno)
    with pytest.raises(Stale):
        record_paper(
            case=case, solicitud=bruno, paper=desk.BRUNO_PASSPORT, version=read, actor=cast.olga(), now=cast.NOW
        )
    assert PaperRecord.objects.count() == 1


def test_s33_an_electronic_signature_is_not_received_and_leads_to_a_correction() -> None:
    case, bruno = desk.case_of_bruno()
    turned = Paper(
        kind=PaperKind.SOLICITUD, received=False, refusal_reason="firma electrónica", signature=Signature.ELECTRONIC
    )
    desk.record(case, turned, bruno)
    assert "solicitud_electronic" in codes(case, bruno)
    bruno.refresh_from_db()
    decided = request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    assert "No se recibió la solicitud porque tiene firma electrónica." in [each["text"] for each in decided.items]


def test_d15_a_paper_is_not_turned_away_without_a_reason() -> None:
    case, bruno = desk.case_of_bruno()
    with pytest.raises(NotReceivedNeedsReason):
        desk.record(case, Paper(kind=PaperKind.BIRTH, received=False, refusal_reason=" "), bruno)


def test_s35_the_affiliates_passport_is_not_taken_for_the_dependents() -> None:
    case, bruno = desk.case_of_bruno()
    with pytest.raises(WrongHolder):
        desk.record(case, replace(desk.BRUNO_PASSPORT, number=cast.ANA_PASSPORT), bruno)


def test_s35_one_passport_is_not_taken_for_two_dependents() -> None:
    of = desk.turno(2)
    bruno, carlos = desk.bruno_at_home(of), desk.carlos_at_home(of)
    case = desk.record_arrival(of)
    desk.record(case, desk.BRUNO_PASSPORT, bruno)
    with pytest.raises(WrongHolder):
        desk.record(case, desk.BRUNO_PASSPORT, carlos)


def test_s35_the_document_fills_what_is_empty_and_leaves_what_was_typed() -> None:
    case, bruno = desk.case_of_bruno(birth_date=None, nationality="")
    desk.record(case, desk.BRUNO_PASSPORT, bruno)
    bruno.refresh_from_db()
    assert (bruno.birth_date, bruno.nationality) == (cast.BRUNO_BIRTH, "COL")
    assert bruno.dependent_names == "Bruno Andrés Restrepo Gómez"


def test_s35_what_was_typed_wrong_at_home_is_taken_from_the_document_with_the_spelling_kept() -> None:
    case, bruno = desk.case_of_bruno(birth_date=date(2014, 3, 14), dependent_document_number="BR000000")
    paper = desk.record(case, desk.BRUNO_PASSPORT, bruno)
    assert "birth_date_contradicts" in codes(case, bruno)
    take_from_document(paper=paper, actor=cast.olga(), now=cast.NOW)
    bruno.refresh_from_db()
    assert (bruno.birth_date, bruno.dependent_document_number) == (cast.BRUNO_BIRTH, cast.BRUNO_PASSPORT)
    assert bruno.dependent_names == "Bruno Andrés Restrepo Gómez"


def test_s35_names_of_somebody_else_are_taken_from_the_document() -> None:
    case, bruno = desk.case_of_bruno(dependent_names="Otro Nombre")
    paper = desk.record(case, desk.BRUNO_PASSPORT, bruno)
    take_from_document(paper=paper, actor=cast.olga(), now=cast.NOW)
    bruno.refresh_from_db()
    assert bruno.dependent_names == "BRUNO ANDRES RESTREPO GOMEZ"


def test_s34_a_renewed_passport_is_kept_in_the_history() -> None:
    case, bruno = desk.case_of_bruno()
    paper = desk.record(case, replace(desk.ANA_PASSPORT, number="AN999999"))
    assert "document_renewed" in codes(case, bruno)
    keep_renewed_document(paper=paper, actor=cast.olga(), now=cast.NOW)
    keep_renewed_document(paper=paper, actor=cast.olga(), now=cast.NOW)
    assert "document_renewed" not in codes(case, bruno)
    kept = list(Affiliate.objects.get(code=cast.ANA_CODE).documents.values_list("number_key", flat=True))
    assert sorted(kept) == ["AN123456", "AN999999"]


def test_s34_a_document_of_another_affiliate_is_not_kept_as_anas() -> None:
    case, _ = desk.case_of_bruno()
    other = Affiliate.objects.create(code="EXT5", names="Otra", names_key="OTRA", updated_at=cast.NOW)
    IdDocument.objects.create(
        affiliate=other, kind="passport", country="COL", number="AN999999", number_key="AN999999", seen_at=cast.NOW
    )
    paper = desk.record(case, replace(desk.ANA_PASSPORT, number="AN999999"))
    with pytest.raises(SomebodyElses):
        keep_renewed_document(paper=paper, actor=cast.olga(), now=cast.NOW)


def test_s34_a_document_of_somebody_with_another_name_is_not_kept_as_anas() -> None:
    case, _ = desk.case_of_bruno()
    paper = desk.record(case, replace(desk.ANA_PASSPORT, number="AN999999", holder_names="LUISA PEREZ"))
    with pytest.raises(NotYours):
        keep_renewed_document(paper=paper, actor=cast.olga(), now=cast.NOW)


def test_s37_an_own_mistake_is_taken_back_before_the_decision_and_the_row_stays() -> None:
    case, bruno = desk.case_of_bruno()
    paper = desk.record(case, desk.BIRTH, bruno)
    undo_paper(paper=paper, actor=cast.olga(), now=cast.NOW)
    assert "birth_missing" in codes(case, bruno)
    kept = PaperRecord.objects.get(pk=paper.pk)
    assert (kept.undone_by, kept.undone_at) == (cast.olga(), cast.NOW)


def test_s37_nobody_takes_back_what_somebody_else_recorded() -> None:
    case, bruno = desk.case_of_bruno()
    paper = desk.record(case, desk.BIRTH, bruno)
    colleague = Staff.objects.create_user("omar", role="officer", agency=cast.agency())
    with pytest.raises(NotYourSlip):
        undo_paper(paper=paper, actor=colleague, now=cast.NOW)


def test_s37_what_a_decision_rests_on_is_not_taken_back() -> None:
    case, bruno = desk.case_of_bruno()
    own, shared = desk.record(case, desk.BIRTH, bruno), desk.record(case, desk.ANA_PASSPORT)
    bruno.refresh_from_db()
    later = cast.NOW + timedelta(minutes=1)
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=later)
    for paper in (own, shared):
        with pytest.raises(NotYourSlip):
            undo_paper(paper=paper, actor=cast.olga(), now=later)


def test_s10_after_the_decision_nothing_more_is_recorded() -> None:
    case, bruno = desk.case_of_bruno()
    request_correction(solicitud=bruno, note="", version=bruno.version, actor=cast.olga(), now=cast.NOW)
    with pytest.raises(NotAllowedError):
        desk.record(case, desk.BIRTH, bruno)


def test_s10_a_paper_is_not_recorded_on_a_solicitud_of_another_case() -> None:
    case, _ = desk.case_of_bruno()
    other = desk.record_arrival(desk.turno())
    with pytest.raises(NotYours):
        desk.record(other, desk.SIGNED, case.solicitudes.get())


@pytest.mark.parametrize("paper", [desk.ANA_PASSPORT, desk.BIRTH])
def test_s34_shared_papers_belong_to_the_case_and_own_ones_to_the_dependent(paper: Paper) -> None:
    case, bruno = desk.case_of_bruno()
    with pytest.raises(NotYours):
        desk.record(case, paper, bruno if paper is desk.ANA_PASSPORT else None)


def test_s32_facts_typed_on_an_old_page_are_not_written() -> None:
    _, bruno = desk.case_of_bruno()
    facts = DependentFacts(names="Bruno", link="child")
    save_facts(solicitud=bruno, facts=facts, version=bruno.version, actor=cast.olga(), now=cast.NOW)
    with pytest.raises(Stale):
        save_facts(
            solicitud=bruno, facts=replace(facts, names="Otro"), version=bruno.version, actor=cast.olga(), now=cast.NOW
        )
    save_facts(solicitud=bruno, facts=facts, version=bruno.version, actor=cast.olga(), now=cast.NOW)
    written = Event.objects.filter(act="dependent_written")
    assert written.count() == 1
    assert "dependent_names" in written.get().fields
    assert "Bruno" not in str(written.get().fields)


def test_s11_the_code_written_in_the_solicitud_is_the_affiliates_or_a_fault() -> None:
    case, bruno = desk.case_of_bruno(applicant_code="EXT0000000")
    assert "affiliate_code_form" in codes(case, bruno)
    bruno.applicant_code = cast.ANA_CODE.lower()
    bruno.save()
    assert "affiliate_code_form" not in codes(case, bruno)


def test_d4_a_proxy_at_the_counter_is_written_and_then_the_power_is_asked_for() -> None:
    case, bruno = desk.case_of_bruno()
    assert "power_missing" not in codes(case, bruno)
    set_presenter(
        case=case,
        by_proxy=True,
        number=cast.PEDRO_CEDULA,
        names="Pedro Mora",
        version=case.version,
        actor=cast.olga(),
        now=cast.NOW,
    )
    assert {"power_missing", "power_not_endorsed", "proxy_document_missing"} <= set(codes(case, bruno))


def test_d4_the_proxys_signature_never_serves() -> None:
    case, bruno = desk.case_of_bruno()
    desk.record(case, replace(desk.SIGNED, signature=Signature.OF_ANOTHER), bruno)
    assert "solicitud_signed_by_another" in codes(case, bruno)
