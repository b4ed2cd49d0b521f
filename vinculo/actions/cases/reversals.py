"""What a supervisor takes back, with a reason, and the person is told: a turno's state, a decision.

Nothing is deleted: the decision stays, marked; the certificate is annulled; the code is the person's for life (D11).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from vinculo.actions.cases import mails
from vinculo.actions.cases.decisions import NoRemedy
from vinculo.actions.cases.entries import keep_return
from vinculo.actions.cases.locking import count_version, lock_affiliate_and_cases, save_solicitud
from vinculo.actions.shared.guards import NotYours, OwnAct, require_read
from vinculo.actions.shared.parties import refuse_party
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.shared import terms
from vinculo.queries.shared.access import supervises
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Agency, Case, Dependency, Reversal, Solicitud, Staff, Turno
from vinculo.rules.cases.reasons import MISSPELT, REASONS
from vinculo.rules.cases.status import (
    APPLICATION,
    CERTIFICATE,
    FINAL_DECISIONS,
    ApplicationAct,
    ApplicationStatus,
    CertificateAct,
    CertificateState,
    DecisionKind,
)
from vinculo.rules.control.hearing import Unheard
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import LIVE_TURNO, TURNO, SeatState, TurnoAct
from vinculo.rules.shared.transitions import NotAllowedError


class SomethingRests(Exception):
    """Something was recorded on what is to be taken back: it cannot be undone without losing that."""


class AnotherCounts(Exception):
    """There is another one by now, which counts: another turno, or the solicitud begun anew."""


class NotHeardYet(Exception):
    """A code is annulled once its person was heard (D35): they can still answer until `until`.

    Without a day the person was not told yet: it is to be opened for annulment, or its notice handed over.
    """

    def __init__(self, until: date | None = None) -> None:
        super().__init__("not heard yet")
        self.until = until


class NotToBeLeftOut(Exception):
    """The hearing is not left out: a slip is one on the day of the code alone."""


@dataclass(frozen=True)
class LeftOut:
    """Why a code is annulled without the person having been heard: one of two reasons, and words."""

    why: Unheard
    words: str


ReopeningCheck = Callable[[Solicitud, Staff, datetime, LeftOut | None], None]
CHECKS: list[ReopeningCheck] = []


def before_reopening(check: ReopeningCheck) -> ReopeningCheck:
    """Register what a subject above this one asks and ends before a decision is taken back; the case is locked."""
    CHECKS.append(check)
    return check


def restore_turno(
    *, turno: Turno, reason: str, words: str, actor: Staff, now: datetime, read: str | None = None
) -> Reversal:
    """Put a turno that was marked as attended or missed back to arrived, so that the person is served (S30).

    Raises `NotYours`, `Stale`, `NotAllowedError`, `AnotherCounts`, and ValueError without a reason.
    """
    # The person who books at the same moment makes the other one first, which the second try finds.
    return retry_clashes(lambda: _restore(turno, reason, words, actor, now, read))


@transaction.atomic
def _restore(turno: Turno, reason: str, words: str, actor: Staff, now: datetime, read: str | None) -> Reversal:
    turno = locked_turno(turno, reason, words, actor)
    if not require_read(read, turno, own=OwnAct(actor, now, Subject.TURNO, turno.pk, (Act.TURNO_REVERSED,))):
        return turno.reversals.latest("pk")
    was, turno.status = turno.status, TURNO.after(turno.status, TurnoAct.RESTORE)
    same = Turno.objects.filter(
        presenter_key=turno.presenter_key, affiliate=turno.affiliate_id, procedure=turno.procedure_id
    )
    if same.filter(status__in=LIVE_TURNO).exclude(pk=turno.pk).exists():
        raise AnotherCounts
    turno.arrived_at, turno.ended_at = now, None
    for case in Case.objects.select_related("agency").filter(turno=turno, closed_at=None):
        keep_return(case, reason, words, actor, now)
    return keep_reversal(turno, was, reason, words, actor, now)


def locked_turno(turno: Turno, reason: str, words: str, actor: Staff) -> Turno:
    """Lock a turno of the supervisor's scope and its case; raise `NotYours`, and ValueError without a reason.

    The affiliate first: else an arrival that is still under way opens the case after its lock was looked for.
    """
    _with_reason(reason, words, without=MISSPELT)
    lock_affiliate_and_cases(turno.affiliate_id)
    turno = (
        Turno.objects.select_for_update(no_key=True, of=("self",))
        .select_related("agency", "procedure")
        .get(pk=turno.pk)
    )
    _in_scope(actor, turno.agency)
    return turno


def keep_reversal(turno: Turno, was: str, reason: str, words: str, actor: Staff, now: datetime) -> Reversal:
    """Save a turno whose state was taken back and keep the reversal, with its event and its mail."""
    turno.version += 1
    turno.save(update_fields=["status", "arrived_at", "ended_at", "version"])
    made = Reversal.objects.create(
        turno=turno, was=was, now_is=turno.status, reason=reason, words=words.strip(), made_by=actor, made_at=now
    )
    _tell(Act.TURNO_REVERSED, Subject.TURNO, turno.pk, reason, actor, now)
    mails.send_reversal_of_turno(made, turno, now)
    return made


def undo_case(turno: Turno, actor: Staff, now: datetime) -> None:
    """Give what was typed at home back to its turno, and end the case that the mistaken arrival opened."""
    case = Case.objects.select_for_update(no_key=True).filter(turno=turno).first()
    if case is None:
        return
    solicitudes = list(Solicitud.objects.select_for_update(no_key=True).filter(case=case))
    kept = case.papers.exists() or any(
        each.decisions.exists() or each.status != ApplicationStatus.IN_REVIEW for each in solicitudes
    )
    if kept or turno.arrived_at is None or case.opened_at < turno.arrived_at:
        raise SomethingRests
    for each in solicitudes:
        typed_at_home = each.turno_id is not None
        act = ApplicationAct.UNDO_PRESENT if typed_at_home else ApplicationAct.WITHDRAW
        each.status = APPLICATION.after(each.status, act)
        if typed_at_home:
            each.case, each.presented_on = None, None
        save_solicitud(each, now, "status", "case", "presented_on")
    case.turno, case.closed_at = None, now
    case.save(update_fields=["turno", "closed_at"])
    count_version(case)
    write_event(act=Act.CASE_UNDONE, subject=Subject.CASE, subject_id=case.pk, now=now, actor=actor)


@transaction.atomic
def reopen_solicitud(
    *,
    solicitud: Solicitud,
    reason: str,
    words: str,
    actor: Staff,
    now: datetime,
    left_out: LeftOut | None = None,
    read: str | None = None,
) -> Reversal:
    """Put a decided solicitud back in review; an issued certificate is annulled, the code stays the person's (D11).

    It is annulled once the person was heard, or with the reason for which that was left out (D35); after a hearing it
    names the remedy against it, so that there has to be one. The day of D12 stays. Raises `NotYours`, `Stale`,
    `NotAllowedError`, `AnotherCounts`, `NotHeardYet`, `NotToBeLeftOut`, `NoRemedy`, and ValueError without a reason.
    """
    _with_reason(reason, words)
    if left_out is not None and not left_out.words.strip():
        raise ValueError("a reason is kept")
    if solicitud.case_id is None:
        raise NotYours
    rows = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("affiliate", "agency", "turno")
    case = rows.get(pk=solicitud.case_id)
    _in_scope(actor, case.agency)
    refuse_party(actor, case)
    solicitud = Solicitud.objects.select_for_update(no_key=True).get(pk=solicitud.pk)
    own = OwnAct(actor, now, Subject.SOLICITUD, solicitud.pk, (Act.SOLICITUD_REVERSED,))
    if not require_read(read, solicitud, own=own):
        return solicitud.reversals.latest("pk")
    was, status = solicitud.status, APPLICATION.after(solicitud.status, ApplicationAct.REOPEN)
    _with_reason(reason, words, without="" if was == ApplicationStatus.ISSUED else MISSPELT)
    if was == ApplicationStatus.WITHDRAWN and _begun_anew(solicitud, case):
        raise AnotherCounts
    left_out = left_out if was == ApplicationStatus.ISSUED else None
    for check in CHECKS:
        check(solicitud, actor, now, left_out)
    if was == ApplicationStatus.ISSUED and left_out is None and mails.remedy_of(local_day(case.agency, now)) is None:
        raise NoRemedy
    solicitud.decisions.filter(kind__in=FINAL_DECISIONS, reversed_at=None).update(reversed_at=now)
    if was == ApplicationStatus.ISSUED:
        _annul(solicitud, case, actor, now)
    solicitud.status, solicitud.person, solicitud.answer_until = status, None, None
    save_solicitud(solicitud, now, "status", "person", "answer_until")
    case.closed_at = None
    case.save(update_fields=["closed_at"])
    keep_return(case, reason, words, actor, now)
    made = _keep(solicitud, was, reason, words, left_out, actor, now)
    mails.send_reversal_of_solicitud(made, solicitud, case, now)
    return made


def _keep(
    solicitud: Solicitud, was: str, reason: str, words: str, left_out: LeftOut | None, actor: Staff, now: datetime
) -> Reversal:
    """Keep the reversal of a solicitud that is in review again, with its event."""
    made = Reversal.objects.create(
        solicitud=solicitud,
        was=was,
        now_is=solicitud.status,
        reason=reason,
        words=words.strip(),
        unheard=left_out.why if left_out else "",
        unheard_words=left_out.words.strip() if left_out else "",
        made_by=actor,
        made_at=now,
    )
    unheard = (f"unheard:{left_out.why}",) if left_out else ()
    _tell(Act.SOLICITUD_REVERSED, Subject.SOLICITUD, solicitud.pk, reason, actor, now, *unheard)
    return made


def _begun_anew(solicitud: Solicitud, case: Case) -> bool:
    """Return whether another solicitud of the case stands for the same dependent by now."""
    ended = solicitud.decisions.filter(kind=DecisionKind.WITHDRAWAL, reversed_at=None).exists()
    return ended and not terms.lapsed_solicitudes(case).filter(pk=solicitud.pk).exists()


def _annul(solicitud: Solicitud, case: Case, actor: Staff, now: datetime) -> None:
    """Annul the certificate and take back the link that it certified, unless another decision rests on it."""
    for certificate in solicitud.certificates.select_for_update(no_key=True).filter(state=CertificateState.IN_FORCE):
        certificate.state = CERTIFICATE.after(certificate.state, CertificateAct.ANNUL)
        certificate.save(update_fields=["state"])
        write_event(
            act=Act.CERTIFICATE_ANNULLED, subject=Subject.CERTIFICATE, subject_id=certificate.pk, now=now, actor=actor
        )
    others = Solicitud.objects.filter(
        person=solicitud.person, case__affiliate=case.affiliate, status=ApplicationStatus.ISSUED
    )
    if not others.exclude(pk=solicitud.pk).exists():
        Dependency.objects.filter(person=solicitud.person, affiliate=case.affiliate).delete()


def unmade_reversal(about: Turno | Solicitud, act: TurnoAct | None, reason: str, words: str) -> Reversal:
    """Return the reversal that an act would make now, unsaved: to show its mail before it goes.

    `act` is that on a turno. Raises `NotAllowedError`.
    """
    if isinstance(about, Solicitud):
        reopened = APPLICATION.after(about.status, ApplicationAct.REOPEN)
        return Reversal(solicitud=about, was=about.status, now_is=reopened, reason=reason, words=words)
    if act is None:
        raise NotAllowedError(about.status, "reversal")
    if act is TurnoAct.UNDO_ARRIVE and about.seats.filter(state=SeatState.TAKEN).count() != about.seats_count:
        act = TurnoAct.MISS  # its seats went to others
    now_is = TURNO.after(about.status, act)
    return Reversal(turno=about, was=about.status, now_is=now_is, reason=reason, words=words)


def _with_reason(reason: str, words: str, without: str = "") -> None:
    if reason not in REASONS or reason == without or not words.strip():
        raise ValueError("a reason is kept")


def _in_scope(actor: Staff, agency: Agency) -> None:
    if not supervises(actor, agency):
        raise NotYours


def _tell(act: Act, subject: Subject, subject_id: int, reason: str, actor: Staff, now: datetime, *more: str) -> None:
    fields = ["status", f"reason:{reason}", *more]
    write_event(act=act, subject=subject, subject_id=subject_id, now=now, actor=actor, fields=fields)


__all__ = [
    "AnotherCounts",
    "LeftOut",
    "NoRemedy",
    "NotAllowedError",
    "NotHeardYet",
    "NotToBeLeftOut",
    "NotYours",
    "SomethingRests",
    "reopen_solicitud",
    "restore_turno",
]
