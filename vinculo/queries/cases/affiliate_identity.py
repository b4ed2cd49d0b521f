"""The affiliate of a code beside the document shown (D18): the two records, who holds it, how a second stands to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.documents.words import mask_number
from vinculo.queries.cases.agreements import state_of
from vinculo.queries.cases.duplicates import Document, any_of
from vinculo.records.models import Affiliate, Agreement, Case, IdDocument, PaperRecord
from vinculo.rules.cases import facts
from vinculo.rules.cases.affiliate_identity import TO_AGREE, Identified, document_of, identify, is_registered_document
from vinculo.rules.cases.agreements import Compared, ComparedField
from vinculo.rules.cases.paper_kinds import Names, identities_of
from vinculo.rules.shared.countries import country_name
from vinculo.rules.shared.identity import normalise_number
from vinculo.rules.shared.labels import DOCUMENTS, SEXES

ShownPaper = tuple[PaperRecord, facts.Paper]


@dataclass(frozen=True)
class KnownDocuments:
    """What is known of the documents shown that are not registered under the code."""

    held_by_others: frozenset[facts.IdDocument] = frozenset()
    seconds: dict[facts.IdDocument, str] = field(default_factory=dict)
    requests: tuple[Agreement, ...] = ()  # of the case, where they were asked for


def known_of(
    case: Case, applicant: facts.Applicant, shown: Iterable[ShownPaper], now: datetime, *, requests: bool = False
) -> KnownDocuments:
    """Return who else holds the affiliate's documents shown, and how the request for a second on each stands.

    With `requests` all that a second was asked in this case as well. No statement where each document is registered,
    which is the usual case; else two.
    """
    others = _not_registered(applicant, shown)
    if not others and not requests:
        return KnownDocuments()
    subjects = {subject_of(case.affiliate, document): document for document in others}
    wanted = Q(subject__in=subjects, kind__in=TO_AGREE.values())
    rows = list(
        Agreement.objects.filter(wanted | Q(case=case) if requests else wanted)
        .select_related("decided_by")
        .order_by("pk")
    )
    held = _held_by_others(case.affiliate, others) if others else frozenset()
    last = {(each.subject, each.kind): each for each in rows}
    seconds = {}
    for subject, document in subjects.items():
        record, paper = others[document]
        kind = TO_AGREE.get(identify(applicant, paper, held))
        agreement = last.get((subject, kind or ""))
        if agreement is not None and compared_of(agreement) == frozen(compare_records(case.affiliate, record)):
            seconds[document] = state_of(agreement, now)
    return KnownDocuments(held, seconds, tuple(each for each in rows if each.case_id == case.pk))


def _not_registered(applicant: facts.Applicant, shown: Iterable[ShownPaper]) -> dict[facts.IdDocument, ShownPaper]:
    unregistered = {}
    kinds = identities_of(Names.AFFILIATE)
    for record, paper in shown:
        if paper.kind not in kinds or not paper.received or is_registered_document(applicant, paper):
            continue
        document = document_of(paper)
        if document is not None:
            unregistered[document] = (record, paper)
    return unregistered


def _held_by_others(affiliate: Affiliate, documents: Iterable[facts.IdDocument]) -> frozenset[facts.IdDocument]:
    asked = any_of(Document(each.kind, each.country, each.number[:30]) for each in documents)
    rows = IdDocument.objects.filter(asked, affiliate__isnull=False).exclude(affiliate=affiliate)
    return frozenset(facts.IdDocument(kind=row.kind, number=row.number_key, country=row.country) for row in rows)


def identify_document(affiliate: Affiliate, applicant: facts.Applicant, shown: ShownPaper) -> Identified:
    """Return what a document shown is to the affiliate, as the table says now."""
    _record, paper = shown
    document = document_of(paper)
    return identify(applicant, paper, _held_by_others(affiliate, [document]) if document else ())


def subject_of(affiliate: Affiliate, document: facts.IdDocument) -> str:
    """Return what a request for a second on this document is about."""
    return f"affiliate {affiliate.pk} {document.kind} {document.country} {document.number[:30]}"


@override("es")
def compare_records(affiliate: Affiliate, record: PaperRecord) -> tuple[Compared, ...]:
    """Return the registry and the document shown side by side, as people read them."""
    lines = [
        (ComparedField.NAMES, affiliate.names, record.holder_names),
        (ComparedField.BIRTH_DATE, _day(affiliate.birth_date), _day(record.holder_birth_date)),
        (ComparedField.SEX, _sex(affiliate.sex), _sex(record.holder_sex)),
        (ComparedField.NATIONALITY, _country(affiliate.nationality), _country(record.holder_nationality)),
        (ComparedField.DOCUMENTS, _list_documents(affiliate), _document(record)),
    ]
    return tuple(Compared(field, known, shown) for field, known, shown in lines)


def _list_documents(affiliate: Affiliate) -> str:
    documents = sorted(affiliate.documents.all(), key=lambda each: each.pk)
    return "; ".join(
        f"{_(DOCUMENTS[each.kind])} {mask_number(each.number)} ({_country(each.country)})" for each in documents
    )


def _document(record: PaperRecord) -> str:
    kind = identities_of(Names.AFFILIATE)[record.kind]
    return f"{_(DOCUMENTS[kind])} {normalise_number(record.number)} ({_country(record.country)})"


def _day(day: object) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _sex(sex: str) -> str:
    return _(SEXES[sex]) if sex in SEXES else ""


def _country(code: str) -> str:
    return str(_(country_name(code))) if code else ""


def frozen(compared: Iterable[Compared]) -> list[dict[str, str]]:
    """Return lines as they are kept."""
    return [each.frozen() for each in compared]


def compared_of(agreement: Agreement) -> list[dict[str, str]]:
    """Return the lines of the two records alone, without the document that explains the difference."""
    return [each for each in agreement.compared if each["field"] != ComparedField.EXPLAINED_BY]
