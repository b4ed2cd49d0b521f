"""The page on which an officer compares the affiliate's document with the registry; the look is written (D18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vinculo.queries.cases.affiliate_identity import compare_records, identify_document
from vinculo.queries.cases.evaluation import applicant_of, paper_of
from vinculo.queries.shared import access
from vinculo.records.models import Case, PaperRecord, Staff
from vinculo.rules.cases.affiliate_identity import TO_AGREE
from vinculo.rules.cases.agreements import AgreementKind, Compared, fingerprint
from vinculo.rules.cases.paper_kinds import Names, identities_of
from vinculo.rules.shared.acts import Act, Subject


@dataclass(frozen=True)
class ComparePage:
    """Registry and document side by side, and what a second would be asked of them; nothing where nobody is."""

    case: Case
    paper: PaperRecord
    compared: tuple[Compared, ...]
    to_agree: str

    @property
    def explained(self) -> bool:
        """Return whether a supervisor decides, with the document that explains the difference."""
        return self.to_agree == AgreementKind.IDENTITY_EXPLAINED

    @property
    def seen(self) -> str:
        """Return the mark of what the page shows."""
        return fingerprint(self.compared)


def compare_page(staff: Staff, reference: str, pk: int, now: datetime) -> ComparePage:
    """Return the page of one document of the affiliate, and write that the case was read.

    Raises `access.NotFoundHere`.
    """
    paper = access.paper(staff, reference, pk)
    case = paper.case
    if paper.kind not in identities_of(Names.AFFILIATE) or paper.undone_at is not None or not paper.received:
        raise access.NotFoundHere
    access.record_view(act=Act.CASE_READ, subject=Subject.CASE, subject_ids=[case.pk], staff=staff, now=now)
    applicant = applicant_of(case.affiliate, case.affiliate.code)
    kind = TO_AGREE.get(identify_document(case.affiliate, applicant, (paper, paper_of(paper))))
    to_agree = kind.value if kind and case.closed_at is None else ""
    return ComparePage(case, paper, compare_records(case.affiliate, paper) if to_agree else (), to_agree)
