"""The second look at an issued code (D35): agreed, or opened for annulment, and then the person is heard.

Any code can be opened, drawn or not. It is valid until its decision is taken back by `actions/cases/reversals`, which
no one does before the person spoke or the days for it are over.
"""

from __future__ import annotations

from datetime import date, datetime
from random import Random

from django.conf import settings
from django.db import transaction

from vinculo.actions.cases.reversals import LeftOut, NotHeardYet, NotToBeLeftOut, before_reopening
from vinculo.actions.control import mails
from vinculo.actions.shared.guards import NotYours, OwnAct, require_read
from vinculo.actions.shared.parties import refuse_party
from vinculo.queries.control.samples import is_heard, may_decide
from vinculo.queries.shared import terms
from vinculo.queries.shared.access import supervises
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Agency, Case, Certificate, HearingStatement, Sample, Solicitud, Staff
from vinculo.rules.cases.status import CERTIFICATE, CertificateAct, CertificateState
from vinculo.rules.control.hearing import ToldBy, may_leave_out
from vinculo.rules.control.sampling import SampleReason
from vinculo.rules.control.status import SAMPLE, UNDECIDED_SAMPLE, SampleAct, SampleState
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.references import draw_token
from vinculo.rules.shared.transitions import NotAllowedError


class AlreadyOpened(Exception):
    """The code is open for annulment already."""


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

    Where no mailbox is known a notice is kept, and the days run from the day on which it is handed over. Raises
    `NotYours`, `Stale`, `NotAllowedError`, and ValueError without a reason; twice is once.
    """
    if not reason.strip():
        raise ValueError("a reason is kept")
    sample = _lock_sample(sample, actor)
    if _was_just_done(sample, Act.SAMPLE_OPENED, actor, now, read):
        return sample
    sample.state = SAMPLE.after(sample.state, SampleAct.OPEN)
    return _open(sample, reason, actor, now)


@transaction.atomic
def open_certificate(
    *,
    certificate: Certificate,
    reason: str,
    actor: Staff,
    now: datetime,
    random_source: Random,
    read: str | None = None,
) -> Sample:
    """Open any certificate in force for annulment, as `open_sample` does; one that waits to be looked at is that look.

    `read` is the mark of its solicitud. Raises `NotYours`, `Stale`, `AlreadyOpened`, `NotAllowedError`, and ValueError
    without a reason; twice is once.
    """
    if not reason.strip():
        raise ValueError("a reason is kept")
    case_id = certificate.solicitud.case_id or 0
    rows = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("affiliate", "agency", "turno")
    case = rows.get(pk=case_id)
    if not supervises(actor, case.agency) or certificate.issued_by_id == actor.pk:
        raise NotYours
    refuse_party(actor, case)
    solicitud = Solicitud.objects.select_for_update(no_key=True).get(pk=certificate.solicitud_id)
    undecided = Sample.objects.filter(certificate=certificate, state__in=UNDECIDED_SAMPLE).first()
    if undecided is not None and undecided.state == SampleState.OPENED:
        if undecided.opened_by_id == actor.pk and undecided.reason == reason.strip():
            return undecided
        raise AlreadyOpened
    require_read(read, solicitud)
    if undecided is not None:
        return open_sample(sample=undecided, reason=reason, actor=actor, now=now)
    CERTIFICATE.after(Certificate.objects.get(pk=certificate.pk).state, CertificateAct.ANNUL)
    sample = Sample(
        certificate=certificate,
        agency=case.agency,
        issued_by=certificate.issued_by,
        why=SampleReason.SUPERVISOR,
        state=SAMPLE.begin(SampleAct.OPEN),
        **Sample.link_of(draw_token(random_source)),
        drawn_at=now,
    )
    return _open(sample, reason, actor, now)


def _open(sample: Sample, reason: str, actor: Staff, now: datetime) -> Sample:
    """Save that a code is open, and tell the person: by mail, else by a notice that is handed over."""
    sample.opened_by, sample.opened_at, sample.reason = actor, now, reason.strip()
    by_mail = mails.can_be_asked(sample)
    sample.told_by = ToldBy.MAIL if by_mail else ToldBy.PAPER
    sample.answer_until = end_of_hearing(sample.agency, now) if by_mail else None
    sample.save()
    _tell(Act.SAMPLE_OPENED, sample, actor, now)
    mails.send_sample_opened(sample, now)
    return sample


def end_of_hearing(agency: Agency, now: datetime) -> date:
    """Return the last day on which somebody who is told today can answer."""
    return terms.end_of_term(agency, local_day(agency, now), settings.SAMPLE_ANSWER_WORKING_DAYS)


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
    sample.heard_at = sample.heard_at or now
    sample.save(update_fields=["answer", "answered_at", "heard_at"])
    write_event(act=Act.SAMPLE_ANSWERED, subject=Subject.SAMPLE, subject_id=sample.pk, now=now)
    return sample


@transaction.atomic
def record_statement(
    *, sample: Sample, words: str, papers: str, said_on: date, actor: Staff, now: datetime, read: str | None = None
) -> HearingStatement:
    """Write down what the person says at the centre before a code is annulled, and what they show; they are heard.

    By an officer of the centre or by the person who supervises it, as often as the person speaks, until it is decided.
    Raises `NotYours`, `Stale`, `HearingOver` once it was decided, and ValueError without words or for a day to come.
    """
    today = local_day(sample.agency, now)
    opened_on = local_day(sample.agency, sample.opened_at or now)
    if not words.strip() or not opened_on <= said_on <= today:
        raise ValueError("a statement says something, between the opening and today")
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=sample.certificate.solicitud.case_id or 0)
    sample = Sample.objects.select_for_update(no_key=True, of=("self",)).select_related("agency").get(pk=sample.pk)
    if not (supervises(actor, sample.agency) or (actor.is_officer and actor.agency_id == sample.agency_id)):
        raise NotYours
    refuse_party(actor, case)
    if not require_read(read, sample, own=OwnAct(actor, now, Subject.SAMPLE, sample.pk, (Act.SAMPLE_HEARD,))):
        return sample.statements.filter(recorded_by=actor).latest("pk")
    if sample.state != SampleState.OPENED:
        raise HearingOver
    made = HearingStatement.objects.create(
        sample=sample, words=words.strip(), papers=papers.strip(), said_on=said_on, recorded_by=actor, recorded_at=now
    )
    sample.heard_at = sample.heard_at or now
    sample.save(update_fields=["heard_at"])
    _tell(Act.SAMPLE_HEARD, sample, actor, now)
    return made


@before_reopening
def end_sample(solicitud: Solicitud, actor: Staff, now: datetime, left_out: LeftOut | None) -> None:
    """End the second look at a code whose decision is taken back; a code is annulled once its person was heard.

    Raises `NotHeardYet`, `NotToBeLeftOut`, and `NotYours` for who issued. The case is locked.
    """
    certificate = solicitud.certificates.select_related("agency").filter(state=CertificateState.IN_FORCE).first()
    if certificate is None:
        return
    if certificate.issued_by_id == actor.pk:
        raise NotYours
    rows = Sample.objects.select_for_update(no_key=True, of=("self",)).select_related("agency")
    sample = rows.filter(certificate=certificate, state__in=UNDECIDED_SAMPLE).first()
    if left_out is not None:
        today, issued_on = local_day(certificate.agency, now), local_day(certificate.agency, certificate.issued_at)
        if not may_leave_out(left_out.why, issued_on=issued_on, today=today):
            raise NotToBeLeftOut
    elif sample is None or sample.state != SampleState.OPENED or not is_heard(sample, now):
        raise NotHeardYet(sample.answer_until if sample else None)
    if sample is not None:
        _decide(sample, SampleAct.ANNUL, Act.SAMPLE_ANNULLED, "", actor, now)


def _lock_sample(sample: Sample, actor: Staff) -> Sample:
    """Lock the case of a sample, then the sample; raise `NotYours` for the person who may not decide it."""
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
    "AlreadyOpened",
    "HearingOver",
    "NotAllowedError",
    "agree_with_sample",
    "answer_sample",
    "keep_code",
    "open_certificate",
    "open_sample",
    "record_statement",
]
