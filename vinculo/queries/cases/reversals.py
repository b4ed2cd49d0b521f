"""What a supervisor sees of a turno or a case before taking a state back; every look is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from vinculo.queries.shared import access
from vinculo.records.models import Case, Certificate, Decision, Reversal, Solicitud, Staff, Turno
from vinculo.rules.cases.reasons import REASONS
from vinculo.rules.cases.status import APPLICATION, ApplicationAct, CertificateState
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.labels import SOLICITUD_STATES, TURNO_STATES
from vinculo.rules.shared.references import read_reference
from vinculo.rules.shared.statuses import TURNO, UNCONFIRMED_TURNO, TurnoAct


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


@dataclass(frozen=True)
class CaseToReverse:
    """A case with its solicitudes."""

    case: Case
    solicitudes: list[SolicitudToReverse]


def where(staff: Staff, typed: str) -> tuple[str, str]:
    """Return of what a typed reference is, `turno`, `case` or `solicitud`, and the reference in one spelling.

    Only what lies in the supervisor's scope. Raises `access.NotFoundHere`.
    """
    reference = read_reference(typed[:64])
    kinds = {"T": "turno", "C": "case", "S": "solicitud"}
    kind = kinds.get(reference[:1], "")
    found = {"turno": _turno, "case": _case, "solicitud": _solicitud}.get(kind)
    if found is None:
        raise access.NotFoundHere
    found(staff, reference)
    return kind, reference


def turno(staff: Staff, reference: str, now: datetime) -> TurnoToReverse:
    """Return a turno of the supervisor's scope, and write that it was read. Raises `access.NotFoundHere`."""
    found = _turno(staff, reference)
    access.record_view(act=Act.TURNO_READ, subject=Subject.TURNO, subject_ids=[found.pk], staff=staff, now=now)
    return TurnoToReverse(
        turno=found,
        state=turno_state(found.status),
        may_restore=TURNO.allows(found.status, TurnoAct.RESTORE),
        may_undo=TURNO.allows(found.status, TurnoAct.UNDO_ARRIVE),
        past=past(Reversal.objects.filter(turno=found).select_related("made_by")),
    )


def case(staff: Staff, reference: str, now: datetime) -> CaseToReverse:
    """Return a case of the supervisor's scope, and write that it was read. Raises `access.NotFoundHere`."""
    found = _case(staff, reference)
    access.record_view(act=Act.CASE_READ, subject=Subject.CASE, subject_ids=[found.pk], staff=staff, now=now)
    rows = Solicitud.objects.filter(case=found).prefetch_related(
        "certificates__code", "reversals__made_by", "decisions"
    )
    return CaseToReverse(found, [_of(each) for each in rows.order_by("position", "pk")])


def solicitud(staff: Staff, reference: str, now: datetime) -> SolicitudToReverse:
    """Return a solicitud of the supervisor's scope, and write that it was read. Raises `access.NotFoundHere`."""
    found = _solicitud(staff, reference)
    access.record_view(act=Act.SOLICITUD_READ, subject=Subject.SOLICITUD, subject_ids=[found.pk], staff=staff, now=now)
    return _of(found)


def _of(found: Solicitud) -> SolicitudToReverse:
    in_force = [each for each in found.certificates.all() if each.state == CertificateState.IN_FORCE]
    return SolicitudToReverse(
        solicitud=found,
        state=_(SOLICITUD_STATES[found.status]),
        may_reopen=APPLICATION.allows(found.status, ApplicationAct.REOPEN),
        certificate=in_force[0] if in_force else None,
        past=past(found.reversals.all()),
        decisions=list(found.decisions.all()),
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
    found = rows.filter(reference=reference).first()
    if found is None or not access.supervises(staff, found.agency):
        raise access.NotFoundHere
    return found


def _case(staff: Staff, reference: str) -> Case:
    found = Case.objects.select_related("affiliate", "agency", "turno").filter(reference=reference).first()
    if found is None or not access.supervises(staff, found.agency):
        raise access.NotFoundHere
    return found


def _solicitud(staff: Staff, reference: str) -> Solicitud:
    rows = Solicitud.objects.select_related("case__affiliate", "case__agency")
    found = rows.filter(reference=reference, case__isnull=False).first()
    if found is None or found.case is None or not access.supervises(staff, found.case.agency):
        raise access.NotFoundHere
    return found
