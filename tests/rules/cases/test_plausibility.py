"""What is seldom so (D22, D23): the findings, their limits to the day, and what a look at them changes."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from tests.rules.cases.situations import ANA_BIRTH, ORIGINS, TODAY, Situation, findings, only, situation
from tests.rules.cases.test_every_shape import affiliate_born, change_birth_date
from vinculo.rules.cases.agreements import ONLY_SUPERVISORS, AgreementState
from vinculo.rules.cases.facts import ExecutedBy, Link
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.cases.requirements.plausibility_checks import LOOKS

SPOUSE = situation(PaperKind.MARRIAGE)
SHAPES = {
    "ecuadorian_by_birth": situation(origin=ORIGINS[0]),
    "ecuadorian_origin": situation().with_dependent(ecuadorian_origin=True),
    "partner_under_18": change_birth_date(date(2018, 1, 1))(SPOUSE),
    "second_partner": SPOUSE.with_case(other_partner=True),
    "certificate_too_early": change_birth_date(date(2008, 1, 1))(SPOUSE),
    "parent_too_young": affiliate_born(date(2014, 3, 14))(situation()),
}
# What the finding does before anybody was asked; afterwards it is the same for all.
BEFORE = {code: Severity.BLOCKS if code.startswith("ecuadorian") else Severity.PENDING for code in SHAPES}
AFTER = {
    AgreementState.WAITING: Severity.PENDING,
    AgreementState.AGREED: Severity.WARNS,
    AgreementState.DISAGREED: Severity.BLOCKS,
}


@pytest.mark.parametrize(("code", "state"), list(product(SHAPES, ["", *AgreementState])))
def test_d22_d23_every_finding_as_the_look_at_it_stands(code: str, state: str) -> None:
    """A request that lapsed or was withdrawn leaves the finding as it was; none ever refuses (D15)."""
    finding = only(SHAPES[code].with_case(looks={code: state}))
    assert finding.code == code
    assert finding.severity is AFTER.get(AgreementState(state) if state else AgreementState.LAPSED, BEFORE[code])


@pytest.mark.parametrize("code", SHAPES)
def test_d22_d23_a_look_at_one_finding_says_nothing_of_another(code: str) -> None:
    others = dict.fromkeys(set(LOOKS) - {code}, AgreementState.AGREED.value)
    assert only(SHAPES[code].with_case(looks=others)).severity is BEFORE[code]


def test_d22_d23_each_finding_that_is_decided_elsewhere_has_a_shape_and_no_officer_decides_it() -> None:
    assert set(SHAPES) == set(LOOKS)
    assert set(LOOKS.values()) <= ONLY_SUPERVISORS


def test_d22_a_birth_registered_at_an_ecuadorian_consulate_is_one_of_an_ecuadorian() -> None:
    for country in ("ESP", "USA"):
        shape = situation().with_paper(PaperKind.BIRTH, country=country, executed_by=ExecutedBy.ECUADORIAN_CONSUL)
        finding = next(each for each in findings(shape) if each.code in LOOKS)
        assert (finding.code, finding.severity) == ("ecuadorian_by_birth", Severity.BLOCKS)
        assert "consulado del Ecuador" in finding.text
    of_spain = situation().with_paper(PaperKind.BIRTH, executed_by=ExecutedBy.FOREIGN_CONSUL)
    assert not {each.code for each in findings(of_spain)} & set(LOOKS)


def test_d22_an_adoption_or_a_marriage_of_ecuador_says_nothing_of_a_birth_here() -> None:
    for kind in (PaperKind.ADOPTION, PaperKind.MARRIAGE, PaperKind.UNION):
        assert situation(kind, origin=ORIGINS[0]).findings() == ()


def on_the_day(shape: Situation, day: date) -> tuple[str, ...]:
    return tuple(code for _requirement, code in shape.with_case(judged_on=day, seen_on=TODAY).findings())


def test_d23_a_spouse_is_of_age_on_the_eighteenth_birthday() -> None:
    shape = change_birth_date(date(2008, 11, 30))(SPOUSE).with_paper(PaperKind.MARRIAGE, issued_on=TODAY)
    assert on_the_day(shape, TODAY) == ()
    assert on_the_day(shape, date(2026, 11, 29)) == ("partner_under_18",)


def test_d23_a_certificate_counts_from_the_eighteenth_birthday_of_both() -> None:
    shape = change_birth_date(date(2002, 5, 4))(SPOUSE)
    assert shape.findings() == ()  # issued on the birthday itself
    early = shape.with_paper(PaperKind.MARRIAGE, issued_on=date(2020, 5, 3))
    assert (only(early).params["issued_on"], only(early).params["birth_date"]) == ("03/05/2020", "04/05/2002")
    of_the_affiliate = SPOUSE.with_paper(PaperKind.MARRIAGE, issued_on=date(2008, 5, 19))
    assert only(of_the_affiliate).params["birth_date"] == f"{ANA_BIRTH:%d/%m/%Y}"


def test_d23_an_affiliate_who_is_under_18_still_is_married_too_early() -> None:
    of_seventeen = affiliate_born(date(2009, 5, 20))(SPOUSE).with_paper(PaperKind.MARRIAGE, issued_on=date(2026, 5, 4))
    assert (only(of_seventeen).code, only(of_seventeen).params["birth_date"]) == ("certificate_too_early", "20/05/2009")


@pytest.mark.parametrize(("shape", "code"), [(situation(), "parent_too_young"), (SPOUSE, "certificate_too_early")])
def test_d23_without_a_birth_date_in_the_registry_the_one_of_the_document_counts(shape: Situation, code: str) -> None:
    unknown = shape.with_applicant(birth_date=None)
    young = unknown.with_applicant(read_birth_date=date(2008, 5, 20) if code[0] == "c" else date(2014, 3, 14))
    before = {each.code for each in findings(unknown)}
    assert {each.code for each in findings(young)} - before == {code}
    assert shape.with_applicant(read_birth_date=date(2014, 3, 14)).findings() == ()  # the registry has one


def test_d23_a_parent_of_twelve_is_old_enough() -> None:
    assert affiliate_born(date(2003, 3, 14))(situation()).findings() == ()
    assert only(affiliate_born(date(2003, 3, 15))(situation())).code == "parent_too_young"
    assert only(affiliate_born(date(2016, 1, 1))(situation())).code == "parent_too_young"  # born after the child


def test_d23_a_child_has_no_other_partner_and_a_partner_no_young_parent() -> None:
    assert situation().with_case(other_partner=True).findings() == ()
    young = affiliate_born(date(1985, 1, 1))(SPOUSE)
    assert young.case.dependent.link is Link.SPOUSE
    assert young.findings() == ()
