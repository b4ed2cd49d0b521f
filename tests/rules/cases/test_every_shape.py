"""The table against the whole product of case shapes, with every single fault: exactly the expected findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from tests.rules.cases.situations import CERTIFICATES, PEDRO, TODAY, Situation, every_shape
from vinculo.rules.cases.facts import Copy, Formality, IdDocument, Link, PresentedBy, Signature
from vinculo.rules.cases.paper_kinds import PaperKind

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LINK_REQUIREMENT = {
    PaperKind.MARRIAGE: "marriage",
    PaperKind.UNION: "union",
    PaperKind.BIRTH: "birth",
    PaperKind.ADOPTION: "birth",
}


def anybody(_shape: Situation) -> bool:
    return True


def a_child(shape: Situation) -> bool:
    return shape.case.dependent.link is Link.CHILD


def a_partner(shape: Situation) -> bool:
    return shape.case.dependent.link is not Link.CHILD


def a_proxy(shape: Situation) -> bool:
    return shape.case.presented_by is PresentedBy.PROXY


def abroad(shape: Situation) -> bool:
    return shape.paper(shape.certificate).country != "ECU"


def needs_translation(shape: Situation) -> bool:
    return shape.paper(shape.certificate).language != "es"


def chinese(shape: Situation) -> bool:
    """Of two dates: a later one would change the formality too."""
    return shape.paper(shape.certificate).country == "CHN"


def affiliate_visa(shape: Situation) -> bool:
    return shape.affiliate_document is PaperKind.AFFILIATE_VISA


def dependent_visa(shape: Situation) -> bool:
    return shape.dependent_document is PaperKind.DEPENDENT_VISA


def of_person(**fields: object) -> Callable[[Situation], Situation]:
    return lambda shape: shape.with_dependent(**fields)


def of_affiliate(**fields: object) -> Callable[[Situation], Situation]:
    return lambda shape: shape.with_applicant(**fields)


def of_case(**fields: object) -> Callable[[Situation], Situation]:
    return lambda shape: shape.with_case(**fields)


def of_paper(kind: str | PaperKind, **fields: object) -> Callable[[Situation], Situation]:
    return lambda shape: shape.with_paper(_kind(shape, kind), **fields)


def without(kind: str | PaperKind) -> Callable[[Situation], Situation]:
    return lambda shape: shape.without(_kind(shape, kind))


def _kind(shape: Situation, kind: str | PaperKind) -> PaperKind:
    return kind if isinstance(kind, PaperKind) else getattr(shape, kind)


def change_birth_date(day: date) -> Callable[[Situation], Situation]:
    """The dependent's birth date, in the solicitud and in the document."""
    return lambda shape: shape.with_dependent(birth_date=day).with_paper(
        shape.dependent_document, holder_birth_date=day
    )


def affiliate_born(day: date) -> Callable[[Situation], Situation]:
    """The affiliate's birth date, in the registry and in the document."""
    return lambda shape: shape.with_applicant(birth_date=day).with_paper(
        shape.affiliate_document, holder_birth_date=day
    )


@dataclass(frozen=True)
class SingleFault:
    """One fault: how it comes about, in which shapes, and the one finding it makes."""

    name: str
    requirement: str
    code: str
    make: Callable[[Situation], Situation]
    where: Callable[[Situation], bool] = anybody


def no(predicate: Callable[[Situation], bool]) -> Callable[[Situation], bool]:
    return lambda shape: not predicate(shape)


def swap_certificate(kind: PaperKind) -> Callable[[Situation], Situation]:
    return lambda shape: shape.with_paper(shape.certificate, kind=kind)


