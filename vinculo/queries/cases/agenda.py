"""The officer's first page: the day's turnos, and finding the person who stands at the counter (S30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vinculo.queries.shared import access
from vinculo.queries.shared.comparing import DocumentEnd, documents_to_compare
from vinculo.queries.shared.local_time import local_day, local_moment, midnight
from vinculo.records.models import Agency, Case, Solicitud, Staff, Turno
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.labels import TURNO_STATES
from vinculo.rules.shared.statuses import UNCONFIRMED_TURNO, USABLE_TURNO, TurnoStatus


@dataclass(frozen=True)
class AgendaRow:
    """A turno of the day, in strings."""

    hour: str
    reference: str
    affiliate: str
    code: str
    dependents: int
    by_proxy: bool
    state: str
    status: str
    case: str  # reference, or empty


@dataclass(frozen=True)
class Agenda:
    """The turnos of a day at an agency."""

    agency: str
    day: datetime
    rows: list[AgendaRow]
    waiting: int

    @property
    def dated(self) -> list[tuple[str, AgendaRow]]:
        """Return the rows as the table of turnos takes them; the day is the page's own."""
        return [("", row) for row in self.rows]


def agenda(staff: Staff, now: datetime) -> Agenda:
    """Return today's turnos of the officer's agency in the order of their hour, and write that they were read.

    Two statements and the event. Raises `access.NotFoundHere`.
    """
    agency = access.agency_of(staff)
    first = midnight(agency, local_day(agency, now))
    rows = [row_of(each, agency) for each in turnos_of(agency).filter(starts__gte=first, starts__lt=_next(first))]
    access.record_view(act=Act.AGENDA_READ, subject=Subject.AGENCY, subject_ids=[agency.pk], staff=staff, now=now)
    local = local_moment(agency, now)
    return Agenda(agency.name, local, rows, sum(row.status == TurnoStatus.ARRIVED for row in rows))


def _next(first: datetime) -> datetime:
    return first + timedelta(days=1)


def turnos_of(agency: Agency) -> QuerySet[Turno]:
    """Return the turnos of an agency that were confirmed and not cancelled, the soonest first."""
    rows = Turno.objects.filter(agency=agency).exclude(status__in=[*UNCONFIRMED_TURNO, TurnoStatus.CANCELLED])
    return rows.select_related("affiliate", "case").order_by("starts", "reference")


def row_of(turno: Turno, agency: Agency) -> AgendaRow:
    """Return a turno in strings."""
    case = getattr(turno, "case", None)
    return AgendaRow(
        hour=f"{local_moment(agency, turno.starts):%H:%M}",
        reference=turno.reference,
        affiliate=turno.affiliate.names,
        code=turno.affiliate.code,
        dependents=turno.dependents,
        by_proxy=turno.by_proxy,
        state=_(TURNO_STATES[turno.status]),
        status=turno.status,
        case=case.reference if case else "",
    )


@dataclass(frozen=True)
class TurnoView:
    """A turno as the officer compares it with the person who is there."""

    turno: Turno
    local: datetime
    today: bool
    state: str
    case: str  # reference, or empty
    typed: list[Solicitud]

    @property
    def to_compare(self) -> list[DocumentEnd]:
        """Return the documents that the person may show, with the end of their numbers; one statement at most."""
        return documents_to_compare(self.turno)

    @property
    def can_arrive(self) -> bool:
        """Return whether the arrival can be registered now."""
        return self.today and self.turno.status in USABLE_TURNO

    @property
    def other_day(self) -> bool:
        """Return whether the turno is alive but of another day: a reason is needed to attend it now."""
        return not self.today and self.turno.status in USABLE_TURNO


def turno_view(staff: Staff, reference: str, now: datetime) -> TurnoView:
    """Return a turno of the officer's agency for its page, and write that it was read. Raises `access.NotFoundHere`."""
    turno = access.turno(staff, reference)
    access.record_view(act=Act.TURNO_READ, subject=Subject.TURNO, subject_ids=[turno.pk], staff=staff, now=now)
    typed = list(turno.solicitudes.exclude(status=ApplicationStatus.WITHDRAWN).select_related("case"))
    case = Case.objects.filter(turno=turno).first() or next((each.case for each in typed if each.case), None)
    return TurnoView(
        turno=turno,
        local=local_moment(turno.agency, turno.starts),
        today=local_day(turno.agency, turno.starts) == local_day(turno.agency, now),
        state=_(TURNO_STATES[turno.status]),
        case=case.reference if case and case.agency_id == turno.agency_id else "",
        typed=typed,
    )
