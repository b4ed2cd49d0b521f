"""Deciding on a solicitud: what is missing (D7, D15), who cannot qualify (S03), who it may already be (D8).

Keeping a decision: its reasons, the frozen facts of its notice, its event (S07, D7, D15).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from vinculo.actions.cases import mails
from vinculo.actions.cases.agreements import Handling, ask_agreement, register
from vinculo.actions.cases.locking import advance_solicitud, locked_solicitud, save_solicitud
from vinculo.actions.cases.snapshots import in_words, notice_facts
from vinculo.actions.cases.visits import conclude_visit
from vinculo.actions.shared.guards import OwnAct, Stale, require_read
from vinculo.actions.shared.parties import refuse_party
from vinculo.documents.facts import NoticeKind
from vinculo.queries.cases import duplicates
from vinculo.queries.cases.evaluation import findings_of, papers_for, reference_of
from vinculo.queries.cases.wording import Said
from vinculo.queries.shared import terms
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Affiliate, Agreement, Case, Decision, Person, Resemblance, Solicitud, Staff
from vinculo.rules.cases.agreements import AgreementKind
from vinculo.rules.cases.requirements.evaluate import RULES_VERSION, judged_by
from vinculo.rules.cases.requirements.findings import Finding, Severity
from vinculo.rules.cases.status import APPLICATION, ApplicationAct, ApplicationStatus, DecisionKind
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.reference_data import RemedyRow, TermKind

DECIDED = {  # the words of the event
    DecisionKind.CORRECTION: Act.CORRECTION_DECIDED,
    DecisionKind.EXTENSION: Act.EXTENSION_DECIDED,
    DecisionKind.REFUSAL: Act.REFUSAL_DECIDED,
    DecisionKind.WITHDRAWAL: Act.WITHDRAWAL_DECIDED,
}


class NothingMissing(Exception):
    """No paper or fact is missing that the person could bring: there is nothing to ask for."""


class CannotQualify(Exception):
    """The person cannot qualify: to ask for papers would be a journey for nothing; the answer is a refusal (D15)."""


class NoGround(Exception):
    """Nothing says that the person cannot qualify: a paper that is missing is never a refusal (D15)."""


class NoRemedy(Exception):
    """The institution has not said what somebody who is refused may do about it: until then nothing is refused."""


class NotACandidate(Exception):
    """The person is no candidate of the duplicate check."""


class OnlyTheSame(Exception):
    """The very same document: it can only be the same person (D8)."""


class AlreadyAnother(Exception):
    """The dependent was already said to be somebody else: one person, one code."""


@transaction.atomic
def request_correction(*, solicitud: Solicitud, note: str, version: int, actor: Staff, now: datetime) -> Decision:
    """Ask for what is missing, in writing, until a last day counted in working days (D7); twice is once.

    Frozen with its notice, mailed to the person who booked the turno. Raises `NothingMissing`, `CannotQualify`,
    `NotYours`, `IsParty`, `Stale`, `NotAllowedError`.
    """
    solicitud, case = locked_solicitud(solicitud.pk, actor)
    refuse_party(actor, case)
    if solicitud.status == ApplicationStatus.CORRECTION_PENDING:
        return solicitud.decisions.filter(kind=DecisionKind.CORRECTION).latest("pk")
    _check_version(solicitud, version, ApplicationAct.REQUEST_CORRECTION)
    today = local_day(case.agency, now)
    papers = papers_for(case, solicitud)
    reference = reference_of(papers)
    findings = findings_of(papers, case, now, reference) or ()
    if _with(findings, Severity.REFUSES):
        raise CannotQualify
    if not _with(findings, Severity.BLOCKS):
        raise NothingMissing
    asked = [each for each in findings if each.severity is not Severity.WARNS]
    days = reference.days_of(TermKind.CORRECTION, today, settings.CORRECTION_WORKING_DAYS)
    solicitud.answer_until = terms.end_of_term(case.agency, today, days)
    solicitud.rules_version = judged_by(reference)
    decision = keep_decision(
        solicitud=solicitud,
        case=case,
        kind=DecisionKind.CORRECTION,
        items=in_words(asked),
        note=note,
        actor=actor,
        now=now,
        last_day=solicitud.answer_until,
        days=days,
    )
    advance_solicitud(solicitud, ApplicationAct.REQUEST_CORRECTION, now, "answer_until", "rules_version")
    mails.send_correction(case, decision, solicitud.answer_until, now)
    conclude_visit(case, actor, now)
    return decision


@transaction.atomic
def refuse_application(*, solicitud: Solicitud, note: str, version: int, actor: Staff, now: datetime) -> Decision:
    """Refuse a person who cannot qualify, each reason with its legal basis (S03, S07, D15); twice is once.

    Raises `NoGround`, `NoRemedy`, `NotYours`, `IsParty`, `Stale`, `NotAllowedError`.
    """
    solicitud, case = locked_solicitud(solicitud.pk, actor)
    refuse_party(actor, case)
    if solicitud.status == ApplicationStatus.REFUSED:
        return solicitud.decisions.get(kind=DecisionKind.REFUSAL, reversed_at=None)
    _check_version(solicitud, version, ApplicationAct.REFUSE)
    today, papers = local_day(case.agency, now), papers_for(case, solicitud)
    reference = reference_of(papers)
    grounds = _with(findings_of(papers, case, now, reference) or (), Severity.REFUSES)
    if not grounds:
        raise NoGround
    remedy = reference.remedy(today)
    if remedy is None:
        raise NoRemedy
    solicitud.rules_version = judged_by(reference)
    decision = keep_decision(
        solicitud=solicitud,
        case=case,
        kind=DecisionKind.REFUSAL,
        items=in_words(grounds),
        note=note,
        actor=actor,
        now=now,
        remedy=remedy,
    )
    advance_solicitud(solicitud, ApplicationAct.REFUSE, now, "rules_version")
    conclude_visit(case, actor, now)
    return decision


def _check_version(solicitud: Solicitud, version: int, act: ApplicationAct) -> None:
    APPLICATION.after(solicitud.status, act)
    if solicitud.version != version:
        raise Stale


def _with(findings: tuple[Finding, ...] | list[Finding], severity: Severity) -> list[Finding]:
    return [finding for finding in findings if finding.severity is severity]


@transaction.atomic
def decide_resemblance(
    *,
    solicitud: Solicitud,
    person: Person | Affiliate,
    same: bool,
    reason: str,
    actor: Staff,
    now: datetime,
    read: str | None = None,
) -> Resemblance:
    """Keep the officer's word on whether this dependent is somebody who holds a code, with the reason (D8, D19).

    `person` is a candidate: a dependent of ours or an affiliate. To call them two people asks for a second, unless both
    documents were seen in this visit. It may be changed until the decision. Raises `NotACandidate`, `OnlyTheSame`,
    `AlreadyAnother`, `NotYours`, `IsParty`, `Stale`, `NotAllowedError`, and ValueError without a reason.
    """
    solicitud, case = locked_solicitud(solicitud.pk, actor)
    refuse_party(actor, case)
    APPLICATION.after(solicitud.status, ApplicationAct.RECORD)
    if not reason.strip():
        raise ValueError("a reason is kept")
    candidates = duplicates.candidates(papers_for(case, solicitud), now)
    candidate = _candidate_of(person, candidates)
    own = OwnAct(actor, now, Subject.SOLICITUD, solicitud.pk, (Act.RESEMBLANCE_SAME, Act.RESEMBLANCE_DIFFERENT))
    if not require_read(read, solicitud, candidate.holder, own=own):
        return _decided_alike(solicitud, candidate, same, actor)
    _check_word(candidate, candidates, same)
    decided, _made = Resemblance.objects.update_or_create(
        solicitud=solicitud,
        person=candidate.person,
        affiliate=candidate.affiliate,
        defaults={"same": same, "reason": reason.strip(), "decided_by": actor, "decided_at": now},
    )
    if not same and candidate.needs_second:
        _ask_second(case, solicitud, candidate, reason, actor, now)
    save_solicitud(solicitud, now)
    write_event(
        act=Act.RESEMBLANCE_SAME if same else Act.RESEMBLANCE_DIFFERENT,
        subject=Subject.SOLICITUD,
        subject_id=solicitud.pk,
        now=now,
        actor=actor,
        fields=["person" if candidate.person else "affiliate"],
    )
    return decided


def _candidate_of(holder: Person | Affiliate, candidates: list[duplicates.Candidate]) -> duplicates.Candidate:
    """Return the candidate that is this holder of a code; raise `NotACandidate` for somebody else."""
    for each in candidates:
        if each.holder == holder:
            return each
    raise NotACandidate


def _ask_second(
    case: Case, solicitud: Solicitud, candidate: duplicates.Candidate, reason: str, actor: Staff, now: datetime
) -> None:
    """Ask a second to agree that the dependent is somebody else (D18)."""
    ask_agreement(
        kind=AgreementKind.CANDIDATE_DISMISSED,
        case=case,
        subject=duplicates.subject_of(solicitud, candidate.mark),
        compared=candidate.compared,
        reason=reason,
        actor=actor,
        now=now,
    )


def _check_word(candidate: duplicates.Candidate, candidates: list[duplicates.Candidate], same: bool) -> None:
    """Raise `OnlyTheSame` or `AlreadyAnother` for a word that contradicts the documents or another one."""
    if candidate.exact and not same:
        raise OnlyTheSame
    if same and any(each.holder != candidate.holder and each.is_the_same for each in candidates):
        raise AlreadyAnother


def _decided_alike(solicitud: Solicitud, candidate: duplicates.Candidate, same: bool, actor: Staff) -> Resemblance:
    """Return what the same officer decided on this candidate a moment ago; raise `Stale` where it was another one."""
    mine = Resemblance.objects.filter(solicitud=solicitud, decided_by=actor, same=same)
    decided = mine.filter(person=candidate.person, affiliate=candidate.affiliate).first()
    if decided is None:
        raise Stale
    return decided


def _still_as_compared(agreement: Agreement) -> bool:
    """Return whether the two still are candidates of each other and say what the first saw."""
    reference, mark = agreement.subject.split(":")
    solicitud = Solicitud.objects.select_related("case__agency").get(reference=reference)
    if solicitud.case is None or solicitud.status != ApplicationStatus.IN_REVIEW:
        return False
    candidates = duplicates.candidates(papers_for(solicitud.case, solicitud), agreement.asked_at)
    lines = next((each.compared for each in candidates if each.mark == mark), ())
    return bool(agreement.compared == [each.frozen() for each in lines])


register(AgreementKind.CANDIDATE_DISMISSED, Handling(stands=_still_as_compared))


def keep_decision(
    *,
    solicitud: Solicitud,
    case: Case,
    kind: DecisionKind,
    items: Iterable[Said],
    now: datetime,
    actor: Staff | None,
    note: str = "",
    last_day: date | None = None,
    days: int = 0,
    remedy: RemedyRow | None = None,
) -> Decision:
    """Keep a decision on a locked solicitud and return it; without an actor it came with the day."""
    items = list(items)
    facts = notice_facts(
        kind=NoticeKind(kind),
        solicitud=solicitud,
        case=case,
        items=items,
        last_day=last_day,
        actor=actor,
        today=local_day(case.agency, now),
        days=days,
        remedy=remedy,
    )
    decision = Decision.objects.create(
        solicitud=solicitud,
        kind=kind,
        items=[each.frozen() for each in items],
        note=note.strip(),
        facts=facts.to_json(),
        rules_version=solicitud.rules_version or RULES_VERSION,
        agency=case.agency,
        decided_by=actor,
        decided_at=now,
    )
    write_event(
        act=DECIDED[kind],
        subject=Subject.SOLICITUD,
        subject_id=solicitud.pk,
        now=now,
        actor=actor,
        actor_kind=None if actor else ActorKind.SYSTEM,
        fields=["status"],
    )
    return decision