A, D, C = "affiliate_document", "dependent_document", "certificate"
S = PaperKind.SOLICITUD
LINK = "link"  # the requirement of the shape's own certificate
FAULTS = (
    SingleFault("s02_has_code", "no_code_yet", "has_code", of_person(has_code=True)),
    SingleFault("d14_residence", "residence", "residence_undeclared", of_person(resides=False)),
    SingleFault("d14_affiliation", "affiliation", "affiliation_inactive", of_affiliate(active=False)),
    SingleFault("s03_cedula", "foreign", "has_cedula", of_person(has_cedula=True)),
    SingleFault("s10_no_solicitud", "solicitud", "solicitud_missing", without(S)),
    SingleFault("s31_unsigned", "solicitud", "solicitud_unsigned", of_paper(S, signature=Signature.NONE)),
    SingleFault(
        "d4_proxy_signed", "solicitud", "solicitud_signed_by_another", of_paper(S, signature=Signature.OF_ANOTHER)
    ),
    SingleFault("s33_electronic", "solicitud", "solicitud_electronic", of_paper(S, signature=Signature.ELECTRONIC)),
    SingleFault(
        "s33_electronic_turned_away",
        "solicitud",
        "solicitud_electronic",
        of_paper(S, signature=Signature.ELECTRONIC, received=False),
    ),
    SingleFault("s32_unread", "solicitud", "solicitud_incomplete", of_paper(S, solicitud_complete=None)),
    SingleFault("s32_incomplete", "solicitud", "solicitud_incomplete", of_paper(S, solicitud_complete=False)),
    SingleFault("d15_solicitud", "solicitud", "not_received", of_paper(S, received=False, refusal_reason="Rota")),
    SingleFault("s11_no_code", "affiliate_code", "affiliate_code_form", of_affiliate(code="")),
    SingleFault("s11_bad_code", "affiliate_code", "affiliate_code_form", of_affiliate(code="ñ¡!")),
    SingleFault("s34_none", "affiliate_identity", "affiliate_document_missing", without(A)),
    SingleFault(
        "d15_affiliate", "affiliate_identity", "not_received", of_paper(A, received=False, refusal_reason="Roto")
    ),
    SingleFault("s34_expired", "affiliate_identity", "expired", of_paper(A, valid_until=YESTERDAY)),
    SingleFault(
        "s34_no_validity", "affiliate_identity", "validity_missing", of_paper(A, valid_until=None), no(affiliate_visa)
    ),
    SingleFault(
        "s34_visa_for_ever", "affiliate_identity", "visa_without_expiry", of_paper(A, valid_until=None), affiliate_visa
    ),
    SingleFault("s34_renewed", "affiliate_identity", "document_renewed", of_paper(A, number="ZZ999999")),
    SingleFault("s34_no_number", "affiliate_identity", "number_missing", of_paper(A, number=" ")),
    SingleFault("s34_odd_number", "affiliate_identity", "number_form", of_paper(A, number="AN\x00123456")),
    SingleFault(
        "s34_no_country", "affiliate_identity", "passport_country_missing", of_paper(A, country=""), no(affiliate_visa)
    ),
    SingleFault(
        "s34_other_names", "affiliate_identity", "affiliate_names_differ", of_paper(A, holder_names="Otra Persona")
    ),
    SingleFault("s34_no_original", "affiliate_identity", "original_missing", of_paper(A, original_seen=False)),
    SingleFault("s34_no_copy", "affiliate_identity", "copy_missing", of_paper(A, copy=Copy.NONE)),
    SingleFault(
        "s34_copy_excused", "affiliate_identity", "copy_missing", of_paper(A, copy=Copy.NOT_NEEDED), no(affiliate_visa)
    ),
    SingleFault(
        "s15_affiliate", "affiliate_identity", "visa_without_reason", of_paper(A, no_passport=False), affiliate_visa
    ),
    SingleFault("s32_no_names", "dependent_identity", "names_missing", of_person(names=" ")),
    SingleFault("d8_no_birth_date", "dependent_identity", "birth_date_missing", of_person(birth_date=None)),
    SingleFault("d8_no_nationality", "dependent_identity", "nationality_missing", of_person(nationality="")),
    SingleFault("s35_none", "dependent_identity", "dependent_document_missing", without(D)),
    SingleFault(
        "d15_dependent", "dependent_identity", "not_received", of_paper(D, received=False, refusal_reason="Roto")
    ),
    SingleFault("s35_expired", "dependent_identity", "dependent_document_expired", of_paper(D, valid_until=YESTERDAY)),
    SingleFault("s35_no_number", "dependent_identity", "number_missing", of_paper(D, number="")),
    SingleFault(
        "s35_no_country", "dependent_identity", "passport_country_missing", of_paper(D, country=""), no(dependent_visa)
    ),
    SingleFault("s35_other_names", "dependent_identity", "names_differ", of_paper(D, holder_names="Otra Persona")),
    SingleFault(
        "s35_birth", "dependent_identity", "birth_date_contradicts", of_paper(D, holder_birth_date=date(2001, 1, 1))
    ),
    SingleFault(
        "s35_nationality", "dependent_identity", "nationality_contradicts", of_paper(D, holder_nationality="VEN")
    ),
    SingleFault("s35_no_original", "dependent_identity", "original_missing", of_paper(D, original_seen=False)),
    SingleFault("s35_no_copy", "dependent_identity", "copy_missing", of_paper(D, copy=Copy.NONE)),
    SingleFault(
        "s15_dependent", "dependent_identity", "visa_without_reason", of_paper(D, no_passport=False), dependent_visa
    ),
    SingleFault("d15_certificate", LINK, "not_received", of_paper(C, received=False, refusal_reason="Ilegible")),
    SingleFault("d13_authority", LINK, "authority_missing", of_paper(C, issuing_authority=" ")),
    SingleFault("d13_country", LINK, "country_missing", of_paper(C, country="")),
    SingleFault("d13_issue_date", LINK, "issue_date_missing", of_paper(C, issued_on=None)),
    SingleFault("d13_future", LINK, "issued_in_future", of_paper(C, issued_on=TOMORROW), no(chinese)),
    SingleFault("d13_language", LINK, "language_missing", of_paper(C, language="")),
    SingleFault("d13_affiliate_unread", LINK, "affiliate_name_unconfirmed", of_paper(C, names_affiliate=None)),
    SingleFault("d13_affiliate", LINK, "affiliate_not_named", of_paper(C, names_affiliate=False)),
    SingleFault("d13_dependent_unread", LINK, "dependent_name_unconfirmed", of_paper(C, names_dependent=None)),
    SingleFault("d13_dependent", LINK, "dependent_not_named", of_paper(C, names_dependent=False)),
    SingleFault("d5_translation", LINK, "translation_missing", of_paper(C, translation_seen=False), needs_translation),
    SingleFault("s36_no_original", LINK, "original_missing", of_paper(C, original_seen=False)),
    SingleFault("s36_no_copy", LINK, "copy_missing", of_paper(C, copy=Copy.NONE)),
    SingleFault("s36_copy_excused", LINK, "copy_missing", of_paper(C, copy=Copy.NOT_NEEDED), abroad),
    SingleFault("s37_older_than_child", LINK, "issued_before_birth", of_paper(C, issued_on=date(2015, 3, 13)), a_child),
    SingleFault("s37_birth", LINK, "birth_date_contradicts", of_paper(C, holder_birth_date=date(2015, 3, 15)), a_child),
    SingleFault(
        "s37_adoption",
        LINK,
        "adoption_needs_legal_look",
        of_paper(C, legal_look=False),
        lambda shape: shape.certificate is PaperKind.ADOPTION,
    ),
    SingleFault("d22_declared", "foreign", "ecuadorian_origin", of_person(ecuadorian_origin=True)),
    SingleFault("d23_under_18", LINK, "partner_under_18", change_birth_date(date(2018, 1, 1)), a_partner),
    SingleFault("d23_second_partner", LINK, "second_partner", of_case(other_partner=True), a_partner),
    SingleFault("d23_too_early", LINK, "certificate_too_early", change_birth_date(date(2008, 1, 1)), a_partner),
    SingleFault("d23_young_parent", LINK, "parent_too_young", affiliate_born(date(2004, 1, 1)), a_child),
    SingleFault("s38_not_endorsed", "power", "power_not_endorsed", of_case(endorsement_in_force=False), a_proxy),
    SingleFault("s38_no_power", "power", "power_missing", without(PaperKind.POWER), a_proxy),
    SingleFault("s38_no_copy", "power", "copy_missing", of_paper(PaperKind.POWER, copy=Copy.NONE), a_proxy),
    SingleFault("d15_power", "power", "not_received", of_paper(PaperKind.POWER, received=False), a_proxy),
    SingleFault("s38_no_proxy_id", "proxy_identity", "proxy_document_missing", without(PaperKind.PROXY_ID), a_proxy),
    SingleFault("s38_no_number", "proxy_identity", "number_missing", of_paper(PaperKind.PROXY_ID, number=""), a_proxy),
    SingleFault(
        "s38_document_of_another",
        "proxy_identity",
        "proxy_document_of_another",
        of_paper(PaperKind.PROXY_ID, number="0926687856"),
        a_proxy,
    ),
    SingleFault(
        "s38_other_names",
        "proxy_identity",
        "proxy_names_differ",
        of_paper(PaperKind.PROXY_ID, holder_names="Otra Persona"),
        a_proxy,
    ),
    SingleFault(
        "s38_only_a_code",
        "proxy_identity",
        "proxy_document_unknown",
        of_case(proxy=replace(PEDRO, documents=(IdDocument(kind="code", number="EXT7000001", country=""),))),
        a_proxy,
    ),
    SingleFault(
        "s38_copy_without", "power", "power_copy_without_endorsement", of_paper(PaperKind.POWER, number=""), a_proxy
    ),
    SingleFault(
        "s38_copy_of_another", "power", "power_copy_of_another", of_paper(PaperKind.POWER, number="17-2026-2"), a_proxy
    ),
    *(
        SingleFault(
            f"s38_{standing}",
            "power",
            code,
            of_case(endorsement_in_force=False, proxy=replace(PEDRO, power=standing, endorsement="")),
            a_proxy,
        )
        for standing, code in {
            "received": "power_in_review",
            "observed": "power_observed",
            "refused": "power_refused",
            "revoked": "power_revoked",
            "expired": "power_expired",
        }.items()
    ),
)


