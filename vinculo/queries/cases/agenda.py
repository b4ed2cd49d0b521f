"""The officer's first page: the day's turnos, and finding whoever stands at the counter (S30)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vinculo.queries.shared import access, number_search, terms
from vinculo.queries.shared.comparing import DocumentEnd, documents_to_compare
from vinculo.queries.shared.local_time import local_day, local_moment, midnight
from vinculo.records.models import Agency, Case, Certificate, Solicitud, Staff, Turno
from vinculo.rules.cases.status import ApplicationStatus, CertificateState
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.identity import IdentityError, number_of_person
from vinculo.rules.shared.labels import TURNO_STATES
from vinculo.rules.shared.references import LENGTH, read_reference
from vinculo.rules.shared.statuses import UNCONFIRMED_TURNO, USABLE_TURNO, TurnoStatus

SHOWN = 50  # rows of a search


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


@dataclass
class SearchResult:
    """What a search found; what is at other agencies only by the exact number or reference."""

    text: str
    turnos: list[AgendaRow] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    elsewhere: list[Case] = field(default_factory=list)
    turno_elsewhere: Turno | None = None
    solicitud: Solicitud | None = None
    certificates: list[Certificate] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Return whether nothing was found."""
        parts = [self.turnos, self.cases, self.elsewhere, self.certificates, self.turno_elsewhere, self.solicitud]
        return not any(parts)

    @property
    def only_turno(self) -> str | None:
        """Return the reference of the one turno that was found, where it is all there is."""
        alone = len(self.turnos) == 1 and not (self.cases or self.elsewhere or self.certificates)
        return self.turnos[0].reference if alone and not self.turnos[0].case else None

    @property
    def only_case(self) -> str | None:
        """Return the reference of the one case of this agency that was found, with its turno or alone."""
        references = {case.reference for case in self.cases} | {row.case for row in self.turnos}
        alone = len(references) == 1 and not (self.elsewhere or self.certificates)
        return references.pop() or None if alone else None

    @property
    def dated(self) -> list[tuple[str, AgendaRow]]:
        """Return the turnos, each with its day."""
        return list(zip(self.days, self.turnos, strict=True))


def agenda(staff: Staff, now: datetime) -> Agenda:
    """Return today's turnos of the officer's agency in the order of their hour, and write that they were read.

    Two statements and the event. Raises `access.NotFoundHere`.
    """
    agency = access.agency_of(staff)
    first = midnight(agency, local_day(agency, now))
    rows = [_row(each, agency) for each in _turnos(agency).filter(starts__gte=first, starts__lt=_next(first))]
    access.record_view(act=Act.AGENDA_READ, subject=Subject.AGENCY, subject_ids=[agency.pk], staff=staff, now=now)
    local = local_moment(agency, now)
    return Agenda(agency.name, local, rows, sum(row.status == TurnoStatus.ARRIVED for row in rows))


def _next(first: datetime) -> datetime:
    return first + timedelta(days=1)


def _turnos(agency: Agency) -> QuerySet[Turno]:
    rows = Turno.objects.filter(agency=agency).exclude(status__in=[*UNCONFIRMED_TURNO, TurnoStatus.CANCELLED])
    return rows.select_related("affiliate", "case").order_by("starts", "reference")


def _row(turno: Turno, agency: Agency) -> AgendaRow:
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


def search(staff: Staff, text: str, now: datetime) -> SearchResult:
    """Return whoever a reference, a code, a cédula or a document's number points at, and write what was shown.

    By the exact number only: nothing here can be leafed through. Raises `access.NotFoundHere`.
    """
    agency = access.agency_of(staff)
    result = SearchResult(text=text)
    reference = read_reference(text[:64])
    if len(reference) == LENGTH + 1 and reference[0] in "TCS":
        _by_reference(result, reference, agency)
    if result.empty:
        _by_number(result, text, agency, midnight(agency, local_day(agency, now)))
    _tell(result, staff, now)
    return result


def _by_reference(result: SearchResult, reference: str, agency: Agency) -> None:
    case = Case.objects.select_related("affiliate", "agency").filter(reference=reference).first()
    turno = Turno.objects.exclude(status__in=UNCONFIRMED_TURNO).filter(reference=reference)
    here = turno.filter(agency=agency).select_related("affiliate", "case").first()
    if here is not None:
        _add(result, [here], agency)
    elif (there := turno.select_related("agency").first()) is not None:
        result.turno_elsewhere = there
    if case is not None:
        _sort(result, [case], agency)
    solicitud = Solicitud.objects.select_related("case__affiliate", "case__agency").filter(reference=reference).first()
    if solicitud is None:
        return
    if solicitud.case is not None:
        _sort(result, [solicitud.case], agency)
    else:
        result.solicitud = solicitud


def _by_number(result: SearchResult, text: str, agency: Agency, today: datetime) -> None:
    try:
        number = number_of_person(text[:64])
    except IdentityError:
        return
    affiliates = number_search.affiliates_of(number)
    turnos = _turnos(agency).filter(pk__in=number_search.turnos_of(number, affiliates), starts__gte=today)
    _add(result, turnos[:SHOWN], agency)
    cases = Case.objects.select_related("affiliate", "agency")
    theirs = cases.filter(pk__in=number_search.cases_of(number, affiliates))
    _sort(result, theirs.order_by("-opened_at", "-pk")[:SHOWN], agency)
    codes = number_search.codes_of(number, number_search.people_of(number))
    certificates = Certificate.objects.select_related("code", "agency")
    in_force = certificates.filter(code__in=codes, state=CertificateState.IN_FORCE)
    result.certificates = list(in_force.order_by("-issued_at", "-pk")[:SHOWN])


def _add(result: SearchResult, turnos: QuerySet[Turno] | list[Turno], agency: Agency) -> None:
    for turno in turnos:
        result.turnos.append(_row(turno, agency))
        result.days.append(f"{local_moment(agency, turno.starts):%d/%m/%Y}")


def _sort(result: SearchResult, cases: QuerySet[Case] | list[Case], agency: Agency) -> None:
    """Keep the cases of this agency, and of others the open ones and those that can be begun anew (D7)."""
    for case in cases:
        if case.agency_id == agency.pk:
            result.cases.append(case)
        elif case.closed_at is None or terms.lapsed_solicitudes(case).exists():
            result.elsewhere.append(case)


def _tell(result: SearchResult, staff: Staff, now: datetime) -> None:
    cases = [case.pk for case in [*result.cases, *result.elsewhere]]
    access.record_view(act=Act.SEARCH_CASE, subject=Subject.CASE, subject_ids=cases, staff=staff, now=now)
    certificates = [each.pk for each in result.certificates]
    access.record_view(
        act=Act.SEARCH_CERTIFICATE, subject=Subject.CERTIFICATE, subject_ids=certificates, staff=staff, now=now
    )
    access.record_view(
        act=Act.SEARCHED, subject=Subject.AGENCY, subject_ids=[access.agency_of(staff).pk], staff=staff, now=now
    )


@dataclass(frozen=True)
class TurnoView:
    """A turno as the officer compares it with whoever is there."""

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
