"""The end of a visit: the case is closed when everything is decided, the turno attended, and what else ends with it.

What ends with a visit in a subject above this one (the tickets of the queue) registers itself here, so that no act
that ends a visit can forget it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from vinculo.actions.cases.entries import LeftOpen, keep_entry
from vinculo.actions.cases.locking import count_version, locked_case
from vinculo.actions.shared.guards import NoReason, OwnAct, require_read
from vinculo.records.events import write_event
from vinculo.records.models import Case, Staff, Turno
from vinculo.records.rows import find_row
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.cases.work import EntryKind
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import TURNO, TurnoAct, TurnoStatus

VisitEnding = Callable[[Case, Staff, datetime], None]
ENDINGS: list[VisitEnding] = []


def ends_with_visit(ending: VisitEnding) -> VisitEnding:
    """Register what is done when a visit ends, in the transaction of the act that ends it; the case is locked."""
    ENDINGS.append(ending)
    return ending


@transaction.atomic
def end_visit(
    *, case: Case, actor: Staff, now: datetime, left: LeftOpen | None = None, read: str | None = None
) -> Case:
    """End the visit; what is in review stays so and the case stays open, with the reason why (S38, D37).

    One whose dependents were all taken out is closed. Raises `NotYours`, `Stale`, and `NoReason` where something is in
    review and `left` does not say what becomes of it.
    """
    case = locked_case(case.pk, actor)
    if not require_read(read, case, own=OwnAct(actor, now, Subject.CASE, case.pk, (Act.VISIT_ENDED,))):
        return case
    leave_open(case, left, actor, now)
    attend_turno(case, actor, now)
    conclude_visit(case, actor, now)
    for ending in ENDINGS:
        ending(case, actor, now)
    count_version(case)
    write_event(act=Act.VISIT_ENDED, subject=Subject.CASE, subject_id=case.pk, now=now, actor=actor)
    return case


def leave_open(case: Case, left: LeftOpen | None, actor: Staff, now: datetime) -> None:
    """Keep why a locked case stays open, in the hands of the person who ends the visit. Raises `NoReason`."""
    statuses = set(case.solicitudes.values_list("status", flat=True))
    if ApplicationStatus.IN_REVIEW in statuses:
        if left is None:
            raise NoReason
        left.require()
        case.officer = actor
        case.save(update_fields=["officer"])
        keep_entry(case, EntryKind.LEFT_OPEN, actor, now, reason=left.reason, words=left.words)
    elif statuses <= {ApplicationStatus.WITHDRAWN} and case.closed_at is None:
        _close(case, actor, now)


def _close(case: Case, actor: Staff, now: datetime) -> None:
    case.closed_at, case.officer = now, actor
    case.save(update_fields=["closed_at", "officer"])
    write_event(act=Act.CASE_CLOSED, subject=Subject.CASE, subject_id=case.pk, now=now, actor=actor)


def conclude_visit(case: Case, actor: Staff, now: datetime) -> None:
    """End the visit when nothing is left in review, and close the case when everything is decided (D7).

    A case whose dependents were all taken out stays open: the officer is about to write another one.
    """
    statuses = set(case.solicitudes.values_list("status", flat=True))
    if ApplicationStatus.IN_REVIEW in statuses or statuses <= {ApplicationStatus.WITHDRAWN}:
        return
    if ApplicationStatus.CORRECTION_PENDING in statuses:
        case.officer = actor
        case.save(update_fields=["officer"])
    elif case.closed_at is None:
        _close(case, actor, now)
    attend_turno(case, actor, now)
    for ending in ENDINGS:
        ending(case, actor, now)


def attend_turno(case: Case, actor: Staff, now: datetime) -> None:
    """Mark the turno of a visit as attended, so that the person may book again; without a live turno, nothing."""
    turno = find_row(Turno, locked=True, id=case.turno_id or 0, status=TurnoStatus.ARRIVED.value)
    if turno is None:
        return
    turno.status = TURNO.after(turno.status, TurnoAct.ATTEND)
    turno.ended_at, turno.version = now, turno.version + 1
    turno.save(update_fields=["status", "ended_at", "version"])
    write_event(act=Act.TURNO_ATTENDED, subject=Subject.TURNO, subject_id=turno.pk, now=now, actor=actor)
