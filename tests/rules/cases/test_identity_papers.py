"""Passports and visas, of the applicant and of the dependent (S15, S34, S35, D2)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.rules.cases.situations import only, situation
from vinculo.rules.cases.facts import IdDocument
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements.findings import Severity

BLOCKED, PASSPORT = Severity.BLOCKS, PaperKind.AFFILIATE_PASSPORT


@pytest.mark.parametrize(("visa", "kind"), [("affiliate_visa", "affiliate"), ("dependent_visa", "dependent")])
def test_s15_d2_a_visa_serves_only_where_it_is_recorded_that_there_is_no_passport(visa: str, kind: str) -> None:
    shape = situation(**{visa: True})  # type: ignore[arg-type]
    bare = shape.with_paper(PaperKind(f"{kind}_visa"), no_passport=False)
    assert (shape.findings(), bare.findings()) == ((), ((f"{kind}_identity", "visa_without_reason"),))


@pytest.mark.parametrize(
    ("fields", "code", "severity"),
    [
        ({"number": "NEW777777"}, "document_renewed", Severity.WARNS),
        ({"number": "NEW777777", "holder_names": "RESTREPO GOMEZ ANA MARIA"}, "document_renewed", Severity.WARNS),
        ({"number": "NEW777777", "country": "VEN"}, "identity_to_confirm", Severity.PENDING),
        ({"number": "AN123456", "country": "VEN"}, "identity_to_confirm", Severity.PENDING),
        ({"number": "NEW777777", "holder_birth_date": date(1975, 11, 11)}, "identity_contradicts", BLOCKED),
        ({"number": "NEW777777", "holder_sex": "M"}, "identity_contradicts", BLOCKED),
        ({"number": "NEW777777", "holder_birth_date": None}, "holder_birth_date_missing", BLOCKED),
    ],
)
def test_s34_a_document_that_is_not_registered(fields: dict[str, str], code: str, severity: Severity) -> None:
    finding = only(situation().with_paper(PASSPORT, **fields))
    assert (finding.code, finding.severity) == (code, severity)


def test_s34_an_unknown_number_with_other_or_no_names_is_not_the_affiliates() -> None:
    born = {"holder_birth_date": date(1975, 11, 11)}
    other = situation().with_paper(PASSPORT, number="NEW777777", holder_names="Otra Persona", **born)
    assert other.findings() == (
        ("affiliate_identity", "document_not_registered"),
        ("affiliate_identity", "affiliate_names_differ"),
    )
    nameless = situation().with_paper(PASSPORT, number="NEW777777", holder_names="", **born)
    assert nameless.findings() == (("affiliate_identity", "document_not_registered"),)


@pytest.mark.parametrize("number", ["AN123456", "an 123-456", "ＡＮ１２３４５６", "AN000001"])
def test_s34_every_registered_number_serves_however_it_is_typed(number: str) -> None:
    assert situation().with_paper(PASSPORT, number=number).findings() == ()


def test_s34_a_first_visa_of_a_registered_person_is_an_update() -> None:
    documents = (IdDocument(kind="passport", number="AN123456", country="COL"),)
    shape = situation(affiliate_visa=True).with_applicant(documents=documents)
    assert shape.findings() == (("affiliate_identity", "document_renewed"),)
    stranger = shape.with_paper(PaperKind.AFFILIATE_VISA, holder_nationality="PER")
    assert stranger.findings() == (("affiliate_identity", "identity_to_confirm"),)


def test_s34_where_no_document_is_registered_names_and_birth_date_decide() -> None:
    bare = situation().with_applicant(documents=())
    assert bare.findings() == (("affiliate_identity", "document_renewed"),)
    assert bare.with_applicant(birth_date=None).findings() == (("affiliate_identity", "identity_to_confirm"),)


def test_s35_a_dependents_expired_document_warns_only() -> None:
    finding = only(situation().with_paper(PaperKind.DEPENDENT_PASSPORT, valid_until=date(2020, 1, 1)))
    assert (finding.code, finding.severity) == ("dependent_document_expired", Severity.WARNS)


@pytest.mark.parametrize("read", ["RESTREPO DIAZ BRUNO", "Díaz Restrepo, Bruno", "bruno restrepo diaz"])
def test_s35_other_order_marks_and_case_are_the_same_name(read: str) -> None:
    assert situation().with_paper(PaperKind.DEPENDENT_PASSPORT, holder_names=read).findings() == ()


@pytest.mark.parametrize("read", ["XXA", "XXB", "XXC", "XXX", "COL"])
def test_s35_a_refugees_document_contradicts_no_nationality(read: str) -> None:
    assert situation().with_paper(PaperKind.DEPENDENT_PASSPORT, holder_nationality=read).findings() == ()


def test_s35_germanys_code_of_the_readable_zone_is_germany() -> None:
    shape = situation().with_dependent(nationality="DEU")
    assert shape.with_paper(PaperKind.DEPENDENT_PASSPORT, holder_nationality="D<<").findings() == ()


def test_s34_a_visa_number_is_not_the_number_of_a_passport() -> None:
    shape = situation(affiliate_visa=True).with_paper(PaperKind.AFFILIATE_VISA, number="AN123456")
    assert shape.findings() == (("affiliate_identity", "document_renewed"),)


def test_s34_a_renewed_visa_needs_no_nationality_where_a_visa_is_registered() -> None:
    shape = situation(affiliate_visa=True).with_paper(PaperKind.AFFILIATE_VISA, number="NEW1", holder_nationality="")
    assert shape.findings() == (("affiliate_identity", "document_renewed"),)
