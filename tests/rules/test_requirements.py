"""What single rows demand of a case, at their edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.rules.situations import (
    ANA,
    BRUNO,
    ORIGINS,
    TODAY,
    Origin,
    Situation,
    certificate,
    every_shape,
    situation,
)
from tests.rules.test_every_shape import ALL_FAULTS, SingleFault
from vinculo.rules.case import Copy, Formality, IdDocument, PaperKind, PresentedBy, Signature
from vinculo.rules.findings import Finding, Severity
from vinculo.rules.legal_basis import INSTRUMENTS
from vinculo.rules.person_checks import is_under_18
from vinculo.rules.requirements import REQUIREMENTS, checklist, missing, required, worst

PAGE = Path(__file__).parents[2] / "docs" / "spec" / "procedure-page.txt"
BLOCKED, PASSPORT = Severity.BLOCKS, PaperKind.AFFILIATE_PASSPORT


def page() -> str:
    return " ".join(PAGE.read_text(encoding="utf-8").split())


def found(shape: Situation) -> tuple[Finding, ...]:
    return missing(shape.case, shape.papers)


def only(shape: Situation) -> Finding:
    (finding,) = found(shape)
    return finding


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
    shape = next(shape for shape in every_shape() if fault.where(shape))
    finding = only(fault.make(shape))
    sentences = (finding.text % finding.params, finding.remedy % finding.params)
    assert [sentence for sentence in sentences if "%" in sentence or not sentence.strip()] == []
    assert any(instrument.citation in finding.basis for instrument in INSTRUMENTS)
    assert finding.rows


def test_s02_s03_s37_only_who_cannot_qualify_is_refused() -> None:
    """D15: everything else is corrected, pending or left to the officer."""
    refused = set()
    for fault in ALL_FAULTS:
        shape = next(shape for shape in every_shape() if fault.where(shape))
        if only(fault.make(shape)).severity is Severity.REFUSES:
            refused.add(fault.code)
    assert refused == {"has_code", "has_cedula"}
    ecuadorian = (
        situation().with_dependent(nationality="ECU").changed(PaperKind.DEPENDENT_PASSPORT, holder_nationality="ECU")
    )
    assert [(each.code, each.severity) for each in found(ecuadorian)] == [("ecuadorian", Severity.REFUSES)]
    grown = (
        situation()
        .with_dependent(birth_date=date(2000, 1, 1))
        .changed(PaperKind.DEPENDENT_PASSPORT, holder_birth_date=None)
    )
    assert [(each.code, each.severity) for each in found(grown)] == [("of_age", Severity.REFUSES)]


@pytest.mark.parametrize(
    ("birth", "on", "under"),
    [
        (date(2008, 12, 1), date(2026, 11, 30), True),
        (date(2008, 11, 30), date(2026, 11, 30), False),  # the 18th birthday itself
        (date(2008, 11, 29), date(2026, 11, 30), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),  # born on a leap day
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (date(2026, 11, 30), date(2026, 11, 30), True),
    ],
)
def test_d12_s37_a_child_is_under_18_until_the_eve_of_the_birthday(birth: date, on: date, under: bool) -> None:
    assert is_under_18(birth, on) is under


def test_d12_the_day_of_the_first_visit_counts_and_not_the_day_of_the_correction() -> None:
    shape = (
        situation()
        .with_dependent(birth_date=date(2008, 12, 1))
        .changed(PaperKind.DEPENDENT_PASSPORT, holder_birth_date=date(2008, 12, 1))
    )
    shape = shape.changed(PASSPORT, valid_until=TODAY)
    later = shape.with_case(seen_on=TODAY + timedelta(days=10))
    assert (shape.findings(), later.findings()) == ((), ())
    assert shape.with_case(judged_on=date(2026, 12, 1)).findings() == (
        ("affiliate_identity", "expired"),
        ("under_18", "of_age"),
    )


def test_d12_d13_a_certificate_issued_between_two_visits_is_not_from_the_future() -> None:
    fresh = situation().changed(PaperKind.BIRTH, issued_on=TODAY + timedelta(days=3))
    assert fresh.findings() == (("birth", "issued_in_future"),)
    assert fresh.with_case(seen_on=TODAY + timedelta(days=3)).findings() == ()


@pytest.mark.parametrize("kind", [PaperKind.MARRIAGE, PaperKind.UNION, PaperKind.BIRTH])
@pytest.mark.parametrize("presented_by", PresentedBy)
def test_s36_s37_s38_d3_the_checklist_asks_for_exactly_what_applies(kind: PaperKind, presented_by: PresentedBy) -> None:
    codes = {PaperKind.MARRIAGE: "marriage", PaperKind.UNION: "union", PaperKind.BIRTH: "birth"}
    proxy = ["power", "proxy_identity"] if presented_by is PresentedBy.PROXY else []
    asked = [requirement.code for requirement in checklist(situation(kind, presented_by).case)]
    assert asked == ["solicitud", "affiliate_identity", "dependent_identity", codes[kind], *proxy]


def test_s36_what_is_required_keeps_the_order_of_the_page_and_nothing_shown_lacks_every_paper() -> None:
    case = situation(presented_by=PresentedBy.PROXY).case
    places = [REQUIREMENTS.index(requirement) for requirement in required(case)]
    assert places == sorted(places)
    assert [finding.code for finding in missing(case, ())] == [
        "solicitud_missing",
        "affiliate_document_missing",
        "dependent_document_missing",
        "birth_missing",
        "power_missing",
        "proxy_document_missing",
    ]


def test_d1_the_swapped_certificates_are_told_plainly_and_cite_the_contradiction() -> None:
    spouse = situation(PaperKind.MARRIAGE).without(PaperKind.MARRIAGE).adding(certificate(PaperKind.BIRTH))
    child = situation().without(PaperKind.BIRTH).adding(certificate(PaperKind.MARRIAGE))
    assert [(only(each).code, only(each).rows, only(each).severity) for each in (spouse, child)] == [
        ("birth_instead_of_marriage", ("S36", "D1"), BLOCKED),
        ("marriage_instead_of_birth", ("S37", "D1"), BLOCKED),
    ]
    assert "La página del trámite los nombraba al revés" in only(spouse).text


def test_d1_a_wrong_certificate_beside_the_right_one_does_no_harm() -> None:
    assert situation(PaperKind.MARRIAGE).adding(certificate(PaperKind.BIRTH)).findings() == ()


def test_d15_a_paper_turned_away_blocks_with_the_printed_reason_and_is_no_refusal() -> None:
    finding = only(situation().changed(PaperKind.BIRTH, received=False, refusal_reason="Sello ilegible."))
    assert (finding.code, finding.severity, finding.rows) == ("not_received", BLOCKED, ("D15",))
    assert finding.text % finding.params == (
        "No se recibió el documento (certificado o acta de nacimiento): Sello ilegible."
    )


def test_s33_d15_an_electronic_signature_is_not_received_whatever_else_is_said() -> None:
    finding = only(situation().changed(PaperKind.SOLICITUD, signature=Signature.ELECTRONIC, received=False))
    assert (finding.code, finding.severity, finding.rows) == ("solicitud_electronic", BLOCKED, ("S33", "D15"))


@pytest.mark.parametrize("endorsed", [True, False])
def test_d4_s38_a_proxy_never_signs_and_no_endorsement_changes_that(endorsed: bool) -> None:
    shape = situation(presented_by=PresentedBy.PROXY).with_case(endorsement_in_force=endorsed)
    codes = [finding.code for finding in found(shape.changed(PaperKind.SOLICITUD, signature=Signature.OF_ANOTHER))]
    assert codes == ["solicitud_signed_by_another"] + ([] if endorsed else ["power_not_endorsed"])


def test_s38_without_endorsement_the_case_waits_for_the_legal_unit() -> None:
    finding = only(situation(presented_by=PresentedBy.PROXY).with_case(endorsement_in_force=False))
    assert (finding.code, finding.severity) == ("power_not_endorsed", Severity.PENDING)


def test_s37_an_adoption_waits_for_the_look_of_the_legal_unit() -> None:
    finding = only(situation(PaperKind.ADOPTION).changed(PaperKind.ADOPTION, legal_look=False))
    assert (finding.code, finding.severity) == ("adoption_needs_legal_look", Severity.PENDING)


def test_s16_the_union_deed_serves_the_partner_and_not_the_spouse() -> None:
    partner, spouse = situation(PaperKind.UNION), situation(PaperKind.MARRIAGE)
    swapped = spouse.without(PaperKind.MARRIAGE).adding(partner.paper(PaperKind.UNION))
    assert partner.findings() == ()
    assert swapped.findings() == (("marriage", "union_instead_of_marriage"),)


@pytest.mark.parametrize(("visa", "kind"), [("affiliate_visa", "affiliate"), ("dependent_visa", "dependent")])
def test_s15_d2_a_visa_serves_only_where_it_is_recorded_that_there_is_no_passport(visa: str, kind: str) -> None:
    shape = situation(**{visa: True})  # type: ignore[arg-type]
    bare = shape.changed(PaperKind(f"{kind}_visa"), no_passport=False)
    assert (shape.findings(), bare.findings()) == ((), ((f"{kind}_identity", "visa_without_reason"),))


@pytest.mark.parametrize(
    ("fields", "code", "severity"),
    [
        ({"number": "NEW777777"}, "document_renewed", Severity.WARNS),
        ({"number": "NEW777777", "holder_names": "RESTREPO GOMEZ ANA MARIA"}, "document_renewed", Severity.WARNS),
        ({"number": "NEW777777", "country": "VEN"}, "document_not_registered", BLOCKED),
        ({"number": "AN123456", "country": "VEN"}, "document_not_registered", BLOCKED),
    ],
)
def test_s34_a_document_that_is_not_registered(fields: dict[str, str], code: str, severity: Severity) -> None:
    finding = only(situation().changed(PASSPORT, **fields))
    assert (finding.code, finding.severity) == (code, severity)


def test_s34_an_unknown_number_with_other_or_no_names_is_not_the_affiliates() -> None:
    other = situation().changed(PASSPORT, number="NEW777777", holder_names="Otra Persona")
    assert other.findings() == (
        ("affiliate_identity", "document_not_registered"),
        ("affiliate_identity", "affiliate_names_differ"),
    )
    nameless = situation().changed(PASSPORT, number="NEW777777", holder_names="")
    assert nameless.findings() == (("affiliate_identity", "document_not_registered"),)


@pytest.mark.parametrize("number", ["AN123456", "an 123-456", "ＡＮ１２３４５６", "AN000001"])
def test_s34_every_registered_number_serves_however_it_is_typed(number: str) -> None:
    assert situation().changed(PASSPORT, number=number).findings() == ()


def test_s34_a_first_visa_of_a_registered_person_is_an_update() -> None:
    documents = (IdDocument(kind="passport", number="AN123456", country="COL"),)
    shape = situation(affiliate_visa=True).with_applicant(documents=documents)
    assert shape.findings() == (("affiliate_identity", "document_renewed"),)
    stranger = shape.changed(PaperKind.AFFILIATE_VISA, holder_nationality="PER")
    assert stranger.findings() == (("affiliate_identity", "document_not_registered"),)


def test_s34_where_no_document_is_registered_the_names_decide() -> None:
    assert situation().with_applicant(documents=()).findings() == (("affiliate_identity", "document_renewed"),)


def test_s34_valid_on_the_day_itself_and_expired_the_day_after() -> None:
    shape = situation()
    assert shape.changed(PASSPORT, valid_until=TODAY).findings() == ()
    assert only(shape.changed(PASSPORT, valid_until=TODAY - timedelta(days=1))).severity is BLOCKED


def test_s35_a_dependents_expired_document_warns_only() -> None:
    finding = only(situation().changed(PaperKind.DEPENDENT_PASSPORT, valid_until=date(2020, 1, 1)))
    assert (finding.code, finding.severity) == ("dependent_document_expired", Severity.WARNS)


@pytest.mark.parametrize("read", ["RESTREPO DIAZ BRUNO", "Díaz Restrepo, Bruno", "bruno restrepo diaz"])
def test_s35_other_order_marks_and_case_are_the_same_name(read: str) -> None:
    assert situation().changed(PaperKind.DEPENDENT_PASSPORT, holder_names=read).findings() == ()


@pytest.mark.parametrize("read", ["XXA", "XXB", "XXC", "XXX", "COL"])
def test_s35_a_refugees_document_contradicts_no_nationality(read: str) -> None:
    assert situation().changed(PaperKind.DEPENDENT_PASSPORT, holder_nationality=read).findings() == ()


def test_s35_germanys_code_of_the_readable_zone_is_germany() -> None:
    shape = situation().with_dependent(nationality="DEU")
    assert shape.changed(PaperKind.DEPENDENT_PASSPORT, holder_nationality="D<<").findings() == ()


def test_d7_of_several_papers_a_good_one_wins_and_of_equals_the_last() -> None:
    shape = situation()
    good = shape.paper(PaperKind.BIRTH)
    away = replace(good, received=False, refusal_reason="Rota")
    unread = replace(good, names_affiliate=None)
    assert shape.adding(away).findings() == ()
    assert shape.changed(PaperKind.BIRTH, received=False).adding(good).findings() == ()
    bad = shape.without(PaperKind.BIRTH)
    assert bad.adding(away, unread).findings() == (("birth", "affiliate_name_unconfirmed"),)
    assert bad.adding(unread, away).findings() == (("birth", "not_received"),)


def test_d7_a_pending_adoption_wins_over_a_birth_certificate_that_blocks_and_loses_to_a_good_one() -> None:
    shape = situation(PaperKind.ADOPTION).changed(PaperKind.ADOPTION, legal_look=False)
    good = certificate(PaperKind.BIRTH)
    assert shape.adding(replace(good, original_seen=False)).findings() == (("birth", "adoption_needs_legal_look"),)
    assert shape.adding(good).findings() == ()


def test_d5_an_old_certificate_of_a_new_party_serves_legalised_or_apostilled() -> None:
    said = {
        formality: situation(origin=Origin("VNM", date(2020, 1, 1), "es", formality, False)).findings()
        for formality in Formality
    }
    assert said == {
        Formality.NONE: (("birth", "apostille_missing"),),
        Formality.APOSTILLE: (),
        Formality.LEGALISATION: (),
    }


def test_d5_the_issuing_country_decides_and_not_the_nationality() -> None:
    haitian_paper_of_a_colombian = situation(origin=ORIGINS[4]).changed(PaperKind.BIRTH, formality=Formality.APOSTILLE)
    assert haitian_paper_of_a_colombian.findings() == (("birth", "legalisation_missing"),)


def test_d13_several_things_missing_on_one_certificate_are_all_told_in_order() -> None:
    blank = situation().changed(
        PaperKind.BIRTH, issuing_authority="", country="", issued_on=None, language="", names_affiliate=None,
        names_dependent=None, original_seen=False,
    )  # fmt: skip
    assert [code for _, code in blank.findings()] == [
        "authority_missing",
        "country_missing",
        "issue_date_missing",
        "language_missing",
        "affiliate_name_unconfirmed",
        "dependent_name_unconfirmed",
        "original_missing",
    ]


def test_d15_the_gravest_severity_is_what_findings_come_to() -> None:
    clean, child = situation(), PaperKind.DEPENDENT_PASSPORT
    warned = clean.changed(child, valid_until=date(2020, 1, 1))
    blocked = warned.without(PaperKind.BIRTH)
    refused = blocked.with_dependent(has_cedula=True)
    pending = situation(PaperKind.ADOPTION).changed(PaperKind.ADOPTION, legal_look=False)
    assert [worst(found(each)) for each in (clean, warned, pending, blocked, refused)] == [
        None,
        Severity.WARNS,
        Severity.PENDING,
        Severity.BLOCKS,
        Severity.REFUSES,
    ]


def test_s10_the_same_facts_give_the_same_findings() -> None:
    shape = situation().without(PaperKind.BIRTH).with_applicant(names=ANA.upper()).with_dependent(names=BRUNO.upper())
    assert found(shape) == found(shape)
    assert shape.findings() == (("birth", "birth_missing"),)


@pytest.mark.parametrize(("days", "codes"), [(0, ()), (1, (("dependent_identity", "birth_in_future"),))])
def test_d8_a_birth_date_in_the_future_is_a_slip(days: int, codes: tuple[tuple[str, str], ...]) -> None:
    born = TODAY + timedelta(days=days)
    child = situation(PaperKind.MARRIAGE).with_dependent(birth_date=born)
    child = child.changed(PaperKind.DEPENDENT_PASSPORT, holder_birth_date=born)
    assert child.findings() == codes
    assert child.with_case(seen_on=born).findings() == ()


def test_s37_a_certificate_of_the_day_of_birth_serves() -> None:
    shape = situation(origin=Origin("ECU", date(2015, 3, 14), "es", Formality.NONE, False))
    assert shape.findings() == ()


def test_s34_a_visa_number_is_not_the_number_of_a_passport() -> None:
    shape = situation(affiliate_visa=True).changed(PaperKind.AFFILIATE_VISA, number="AN123456")
    assert shape.findings() == (("affiliate_identity", "document_renewed"),)


def test_s34_a_renewed_visa_needs_no_nationality_where_a_visa_is_registered() -> None:
    shape = situation(affiliate_visa=True).changed(PaperKind.AFFILIATE_VISA, number="NEW1", holder_nationality="")
    assert shape.findings() == (("affiliate_identity", "document_renewed"),)


def test_s34_s36_no_copy_is_needed_of_what_ecuador_itself_issued() -> None:
    shape = situation(affiliate_visa=True, origin=ORIGINS[0]).changed(PaperKind.AFFILIATE_VISA, country="")
    assert shape.findings() == ()
    assert shape.changed(PaperKind.BIRTH, copy=Copy.NOT_NEEDED).findings() == ()


def test_d5_d12_an_apostille_of_a_country_that_joined_between_two_visits_serves() -> None:
    shape = situation(origin=Origin("VNM", date(2020, 1, 1), "es", Formality.APOSTILLE, False))
    first = shape.with_case(judged_on=date(2026, 9, 1))
    assert first.findings() == (("birth", "legalisation_missing"),)
    assert first.with_case(seen_on=date(2026, 9, 11)).findings() == ()


def test_d1_of_two_wrong_certificates_the_last_one_is_spoken_of() -> None:
    bare = situation().without(PaperKind.BIRTH)
    wrong = certificate(PaperKind.MARRIAGE), certificate(PaperKind.UNION)
    assert bare.adding(*wrong).findings() == (("birth", "union_instead_of_birth"),)
    assert bare.adding(*reversed(wrong)).findings() == (("birth", "marriage_instead_of_birth"),)
