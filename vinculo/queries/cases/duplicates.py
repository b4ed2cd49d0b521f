"""Who the dependent of a solicitud may already be (D8, D19): by document, and by likeness of names and birth date.

Dependents who hold a code and affiliates are searched alike. Everybody of the same day is compared by name; where the
birth date differs in one part, those who share a sound of their name, by prepared keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q, prefetch_related_objects

from vinculo.documents.words import mask_number
from vinculo.queries.cases.agreements import state_of
from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import Affiliate, Dependency, IdDocument, PaperRecord, Person, Resemblance, Solicitud
from vinculo.records.rows import one_of, rows
from vinculo.rules.cases.agreements import AgreementKind, AgreementState, Compared, ComparedField
from vinculo.rules.cases.likeness import (
    SOUND_KEYS,
    Identity,
    Likeness,
    compare,
    far_dates,
    given_names_differ,
    near_dates,
    sounds_to_find,
)
from vinculo.rules.cases.paper_kinds import DocumentKind, Names, identities_of
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.shared.countries import ECUADOR, canonical
from vinculo.rules.shared.identity import IdentityError, normalise_number, same_number


@dataclass(frozen=True)
class Document:
    """A document in the spelling in which it is looked up."""

    kind: str
    country: str
    number_key: str
    number: str = ""
    of_parent: bool = False  # the child is registered in it: it tells no two siblings apart


@dataclass(frozen=True)
class Candidate:
    """Somebody who holds a code and may be this dependent, a person of ours or an affiliate.

    `exact` means the very same document; `needs_second` that a second has to agree before they count as two (D19).
    """

    person: Person | None
    exact: bool
    decision: Resemblance | None
    affiliate: Affiliate | None = None
    needs_second: bool = False
    second: str = ""  # where the request for a second stands, on exactly these facts
    compared: tuple[Compared, ...] = field(default=())

    @property
    def holder(self) -> Person | Affiliate:
        """Return the person who holds the code."""
        held = self.person or self.affiliate
        assert held is not None
        return held

    @property
    def mark(self) -> str:
        """Return what names the candidate in addresses and requests: kind and number."""
        return f"{'p' if self.person else 'a'}{self.holder.pk}"

    @property
    def is_the_same(self) -> bool:
        """Return whether the dependent is this person: the same document, or the officer's word."""
        return self.exact or (self.decision is not None and self.decision.same)

    @property
    def waits(self) -> bool:
        """Return whether the officer has dismissed the candidate and a second has not answered."""
        return self.decision is not None and not self.decided and self.second == AgreementState.WAITING

    @property
    def masked_numbers(self) -> list[str]:
        """Return the person's documents, each with its last characters only: enough to compare."""
        return [mask_number(each.number) for each in self.holder.documents.all()]

    @property
    def decided(self) -> bool:
        """Return whether the officer has decided, and a second has agreed where one is needed.

        The same document leaves one answer only.
        """
        if self.decision is None:
            return False
        if self.decision.same:
            return True
        return not self.exact and (not self.needs_second or self.second == AgreementState.AGREED)


@dataclass(frozen=True)
class DependentPapers:
    """The papers that count for a dependent, and to whom they point: each read once for all that asks."""

    solicitud: Solicitud
    records: list[PaperRecord]

    @cached_property
    def documents(self) -> list[Document]:
        """Return the dependent's own documents: those seen at the desk; before any was seen, the one that was typed.

        The passport of a parent in which a child is registered is none: brothers and sisters share it.
        """
        solicitud, seen = self.solicitud, self._documents_seen
        if seen or same_number(solicitud.dependent_document_number, solicitud.applicant_document_number):
            return [each for each in seen if not each.of_parent]
        typed = document(
            solicitud.dependent_document_kind,
            solicitud.dependent_document_number,
            solicitud.dependent_document_country or solicitud.nationality,
        )
        return [typed] if typed else []

    @cached_property
    def _documents_seen(self) -> list[Document]:
        kinds = identities_of(Names.DEPENDENT)
        mine = [each for each in self.records if each.kind in kinds and each.solicitud_id == self.solicitud.pk]
        seen = [(each, document(kinds[each.kind], each.number, each.country)) for each in mine if each.received]
        return [replace(one, of_parent=paper.of_parent) for paper, one in seen if one]

    @property
    def printed_document(self) -> Document | None:
        """Return the document that the certificate names: the first of their own, else the parent's."""
        return next(iter([*self.documents, *self._documents_seen]), None)

    @cached_property
    def same_numbers(self) -> list[IdDocument]:
        """Return the rows with the number of one of these documents, no matter who holds and who issued them."""
        numbers = {each.number_key for each in self.documents}
        rows = IdDocument.objects.filter(number_key__in=numbers).select_related("person__code", "affiliate")
        return list(rows.order_by("pk")) if numbers else []

    @cached_property
    def decisions(self) -> list[Resemblance]:
        """Return what the officer decided on the people that the dependent resembles."""
        return list(self.solicitud.resemblances.all())


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


