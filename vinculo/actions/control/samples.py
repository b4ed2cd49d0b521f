"""The second look at an issued code (D35): agreed, or opened for annulment, and then the person is heard.

The code is valid until its decision is taken back by `actions/cases/reversals`, which no one does before the person
answered or the days for it are over.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from vinculo.actions.cases.reversals import NotHeardYet, before_reopening
from vinculo.actions.control import mails
from vinculo.actions.shared.guards import NotYours, OwnAct, require_read
from vinculo.actions.shared.parties import refuse_party
from vinculo.queries.control.samples import is_heard, may_decide
from vinculo.queries.shared import terms
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Case, Sample, Solicitud, Staff
from vinculo.rules.control.status import SAMPLE, UNDECIDED_SAMPLE, SampleAct, SampleState
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.transitions import NotAllowedError


class NobodyToAsk(Exception):
    """No mailbox of the person is known: nobody would tell them that they may answer."""


class HearingOver(Exception):
    """The code is not being looked at with a view to annul it, or the days for the answer are over."""


@transaction.atomic
def agree_with_sample(*, sample: Sample, note: str, actor: Staff, now: datetime, read: str | None = None) -> Sample:
    """Agree with the code as it was issued. Raises `NotYours`, `Stale`, `NotAllowedError`; twice is once."""
    sample = _lock_sample(sample, actor)
    if _was_just_done(sample, Act.SAMPLE_AGREED, actor, now, read):
        return sample
    return _decide(sample, SampleAct.AGREE, Act.SAMPLE_AGREED, note, actor, now)


@transaction.atomic
def open_sample(*, sample: Sample, reason: str, actor: Staff, now: datetime, read: str | None = None) -> Sample:
    """Open a code for annulment with a reason that the person is told, and give days to answer; it stays valid.

    Raises `NotYours`, `Stale`, `NotAllowedError`, `NobodyToAsk`, and ValueError without a reason; twice is once.
    """
    if not reason.strip():
        raise ValueError("a reason is kept")
    sample = _lock_sample(sample, actor)
    if _was_just_done(sample, Act.SAMPLE_OPENED, actor, now, read):
        return sample
    sample.state = SAMPLE.after(sample.state, SampleAct.OPEN)
    if not mails.can_be_asked(sample):
        raise NobodyToAsk  # days that nobody knows of would pass as a hearing
    sample.opened_by, sample.opened_at, sample.reason = actor, now, reason.strip()
    today = local_day(sample.agency, now)
    sample.answer_until = terms.end_of_term(sample.agency, today, settings.SAMPLE_ANSWER_WORKING_DAYS)
    sample.save(update_fields=["state", "opened_by", "opened_at", "reason", "answer_until"])
    _tell(Act.SAMPLE_OPENED, sample, actor, now)
    mails.send_sample_opened(sample, now)
    return sample


@transaction.atomic
def keep_code(*, sample: Sample, note: str, actor: Staff, now: datetime, read: str | None = None) -> Sample:
    """Let a code stand that was opened for annulment, with a reason; the person is told.

    Raises `NotYours`, `Stale`, `NotAllowedError`, and ValueError without a reason; twice is once.
    """
    if not note.strip():
        raise ValueError("a reason is kept")
    sample = _lock_sample(sample, actor)
    if _was_just_done(sample, Act.SAMPLE_KEPT, actor, now, read):
        return sample
    sample = _decide(sample, SampleAct.KEEP, Act.SAMPLE_KEPT, note, actor, now)
    mails.send_sample_kept(sample, now)
    return sample


@transaction.atomic
def answer_sample(*, sample: Sample, words: str, now: datetime, read: str | None = None) -> Sample:
    """Keep what the person says to the opening, by the link of its mail, once.

    Raises `HearingOver` where nothing is open or the days are over, `Stale`, and ValueError without words.
    """
    if not words.strip():
        raise ValueError("an answer says something")
    sample = Sample.objects.select_for_update(no_key=True, of=("self",)).select_related("agency").get(pk=sample.pk)
    own = OwnAct(None, now, Subject.SAMPLE, sample.pk, (Act.SAMPLE_ANSWERED,))
    if not require_read(read, sample, own=own):
        return sample
    over = sample.answer_until is not None and local_day(sample.agency, now) > sample.answer_until
    if sample.state != SampleState.OPENED or sample.answered_at is not None or over:
        raise HearingOver
    sample.answer, sample.answered_at = words.strip(), now
    sample.save(update_fields=["answer", "answered_at"])
    write_event(act=Act.SAMPLE_ANSWERED, subject=Subject.SAMPLE, subject_id=sample.pk, now=now)
    return sample


@before_reopening
def end_sample(solicitud: Solicitud, actor: Staff, now: datetime) -> None:
    """End the second look at a code whose decision is taken back. Raises `NotHeardYet`, and `NotYours` for who issued.

    The case is locked.
    """
    rows = Sample.objects.select_for_update(no_key=True, of=("self",)).select_related("agency")
    sample = rows.filter(certificate__solicitud=solicitud, state__in=UNDECIDED_SAMPLE).first()
    if sample is None:
        return
    if sample.issued_by_id == actor.pk:
        raise NotYours
    if sample.state == SampleState.OPENED and not is_heard(sample, now):
        raise NotHeardYet(sample.answer_until)
    _decide(sample, SampleAct.ANNUL, Act.SAMPLE_ANNULLED, "", actor, now)


def _lock_sample(sample: Sample, actor: Staff) -> Sample:
    """Lock the case of a sample, then the sample; raise `NotYours` for whoever may not decide it."""
    case_id = sample.certificate.solicitud.case_id or 0
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case_id)
    rows = Sample.objects.select_for_update(no_key=True, of=("self",))
    related = ("agency", "certificate__solicitud__case__turno", "certificate__solicitud__case__affiliate")
    sample = rows.select_related(*related).get(pk=sample.pk)
    if not may_decide(actor, sample):
        raise NotYours
    refuse_party(actor, case)
    return sample


def _was_just_done(sample: Sample, act: Act, actor: Staff, now: datetime, read: str | None) -> bool:
    return not require_read(read, sample, own=OwnAct(actor, now, Subject.SAMPLE, sample.pk, (act,)))


def _decide(sample: Sample, act: SampleAct, written: Act, note: str, actor: Staff, now: datetime) -> Sample:
    sample.state = SAMPLE.after(sample.state, act)
    sample.decided_by, sample.decided_at, sample.note = actor, now, note.strip()
    sample.save(update_fields=["state", "decided_by", "decided_at", "note"])
    _tell(written, sample, actor, now)
    return sample


def _tell(act: Act, sample: Sample, actor: Staff, now: datetime) -> None:
    write_event(
        act=act,
        subject=Subject.SAMPLE,
        subject_id=sample.pk,
        now=now,
        actor=actor,
        fields=[f"issued_by:{sample.issued_by_id}"],
    )


__all__ = [
    "HearingOver",
    "NobodyToAsk",
    "NotAllowedError",
    "agree_with_sample",
    "answer_sample",
    "keep_code",
    "open_sample",
]
