"""The list of what to bring: exactly this case, in the order of the page, and what need not be brought (D31)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from unittest.mock import patch

import pytest

from vinculo.rules.cases.bringing.lines import Line
from vinculo.rules.cases.bringing.model import Answers, BringList, Visit
from vinculo.rules.cases.bringing.required import is_brought, list_papers
from vinculo.rules.cases.facts import Applicant, Case, Dependent, Link, PresentedBy
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements.evaluate import REQUIREMENTS, required_papers
from vinculo.rules.cases.requirements.model import Requirement
from vinculo.rules.cases.requirements.procedures import TABLES

TUESDAY = date(2026, 12, 1)
ORDER = [row.code for row in REQUIREMENTS]
KNOWN = Answers(
    link=Link.CHILD,
    affiliate_passport=True,
    dependent_passport=True,
    country="COL",
    issued_on=date(2020, 5, 6),
    birth_date=date(2015, 3, 14),
)


def of(*dependents: Answers, by_proxy: bool = False, day: date = TUESDAY) -> BringList:
    return list_papers(Visit(dependents=dependents, attended_on=day, by_proxy=by_proxy, booked=True))


def codes(bring: BringList) -> list[str]:
    return [item.code for item in bring.items]


def texts(lines: tuple[Line, ...]) -> str:
    return " ".join(line.text for line in lines)


@pytest.mark.parametrize(("link", "who"), list(product(Link, PresentedBy)))
def test_d31_an_answered_case_is_asked_for_exactly_what_the_table_requires(link: Link, who: PresentedBy) -> None:
    case = Case(
        applicant=Applicant(code="", names=""), dependent=Dependent(link=link), judged_on=TUESDAY, presented_by=who
    )
    asked = [row.code for row in required_papers(case) if is_brought(row)]
    bring = of(replace(KNOWN, link=link), by_proxy=who is PresentedBy.PROXY)
    assert (codes(bring), bring.open_questions) == (asked, ())


FAMILIES = [
    (Answers(),),
    (Answers(), Answers(), Answers()),
    (KNOWN, Answers()),
    (replace(KNOWN, link=Link.SPOUSE), KNOWN, replace(KNOWN, link=Link.PARTNER)),
]


@pytest.mark.parametrize(("family", "by_proxy"), list(product(FAMILIES, [False, True])))
def test_d31_every_list_stands_in_the_order_of_the_page(family: tuple[Answers, ...], by_proxy: bool) -> None:
    places = [ORDER.index(code) for code in codes(of(*family, by_proxy=by_proxy))]
    assert places == sorted(places)


def test_d31_the_papers_of_a_proxy_stand_after_those_of_every_link() -> None:
    assert codes(of(Answers(), by_proxy=True))[-5:] == ["marriage", "union", "birth", "power", "proxy_identity"]


def test_d31_each_of_several_dependents_has_papers_of_its_own_and_the_affiliates_stand_once() -> None:
    spouse = replace(KNOWN, link=Link.SPOUSE, dependent_passport=False)
    keys = [item.key for item in of(spouse, KNOWN).items]
    assert keys == [
        "solicitud-1",
        "solicitud-2",
        "affiliate_code-0",
        "affiliate_identity-0",
        "dependent_identity-1",
        "dependent_identity-2",
        "marriage-1",
        "birth-2",
    ]


def test_d2_d31_a_visa_is_named_where_there_is_no_passport_and_the_passport_is_not() -> None:
    titles = [item.title.text for item in of(replace(KNOWN, affiliate_passport=False, dependent_passport=False)).items]
    assert titles[2:4] == ["visa de la persona afiliada", "visa de la persona dependiente"]


def test_d31_with_nothing_answered_the_questions_stay_open_and_every_link_is_named() -> None:
    bring = of(Answers(), KNOWN)
    assert bring.open_questions == (1,)
    assert [code for code in codes(bring) if code in {"marriage", "union", "birth"}] == [
        "marriage",
        "union",
        "birth",
        "birth",
    ]


def test_d31_a_passport_that_ends_before_the_visit_is_told_and_one_that_ends_that_day_is_not() -> None:
    def is_warned(until: date) -> bool:
        return "El pasaporte de la persona afiliada vence" in texts(of(replace(KNOWN, affiliate_until=until)).warnings)

    assert [is_warned(date(2026, 11, 30)), is_warned(TUESDAY)] == [True, False]


def test_d31_a_child_who_turns_18_before_the_visit_is_told() -> None:
    def is_warned(birthday: date) -> bool:
        return "ya tendrá 18 años" in texts(of(replace(KNOWN, birth_date=birthday)).warnings)

    assert [is_warned(date(2008, 12, 1)), is_warned(date(2008, 12, 2))] == [True, False]


@pytest.mark.parametrize(
    ("link", "swapped", "not_needed"),
    [
        (Link.SPOUSE, True, "El certificado de nacimiento: para cónyuge o conviviente no se pide."),
        (Link.PARTNER, False, "El certificado de nacimiento: para cónyuge o conviviente no se pide."),
        (Link.CHILD, True, "El certificado de matrimonio: para una hija o un hijo no se pide."),
    ],
)
def test_d1_d31_the_swapped_certificates_are_told_to_whom_they_concern(
    link: Link, swapped: bool, not_needed: str
) -> None:
    bring = of(replace(KNOWN, link=link))
    assert ("dos certificados aparecían al revés" in texts(bring.warnings)) == swapped
    assert not_needed in [line.text for line in bring.not_needed]


def test_s33_d31_an_electronic_signature_is_told_in_every_list() -> None:
    assert "firma electrónica" in texts(of(Answers()).warnings)
    assert "firma electrónica" in texts(of(KNOWN, by_proxy=True).warnings)


def test_d31_nothing_is_said_of_a_procedure_without_a_table() -> None:
    visit = Visit(dependents=(KNOWN,), attended_on=TUESDAY, procedure="otro")
    assert list_papers(visit) == BringList(items=(), not_needed=(), warnings=(), open_questions=())


def test_d31_a_procedure_is_asked_for_what_its_own_table_takes() -> None:
    """No visa where it takes none, and no apostille where it asks for none: the hint of its own row stands."""
    passport = row_of("child_document", PaperKind.DEPENDENT_PASSPORT, "Pasaporte de la niña", "En original.")
    marriage = row_of("union", PaperKind.MARRIAGE, "Certificado de unión", "Del Registro Civil; no lleva apostilla.")
    answers = replace(KNOWN, link=Link.SPOUSE, dependent_passport=False)
    with patch.dict(TABLES, {"otro": (passport, marriage)}):
        bring = list_papers(Visit(dependents=(answers,), attended_on=TUESDAY, booked=True, procedure="otro"))
    assert [(item.title.text, texts(item.lines), item.formalities) for item in bring.items] == [
        ("Pasaporte de la niña", "En original.", None),
        ("Certificado de unión", "Del Registro Civil; no lleva apostilla.", None),
    ]


def row_of(code: str, kind: PaperKind, text: str, hint: str) -> Requirement:
    """Return a requirement of another procedure."""
    return Requirement(code=code, rows=("A1",), source_line=text, text=text, hint=hint, papers=(kind,))