def _is_one_of(row: IdDocument, documents: Iterable[Document]) -> bool:
    return any(
        (row.kind, row.country, row.number_key) == (each.kind, each.country, each.number_key) for each in documents
    )


def candidates(papers: DependentPapers, now: datetime) -> list[Candidate]:
    """Return everybody who may be this dependent, those with the same document first (D8, D19)."""
    solicitud, mine = papers.solicitud, papers.documents
    exact, same_number = _by_document(mine, papers.same_numbers)
    people, affiliates = _alike(solicitud)
    holders: dict[str, Person | Affiliate] = {}
    for each in [*exact, *same_number, *people, *affiliates]:
        holders.setdefault(_mark(each), each)
    if not holders:
        return []
    for model in (Person, Affiliate):
        prefetch_related_objects([each for each in holders.values() if isinstance(each, model)], "documents")
    decisions = {_mark_of(each): each for each in papers.decisions}
    certain = {_mark(each) for each in exact}
    seen = _seen_documents(solicitud)
    return [
        _candidate(each, solicitud, mine, decisions.get(mark), seen, now, exact=mark in certain)
        for mark, each in holders.items()
    ]


def _mark(holder: Person | Affiliate) -> str:
    return f"{'p' if isinstance(holder, Person) else 'a'}{holder.pk}"


def _mark_of(decision: Resemblance) -> str:
    return f"p{decision.person_id}" if decision.person_id else f"a{decision.affiliate_id}"


def _by_document(mine: list[Document], rows: list[IdDocument]) -> tuple[list[Person], list[Person | Affiliate]]:
    """Return the people with the very same document, and everybody with its number, whatever the issuer says (D19).

    An affiliate with the very same document is no candidate: nothing is left to decide (`already_has_a_code`).
    """
    exact: list[Person] = []
    others: list[Person | Affiliate] = []
    for row in rows:
        same = _is_one_of(row, mine)
        if row.person is not None:
            (exact if same else others).append(row.person)
        elif row.affiliate is not None and not same:
            others.append(row.affiliate)
    return exact, others


def _alike(solicitud: Solicitud) -> tuple[list[Person], list[Affiliate]]:
    """Return who is alike, and to whom this solicitud gave a code before it was reopened, whatever is written now."""
    if solicitud.birth_date is None or not solicitud.dependent_names.strip():
        return [], []
    sought = Identity(
        names=solicitud.dependent_names, birth_date=solicitud.birth_date, nationality=solicitud.nationality
    )
    matches = search(sought, solicitud.pk)
    people = [pk for holder, pk in matches if holder == PERSON]
    affiliates = [pk for holder, pk in matches if holder == AFFILIATE]
    return (
        list(Person.objects.filter(pk__in=people).select_related("code").order_by("pk")) if people else [],
        list(Affiliate.objects.filter(pk__in=affiliates).order_by("pk")) if affiliates else [],
    )


PERSON, AFFILIATE, BEFORE = "person", "affiliate", "before"
Row = tuple[str, int, str, date | None, str]


def search(sought: Identity, before: int = 0) -> set[tuple[str, int]]:
    """Return everybody who may be the person sought, as kind of holder and row, in one statement (D19).

    `before` is the id of a solicitud: to whom it gave a code is among them.
    """
    matches = set()
    for holder, pk, names, birth_date, nationality in find_rows(sought, before):
        other = Identity(names=names, birth_date=birth_date, nationality=nationality)
        if holder == BEFORE or compare(sought, other) is not Likeness.DIFFERENT:
            matches.add((PERSON if holder == BEFORE else holder, pk))
    return matches


_BEFORE = """id IN (
    SELECT code.person_id FROM records_code code JOIN records_certificate certificate ON certificate.code_id = code.id
    WHERE certificate.solicitud_id = %(before)s)"""


def find_rows(sought: Identity, before: int) -> list[Row]:
    """Return whom the search has to judge: each part of the statement has an index of its own (docs/decisions/0016)."""
    assert sought.birth_date is not None
    near, far, sounds = one_of("near"), one_of("far"), one_of("sounds")
    heard = [f"{key} {sounds}" for key in SOUND_KEYS]
    apart = f"birth_date {far} AND ({' OR '.join(heard)})"  # answered by the index alone
    parts = [(BEFORE, PERSON, _BEFORE)]
    for holder in (PERSON, AFFILIATE):
        parts.append((holder, holder, f"birth_date {near}"))
        parts.append((holder, holder, f"id IN (SELECT id FROM records_{holder} WHERE {apart})"))  # nosec B608
    parts.append((AFFILIATE, AFFILIATE, f"birth_date IS NULL AND {' AND '.join(heard)}"))
    answered = rows(
        " UNION ALL ".join(
            f"SELECT '{word}', id, names, birth_date, nationality FROM records_{table} WHERE {condition}"  # nosec B608
            for word, table, condition in parts
        ),
        before=before,
        near=near_dates(sought.birth_date),
        far=far_dates(sought.birth_date),
        sounds=sorted(sounds_to_find(sought.names)),
    )
    return [  # SQLite keeps dates as texts
        (holder, pk, names, date.fromisoformat(day) if isinstance(day, str) else day, nationality)
        for holder, pk, names, day, nationality in answered
    ]


