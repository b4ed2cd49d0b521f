"""The one search of the desk: by what people bring, or by a name of the own centre; each hit is an event (S30, D37)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from vinculo.queries.cases.agenda import AgendaRow, row_of, turnos_of
from vinculo.queries.cases.finding.names import TooManyPeople, affiliates_meant
from vinculo.queries.shared import access, number_search, terms
from vinculo.queries.shared.local_time import local_day, local_moment, midnight
from vinculo.records.models import Agency, Case, Certificate, Solicitud, Staff, Turno
from vinculo.rules.cases.finding import typed_words
from vinculo.rules.cases.status import CertificateState
from vinculo.rules.queue.scanner import Kind, read_scan
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.identity import IdentityError, number_of_person
from vinculo.rules.shared.references import hash_token
from vinculo.rules.shared.statuses import UNCONFIRMED_TURNO

PAGE = 20  # rows of each list
LAST_PAGE = 50
Row = TypeVar("Row")


@dataclass
class SearchResult:
    """What a search found; what is at other agencies only by the exact number or reference."""

    text: str
    page: int = 1
    more: bool = False  # on a next page
    too_many: bool = False  # people of this name
    turnos: list[AgendaRow] = field(default_factory=list)  # of today and to come
    days: list[str] = field(default_factory=list)
    past: list[tuple[str, AgendaRow]] = field(default_factory=list)  # the newest first, each with its day
    cases: list[Case] = field(default_factory=list)
    elsewhere: list[Case] = field(default_factory=list)
    turno_elsewhere: Turno | None = None
    solicitud: Solicitud | None = None
    certificates: list[Certificate] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)  # keys of the turnos of this agency

    @property
    def empty(self) -> bool:
        """Return whether nothing was found."""
        mine = [self.turnos, self.past, self.cases, self.elsewhere, self.certificates]
        return not any([*mine, self.turno_elsewhere, self.solicitud, self.too_many])

    @property
    def only_turno(self) -> str | None:
        """Return the reference of the one turno that was found, where it is all there is but past ones."""
        if self.cases or self.elsewhere or self.certificates or self.page > 1:
            return None
        rows = self.turnos or [row for _day, row in self.past]
        return rows[0].reference if len(rows) == 1 and not rows[0].case else None

    @property
    def only_case(self) -> str | None:
        """Return the reference of the one case of this agency that was found, with its turno or alone."""
        rows = [*self.turnos, *(row for _day, row in self.past)]
        references = {case.reference for case in self.cases} | {row.case for row in rows}
        alone = len(references) == 1 and not (self.elsewhere or self.certificates) and self.page == 1
        return references.pop() or None if alone else None

    @property
    def dated(self) -> list[tuple[str, AgendaRow]]:
        """Return the turnos to come, each with its day."""
        return list(zip(self.days, self.turnos, strict=True))


def search(staff: Staff, text: str, now: datetime, page: int = 1) -> SearchResult:
    """Return the person whom a scan, a reference, a number or a name points at, and write what was shown.

    By the exact number at other agencies too; by name only who came to the own one lately or will come. Raises
    `access.NotFoundHere`.
    """
    agency = access.agency_of(staff)
    result = SearchResult(text=text, page=min(max(page, 1), LAST_PAGE))
    scan = read_scan(text)
    if scan.kind is Kind.REFERENCE:
        _by_reference(result, scan.value, agency)
    elif scan.kind is Kind.TURNO:
        of = Turno.objects.filter(token_hash=hash_token(scan.value)).values_list("reference", flat=True).first()
        _by_reference(result, of or "", agency)
    elif scan.kind is Kind.CERTIFICATE:
        result.certificates = list(_certificates().filter(token_hash=hash_token(scan.value)))
    if result.empty:
        _by_number(result, scan.text, agency, now)
    if result.empty:
        _by_name(result, scan.text, agency, now)
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


def _by_number(result: SearchResult, text: str, agency: Agency, now: datetime) -> None:
    try:
        number = number_of_person(text[:64])
    except IdentityError:
        return
    affiliates = number_search.affiliates_of(number)
    _turnos(result, turnos_of(agency).filter(pk__in=number_search.turnos_of(number, affiliates)), agency, now)
    cases = Case.objects.select_related("affiliate", "agency")
    theirs = cases.filter(pk__in=number_search.cases_of(number, affiliates))
    _sort(result, _page(result, theirs.order_by("-opened_at", "-pk")), agency)
    codes = number_search.codes_of(number, number_search.people_of(number))
    in_force = _certificates().filter(code__in=codes, state=CertificateState.IN_FORCE)
    result.certificates = list(in_force.order_by("-issued_at", "-pk")[:PAGE])


def _certificates() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("code", "agency")


def _by_name(result: SearchResult, text: str, agency: Agency, now: datetime) -> None:
    """Find the people of the own agency who are meant by a name (D19)."""
    words = typed_words(text)
    if not words:
        return
    try:
        meant = affiliates_meant(words, agency, now)
    except TooManyPeople:
        result.too_many = True
        return
    _turnos(result, turnos_of(agency).filter(affiliate__in=meant), agency, now)
    cases = Case.objects.select_related("affiliate", "agency").filter(agency=agency, affiliate__in=meant)
    _sort(result, _page(result, cases.order_by("-opened_at", "-pk")), agency)


def _turnos(result: SearchResult, turnos: QuerySet[Turno], agency: Agency, now: datetime) -> None:
    """Add the turnos of today and to come on the first page, and those that have passed, the newest first."""
    today = midnight(agency, local_day(agency, now))
    if result.page == 1:
        _add(result, list(turnos.filter(starts__gte=today)[:PAGE]), agency)
    for turno in _page(result, turnos.filter(starts__lt=today).order_by("-starts", "-pk")):
        result.past.append((_day(turno, agency), row_of(turno, agency)))
        result.shown.append(turno.pk)


def _page(result: SearchResult, rows: QuerySet[Row]) -> Sequence[Row]:  # type: ignore[type-var]
    """Return the rows of the page, and keep whether there are more."""
    first = (result.page - 1) * PAGE
    chosen = list(rows[first : first + PAGE + 1])
    result.more = result.more or len(chosen) > PAGE
    return chosen[:PAGE]


def _add(result: SearchResult, turnos: list[Turno], agency: Agency) -> None:
    for turno in turnos:
        result.turnos.append(row_of(turno, agency))
        result.days.append(_day(turno, agency))
        result.shown.append(turno.pk)


def _day(turno: Turno, agency: Agency) -> str:
    return f"{local_moment(agency, turno.starts):%d/%m/%Y}"


def _sort(result: SearchResult, cases: Sequence[Case], agency: Agency) -> None:
    """Keep the cases of this agency, and of others the open ones and those that can be begun anew (D7)."""
    for case in cases:
        if case.agency_id == agency.pk:
            result.cases.append(case)
        elif case.closed_at is None or terms.lapsed_solicitudes(case).exists():
            result.elsewhere.append(case)


def _tell(result: SearchResult, staff: Staff, now: datetime) -> None:
    """Write one event for the search and one for each row that was shown."""
    certificates = [each.pk for each in result.certificates]
    for act, subject, shown in (
        (Act.TURNO_READ, Subject.TURNO, result.shown),
        (Act.SEARCH_CASE, Subject.CASE, [case.pk for case in [*result.cases, *result.elsewhere]]),
        (Act.SEARCH_CERTIFICATE, Subject.CERTIFICATE, certificates),
        (Act.SEARCHED, Subject.AGENCY, [access.agency_of(staff).pk]),
    ):
        access.record_view(act=act, subject=subject, subject_ids=shown, staff=staff, now=now)
