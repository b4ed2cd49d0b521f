"""The requests of persons about their data: received with their term, answered once, and what they lead to (D34)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.db import transaction
from django.utils import timezone

from vinculo.actions.rights import mails
from vinculo.actions.shared import limits
from vinculo.actions.shared.guards import require_read
from vinculo.queries.rights import online
from vinculo.queries.rights.desk import require_delegate
from vinculo.queries.rights.whose import Whose
from vinculo.records.events import write_event
from vinculo.records.models import Affiliate, DataRequest, Staff
from vinculo.records.values.changes import changes_in
from vinculo.rules.rights.status import REQUEST, IdentifiedBy, RequestAct, RequestKind, RequestState, WhoseKind
from vinculo.rules.rights.terms import last_day_of_answer
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.limits import LimitedAct, LimitedBy
from vinculo.rules.shared.references import draw_reference

ANSWERS = (RequestAct.GRANT, RequestAct.GRANT_PARTLY, RequestAct.REFUSE)


class NotIdentified(Exception):
    """The person who asks has not proved who they are: nothing is granted yet."""


class NotHere(Exception):
    """No request has this link, or it was not confirmed in time."""


class NotACorrection(Exception):
    """Data are corrected on an open request of correction of this affiliate alone."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked, by whom, and how they proved who they are."""

    kind: str
    names: str
    contact: str
    words: str
    identified_by: str
    identified_with: str = ""
    received_on: date


@transaction.atomic
def receive_request(
    *, asked: Asked, whose: Whose | None, actor: Staff, now: datetime, random_source: Random
) -> DataRequest:
    """Keep a request; its term runs from the day on which it was received. The same one sent twice is one."""
    require_delegate(actor)
    Staff.objects.select_for_update(no_key=True).get(pk=actor.pk)  # a double click waits for the first
    same = DataRequest.objects.filter(
        state=RequestState.OPEN,
        kind=asked.kind,
        names=asked.names,
        contact=asked.contact,
        words=asked.words,
        received_on=asked.received_on,
    ).first()
    if same is not None:
        return same
    made = DataRequest.objects.create(
        reference=draw_reference("D", random_source),
        kind=asked.kind,
        state=REQUEST.begin(RequestAct.RECEIVE),
        names=asked.names,
        contact=asked.contact,
        words=asked.words,
        identified_by=asked.identified_by,
        identified_with=asked.identified_with,
        whose_kind=str(whose.kind) if whose else "",
        whose=whose.value if whose else "",
        received_on=asked.received_on,
        answer_until=last_day_of_answer(asked.received_on),
        received_by=actor,
        recorded_at=now,
    )
    _record(Act.DATA_REQUEST_RECEIVED, made, actor, now)
    return made


@dataclass(frozen=True, kw_only=True)
class AskedOnline:
    """What somebody asks on the public page, and the mailbox that has to confirm it."""

    kind: str
    names: str
    email: str
    words: str


def ask_online(*, asked: AskedOnline, address: str, device: str, now: datetime, random_source: Random) -> DataRequest:
    """Keep what was asked and send a link to the mailbox: until it is followed nobody works on it.

    The same sent twice is one. Raises `limits.LimitReached`.
    """
    by = {LimitedBy.ADDRESS: address, LimitedBy.EMAIL: asked.email, LimitedBy.DEVICE: device}
    limits.count_attempt(act=LimitedAct.SEND, by={kind: value for kind, value in by.items() if value}, now=now)
    return _ask(asked, now, random_source)


@transaction.atomic
def _ask(asked: AskedOnline, now: datetime, random_source: Random) -> DataRequest:
    today = timezone.localdate(now)
    values = {"kind": asked.kind, "names": asked.names, "contact": asked.email, "words": asked.words}
    same = DataRequest.objects.filter(state=RequestState.ASKED, received_on=today, **values).first()
    if same is not None:
        return same
    made = DataRequest.objects.create(
        **values,
        reference=draw_reference("D", random_source),
        state=REQUEST.begin(RequestAct.ASK),
        identified_by=IdentifiedBy.NOT_YET,
        received_on=today,
        answer_until=last_day_of_answer(today),
        recorded_at=now,
    )
    mails.send_link(made, now)
    return made


