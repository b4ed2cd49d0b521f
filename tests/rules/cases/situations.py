"""Every shape of a case with good papers, built of the one cast: Ana, her son Bruno, her husband Carlos, Pedro.

Pure facts, no database. A shape is one combination of link, presenter, documents and place of issue.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

from vinculo.queries.shared.reference_data import delivered_convention
from vinculo.rules.cases.facts import (
    Applicant,
    Case,
    Copy,
    Dependent,
    Formality,
    IdDocument,
    Link,
    Paper,
    PresentedBy,
    Proxy,
    Signature,
)
from vinculo.rules.cases.paper_kinds import PaperKind
from vinculo.rules.cases.requirements.evaluate import find_missing
from vinculo.rules.cases.requirements.findings import Finding
from vinculo.rules.shared.reference_data import ReferenceData

TODAY = date(2026, 11, 30)
DELIVERED = ReferenceData(convention={code: (row,) for code, row in delivered_convention().items()})
ANA = "Ana María Restrepo Gómez"
BRUNO = "Bruno Restrepo Díaz"
CARLOS = "Carlos Díaz Peña"
ANA_BIRTH = date(1990, 5, 20)
BRUNO_BIRTH = date(2015, 3, 14)
CARLOS_BIRTH = date(1988, 7, 2)
CERTIFICATES = (PaperKind.MARRIAGE, PaperKind.UNION, PaperKind.BIRTH, PaperKind.ADOPTION)
LINKS = {PaperKind.MARRIAGE: Link.SPOUSE, PaperKind.UNION: Link.PARTNER}


PEDRO = Proxy(
    power="endorsed",
    endorsement="17-2026-00001",
    names="Pedro Mora",
    documents=(IdDocument(kind="cedula", number="1710034065", country=""),),
)


@dataclass(frozen=True)
class Origin:
    """Where and when the certificate was issued, and what D5 says of it."""

    country: str
    issued_on: date
    language: str
    formality: Formality
    translated: bool


ORIGINS = (
    Origin("ECU", date(2020, 5, 4), "es", Formality.NONE, False),
    Origin("COL", date(2020, 5, 4), "es", Formality.APOSTILLE, False),
    Origin("FRA", date(2020, 5, 4), "fr", Formality.APOSTILLE, True),
    Origin("CUB", date(2020, 5, 4), "es", Formality.LEGALISATION, False),
    Origin("HTI", date(2020, 5, 4), "fr", Formality.LEGALISATION, True),
    Origin("RKS", date(2020, 5, 4), "sq", Formality.LEGALISATION, True),  # party, not in force with Ecuador
    Origin("CHN", date(2020, 5, 4), "zh", Formality.LEGALISATION, True),  # before its entry into force
    Origin("CHN", date(2020, 5, 4), "zh", Formality.APOSTILLE, True),  # issued before, apostilled since
    Origin("CHN", date(2024, 5, 4), "zh", Formality.APOSTILLE, True),
)


@dataclass(frozen=True)
class Situation:
    """A case with the papers shown."""

    case: Case
    papers: tuple[Paper, ...]

    @property
    def certificate(self) -> PaperKind:
        """The kind of the certificate of the link."""
        return next(paper.kind for paper in self.papers if paper.kind in CERTIFICATES)

    @property
    def affiliate_document(self) -> PaperKind:
        """The kind of Ana's document."""
        kinds = (PaperKind.AFFILIATE_PASSPORT, PaperKind.AFFILIATE_VISA)
        return next(paper.kind for paper in self.papers if paper.kind in kinds)

    @property
    def dependent_document(self) -> PaperKind:
        """The kind of the dependent's document."""
        kinds = (PaperKind.DEPENDENT_PASSPORT, PaperKind.DEPENDENT_VISA)
        return next(paper.kind for paper in self.papers if paper.kind in kinds)

    def paper(self, kind: PaperKind) -> Paper:
        """Return the paper of that kind."""
        return next(paper for paper in self.papers if paper.kind is kind)

    def with_paper(self, kind: PaperKind, /, **fields: Any) -> Situation:
        """Return the same with one paper changed."""
        papers = tuple(replace(paper, **fields) if paper.kind is kind else paper for paper in self.papers)
        return replace(self, papers=papers)

    def without(self, kind: PaperKind) -> Situation:
        """Return the same without one paper."""
        return replace(self, papers=tuple(paper for paper in self.papers if paper.kind is not kind))

    def adding(self, *papers: Paper) -> Situation:
        """Return the same with more papers, shown later."""
        return replace(self, papers=(*self.papers, *papers))

    def with_case(self, **fields: Any) -> Situation:
        """Return the same with the case changed."""
        return replace(self, case=replace(self.case, **fields))

    def with_dependent(self, **fields: Any) -> Situation:
        """Return the same with the dependent changed."""
        return self.with_case(dependent=replace(self.case.dependent, **fields))

    def with_applicant(self, **fields: Any) -> Situation:
        """Return the same with the affiliate changed."""
        return self.with_case(applicant=replace(self.case.applicant, **fields))

    @property
    def born_here(self) -> bool:
        """Whether the certificate is one of birth of Ecuador, which has a finding of its own (D22)."""
        return any(paper.kind is PaperKind.BIRTH and paper.country == "ECU" for paper in self.papers)

    def findings(self) -> tuple[tuple[str, str], ...]:
        """Return requirement and code of everything missing, in order."""
        return tuple((finding.requirement, finding.code) for finding in find_missing(self.case, self.papers))