def issued_in(country: str) -> Callable[[Situation], bool]:
    return lambda shape: shape.paper(shape.certificate).country == country


def _formality_faults() -> Iterator[SingleFault]:
    """Every certificate with each formality that its country and date do not accept (D5)."""
    needs = {
        "COL": "apostille",
        "FRA": "apostille",
        "CUB": "legalisation",
        "HTI": "legalisation",
        "RKS": "legalisation",
    }
    for country, need in needs.items():
        wrong = {Formality.NONE, Formality.APOSTILLE, Formality.LEGALISATION} - {Formality(need)}
        for formality in sorted(wrong):
            yield SingleFault(
                f"d5_{country}_{formality}",
                LINK,
                f"{need}_missing",
                of_paper(C, formality=formality),
                issued_in(country),
            )


def _absent_faults() -> Iterator[SingleFault]:
    """The certificate left out, or another one in its place (D1, D3)."""
    absent = {kind: f"{LINK_REQUIREMENT[kind]}_missing" for kind in CERTIFICATES}
    for own, code in absent.items():
        where = _whose_certificate_is(own)
        yield SingleFault(f"no_{own}", LINK, code, without(C), where)
        for other in set(CERTIFICATES[:3]) - {own}:
            if LINK_REQUIREMENT[other] != LINK_REQUIREMENT[own]:
                said = f"{other}_instead_of_{LINK_REQUIREMENT[own]}"
                yield SingleFault(f"d1_{other}_for_{own}", LINK, said, swap_certificate(other), where)
    for own in CERTIFICATES[:2]:
        yield SingleFault(
            f"adoption_for_{own}", LINK, absent[own], swap_certificate(PaperKind.ADOPTION), _whose_certificate_is(own)
        )


