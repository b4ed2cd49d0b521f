"""The term of a correction: its one extension, and its end by a decision that is notified (D7)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from vinculo.actions.cases import mails
from vinculo.actions.cases.decisions import keep_decision
from vinculo.actions.cases.locking import advance_solicitud, locked_solicitud, save_solicitud
from vinculo.actions.shared.guards import NotYours, OwnAct, require_read
from vinculo.actions.shared.parties import refuse_party
from vinculo.queries.cases.wording import Said
from vinculo.queries.shared import terms
from vinculo.queries.shared.local_time import in_zone, local_day
from vinculo.records.events import write_event
from vinculo.records.models import Agency, Case, Decision, Extension, Solicitud, Staff
from vinculo.rules.cases.status import APPLICATION, UNDECIDED, ApplicationAct, ApplicationStatus, DecisionKind
from vinculo.rules.shared.acts import Act, ActorKind, Subject

BATCH = 200  # solicitudes in one round; the next round takes the next ones


class TermOver(Exception):
    """The last day of a correction has passed: there is nothing to extend or to answer, the person begins anew."""


class AlreadyExtended(Exception):
    """The one extension was granted already."""


class NothingPending(Exception):
    """No correction is pending: it was answered, or decided otherwise."""


@transaction.atomic
def ask_extension(*, correction: Decision, now: datetime, read: str | None = None) -> Extension:
    """Ask for more time by the link of the mail; twice is once, and in time whatever the office answers (D7).

    Raises `NothingPending`, `TermOver`, `AlreadyExtended` once it was granted, `Stale`.
    """
    case, solicitud = _lock_solicitud(correction.solicitud_id)
    correction = _extendable(solicitud, case, now, correction.pk)
    asked = Extension.objects.filter(correction=correction).first()
    if asked is None:
        require_read(read, solicitud)
        asked = Extension.objects.create(correction=correction, online=True, asked_at=now)
        write_event(act=Act.EXTENSION_ASKED, subject=Subject.SOLICITUD, subject_id=solicitud.pk, now=now)
    elif asked.granted_id is not None:
        raise AlreadyExtended
    return asked


@transaction.atomic
def extend_term(*, solicitud: Solicitud, actor: Staff, now: datetime, read: str | None = None) -> Decision:
    """Grant the one extension of a correction, in working days from its last day, with notice and mail (D7).

    Raises `NotYours`, `IsParty`, `NothingPending`, `TermOver`, `AlreadyExtended`, `Stale`.
    """
    solicitud, case = locked_solicitud(solicitud.pk, actor)
    refuse_party(actor, case)
    own = OwnAct(actor, now, Subject.SOLICITUD, solicitud.pk, (Act.EXTENSION_DECIDED,))
    if not require_read(read, solicitud, own=own):
        return solicitud.decisions.filter(kind=DecisionKind.EXTENSION).latest("pk")
    correction = _extendable(solicitud, case, now)
    asked = Extension.objects.filter(correction=correction).first()
    if asked is not None and asked.granted_id is not None:
        raise AlreadyExtended
    asked = asked or Extension(correction=correction, online=False, asked_at=now)
    return _grant(asked, solicitud, case, actor, now)


def _lock_solicitud(solicitud_id: int) -> tuple[Case, Solicitud]:
    """Lock a solicitud in the order of the counter, the case first."""
    case_id = Solicitud.objects.values_list("case_id", flat=True).get(pk=solicitud_id)
    rows = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("affiliate", "agency", "turno")
    case = rows.get(pk=case_id)
    return case, Solicitud.objects.select_for_update(no_key=True).get(pk=solicitud_id)


def _extendable(solicitud: Solicitud, case: Case, now: datetime, correction: int | None = None) -> Decision:
    """Return the correction that is pending and in time; of an older one there is nothing to extend."""
    if solicitud.status != ApplicationStatus.CORRECTION_PENDING:
        raise NothingPending
    last = terms.correction_of(solicitud)
    if last is None or (correction is not None and last.pk != correction):
        raise NothingPending
    if local_day(case.agency, now) > terms.last_day(solicitud):
        raise TermOver
    return last


def _grant(asked: Extension, solicitud: Solicitud, case: Case, actor: Staff | None, now: datetime) -> Decision:
    ends = terms.last_day(solicitud, requests=False)
    days = terms.extension_days(local_day(case.agency, now))
    solicitud.answer_until = terms.end_of_term(asked.correction.agency, ends, days)
    decision = keep_decision(
        solicitud=solicitud,
        case=case,
        kind=DecisionKind.EXTENSION,
        items=_asked_for(asked.correction),
        now=now,
        actor=actor,
        last_day=solicitud.answer_until,
        days=days,
    )
    asked.granted = decision
    asked.save()
    save_solicitud(solicitud, now, "answer_until")
    mails.send_extension(case, decision, solicitud.answer_until, now)
    return decision


def _asked_for(correction: Decision) -> list[Said]:
    return [Said(**each) for each in correction.items]


def end_lapsed(solicitud: Solicitud, case: Case, last_day: date, now: datetime, actor: Staff | None = None) -> Decision:
    """End a locked solicitud whose term has passed as withdrawn, by a decision with its notice and its mail (D7)."""
    APPLICATION.after(solicitud.status, ApplicationAct.LAPSE)
    correction = terms.correction_of(solicitud)
    decision = keep_decision(
        solicitud=solicitud,
        case=case,
        kind=DecisionKind.WITHDRAWAL,
        now=now,
        actor=None,
        last_day=last_day,
        items=_asked_for(correction) if correction else [],
    )
    advance_solicitud(solicitud, ApplicationAct.LAPSE, now)
    write_event(
        act=Act.SOLICITUD_LAPSED,
        subject=Subject.SOLICITUD,
        subject_id=solicitud.pk,
        now=now,
        actor=actor,
        actor_kind=None if actor else ActorKind.SYSTEM,
        fields=["status"],
    )
    mails.send_withdrawal(case, decision, last_day, now)
    return decision


def end_terms(*, now: datetime) -> int:
    """End the corrections whose last day has passed, each in a transaction of its own; return how many ended.

    One whose last day moved because of a closure is given that day; one whose extension was asked for in time and
    nobody answered is given it. A bounded number in one round, those that ended first before the others.
    """
    zones = Agency.objects.order_by().values_list("timezone", flat=True).distinct()
    today = max((in_zone(zone, now).date() for zone in zones), default=now.date())
    over = Solicitud.objects.filter(
        status=ApplicationStatus.CORRECTION_PENDING, answer_until__lt=today
    )  # at its agency: asked of each
    keys = over.order_by("answer_until", "pk").values_list("pk", flat=True)[:BATCH]
    return sum(_end_term(pk, now) for pk in list(keys))


@transaction.atomic
def _end_term(pk: int, now: datetime) -> bool:
    case, solicitud = _lock_solicitud(pk)
    today = local_day(case.agency, now)
    if (
        solicitud.status != ApplicationStatus.CORRECTION_PENDING
        or solicitud.answer_until is None
        or today <= solicitud.answer_until
    ):
        return False
    ends = terms.last_day(solicitud)
    if today <= ends:
        asked = Extension.objects.filter(correction=terms.correction_of(solicitud), granted=None).first()
        if asked is None:
            _postpone(solicitud, case, ends, now)
        else:
            _grant(asked, solicitud, case, None, now)
        return False
    end_lapsed(solicitud, case, ends, now)
    _close(case, now)
    return True


def _postpone(solicitud: Solicitud, case: Case, ends: date, now: datetime) -> None:
    solicitud.answer_until = ends
    save_solicitud(solicitud, now, "answer_until")
    write_event(
        act=Act.TERM_POSTPONED,
        subject=Subject.SOLICITUD,
        subject_id=solicitud.pk,
        now=now,
        actor_kind=ActorKind.SYSTEM,
        fields=["answer_until"],
    )
    mails.send_postponement(case, solicitud, ends, now)


def _close(case: Case, now: datetime) -> None:
    """Close a case in which nothing is open any more."""
    if case.closed_at is not None or case.solicitudes.filter(status__in=UNDECIDED).exists():
        return
    case.closed_at = now
    case.save(update_fields=["closed_at"])
    write_event(act=Act.CASE_CLOSED, subject=Subject.CASE, subject_id=case.pk, now=now, actor_kind=ActorKind.SYSTEM)


__all__ = [
    "AlreadyExtended",
    "NotYours",
    "NothingPending",
    "TermOver",
    "ask_extension",
    "end_lapsed",
    "end_terms",
    "extend_term",
]