def _identity(of: str, visa: bool, number: str, names: str, birth: date) -> Paper:
    return Paper(
        kind=PaperKind(f"{of}_{'visa' if visa else 'passport'}"),
        number=number,
        holder_names=names,
        holder_birth_date=birth,
        holder_nationality="COL",
        country="ECU" if visa else "COL",
        valid_until=date(2030, 1, 1),
        original_seen=True,
        copy=Copy.NOT_NEEDED if visa else Copy.PAPER,
        no_passport=visa,
    )


def certificate(kind: PaperKind, origin: Origin = ORIGINS[1]) -> Paper:
    """Return a good certificate of the link."""
    return Paper(
        kind=kind,
        issuing_authority="Registro civil",
        country=origin.country,
        issued_on=origin.issued_on,
        language=origin.language,
        formality=origin.formality,
        translation_seen=origin.translated,
        names_affiliate=True,
        names_dependent=True,
        original_seen=True,
        copy=Copy.SCAN,
        legal_look=kind is PaperKind.ADOPTION,
    )


def situation(
    certificate_kind: PaperKind = PaperKind.BIRTH,
    presented_by: PresentedBy = PresentedBy.AFFILIATE,
    affiliate_visa: bool = False,
    dependent_visa: bool = False,
    origin: Origin = ORIGINS[1],
) -> Situation:
    """Return one case in which nothing is missing, save that a birth certificate of Ecuador has its finding (D22)."""
    link = LINKS.get(certificate_kind, Link.CHILD)
    names, birth = (BRUNO, BRUNO_BIRTH) if link is Link.CHILD else (CARLOS, CARLOS_BIRTH)
    documents = (
        IdDocument(kind="visa", number="VIS-778899", country="ECU"),
        IdDocument(kind="passport", number="AN123456", country="COL"),
        IdDocument(kind="passport", number="AN000001", country="COL"),
    )
    case = Case(
        applicant=Applicant(
            code="EXT1002003", names=ANA, documents=documents, birth_date=ANA_BIRTH, sex="F", nationality="COL"
        ),
        dependent=Dependent(link=link, names=names, birth_date=birth, nationality="COL"),
        judged_on=TODAY,
        presented_by=presented_by,
        endorsement_in_force=presented_by is PresentedBy.PROXY,
        proxy=PEDRO if presented_by is PresentedBy.PROXY else Proxy(),
        reference=DELIVERED,
    )
    papers = [
        Paper(kind=PaperKind.SOLICITUD, signature=Signature.HANDWRITTEN, solicitud_complete=True),
        _identity("affiliate", affiliate_visa, "VIS778899" if affiliate_visa else "an 123456", ANA, ANA_BIRTH),
        _identity("dependent", dependent_visa, "BR765432", names, birth),
        certificate(certificate_kind, origin),
    ]
    if presented_by is PresentedBy.PROXY:
        papers += [
            Paper(kind=PaperKind.POWER, copy=Copy.PAPER, number="17 2026 1"),
            Paper(kind=PaperKind.PROXY_ID, number="171003406-5", holder_names="Pedro Mora"),
        ]
    return Situation(case=case, papers=tuple(papers))


def every_shape() -> Iterator[Situation]:
    """Return the whole product of shapes."""
    for shape in product(CERTIFICATES, PresentedBy, (False, True), (False, True), ORIGINS):
        yield situation(*shape)


def findings(shape: Situation) -> tuple[Finding, ...]:
    """Return all that is missing."""
    return find_missing(shape.case, shape.papers)


def only(shape: Situation) -> Finding:
    """Return the one thing that is missing."""
    (finding,) = findings(shape)
    return finding