def _whose_certificate_is(kind: PaperKind) -> Callable[[Situation], bool]:
    return lambda shape: shape.certificate is kind


ALL_FAULTS = (*FAULTS, *sorted((*_formality_faults(), *_absent_faults()), key=lambda fault: fault.name))
SHAPES = tuple(every_shape())
BORN_HERE = (("birth", "ecuadorian_by_birth"),)  # D22: of every birth certificate of Ecuador, besides the fault


def test_s36_s37_every_shape_with_good_papers_lacks_nothing() -> None:
    """S10, S31, S34, S35, S36, S37, S38, D2, D3, D5, D13."""
    assert len(SHAPES) == 4 * 2 * 2 * 2 * 9
    assert [shape.findings() for shape in SHAPES] == [BORN_HERE if shape.born_here else () for shape in SHAPES]
    assert sum(shape.born_here for shape in SHAPES) == 2 * 2 * 2


@pytest.mark.parametrize("fault", ALL_FAULTS, ids=lambda fault: fault.name)
def test_d7_every_shape_with_one_fault_has_exactly_that_finding(fault: SingleFault) -> None:
    """Which row a fault belongs to stands in its name."""
    shapes = [shape for shape in SHAPES if fault.where(shape)]
    assert shapes, "a fault that no shape can have proves nothing"
    for shape in shapes:
        requirement = LINK_REQUIREMENT[shape.certificate] if fault.requirement == LINK else fault.requirement
        faulty = fault.make(shape)
        lacking = tuple(each for each in faulty.findings() if not (faulty.born_here and each in BORN_HERE))
        assert lacking == ((requirement, fault.code),), shape