@dataclass(frozen=True)
class _SeenDocument:
    """An identity document that was recorded at the desk: of which solicitud, and on which day."""

    number_key: str
    solicitud: int | None
    day: date


def _seen_documents(solicitud: Solicitud) -> list[_SeenDocument]:
    """Return the identity documents recorded in this case, of everybody in it."""
    case = solicitud.case
    if case is None:
        return []
    kinds = identities_of(Names.DEPENDENT, Names.AFFILIATE)
    documents = []
    for each in case.papers.all():
        known = each.kind in kinds and each.received and each.undone_at is None
        one = document(kinds[each.kind], each.number, each.country) if known else None
        if one is not None:
            documents.append(_SeenDocument(one.number_key, each.solicitud_id, local_day(case.agency, each.recorded_at)))
    return documents


def _candidate(
    holder: Person | Affiliate,
    solicitud: Solicitud,
    mine: list[Document],
    decision: Resemblance | None,
    seen: list[_SeenDocument],
    now: datetime,
    *,
    exact: bool,
) -> Candidate:
    compared = _compare_records(holder, solicitud, mine)
    return Candidate(
        person=holder if isinstance(holder, Person) else None,
        affiliate=holder if isinstance(holder, Affiliate) else None,
        exact=exact,
        decision=decision,
        needs_second=not _told_apart(holder, solicitud, mine, seen),
        second=_second(solicitud, _mark(holder), compared, now) if decision is not None and not decision.same else "",
        compared=compared,
    )


def _told_apart(
    holder: Person | Affiliate, solicitud: Solicitud, mine: list[Document], seen: list[_SeenDocument]
) -> bool:
    """Return whether both documents were seen in this visit, with other numbers and other given names (D19)."""
    days = {each.day for each in seen if each.solicitud == solicitud.pk}
    theirs = {each.number_key for each in holder.documents.all()}
    both = any(each.number_key in theirs and each.solicitud != solicitud.pk and each.day in days for each in seen)
    apart = theirs.isdisjoint(each.number_key for each in mine)
    return both and apart and given_names_differ(holder.names, solicitud.dependent_names)


def _compare_records(holder: Person | Affiliate, solicitud: Solicitud, mine: list[Document]) -> tuple[Compared, ...]:
    """Return the two records side by side, as the officer and the second read them; numbers of others are masked."""
    numbers = sorted(mask_number(each.number) for each in holder.documents.all())
    lines = (
        (ComparedField.NAMES, holder.names, solicitud.dependent_names),
        (ComparedField.BIRTH_DATE, _day(holder.birth_date), _day(solicitud.birth_date)),
        (ComparedField.SEX, holder.sex, solicitud.sex),
        (ComparedField.NATIONALITY, holder.nationality, solicitud.nationality),
        (ComparedField.DOCUMENTS, ", ".join(numbers), ", ".join(each.number for each in mine)),
    )
    return tuple(Compared(*line) for line in lines)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def subject_of(solicitud: Solicitud, mark: str) -> str:
    """Return what a request for a second on this candidate is about."""
    return f"{solicitud.reference}:{mark}"


def _second(solicitud: Solicitud, mark: str, compared: tuple[Compared, ...], now: datetime) -> str:
    """Return where the last request for a second on exactly these facts stands at a moment."""
    if solicitud.case is None:
        return ""
    wanted = (AgreementKind.CANDIDATE_DISMISSED, subject_of(solicitud, mark))
    rows = [each for each in solicitud.case.agreements.all() if (each.kind, each.subject) == wanted]
    return state_of(rows[-1], now) if rows and rows[-1].compared == [line.frozen() for line in compared] else ""


def known_people(candidates: Iterable[Candidate]) -> list[Person]:
    """Return the people that this dependent is: the same document, or the officer's word."""
    return [each.person for each in candidates if each.person is not None and each.is_the_same]


def already_has_a_code(papers: DependentPapers, affiliate: Affiliate) -> bool:
    """Return whether nothing is left to issue (S02): an affiliate, or already this affiliate's dependent.

    An affiliate has a code of the registry: by the very same document, or by the officer's word (D19). A person who
    depends on *another* affiliate is not refused: the same code is certified again (D8).
    """
    if papers.solicitud.status == ApplicationStatus.ISSUED:
        return False
    rows = [each for each in papers.same_numbers if _is_one_of(each, papers.documents)]
    decided = [each for each in papers.decisions if each.same]
    of_an_affiliate = [each.affiliate_id for each in rows] + [each.affiliate_id for each in decided]
    if any(pk is not None for pk in of_an_affiliate):
        return True
    same = {each.person_id for each in rows} | {each.person_id for each in decided}
    if not same - {None}:
        return False
    live = Dependency.objects.filter(ended_on__isnull=True)  # D23: a link that ended no longer counts
    return live.filter(person__in=same - {None}, affiliate=affiliate).exists()
