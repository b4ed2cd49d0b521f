"""At which day age, validity and apostille are judged (D12)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.rules.cases.situations import TODAY, Origin, only, situation
from vinculo.rules.cases.facts import Formality
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements.findings import Severity
from vinculo.rules.cases.requirements.person_checks import is_under_18

BLOCKED, PASSPORT = Severity.BLOCKS, PaperKind.AFFILIATE_PASSPORT


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
        .with_paper(PaperKind.DEPENDENT_PASSPORT, holder_birth_date=date(2008, 12, 1))
    )
    shape = shape.with_paper(PASSPORT, valid_until=TODAY)
    later = shape.with_case(seen_on=TODAY + timedelta(days=10))
    assert (shape.findings(), later.findings()) == ((), ())
    assert shape.with_case(judged_on=date(2026, 12, 1)).findings() == (
        ("affiliate_identity", "expired"),
        ("under_18", "of_age"),
    )


def test_d12_d13_a_certificate_issued_between_two_visits_is_not_from_the_future() -> None:
    fresh = situation().with_paper(PaperKind.BIRTH, issued_on=TODAY + timedelta(days=3))
    assert fresh.findings() == (("birth", "issued_in_future"),)
    assert fresh.with_case(seen_on=TODAY + timedelta(days=3)).findings() == ()


def test_s34_valid_on_the_day_itself_and_expired_the_day_after() -> None:
    shape = situation()
    assert shape.with_paper(PASSPORT, valid_until=TODAY).findings() == ()
    assert only(shape.with_paper(PASSPORT, valid_until=TODAY - timedelta(days=1))).severity is BLOCKED


@pytest.mark.parametrize(("days", "codes"), [(0, ()), (1, (("dependent_identity", "birth_in_future"),))])
def test_d8_a_birth_date_in_the_future_is_a_mistake(days: int, codes: tuple[tuple[str, str], ...]) -> None:
    born = TODAY + timedelta(days=days)
    child = situation(PaperKind.MARRIAGE).with_dependent(birth_date=born)
    child = child.with_paper(PaperKind.DEPENDENT_PASSPORT, holder_birth_date=born)
    child = child.with_case(looks={"partner_under_18": "agreed"})
    assert [each for each in child.findings() if each[1] != "partner_under_18"] == list(codes)
    assert child.with_case(seen_on=born).findings() == (("marriage", "partner_under_18"),)


def test_s37_a_certificate_of_the_day_of_birth_serves() -> None:
    shape = situation(origin=Origin("COL", date(2015, 3, 14), "es", Formality.APOSTILLE, False))
    assert shape.findings() == ()


def test_d5_d12_an_apostille_of_a_country_that_joined_between_two_visits_serves() -> None:
    shape = situation(origin=Origin("VNM", date(2020, 1, 1), "es", Formality.APOSTILLE, False))
    first = shape.with_case(judged_on=date(2026, 9, 1))
    assert first.findings() == (("birth", "legalisation_missing"),)
    assert first.with_case(seen_on=date(2026, 9, 11)).findings() == ()
