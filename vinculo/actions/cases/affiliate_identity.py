"""The officer confirms that a document is the affiliate's, or what explains a contradiction; a second agrees (D18).

What is agreed becomes part of the registry's history: from then on that document decides.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.actions.cases.agreements import Handling, ask_agreement, register
from vinculo.actions.cases.locking import count_version, locked_case
from vinculo.actions.cases.papers import SomebodyElses, keep_document
from vinculo.actions.shared.guards import NotYours, Stale
from vinculo.queries.cases.affiliate_identity import (
    ShownPaper,
    compare_records,
    compared_of,
    frozen,
    identify_document,
    subject_of,
)
from vinculo.queries.cases.evaluation import applicant_of, paper_of
from vinculo.records.models import Agreement, Case, PaperRecord, Staff
from vinculo.rules.cases.affiliate_identity import TO_AGREE, document_of
from vinculo.rules.cases.agreements import AgreementKind, Compared, ComparedField, fingerprint
from vinculo.rules.cases.paper_kinds import Names, identities_of


@transaction.atomic
def confirm_affiliate(
    *, paper: PaperRecord, reason: str, seen: str, actor: Staff, now: datetime, explained_by: str = ""
) -> Agreement:
    """Confirm with a reason that the document shown is the affiliate's, and ask for a second (D18); twice is once.

    `seen` is the fingerprint of the two records that the officer compared, `explained_by` the document that explains
    what contradicts the registry, which a supervisor decides. Raises `NotYours`, `Stale` where the records or what is
    to be agreed changed, and ValueError without a reason or the document that explains it.
    """
    case = locked_case(paper.case_id, actor)
    paper = PaperRecord.objects.get(pk=paper.pk)
    if case.closed_at is not None or not _counts(paper):
        raise NotYours
    kind = _to_agree(case, paper)
    compared = compare_records(case.affiliate, paper)
    if kind is None or fingerprint(compared) != seen:
        raise Stale
    if kind is AgreementKind.IDENTITY_EXPLAINED:
        if not explained_by.strip():
            raise ValueError("the document that explains it is kept")
        compared = (*compared, Compared(ComparedField.EXPLAINED_BY, "", explained_by.strip()))
    document = document_of(paper_of(paper))
    assert document is not None  # else there were nothing to agree to
    asked = ask_agreement(
        kind=kind,
        case=case,
        subject=subject_of(case.affiliate, document),
        compared=compared,
        reason=reason,
        actor=actor,
        now=now,
    )
    count_version(case)
    return asked


def _counts(paper: PaperRecord) -> bool:
    return paper.kind in identities_of(Names.AFFILIATE) and paper.received and paper.undone_at is None


def _to_agree(case: Case, paper: PaperRecord) -> AgreementKind | None:
    """Return what a second would be asked of this document now, or None where nobody is."""
    shown: ShownPaper = (paper, paper_of(paper))
    return TO_AGREE.get(identify_document(case.affiliate, applicant_of(case.affiliate, case.affiliate.code), shown))


def _paper_of(agreement: Agreement) -> PaperRecord | None:
    """Return the paper that a request is about, as it stands in its case."""
    affiliate = agreement.case.affiliate
    for paper in agreement.case.papers.order_by("-pk"):
        document = document_of(paper_of(paper)) if _counts(paper) else None
        if document is not None and subject_of(affiliate, document) == agreement.subject:
            return paper
    return None


def _stands(agreement: Agreement) -> bool:
    """Return whether registry and document still say what the first saw, and the case still asks for it."""
    paper = _paper_of(agreement)
    if paper is None or agreement.case.closed_at is not None:
        return False
    same = compared_of(agreement) == frozen(compare_records(agreement.case.affiliate, paper))
    return same and _to_agree(agreement.case, paper) == agreement.kind


def _keep(agreement: Agreement, actor: Staff, now: datetime) -> None:
    """Put the document into the registry's history: an update, not a refusal (S34)."""
    paper = _paper_of(agreement)
    assert paper is not None  # it was just compared
    try:
        keep_document(agreement.case, paper, actor, now)
    except SomebodyElses as error:
        raise Stale from error


for _kind in TO_AGREE.values():
    register(_kind, Handling(stands=_stands, follows=_keep))