@transaction.atomic
def confirm_request(*, token: str, now: datetime) -> DataRequest:
    """Put what was asked on the desk of the delegate: its term runs from today. Twice is once. Raises `NotHere`."""
    named = online.find_request(token)
    request = DataRequest.objects.select_for_update(no_key=True).filter(pk=named.pk if named else 0).first()
    if request is None:
        raise NotHere
    if request.state != RequestState.ASKED:
        return request
    request.state = REQUEST.after(request.state, RequestAct.CONFIRM)
    request.received_on = timezone.localdate(now)
    request.answer_until = last_day_of_answer(request.received_on)
    request.save(update_fields=["state", "received_on", "answer_until"])
    _record(Act.DATA_REQUEST_RECEIVED, request, None, now, "confirmed")
    return request


@transaction.atomic
def identify_requester(
    *,
    request: DataRequest,
    identified_by: str,
    identified_with: str,
    actor: Staff,
    now: datetime,
    read: str | None,
    whose: Whose | None = None,
) -> DataRequest:
    """Write down how the person who asks proved who they are, and whose data they are where that was not known.

    Raises `Stale`, `NotAllowedError`.
    """
    request = _lock_request(request, actor)
    require_read(read, request)
    REQUEST.after(request.state, RequestAct.GRANT)  # an answered one is over
    request.identified_by, request.identified_with = identified_by, identified_with
    if whose is not None and not request.whose:
        request.whose_kind, request.whose = str(whose.kind), whose.value
    request.save(update_fields=["identified_by", "identified_with", "whose_kind", "whose"])
    _record(Act.DATA_REQUEST_RECEIVED, request, actor, now, "identified_by")
    return request


@transaction.atomic
def answer_request(
    *, request: DataRequest, act: RequestAct, answer: str, actor: Staff, now: datetime, read: str | None = None
) -> DataRequest:
    """Answer a request, once; the person who has not proved who they are is granted nothing.

    Raises `NotIdentified`, `Stale`, `NotAllowedError`, and ValueError without words.
    """
    request = _lock_request(request, actor)
    if act not in ANSWERS or not answer.strip():
        raise ValueError("an answer says something")
    after = REQUEST.after(request.state, act)
    require_read(read, request)
    if act in {RequestAct.GRANT, RequestAct.GRANT_PARTLY} and request.identified_by == IdentifiedBy.NOT_YET:
        raise NotIdentified
    request.state, request.answer, request.answered_by, request.answered_at = after, answer.strip(), actor, now
    request.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    _record(Act.DATA_REQUEST_ANSWERED, request, actor, now, str(act))
    return request


@transaction.atomic
def correct_contact(*, request: DataRequest, email: str, mobile: str, actor: Staff, now: datetime) -> Affiliate:
    """Correct the mailbox and the mobile of an affiliate, on their request: it is the reason. Twice is once.

    Names and births are corrected where their paper is shown: at a desk, or in the registry. Raises `NotIdentified`,
    `NotACorrection`.
    """
    request = _lock_request(request, actor)
    if request.kind != RequestKind.CORRECTION or request.state != RequestState.OPEN:
        raise NotACorrection
    if request.whose_kind != WhoseKind.AFFILIATE:
        raise NotACorrection
    if request.identified_by == IdentifiedBy.NOT_YET:
        raise NotIdentified
    affiliate = Affiliate.objects.select_for_update(no_key=True).get(pk=int(request.whose))
    changed = [name for name, value in (("email", email), ("mobile", mobile)) if getattr(affiliate, name) != value]
    if changed:
        changes = changes_in(affiliate, Subject.AFFILIATE, {"email": email, "mobile": mobile})
        affiliate.email, affiliate.mobile, affiliate.updated_at = email, mobile, now
        affiliate.save(update_fields=["email", "mobile", "updated_at"])
        write_event(
            act=Act.DATA_CORRECTED,
            subject=Subject.AFFILIATE,
            subject_id=affiliate.pk,
            now=now,
            actor=actor,
            fields=[*changed, request.reference],
            changes=changes,
        )
    return affiliate


def _lock_request(request: DataRequest, actor: Staff) -> DataRequest:
    require_delegate(actor)
    return DataRequest.objects.select_for_update(no_key=True).get(pk=request.pk)


def _record(act: Act, request: DataRequest, actor: Staff | None, now: datetime, *fields: str) -> None:
    write_event(act=act, subject=Subject.DATA_REQUEST, subject_id=request.pk, now=now, actor=actor, fields=list(fields))
