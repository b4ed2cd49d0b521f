"""The table of requirements: what each case is asked for, on what basis, and what comes of what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests import ROOT
from tests.rules.cases.situations import ANA, BRUNO, every_shape, findings, only, situation
from tests.rules.cases.test_every_shape import ALL_FAULTS, SingleFault
from vinculo.rules.cases.facts import PresentedBy, Signature
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements.evaluate import REQUIREMENTS, checklist, find_missing, required_papers, worst
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.shared.legal_basis import INSTRUMENTS

PAGE = ROOT / "docs" / "spec" / "procedure-page.txt"
BLOCKED = Severity.BLOCKS


def page() -> str:
    return " ".join(PAGE.read_text(encoding="utf-8").split())


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda requirement: requirement.code)
def test_d1_every_requirement_quotes_its_line_of_the_page(requirement: object) -> None:
    assert requirement.source_line in page()  # type: ignore[attr-defined]


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda instrument: instrument.key)
def test_s07_the_legal_basis_is_the_one_published(instrument: object) -> None:
    name, articles = instrument.name, instrument.articles  # type: ignore[attr-defined]
    assert f"[{name}](#). Art. {articles}" in page()
    assert len(INSTRUMENTS) == 7


@pytest.mark.parametrize("fault", ALL_FAULTS, ids=lambda fault: fault.name)
def test_s07_every_finding_cites_its_basis_and_fills_its_sentences(fault: SingleFault) -> None:
    shape = next(shape for shape in every_shape() if fault.where(shape) and not shape.born_here)
    finding = only(fault.make(shape))
    sentences = (finding.text % finding.params, finding.remedy % finding.params)
    assert [sentence for sentence in sentences if "%" in sentence or not sentence.strip()] == []
    assert any(instrument.citation in finding.basis for instrument in INSTRUMENTS)
    assert finding.rows


def test_s02_s03_s37_only_who_cannot_qualify_is_refused() -> None:
    """D15: everything else is corrected, pending or left to the officer."""
    refused = set()
    for fault in ALL_FAULTS:
        shape = next(shape for shape in every_shape() if fault.where(shape) and not shape.born_here)
        if only(fault.make(shape)).severity is Severity.REFUSES:
            refused.add(fault.code)
    assert refused == {"has_code", "has_cedula"}
    ecuadorian = (
        situation().with_dependent(nationality="ECU").with_paper(PaperKind.DEPENDENT_PASSPORT, holder_nationality="ECU")
    )
    assert [(each.code, each.severity) for each in findings(ecuadorian)] == [("ecuadorian", Severity.REFUSES)]
    grown = (
        situation()
        .with_dependent(birth_date=date(2000, 1, 1))
        .with_paper(PaperKind.DEPENDENT_PASSPORT, holder_birth_date=None)
    )
    assert [(each.code, each.severity) for each in findings(grown)] == [("of_age", Severity.REFUSES)]


@pytest.mark.parametrize("kind", [PaperKind.MARRIAGE, PaperKind.UNION, PaperKind.BIRTH])
@pytest.mark.parametrize("presented_by", PresentedBy)
def test_s36_s37_s38_d3_the_checklist_asks_for_exactly_what_applies(kind: PaperKind, presented_by: PresentedBy) -> None:
    codes = {PaperKind.MARRIAGE: "marriage", PaperKind.UNION: "union", PaperKind.BIRTH: "birth"}
    proxy = ["power", "proxy_identity"] if presented_by is PresentedBy.PROXY else []
    asked = [requirement.code for requirement in checklist(situation(kind, presented_by).case)]
    assert asked == ["solicitud", "affiliate_identity", "dependent_identity", codes[kind], *proxy]


def test_s36_what_is_required_keeps_the_order_of_the_page_and_nothing_shown_lacks_every_paper() -> None:
    case = situation(presented_by=PresentedBy.PROXY).case
    places = [REQUIREMENTS.index(requirement) for requirement in required_papers(case)]
    assert places == sorted(places)
    assert [finding.code for finding in find_missing(case, ())] == [
        "solicitud_missing",
        "affiliate_document_missing",
        "dependent_document_missing",
        "birth_missing",
        "power_missing",
        "proxy_document_missing",
    ]


def test_d15_a_paper_turned_away_blocks_with_the_printed_reason_and_is_no_refusal() -> None:
    finding = only(situation().with_paper(PaperKind.BIRTH, received=False, refusal_reason="Sello ilegible."))
    assert (finding.code, finding.severity, finding.rows) == ("not_received", BLOCKED, ("D15",))
    assert finding.text % finding.params == (
        "No se recibió el documento (certificado o acta de nacimiento): Sello ilegible."
    )


def test_s33_d15_an_electronic_signature_is_not_received_whatever_else_is_said() -> None:
    finding = only(situation().with_paper(PaperKind.SOLICITUD, signature=Signature.ELECTRONIC, received=False))
    assert (finding.code, finding.severity, finding.rows) == ("solicitud_electronic", BLOCKED, ("S33", "D15"))


@pytest.mark.parametrize("endorsed", [True, False])
def test_d4_s38_a_proxy_never_signs_and_no_endorsement_changes_that(endorsed: bool) -> None:
    shape = situation(presented_by=PresentedBy.PROXY).with_case(endorsement_in_force=endorsed)
    codes = [
        finding.code for finding in findings(shape.with_paper(PaperKind.SOLICITUD, signature=Signature.OF_ANOTHER))
    ]
    assert codes == ["solicitud_signed_by_another"] + ([] if endorsed else ["power_not_endorsed"])


def test_s38_without_endorsement_the_case_waits_for_the_legal_unit() -> None:
    finding = only(situation(presented_by=PresentedBy.PROXY).with_case(endorsement_in_force=False))
    assert (finding.code, finding.severity) == ("power_not_endorsed", Severity.PENDING)


def test_d7_of_several_papers_a_good_one_wins_and_of_equals_the_last() -> None:
    shape = situation()
    good = shape.paper(PaperKind.BIRTH)
    away = replace(good, received=False, refusal_reason="Rota")
    unread = replace(good, names_affiliate=None)
    assert shape.adding(away).findings() == ()
    assert shape.with_paper(PaperKind.BIRTH, received=False).adding(good).findings() == ()
    bad = shape.without(PaperKind.BIRTH)
    assert bad.adding(away, unread).findings() == (("birth", "affiliate_name_unconfirmed"),)
    assert bad.adding(unread, away).findings() == (("birth", "not_received"),)


def test_d15_the_gravest_severity_is_what_findings_come_to() -> None:
    clean, child = situation(), PaperKind.DEPENDENT_PASSPORT
    warned = clean.with_paper(child, valid_until=date(2020, 1, 1))
    blocked = warned.without(PaperKind.BIRTH)
    refused = blocked.with_dependent(has_cedula=True)
    pending = situation(PaperKind.ADOPTION).with_paper(PaperKind.ADOPTION, legal_look=False)
    assert [worst(findings(each)) for each in (clean, warned, pending, blocked, refused)] == [
        None,
        Severity.WARNS,
        Severity.PENDING,
        Severity.BLOCKS,
        Severity.REFUSES,
    ]


def test_s10_the_same_facts_give_the_same_findings() -> None:
    shape = situation().without(PaperKind.BIRTH).with_applicant(names=ANA.upper()).with_dependent(names=BRUNO.upper())
    assert findings(shape) == findings(shape)
    assert shape.findings() == (("birth", "birth_missing"),)
