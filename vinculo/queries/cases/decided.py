"""A decision with the papers it rests on (D27): for the officers of its centre and who supervises it; written as read.

What was recorded later, or taken back before, is not among them. The facts are those that the decision froze.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vinculo.queries.cases.case_papers import PaperLine, line
from vinculo.queries.cases.wording import Said
from vinculo.queries.shared import access
from vinculo.records.models import Agreement, Case, Certificate, Decision, PaperRecord, Solicitud, Staff
from vinculo.rules.shared.acts import Act, Subject


@dataclass(frozen=True)
class DecisionPage:
    """A decision: what was said of the case, the papers that were there, what a second agreed to or not."""

    decision: Decision
    solicitud: Solicitud
    case: Case
    said: list[Said]
    papers: list[PaperLine]
    agreements: list[Agreement]
    certificate: Certificate | None


def read_decision(staff: Staff, reference: str, pk: int, now: datetime) -> DecisionPage:
    """Return a decision on a case with the papers it rests on, and write that it was read.

    Raises `access.NotFoundHere`.
    """
    rows = Decision.objects.select_related("solicitud__case__affiliate", "solicitud__case__agency", "decided_by")
    decision = rows.filter(pk=pk, solicitud__case__reference=reference).first()
    case = decision.solicitud.case if decision is not None else None
    if decision is None or case is None or not _may_read(staff, case):
        raise access.NotFoundHere
    access.record_view(
        act=Act.DECISION_READ, subject=Subject.SOLICITUD, subject_ids=[decision.solicitud_id], staff=staff, now=now
    )
    return page_of(decision)


def page_of(decision: Decision) -> DecisionPage:
    """Return a decision with the papers it rests on; who may read it was checked, and the reading is written."""
    case = decision.solicitud.case
    assert case is not None  # it was decided at a desk
    return DecisionPage(
        decision=decision,
        solicitud=decision.solicitud,
        case=case,
        said=[Said(**each) for each in decision.items],
        papers=_papers(decision, case),
        agreements=_agreements(decision, case),
        certificate=_certificate(decision),
    )


def _may_read(staff: Staff, case: Case) -> bool:
    return (staff.is_officer and staff.agency_id == case.agency_id) or access.supervises(staff, case.agency)


def _papers(decision: Decision, case: Case) -> list[PaperLine]:
    """Return the papers that counted at the moment of the decision, of the dependent and shared ones."""
    rows = PaperRecord.objects.filter(case=case, recorded_at__lte=decision.decided_at)
    mine = [each for each in rows.select_related("recorded_by") if each.solicitud_id in {None, decision.solicitud_id}]
    counted = [each for each in mine if each.undone_at is None or each.undone_at > decision.decided_at]
    return [line(each, case.agency, None, undoable=False) for each in counted]


def _agreements(decision: Decision, case: Case) -> list[Agreement]:
    rows = Agreement.objects.filter(case=case, decided_by__isnull=False, decided_at__lte=decision.decided_at)
    return list(rows.select_related("asked_by", "decided_by").order_by("pk"))


def _certificate(decision: Decision) -> Certificate | None:
    rows = Certificate.objects.filter(solicitud=decision.solicitud_id, issued_at=decision.decided_at)
    return rows.select_related("code").first()
