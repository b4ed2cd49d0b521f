"""Complaints: what the person sees by their private link, and which ones a supervisor answers for."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from vinculo.queries.shared.access import NotFoundHere, record_view, supervised_agencies
from vinculo.records.models import Complaint, Message, Staff
from vinculo.records.vocabulary import choices
from vinculo.rules.feedback.complaints import typed_key
from vinculo.rules.feedback.status import ComplaintKind, ComplaintState
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.labels import COMPLAINT_KINDS
from vinculo.rules.shared.references import hash_token, read_reference
from vinculo.rules.staff.access import Territory

KINDS = choices(ComplaintKind, COMPLAINT_KINDS)


def by_token(token: str) -> Complaint | None:
    """Return the complaint of a private link, or None."""
    return Complaint.objects.select_related("agency", "province").filter(token_hash=hash_token(token)).first()


def by_reference(reference: str, key: str) -> Complaint | None:
    """Return the complaint with this reference and this key, as both were typed, or None: one alone opens nothing."""
    wanted = typed_key(key)
    if not wanted:
        return None
    complaint = Complaint.objects.filter(reference=read_reference(reference)).first()
    return complaint if complaint is not None and complaint.token.startswith(wanted) else None


def latest_mail(complaint: Complaint) -> Message | None:
    """Return the last mail that was written to the person who complained."""
    return complaint.messages.order_by("-pk").first()


def scope(staff: Staff) -> Q:
    """Return the condition of the complaints that a supervisor answers for: of their centre, province or the nation.

    Raises `NotFoundHere` for anybody else.
    """
    if not staff.is_supervisor:
        raise NotFoundHere
    if staff.territory == Territory.CENTRES:
        return Q(agency__in=supervised_agencies(staff).order_by().values("pk"))
    return Q() if staff.territory == Territory.NATION else Q(province=staff.province_id)


def open_ones(staff: Staff) -> QuerySet[Complaint]:
    """Return what waits for an answer, the term that ends first on top: so the overdue ones come first."""
    rows = Complaint.objects.select_related("agency", "province").filter(scope(staff), state=ComplaintState.OPEN)
    return rows.order_by("answer_by", "pk")


def answered_ones(staff: Staff) -> QuerySet[Complaint]:
    """Return what was answered, the newest answer on top."""
    rows = Complaint.objects.select_related("agency", "province").filter(scope(staff), state=ComplaintState.ANSWERED)
    return rows.order_by("-answered_at", "-pk")


def read_complaint(staff: Staff, reference: str, now: datetime) -> Complaint:
    """Return a complaint of the supervisor's, and write that it was read. Raises `NotFoundHere`."""
    rows = Complaint.objects.select_related("agency", "province", "answered_by").filter(scope(staff))
    complaint = rows.filter(reference=reference).first()
    if complaint is None:
        raise NotFoundHere
    record_view(act=Act.COMPLAINT_READ, subject=Subject.COMPLAINT, subject_ids=[complaint.pk], staff=staff, now=now)
    return complaint
