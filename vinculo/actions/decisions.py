"""Deciding on a solicitud: what is missing (D7, D15), who cannot qualify (S03), who it may already be (D8)."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from vinculo.actions.counter import Stale, advance, conclude, local_day, locked_solicitud, save
from vinculo.actions.frozen import in_words, notice_facts
from vinculo.actions.mailing import enqueue
from vinculo.paper.facts import NoticeKind
from vinculo.queries import calendar, resemblances
from vinculo.queries.judging import findings_of, papers_for
from vinculo.records.events import write_event
from vinculo.records.models import Agency, Case, Decision, Person, Resemblance, Solicitud, Staff
from vinculo.rules.calendar import deadline
from vinculo.rules.findings import Finding, Severity
from vinculo.rules.requirements import RULES_VERSION
from vinculo.rules.status import ApplicationAct, application_after


class NothingMissing(Exception):
    """No paper or fact is missing that the person could bring: there is nothing to ask for."""


class CannotQualify(Exception):
    """The person cannot qualify: to ask for papers would be a journey for nothing; the answer is a refusal (D15)."""


class NoGround(Exception):
    """Nothing says that the person cannot qualify: a paper that is missing is never a refusal (D15)."""


class NotACandidate(Exception):
    """The person is no candidate of the duplicate check."""


class OnlyTheSame(Exception):
    """The very same document: it can only be the same person (D8)."""


class AlreadyAnother(Exception):
    """The dependent was already said to be somebody else: one person, one code."""


@transaction.atomic
def correct(*, solicitud: Solicitud, note: str, version: int, actor: Staff, now: datetime) -> Decision:
    """Ask for what is missing, in writing, until a last day counted in working days (D7); twice is once.

    Frozen with its notice, mailed to whoever booked the turno. Raises `NothingMissing`, `CannotQualify`, `NotYours`,
    `Stale`, `NotAllowedError`.
    """
    solicitud, case = locked_solicitud(solicitud.pk, actor)
    if solicitud.status == "correction_pending":
        return solicitud.decisions.filter(kind="correction").latest("pk")
    _unchanged(solicitud, version, ApplicationAct.REQUEST_CORRECTION)
    today = local_day(case.agency, now)
    findings = findings_of(solicitud, case, today) or ()
    if _with(findings, Severity.REFUSES):
        raise CannotQualify
    if not _with(findings, Severity.BLOCKS):
        raise NothingMissing
    asked = [each for each in findings if each.severity is not Severity.WARNS]
    solicitud.answer_until = last_day_of_correction(case.agency, today)
    solicitud.rules_version = RULES_VERSION
    decision = _decide(solicitud, case, NoticeKind.CORRECTION, asked, note, actor, now)
    advance(solicitud, ApplicationAct.REQUEST_CORRECTION, now, "answer_until", "rules_version")
    _tell(case, solicitud, now)
    conclude(case, actor, now)
    return decision


def last_day_of_correction(agency: Agency, today: date) -> date:
    """Return the last day of a correction that is asked for today, by the calendar of the agency (D7)."""
    count = settings.CORRECTION_WORKING_DAYS
    working = copy(agency)
    working.active = True  # a centre that stopped booking still has working days
    closed = calendar.closed_days(working, today, today + timedelta(days=10 * count + 366))
    return deadline(today, closed.__contains__, count)


@transaction.atomic
def refuse(*, solicitud: Solicitud, note: str, version: int, actor: Staff, now: datetime) -> Decision:
    """Refuse a person who cannot qualify, each reason with its legal basis (S03, S07, D15); twice is once.

    Raises `NoGround`, `NotYours`, `Stale`, `NotAllowedError`.
    """
    solicitud, case = locked_solicitud(solicitud.pk, actor)
    if solicitud.status == "refused":
        return solicitud.decisions.get(kind="refusal")
    _unchanged(solicitud, version, ApplicationAct.REFUSE)
    grounds = _with(findings_of(solicitud, case, local_day(case.agency, now)) or (), Severity.REFUSES)
    if not grounds:
        raise NoGround
    solicitud.rules_version = RULES_VERSION
    decision = _decide(solicitud, case, NoticeKind.REFUSAL, grounds, note, actor, now)
    advance(solicitud, ApplicationAct.REFUSE, now, "rules_version")
    conclude(case, actor, now)
    return decision


def _unchanged(solicitud: Solicitud, version: int, act: ApplicationAct) -> None:
    application_after(solicitud.status, act)
    if solicitud.version != version:
        raise Stale


def _with(findings: tuple[Finding, ...] | list[Finding], severity: Severity) -> list[Finding]:
    return [finding for finding in findings if finding.severity is severity]


def _decide(
    solicitud: Solicitud, case: Case, kind: NoticeKind, items: list[Finding], note: str, actor: Staff, now: datetime
) -> Decision:
    """Keep the decision with its reasons and the facts of its notice, and write its event."""
    today = local_day(case.agency, now)
    printed = in_words(items)
    facts = notice_facts(
        kind=kind, solicitud=solicitud, case=case, items=printed, actor=actor, today=today,
        last_day=solicitud.answer_until if kind is NoticeKind.CORRECTION else None,
    )  # fmt: skip
    decision = Decision.objects.create(
        solicitud=solicitud,
        kind=kind.value,
        items=[each.frozen() for each in printed],
        note=note.strip(),
        facts=facts.to_json(),
        rules_version=RULES_VERSION,
        agency=case.agency,
        decided_by=actor,
        decided_at=now,
    )
    write_event(
        act=f"{kind.value}_decided",
        subject="solicitud",
        subject_id=solicitud.pk,
        now=now,
        actor=actor,
        fields=["status"],
    )
    return decision


@override("es")
def _tell(case: Case, solicitud: Solicitud, now: datetime) -> None:
    """Mail the list of what is missing to whoever booked the turno; without a turno it is printed only."""
    if case.turno is None or not case.turno.email:
        return
    body = _(
        "Para continuar con el trámite falta lo que se indica en el documento adjunto (caso %(reference)s).\n\n"
        "Regrese con lo indicado hasta el %(day)s: no necesita un turno nuevo."
    ) % {"reference": case.reference, "day": f"{solicitud.answer_until:%d/%m/%Y}"}
    enqueue(
        kind="correction", recipient=case.turno.email, subject=_("Lo que falta para completar su trámite"), body=body,
        now=now, turno=case.turno, solicitud=solicitud, attach=["notice_pdf"],
    )  # fmt: skip


@transaction.atomic
def decide_resemblance(
    *, solicitud: Solicitud, person: Person, same: bool, reason: str, actor: Staff, now: datetime
) -> Resemblance:
    """Keep the officer's word on whether this dependent is somebody who holds a code, with the reason (D8).

    It may be changed until the decision. Raises `NotACandidate`, `OnlyTheSame`, `AlreadyAnother`, `NotYours`,
    `NotAllowedError`, and ValueError without a reason.
    """
    solicitud, case = locked_solicitud(solicitud.pk, actor)
    application_after(solicitud.status, ApplicationAct.RECORD)
    if not reason.strip():
        raise ValueError("a reason is kept")
    found = resemblances.candidates(solicitud, papers_for(case, solicitud))
    candidate = next((each for each in found if each.person.pk == person.pk), None)
    if candidate is None:
        raise NotACandidate
    if candidate.exact and not same:
        raise OnlyTheSame
    if same and any(each.pk != person.pk for each in resemblances.known_people(found)):
        raise AlreadyAnother
    decided, _made = Resemblance.objects.update_or_create(
        solicitud=solicitud, person=candidate.person,
        defaults={"same": same, "reason": reason.strip(), "decided_by": actor, "decided_at": now},
    )  # fmt: skip
    save(solicitud, now)
    write_event(
        act="resemblance_same" if same else "resemblance_different",
        subject="solicitud", subject_id=solicitud.pk, now=now, actor=actor, fields=["person"],
    )  # fmt: skip
    return decided
