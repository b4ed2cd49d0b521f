"""The certificate that proves the link: which one, from where, and what it says (S16, S36, S37, D1, D5, D13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.rules.cases.situations import ORIGINS, Origin, certificate, only, situation
from vinculo.rules.cases.facts import Copy, Formality
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements.findings import Severity

BLOCKED = Severity.BLOCKS


def test_d1_the_swapped_certificates_are_told_plainly_and_cite_the_contradiction() -> None:
    spouse = situation(PaperKind.MARRIAGE).without(PaperKind.MARRIAGE).adding(certificate(PaperKind.BIRTH))
    child = situation().without(PaperKind.BIRTH).adding(certificate(PaperKind.MARRIAGE))
    assert [(only(each).code, only(each).rows, only(each).severity) for each in (spouse, child)] == [
        ("birth_instead_of_marriage", ("S36", "D1"), BLOCKED),
        ("marriage_instead_of_birth", ("S37", "D1"), BLOCKED),
    ]
    assert (
        "En versiones anteriores de la página del trámite estos dos certificados aparecían al revés"
        in only(spouse).text
    )


def test_d1_a_wrong_certificate_beside_the_right_one_changes_nothing() -> None:
    assert situation(PaperKind.MARRIAGE).adding(certificate(PaperKind.BIRTH)).findings() == ()


def test_s37_an_adoption_waits_for_the_look_of_the_legal_unit() -> None:
    finding = only(situation(PaperKind.ADOPTION).with_paper(PaperKind.ADOPTION, legal_look=False))
    assert (finding.code, finding.severity) == ("adoption_needs_legal_look", Severity.PENDING)


def test_s16_the_union_deed_serves_the_partner_and_not_the_spouse() -> None:
    partner, spouse = situation(PaperKind.UNION), situation(PaperKind.MARRIAGE)
    swapped = spouse.without(PaperKind.MARRIAGE).adding(partner.paper(PaperKind.UNION))
    assert partner.findings() == ()
    assert swapped.findings() == (("marriage", "union_instead_of_marriage"),)


def test_d7_a_pending_adoption_wins_over_a_birth_certificate_that_blocks_and_loses_to_a_good_one() -> None:
    shape = situation(PaperKind.ADOPTION).with_paper(PaperKind.ADOPTION, legal_look=False)
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
        Formality.MINISTRY: (("birth", "apostille_missing"),),
    }


@pytest.mark.parametrize(
    ("country", "formality", "code"),
    [
        ("COL", Formality.APOSTILLE, ""),
        ("COL", Formality.LEGALISATION, "apostille_missing"),
        ("HTI", Formality.APOSTILLE, "legalisation_missing"),
        ("HTI", Formality.LEGALISATION, ""),
    ],
)
def test_s36_d5_the_formality_of_the_other_kind_does_not_serve(country: str, formality: Formality, code: str) -> None:
    deed = situation(PaperKind.MARRIAGE, origin=Origin(country, date(2020, 1, 1), "es", formality, False))
    assert deed.findings() == ((("marriage", code),) if code else ())


def test_d5_the_issuing_country_decides_and_not_the_nationality() -> None:
    haitian_paper_of_a_colombian = situation(origin=ORIGINS[4]).with_paper(
        PaperKind.BIRTH, formality=Formality.APOSTILLE
    )
    assert haitian_paper_of_a_colombian.findings() == (("birth", "legalisation_missing"),)


def test_d13_several_things_missing_on_one_certificate_are_all_told_in_order() -> None:
    blank = situation().with_paper(
        PaperKind.BIRTH,
        issuing_authority="",
        country="",
        issued_on=None,
        language="",
        names_affiliate=None,
        names_dependent=None,
        original_seen=False,
    )
    assert [code for _, code in blank.findings()] == [
        "authority_missing",
        "country_missing",
        "issue_date_missing",
        "language_missing",
        "affiliate_name_unconfirmed",
        "dependent_name_unconfirmed",
        "original_missing",
    ]


def test_s34_s36_no_copy_is_needed_of_what_ecuador_itself_issued() -> None:
    for kind in (PaperKind.MARRIAGE, PaperKind.ADOPTION):
        shape = situation(kind, affiliate_visa=True, origin=ORIGINS[0]).with_paper(PaperKind.AFFILIATE_VISA, country="")
        assert shape.findings() == ()
        assert shape.with_paper(kind, copy=Copy.NOT_NEEDED).findings() == ()
    birth = situation(origin=ORIGINS[0]).with_paper(PaperKind.BIRTH, copy=Copy.NOT_NEEDED)
    assert birth.findings() == (("birth", "ecuadorian_by_birth"),)  # D22, and nothing of the copy


def test_d1_of_two_wrong_certificates_the_last_one_is_spoken_of() -> None:
    bare = situation().without(PaperKind.BIRTH)
    wrong = certificate(PaperKind.MARRIAGE), certificate(PaperKind.UNION)
    assert bare.adding(*wrong).findings() == (("birth", "union_instead_of_birth"),)
    assert bare.adding(*reversed(wrong)).findings() == (("birth", "marriage_instead_of_birth"),)
