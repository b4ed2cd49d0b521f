"""Complaints without turno and without account: received with a number at once, answered by a supervisor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.conf import settings
from django.db import transaction

from vinculo.actions.feedback import mails
from vinculo.actions.shared import limits
from vinculo.actions.shared.guards import NotYours, require_read
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.feedback import complaints
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Agency, Complaint, Province, Staff
from vinculo.rules.feedback.complaints import last_day
from vinculo.rules.feedback.status import COMPLAINT, ComplaintAct, ComplaintState
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.limits import LimitedAct, LimitedBy
from vinculo.rules.shared.references import draw_reference, draw_token


class AlreadyAnswered(Exception):
    """Somebody answered it already, in other words: one complaint has one answer."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody told; `key` is of the form, so that a double click is one complaint."""

    key: str
    kind: str
    text: str
    province: Province | None = None
    agency: Agency | None = None
    happened_on: date | None = None
    names: str = ""
    email: str = ""


def receive_complaint(*, told: Told, address: str, device: str = "", now: datetime, random_source: Random) -> Complaint:
    """Keep what was told and return it with its number; with an e-mail the number and the private link are sent.

    The same form sent twice is one complaint. Raises `limits.LimitReached`.
    """
    known = Complaint.objects.filter(key=Complaint.keep_key(told.key)).first()
    if known is not None:
        return known
    by = {LimitedBy.ADDRESS: address, LimitedBy.EMAIL: told.email, LimitedBy.DEVICE: device}
    limits.count_attempt(act=LimitedAct.COMPLAINT, by={kind: value for kind, value in by.items() if value}, now=now)
    return retry_clashes(lambda: _receive(told, now, random_source))


@transaction.atomic
def _receive(told: Told, now: datetime, random_source: Random) -> Complaint:
    known = Complaint.objects.filter(key=Complaint.keep_key(told.key)).first()
    if known is not None:
        return known
    made = Complaint.objects.create(
        reference=draw_reference("Q", random_source),
        **Complaint.link_of(draw_token(random_source)),
        key=Complaint.keep_key(told.key),
        kind=told.kind,
        state=COMPLAINT.begin(ComplaintAct.RECEIVE),
        province=told.agency.province if told.agency else told.province,
        agency=told.agency,
        happened_on=told.happened_on,
        text=told.text,
        names=told.names,
        email=told.email,
        made_at=now,
        answer_by=last_day(local_day(told.agency, now), settings.COMPLAINT_ANSWER_DAYS),
    )
    write_event(act=Act.COMPLAINT_RECEIVED, subject=Subject.COMPLAINT, subject_id=made.pk, now=now)
    if made.email:
        mails.send_received(made, now)
    return made


@transaction.atomic
def answer_complaint(
    *, complaint: Complaint, text: str, actor: Staff, now: datetime, read: str | None = None
) -> Complaint:
    """Answer a complaint of the supervisor's, once; shown on the private page, and mailed where there is an e-mail.

    The same answer twice is once. Raises `NotYours`, `AlreadyAnswered`, `Stale`.
    """
    locked_complaint = (
        Complaint.objects.select_for_update(no_key=True).filter(complaints.scope(actor), pk=complaint.pk).first()
    )
    if locked_complaint is None:
        raise NotYours
    if locked_complaint.state == ComplaintState.ANSWERED:
        if locked_complaint.answer == text:
            return locked_complaint
        raise AlreadyAnswered
    require_read(read, locked_complaint)
    locked_complaint.state = COMPLAINT.after(locked_complaint.state, ComplaintAct.ANSWER)
    locked_complaint.answer, locked_complaint.answered_by, locked_complaint.answered_at = text, actor, now
    locked_complaint.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    write_event(
        act=Act.COMPLAINT_ANSWERED,
        subject=Subject.COMPLAINT,
        subject_id=locked_complaint.pk,
        now=now,
        actor=actor,
        fields=["answer"],
    )
    if locked_complaint.email:
        mails.send_answer(locked_complaint, now)
    return locked_complaint
