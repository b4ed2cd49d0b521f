"""Who the dependent of a solicitud may already be (D8): by document, and by name, birth date and nationality."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from vinculo.documents.words import mask_number
from vinculo.records.models import (
    Affiliate,
    Certificate,
    Dependency,
    IdDocument,
    PaperRecord,
    Person,
    Resemblance,
    Solicitud,
)
from vinculo.rules.cases.duplicates import Identity, looks_alike
from vinculo.rules.cases.paper_kinds import DocumentKind, Names, identities_of
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.shared.countries import ECUADOR, canonical
from vinculo.rules.shared.identity import IdentityError, normalise_number


@dataclass(frozen=True)
class Document:
    """A document in the spelling in which it is looked up."""

    kind: str
    country: str
    number_key: str
    number: str = ""


@dataclass(frozen=True)
class Candidate:
    """Somebody who holds a code and may be this dependent; `exact` means the very same document."""

    person: Person
    exact: bool
    decision: Resemblance | None

    @property
    def masked_numbers(self) -> list[str]:
        """Return the person's documents, each with its last characters only: enough to compare."""
        return [mask_number(each.number) for each in self.person.documents.all()]

    @property
    def decided(self) -> bool:
        """Return whether the officer has decided; the same document leaves one answer only."""
        return self.decision is not None and (self.decision.same or not self.exact)


@dataclass(frozen=True)
class DependentPapers:
    """The papers that count for a dependent, and to whom they point: each read once for all that asks."""

    solicitud: Solicitud
    records: list[PaperRecord]

    @cached_property
    def documents(self) -> list[Document]:
        """Return the dependent's documents: those seen at the desk; before any was seen, the one that was typed."""
        kinds = identities_of(Names.DEPENDENT)
        seen = [
            document(kinds[paper.kind], paper.number, paper.country)
            for paper in self.records
            if paper.kind in kinds and paper.received and paper.solicitud_id == self.solicitud.pk
        ]
        if any(seen):
            return [each for each in seen if each]
        typed = document(
            self.solicitud.dependent_document_kind,
            self.solicitud.dependent_document_number,
            self.solicitud.dependent_document_country or self.solicitud.nationality,
        )
        return [typed] if typed else []

    @cached_property
    def holders(self) -> list[IdDocument]:
        """Return the rows of these documents, whoever holds them."""
        return list(IdDocument.objects.filter(any_of(self.documents)).select_related("person__code", "affiliate"))

    @cached_property
    def decisions(self) -> dict[int, Resemblance]:
        """Return what the officer decided on the people that the dependent resembles, by their ids."""
        return {each.person_id: each for each in self.solicitud.resemblances.all()}


def document(kind: str, number: str, country: str) -> Document | None:
    """Return a document as it is looked up, or None for what cannot be one; a visa is Ecuador's."""
    try:
        key = normalise_number(number)
    except IdentityError:
        return None
    where = ECUADOR if kind == DocumentKind.VISA else canonical(country)
    return Document(kind, where, key[:30], number) if where else None


def any_of(documents: Iterable[Document]) -> Q:
    """Return the condition that a row of the documents is one of these."""
    condition = Q(pk__in=[])
    for each in documents:
        condition |= Q(kind=each.kind, country=each.country, number_key=each.number_key)
    return condition


def candidates(papers: DependentPapers) -> list[Candidate]:
    """Return everybody who may be this dependent, those with the same document first (D8)."""
    exact = {row.person.pk: row.person for row in papers.holders if row.person is not None}
    alike = {person.pk: person for person in _alike(papers.solicitud) if person.pk not in exact}
    return [
        Candidate(person, number in exact, papers.decisions.get(number))
        for number, person in [*exact.items(), *alike.items()]
    ]


def _alike(solicitud: Solicitud) -> list[Person]:
    """Return who is alike, and to whom this solicitud gave a code before it was reopened, whatever is written now."""
    if solicitud.birth_date is None or not solicitud.dependent_names.strip():
        return []
    sought = Identity(
        names=solicitud.dependent_names, birth_date=solicitud.birth_date, nationality=solicitud.nationality
    )
    before = Certificate.objects.filter(solicitud=solicitud).values("code__person")
    rows = Person.objects.filter(Q(birth_date=solicitud.birth_date) | Q(pk__in=before)).select_related("code")
    return [
        row
        for row in rows.annotate(before=Q(pk__in=before)).order_by("pk")
        if row.before
        or looks_alike(sought, Identity(names=row.names, birth_date=row.birth_date, nationality=row.nationality))
    ]


def known_people(candidates: Iterable[Candidate]) -> list[Person]:
    """Return the people that this dependent is: the same document, or the officer's word."""
    return [each.person for each in candidates if each.exact or (each.decision is not None and each.decision.same)]


def already_has_a_code(papers: DependentPapers, affiliate: Affiliate) -> bool:
    """Return whether nothing is left to issue (S02): an affiliate's document, or already this affiliate's dependent.

    A person who depends on *another* affiliate is not refused: the same code is certified again (D8).
    """
    if papers.solicitud.status == ApplicationStatus.ISSUED:
        return False
    if any(row.affiliate_id is not None for row in papers.holders):
        return True
    same = {row.person_id for row in papers.holders} | {pk for pk, each in papers.decisions.items() if each.same}
    return Dependency.objects.filter(person__in=same - {None}, affiliate=affiliate).exists() if same else False
