"""The notices that no mail takes to their person: the list of a centre, and the paper that is handed over (D35)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from vinculo.documents.facts import HandNoticeFacts
from vinculo.queries.control.hearings import agencies_of
from vinculo.queries.shared import access
from vinculo.queries.shared.access import NotFoundHere
from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import PaperNotice, Staff
from vinculo.rules.mail.by_hand import OF_CLOSINGS
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import TurnoStatus

MOST = 200
_RELATED = ("agency", "turno__affiliate", "solicitud__case__affiliate", "solicitud__case__turno", "delivered_by")


@dataclass(frozen=True)
class NoticeLine:
    """A notice in the list: what it says, of which case or turno, until when, and at which mobile they answer."""

    notice: PaperNotice
    reference: str
    names: str
    phone: str
    late: bool

    @property
    def begins_term(self) -> bool:
        """Return whether days run from the moment at which it is handed over."""
        return self.notice.kind == MailKind.SAMPLE_OPENED


def undelivered_of(staff: Staff) -> QuerySet[PaperNotice]:
    """Return the notices of these centres that did not reach their person and are still true. Raises `NotFoundHere`.

    What a closing did to a turno is not told any more once a later notice says otherwise, or the turno is over.
    """
    later = PaperNotice.objects.filter(turno=OuterRef("turno"), kind__in=OF_CLOSINGS, pk__gt=OuterRef("pk"))
    over = ~Q(turno__status=TurnoStatus.CONFIRMED) | Exists(later)
    return PaperNotice.objects.filter(agencies_of(staff), delivered_at=None).exclude(Q(over, kind__in=OF_CLOSINGS))


def count_undelivered(staff: Staff) -> int:
    """Return how many notices did not reach their person; nobody is read."""
    return undelivered_of(staff).count()


def list_notices(staff: Staff, now: datetime) -> list[NoticeLine]:
    """Return the notices to be handed over, what is due first, and write that they were read: people are named."""
    rows = list(undelivered_of(staff).select_related(*_RELATED).order_by("due", "pk")[:MOST])
    where = {each.agency_id for each in rows}
    access.record_view(act=Act.NOTICES_READ, subject=Subject.AGENCY, subject_ids=sorted(where), staff=staff, now=now)
    return [_line(each, local_day(each.agency, now)) for each in rows]


def read_notice(staff: Staff, pk: int, now: datetime) -> NoticeLine:
    """Return one notice of these centres, and write that it was read. Raises `NotFoundHere`."""
    notice = PaperNotice.objects.filter(agencies_of(staff), pk=pk).select_related(*_RELATED).first()
    if notice is None:
        raise NotFoundHere
    access.record_view(
        act=Act.NOTICES_READ, subject=Subject.AGENCY, subject_ids=[notice.agency_id], staff=staff, now=now
    )
    return _line(notice, local_day(notice.agency, now))


def print_notice(staff: Staff, pk: int, now: datetime) -> tuple[HandNoticeFacts, int]:
    """Return what a notice prints, and which copy it is; that it was printed is written. Raises `NotFoundHere`."""
    line = read_notice(staff, pk, now)
    notice = line.notice
    of_solicitud = notice.solicitud_id is not None
    copy = access.record_print(
        row=notice,
        act=Act.NOTICE_PRINTED,
        subject=Subject.SOLICITUD if of_solicitud else Subject.TURNO,
        subject_id=(notice.solicitud_id if of_solicitud else notice.turno_id) or 0,
        which=f"notice:{notice.pk}",
        staff=staff,
        now=now,
    )
    facts = HandNoticeFacts(
        reference=line.reference,
        title=notice.subject,
        text=notice.body,
        affiliate_names=line.names,
        dependent_names=notice.solicitud.dependent_names if notice.solicitud else "",
        office=notice.agency.name,
        office_city=notice.agency.city,
        issued_on=local_day(notice.agency, notice.made_at),
    )
    return facts, copy


def _line(notice: PaperNotice, today: date) -> NoticeLine:
    late = notice.delivered_at is None and notice.due < today
    case = notice.solicitud.case if notice.solicitud else None
    if case is not None:
        return NoticeLine(notice, case.reference, case.affiliate.names, case.phone_number, late)
    assert notice.turno is not None  # about one or the other
    turno = notice.turno
    return NoticeLine(notice, turno.reference, turno.affiliate.names, turno.mobile or turno.affiliate.mobile, late)
