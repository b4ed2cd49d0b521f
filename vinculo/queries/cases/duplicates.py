"""Who the dependent of a solicitud may already be (D8): by document, and by name, birth date and nationality."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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


def document(kind: str, number: str, country: str) -> Document | None:
    """Return a document as it is looked up, or None for what cannot be one; a visa is Ecuador's."""
    try:
        key = normalise_number(number)
    except IdentityError:
        return None
    where = ECUADOR if kind == DocumentKind.VISA else canonical(country)
    return Document(kind, where, key[:30], number) if where else None


def documents_of(solicitud: Solicitud, papers: Iterable[PaperRecord]) -> list[Document]:
    """Return the documents of a dependent: those seen at the desk; before any was seen, the one that was typed."""
    kinds = identities_of(Names.DEPENDENT)
    seen = [
        document(kinds[paper.kind], paper.number, paper.country)
        for paper in papers
        if paper.kind in kinds and paper.received and paper.solicitud_id == solicitud.pk
    ]
    documents = [each for each in seen if each]
    if documents:
        return documents
    typed = document(
        solicitud.dependent_document_kind,
        solicitud.dependent_document_number,
        solicitud.dependent_document_country or solicitud.nationality,
    )
    return [typed] if typed else []


def any_of(documents: Iterable[Document]) -> Q:
    """Return the condition that a row of the documents is one of these."""
    condition = Q(pk__in=[])
    for each in documents:
        condition |= Q(kind=each.kind, country=each.country, number_key=each.number_key)
    return condition


def holders(documents: Iterable[Document]) -> list[IdDocument]:
    """Return the rows of these documents, whoever holds them."""
    return list(IdDocument.objects.filter(any_of(documents)).select_related("person__code", "affiliate"))


def candidates(solicitud: Solicitud, papers: Iterable[PaperRecord]) -> list[Candidate]:
    """Return everybody who may be this dependent, those with the same document first (D8)."""
    exact = {row.person.pk: row.person for row in holders(documents_of(solicitud, papers)) if row.person is not None}
    alike = {person.pk: person for person in _alike(solicitud) if person.pk not in exact}
    decisions = {each.person_id: each for each in solicitud.resemblances.all()}
    return [
        Candidate(person, number in exact, decisions.get(number)) for number, person in [*exact.items(), *alike.items()]
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


def already_has_a_code(solicitud: Solicitud, affiliate: Affiliate, papers: Iterable[PaperRecord]) -> bool:
    """Return whether nothing is left to issue (S02): an affiliate's document, or already this affiliate's dependent.

    A person who depends on *another* affiliate is not refused: the same code is certified again (D8).
    """
    if solicitud.status == ApplicationStatus.ISSUED:
        return False
    papers = list(papers)
    rows = holders(documents_of(solicitud, papers))
    if any(row.affiliate_id is not None for row in rows):
        return True
    same = {row.person_id for row in rows} | {each.person_id for each in solicitud.resemblances.all() if each.same}
    return Dependency.objects.filter(person__in=same - {None}, affiliate=affiliate).exists() if same else False
