"""What a supervisor sees of a turno or a case before taking a state back; every look is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from vinculo.queries.cases.case_papers import PaperLine, line
from vinculo.queries.cases.work.history import EntryLine, history
from vinculo.queries.shared import access
from vinculo.records.models import Case, Certificate, Decision, PaperRecord, Reversal, Solicitud, Staff, Turno
from vinculo.rules.cases.reasons import REASONS
from vinculo.rules.cases.status import APPLICATION, UNDECIDED, ApplicationAct, CertificateState
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.labels import SOLICITUD_STATES, TURNO_STATES
from vinculo.rules.shared.references import read_reference
from vinculo.rules.shared.statuses import TURNO, UNCONFIRMED_TURNO, TurnoAct

_RELATED = ("certificates__code", "reversals__made_by", "decisions__decided_by", "papers__recorded_by")


@dataclass(frozen=True)
class Past:
    """A state that was taken back before."""

    at: datetime
    by: str
    was: str
    now_is: str
    reason: str
    words: str


@dataclass(frozen=True)
class TurnoToReverse:
    """A turno with the acts that are open to the supervisor."""

    turno: Turno
    state: str
    may_restore: bool
    may_undo: bool
    past: list[Past]


@dataclass(frozen=True)
class SolicitudToReverse:
    """A solicitud of a case, and whether it can be put back in review."""

    solicitud: Solicitud
    state: str
    may_reopen: bool
    certificate: Certificate | None
    past: list[Past]
    decisions: list[Decision]
    papers: list[PaperLine]


@dataclass(frozen=True)
class CaseToReverse:
    """A case with its solicitudes, its papers and what was written on it: all that a supervisor decides by (D37)."""

    case: Case
    solicitudes: list[SolicitudToReverse]
    papers: list[PaperLine]  # of the affiliate and of the proxy
    entries: list[EntryLine]
    undecided: bool


def where(staff: Staff, typed: str) -> tuple[str, str]:
    """Return of what a typed reference is, `turno`, `case` or `solicitud`, and the reference in one spelling.

    Only what lies in the supervisor's scope. Raises `access.NotFoundHere`.
    """
    reference = read_reference(typed[:64])
    kinds = {"T": "turno", "C": "case", "S": "solicitud"}
    kind = kinds.get(reference[:1], "")
    find_record = {"turno": _turno, "case": _case, "solicitud": _solicitud}.get(kind)
    if find_record is None:
        raise access.NotFoundHere
    find_record(staff, reference)
    return kind, reference


def turno(staff: Staff, reference: str, now: datetime) -> TurnoToReverse:
    """Return a turno of the supervisor's scope, and write that it was read. Raises `access.NotFoundHere`."""
    turno = _turno(staff, reference)
    access.record_view(act=Act.TURNO_READ, subject=Subject.TURNO, subject_ids=[turno.pk], staff=staff, now=now)
    return TurnoToReverse(
        turno=turno,
        state=turno_state(turno.status),
        may_restore=TURNO.allows(turno.status, TurnoAct.RESTORE),
        may_undo=TURNO.allows(turno.status, TurnoAct.UNDO_ARRIVE),
        past=past(Reversal.objects.filter(turno=turno).select_related("made_by")),
    )


def case(staff: Staff, reference: str, now: datetime) -> CaseToReverse:
    """Return a case of the supervisor's scope, and write that it was read. Raises `access.NotFoundHere`."""
    case = _case(staff, reference)
    access.record_view(act=Act.CASE_READ, subject=Subject.CASE, subject_ids=[case.pk], staff=staff, now=now)
    rows = Solicitud.objects.filter(case=case).prefetch_related(*_RELATED)
    shown = [_of(each, case) for each in rows.order_by("position", "pk")]
    undecided = case.closed_at is None and any(each.solicitud.status in UNDECIDED for each in shown)
    return CaseToReverse(case, shown, shared_papers(case), history(case), undecided)


def supervised_case(staff: Staff, reference: str) -> Case:
    """Return a case of the supervisor's scope for an act on it. Raises `access.NotFoundHere`."""
    return _case(staff, reference)


def shared_papers(case: Case) -> list[PaperLine]:
    """Return the papers that serve every dependent of a case, to be read."""
    rows = PaperRecord.objects.filter(case=case, solicitud=None, undone_at=None).select_related("recorded_by")
    return [line(each, case.agency, None, undoable=False) for each in rows]


def solicitud(staff: Staff, reference: str, now: datetime) -> SolicitudToReverse:
    """Return a solicitud of the supervisor's scope, and write that it was read. Raises `access.NotFoundHere`."""
    solicitud = _solicitud(staff, reference)
    access.record_view(
        act=Act.SOLICITUD_READ, subject=Subject.SOLICITUD, subject_ids=[solicitud.pk], staff=staff, now=now
    )
    assert solicitud.case is not None  # of a case alone
    return _of(solicitud, solicitud.case)


def _of(solicitud: Solicitud, case: Case) -> SolicitudToReverse:
    papers = [each for each in solicitud.papers.all() if each.undone_at is None]
    in_force = [each for each in solicitud.certificates.all() if each.state == CertificateState.IN_FORCE]
    return SolicitudToReverse(
        solicitud=solicitud,
        state=_(SOLICITUD_STATES[solicitud.status]),
        may_reopen=APPLICATION.allows(solicitud.status, ApplicationAct.REOPEN),
        certificate=in_force[0] if in_force else None,
        past=past(solicitud.reversals.all()),
        decisions=list(solicitud.decisions.all()),
        papers=[line(each, case.agency, None, undoable=False) for each in papers],
    )


def past(rows: Iterable[Reversal]) -> list[Past]:
    """Return reversals in words, the first one first."""
    return [
        Past(
            at=each.made_at,
            by=each.made_by.printed_name(),
            was=_state(each, each.was),
            now_is=_state(each, each.now_is),
            reason=_(REASONS[each.reason]),
            words=each.words,
        )
        for each in rows
    ]


def _state(row: Reversal, status: str) -> str:
    return turno_state(status) if row.turno_id else _(SOLICITUD_STATES[status])


def turno_state(status: str) -> str:
    """Return the state of a turno in words."""
    return _(TURNO_STATES[status])


def _turno(staff: Staff, reference: str) -> Turno:
    rows = Turno.objects.select_related("affiliate", "agency", "procedure").exclude(status__in=UNCONFIRMED_TURNO)
    turno = rows.filter(reference=reference).first()
    if turno is None or not access.supervises(staff, turno.agency):
        raise access.NotFoundHere
    return turno


def _case(staff: Staff, reference: str) -> Case:
    rows = Case.objects.select_related("affiliate", "agency", "turno", "officer")
    case = rows.filter(reference=reference).first()
    if case is None or not access.supervises(staff, case.agency):
        raise access.NotFoundHere
    return case


def _solicitud(staff: Staff, reference: str) -> Solicitud:
    rows = Solicitud.objects.select_related("case__affiliate", "case__agency").prefetch_related(*_RELATED)
    solicitud = rows.filter(reference=reference, case__isnull=False).first()
    if solicitud is None or solicitud.case is None or not access.supervises(staff, solicitud.case.agency):
        raise access.NotFoundHere
    return solicitud
