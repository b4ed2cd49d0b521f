"""Handing over the notices of people whom no mail reaches (D35): by hand or at home with a signature, or by phone."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.actions.control.samples import end_of_hearing
from vinculo.actions.shared.guards import NotYours, OwnAct, Stale, require_read
from vinculo.queries.shared.access import supervises
from vinculo.records.events import write_event
from vinculo.records.models import PaperNotice, Sample, Staff
from vinculo.rules.control.status import SampleState
from vinculo.rules.mail.by_hand import WITH_RECEIPT, HandedBy
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.shared.acts import Act, Subject


class NeedsReceipt(Exception):
    """A term begins with this notice: it is handed over with a signature, and not read out by phone."""


@transaction.atomic
def deliver_notice(
    *, notice: PaperNotice, by: HandedBy, words: str, actor: Staff, now: datetime, read: str | None = None
) -> PaperNotice:
    """Keep that a notice reached its person, how, and who received it; the days to be heard run from then on.

    By an officer of the centre or by the person who supervises it. Raises `NotYours`, `NeedsReceipt`, `Stale` where
    somebody else handed it over, and ValueError without words; twice is once.
    """
    if not words.strip():
        raise ValueError("who received it is kept")
    sample = Sample.objects.select_for_update(no_key=True, of=("self",)).filter(pk=notice.sample_id or 0)
    opened = sample.select_related("agency").first()
    rows = PaperNotice.objects.select_for_update(no_key=True, of=("self",)).select_related("agency")
    notice = rows.get(pk=notice.pk)
    if not (supervises(actor, notice.agency) or (actor.is_officer and actor.agency_id == notice.agency_id)):
        raise NotYours
    if not require_read(read, notice, own=OwnAct(actor, now, *_subject(notice), (Act.NOTICE_DELIVERED,))):
        return notice
    if notice.delivered_at is not None:
        raise Stale
    begins_term = notice.kind == MailKind.SAMPLE_OPENED
    if begins_term and by not in WITH_RECEIPT:
        raise NeedsReceipt
    notice.handed_by, notice.words, notice.delivered_by, notice.delivered_at = by, words.strip(), actor, now
    notice.save(update_fields=["handed_by", "words", "delivered_by", "delivered_at"])
    if begins_term and opened is not None and opened.state == SampleState.OPENED:
        opened.answer_until = end_of_hearing(opened.agency, now)
        opened.save(update_fields=["answer_until"])
    subject, subject_id = _subject(notice)
    write_event(
        act=Act.NOTICE_DELIVERED,
        subject=subject,
        subject_id=subject_id,
        now=now,
        actor=actor,
        fields=[f"kind:{notice.kind}", f"by:{by}"],
    )
    return notice


def _subject(notice: PaperNotice) -> tuple[Subject, int]:
    if notice.solicitud_id is not None:
        return Subject.SOLICITUD, notice.solicitud_id
    return Subject.TURNO, notice.turno_id or 0
