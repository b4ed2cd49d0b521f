"""Whether the document shown is the affiliate's of this code (D18): the whole decision, as one table.

The registered document decides by kind, number and issuer. Another one has to be a renewed document of the same
person: names and birth date agree, sex and nationality do not contradict. What agrees in part is confirmed by two
people; what contradicts is never left to the word of officers.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vinculo.rules.cases.agreements import AgreementKind
from vinculo.rules.cases.facts import Applicant, IdDocument, Paper
from vinculo.rules.cases.likeness import compare_names
from vinculo.rules.cases.paper_kinds import PAPERS
from vinculo.rules.shared.countries import ECUADOR, UNSPECIFIED_NATIONALITIES, canonical
from vinculo.rules.shared.identity import IdentityError, normalise_number, same_number
from vinculo.rules.shared.names import in_one_order, same_names

TOLD_SEXES = frozenset({"F", "M"})  # X and a filler tell none


class Agrees(StrEnum):
    """How one fact of the document stands to the registry's."""

    SAME = "same"
    UNKNOWN = "unknown"  # one of the two does not say it
    OTHER = "other"


class NamesAgree(StrEnum):
    """How the names of the document stand to the registry's."""

    SAME = "same"
    LIKE = "like"  # they only sound alike, or stand in another order: twins may be called so
    GREW = "grew"  # one has all the names of the other, and more
    SHARE = "share"  # some in common, some other on both sides: a name that changed
    NONE = "none"


class Identified(StrEnum):
    """What the document shown is to the affiliate of this code."""

    REGISTERED = "registered"  # it decides; differences are told
    RENEWED = "renewed"  # of the same person: the registry is brought up to date
    CONFIRM = "confirm"  # the officer compares and confirms with a reason, a second agrees
    EXPLAIN = "explain"  # waits for the registry's correction, or for a supervisor with the document that explains it
    UNREAD = "unread"  # the birth date on the document was not recorded
    STRANGER = "stranger"
    ANOTHERS = "anothers"  # registered as another affiliate's


TO_AGREE = {  # what a second is asked, where somebody has to agree
    Identified.CONFIRM: AgreementKind.AFFILIATE_IDENTITY,
    Identified.EXPLAIN: AgreementKind.IDENTITY_EXPLAINED,
}


@dataclass(frozen=True)
class IdentityComparison:
    """The four facts of the document beside the registry's."""

    names: NamesAgree
    birth_date: Agrees
    sex: Agrees
    nationality: Agrees


def compare_with_registry(applicant: Applicant, paper: Paper) -> IdentityComparison:
    """Return how the document shown agrees with what the registry knows of the affiliate."""
    sexes = [sex if sex in TOLD_SEXES else "" for sex in (applicant.sex, paper.holder_sex)]
    return IdentityComparison(
        names=compare_affiliate_names(applicant.names, paper.holder_names),
        birth_date=_agrees(applicant.birth_date, paper.holder_birth_date),
        sex=_agrees(*sexes),
        nationality=_compare_nationality(applicant.nationality, paper),
    )


def identify(applicant: Applicant, paper: Paper, held_by_others: Collection[IdDocument] = ()) -> Identified:
    """Return what the document shown is to the affiliate of this code (D18)."""
    if is_registered_document(applicant, paper):
        return Identified.REGISTERED
    if any(is_that(document, paper) for document in held_by_others):
        return Identified.ANOTHERS
    return _of_comparison(compare_with_registry(applicant, paper), paper)


def _of_comparison(compared: IdentityComparison, paper: Paper) -> Identified:
    contradicts = Agrees.OTHER in {compared.birth_date, compared.sex}
    if compared.names is NamesAgree.NONE:
        nothing_else = compared.birth_date is Agrees.SAME and not contradicts
        return Identified.EXPLAIN if nothing_else and compared.nationality is not Agrees.OTHER else Identified.STRANGER
    weak = compared.names is NamesAgree.SHARE
    if contradicts:
        return Identified.STRANGER if weak else Identified.EXPLAIN
    if compared.birth_date is Agrees.UNKNOWN:
        if paper.holder_birth_date is None:
            return Identified.UNREAD
        return Identified.EXPLAIN if weak else Identified.CONFIRM
    same = compared.names is NamesAgree.SAME and compared.nationality is not Agrees.OTHER
    return Identified.RENEWED if same else Identified.CONFIRM


def is_registered_document(applicant: Applicant, paper: Paper) -> bool:
    """Return whether kind, number and issuer of the document are those of a registered one, of today or of before."""
    return any(is_that(document, paper) for document in applicant.documents)


def is_that(document: IdDocument, paper: Paper) -> bool:
    """Return whether a registered document is this paper; a visa's country is always Ecuador."""
    countries = {canonical(document.country), canonical(paper.country)} - {""}
    same_country = PAPERS[paper.kind].visa or len(countries) <= 1
    return document.kind == PAPERS[paper.kind].identity and same_country and same_number(document.number, paper.number)


def document_of(paper: Paper) -> IdDocument | None:
    """Return the document that a paper is, in the spelling in which it is looked up; None where it cannot be one."""
    kind = PAPERS[paper.kind].identity
    try:
        number = normalise_number(paper.number)
    except IdentityError:
        return None
    country = ECUADOR if PAPERS[paper.kind].visa else canonical(paper.country)
    return IdDocument(kind=kind, number=number, country=country) if kind and country else None


def compare_affiliate_names(known: str, shown: str) -> NamesAgree:
    """Return how two names agree: the one place where D18 asks what a likeness of names is.

    Twins share birth date, surnames and face: on one officer's word *Luisa* is not taken for *Lucía*, nor *José María*
    for *María José*. So *Muhammad* is not taken for *Mohammed* either: a second looks.
    """
    if not known.strip() or not shown.strip():
        return NamesAgree.NONE
    if same_names(known, shown):
        return NamesAgree.SAME if in_one_order(known, shown) else NamesAgree.LIKE
    names = compare_names(known, shown)
    if not names.shared:
        return NamesAgree.NONE
    if not names.more:  # *Yuliia* and *Julia*, *Al Zahrani* and *Alzahrani* are of one sound
        return NamesAgree.LIKE if names.respelt else NamesAgree.SAME
    return NamesAgree.SHARE if names.left and names.others_left else NamesAgree.GREW


def _agrees(known: str | date | None, shown: str | date | None) -> Agrees:
    if not known or not shown:
        return Agrees.UNKNOWN
    return Agrees.SAME if known == shown else Agrees.OTHER


def _compare_nationality(registered: str, paper: Paper) -> Agrees:
    """Return how the nationality agrees: the holder's, and of a passport the state's whose passport it is as well.

    A refugee's or stateless person's document tells none.
    """
    known, holders = canonical(registered), canonical(paper.holder_nationality)
    if {known, holders} & UNSPECIFIED_NATIONALITIES:
        return Agrees.UNKNOWN
    issuer = "" if PAPERS[paper.kind].visa else canonical(paper.country)
    told = [_agrees(known, each) for each in (holders, issuer)]
    return Agrees.OTHER if Agrees.OTHER in told else min(told, key=list(Agrees).index)
