"""The requests of persons about their data: received with their term, answered once, and what they lead to (D34)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.db import transaction

from vinculo.actions.shared.guards import require_read
from vinculo.queries.rights.desk import require_delegate
from vinculo.queries.rights.whose import Whose
from vinculo.records.events import write_event
from vinculo.records.models import Affiliate, DataRequest, Staff
from vinculo.rules.rights.status import REQUEST, IdentifiedBy, RequestAct, RequestKind, RequestState, WhoseKind
from vinculo.rules.rights.terms import last_day_of_answer
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.references import draw_reference

ANSWERS = (RequestAct.GRANT, RequestAct.GRANT_PARTLY, RequestAct.REFUSE)


class NotIdentified(Exception):
    """Whoever asks has not proved who they are: nothing is granted yet."""


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


@transaction.atomic
def identify_requester(
    *, request: DataRequest, identified_by: str, identified_with: str, actor: Staff, now: datetime, read: str | None
) -> DataRequest:
    """Write down how whoever asks proved who they are. Raises `Stale`, `NotAllowedError`."""
    request = _locked(request, actor)
    require_read(read, request)
    REQUEST.after(request.state, RequestAct.GRANT)  # an answered one is over
    request.identified_by, request.identified_with = identified_by, identified_with
    request.save(update_fields=["identified_by", "identified_with"])
    _record(Act.DATA_REQUEST_RECEIVED, request, actor, now, "identified_by")
    return request


@transaction.atomic
def answer_request(
    *, request: DataRequest, act: RequestAct, answer: str, actor: Staff, now: datetime, read: str | None = None
) -> DataRequest:
    """Answer a request, once; whoever has not proved who they are is granted nothing.

    Raises `NotIdentified`, `Stale`, `NotAllowedError`, and ValueError without words.
    """
    request = _locked(request, actor)
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
    request = _locked(request, actor)
    if request.kind != RequestKind.CORRECTION or request.state != RequestState.OPEN:
        raise NotACorrection
    if request.whose_kind != WhoseKind.AFFILIATE:
        raise NotACorrection
    if request.identified_by == IdentifiedBy.NOT_YET:
        raise NotIdentified
    affiliate = Affiliate.objects.select_for_update(no_key=True).get(pk=int(request.whose))
    changed = [name for name, value in (("email", email), ("mobile", mobile)) if getattr(affiliate, name) != value]
    if changed:
        affiliate.email, affiliate.mobile, affiliate.updated_at = email, mobile, now
        affiliate.save(update_fields=["email", "mobile", "updated_at"])
        write_event(
            act=Act.DATA_CORRECTED,
            subject=Subject.AFFILIATE,
            subject_id=affiliate.pk,
            now=now,
            actor=actor,
            fields=[*changed, request.reference],
        )
    return affiliate


def _locked(request: DataRequest, actor: Staff) -> DataRequest:
    require_delegate(actor)
    return DataRequest.objects.select_for_update(no_key=True).get(pk=request.pk)


def _record(act: Act, request: DataRequest, actor: Staff, now: datetime, *fields: str) -> None:
    write_event(act=act, subject=Subject.DATA_REQUEST, subject_id=request.pk, now=now, actor=actor, fields=list(fields))
