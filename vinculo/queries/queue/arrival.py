"""Whom reception has before it: a turno met by its person, a case that goes on, a number of today (S30, D7).

What is at other agencies is reached by the exact reference or number only, which the person holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from vinculo.queries.queue import policy, reception
from vinculo.queries.shared import access, number_search
from vinculo.queries.shared.comparing import DocumentEnd, documents_to_compare, last_signs
from vinculo.queries.shared.local_time import local_day, local_moment, midnight
from vinculo.records.models import Agency, Case, Sample, Solicitud, Staff, Ticket, Turno
from vinculo.rules.control.status import SampleState
from vinculo.rules.queue.arrival import AGAIN, ENDED, MISSED, RECEIVED_NOW, SENTENCES, Arrival, Coming, arrival
from vinculo.rules.queue.classes import Policy
from vinculo.rules.queue.scanner import Kind, Scan
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.identity import IdentityError, number_of_person
from vinculo.rules.shared.labels import PRESENTER_KINDS
from vinculo.rules.shared.references import hash_token
from vinculo.rules.shared.statuses import UNCONFIRMED_TURNO, TicketState, TurnoStatus
from vinculo.rules.staff.access import Work

MOST = 8  # of one person


@dataclass(frozen=True)
class Meeting:
    """A turno, its person at reception, and what follows."""

    turno: Turno
    arrival: Arrival
    local: datetime  # its hour, in the time of its agency
    ticket: reception.TicketRow | None  # of today
    missed: bool

    @property
    def presenter_kind(self) -> str:
        """Return with which document the person identified themselves."""
        return _(PRESENTER_KINDS[self.turno.presenter_kind])

    @property
    def presenter_end(self) -> str:
        """Return the last signs of the number with which the person identified themselves."""
        return last_signs(self.turno.presenter_number)

    @property
    def to_compare(self) -> list[DocumentEnd]:
        """Return the documents that the person may show, with the end of their numbers; one statement at most."""
        return documents_to_compare(self.turno)

    @property
    def sentence(self) -> str:
        """Return what reception says."""
        if self.missed and self.arrival in RECEIVED_NOW:
            return _(MISSED)
        if self.received_now and self.arrival is Arrival.HERE:
            return _(AGAIN)
        return _(SENTENCES[self.arrival])

    @property
    def received_now(self) -> bool:
        """Return whether the arrival can be registered without a reason."""
        again = self.arrival is Arrival.HERE and (
            self.ticket is None or self.ticket.state_code in {TicketState.LEFT, TicketState.NO_SHOW}
        )
        return again or self.arrival in RECEIVED_NOW

    @property
    def has_number(self) -> bool:
        """Return whether the person has a number of today that still holds."""
        return self.arrival is Arrival.HERE and not self.received_now

    @property
    def other_day(self) -> bool:
        """Return whether a reason is needed to attend the person today."""
        return self.arrival is Arrival.OTHER_DAY

    @property
    def elsewhere(self) -> bool:
        """Return whether another agency expects the person."""
        return self.arrival is Arrival.ELSEWHERE


@dataclass
class Met:
    """What a scan or a number led to."""

    text: str
    meetings: list[Meeting] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    number: int | None = None  # of a ticket of today

    @property
    def empty(self) -> bool:
        """Return whether nothing was found."""
        return not (self.meetings or self.cases or self.number)

    @property
    def goes_on(self) -> bool:
        """Return whether there is something with which the person is received instead of a new number (D37)."""
        alive = any(each.arrival not in ENDED for each in self.meetings)
        return alive or bool(self.cases or self.number)


def meet(staff: Staff, scan: Scan, now: datetime) -> Met:
    """Return the person whom a scan or a number points at, and write what was shown. Raises `access.NotFoundHere`."""
    agency = access.agency_of(staff, Work.RECEPTION)
    met = Met(scan.text)
    if scan.kind is Kind.TICKET:
        met.number = reception.ticket_number(staff, scan.value, now)
    elif scan.kind is Kind.NUMBER:
        met.number = int(scan.value) if reception.has_ticket(agency, int(scan.value), now) else None
    elif scan.kind is Kind.TURNO:
        _add(met, _turnos().filter(token_hash=hash_token(scan.value)), agency, now)
    elif scan.kind is Kind.REFERENCE:
        _by_reference(met, scan.value, agency, now)
    if met.empty:
        _by_number(met, scan.text, agency, now)
    _tell(met, staff, agency, now)
    return met


def meet_turno(staff: Staff, reference: str, now: datetime) -> Meeting:
    """Return a turno of any agency by its exact reference, as reception meets it. Raises `access.NotFoundHere`."""
    agency = access.agency_of(staff, Work.RECEPTION)
    met = Met(reference)
    _add(met, _turnos().filter(reference=reference), agency, now)
    if not met.meetings:
        raise access.NotFoundHere
    _tell(met, staff, agency, now)
    return met.meetings[0]


def _turnos() -> QuerySet[Turno]:
    rows = Turno.objects.exclude(status__in=UNCONFIRMED_TURNO)
    return rows.select_related("affiliate", "agency__province", "procedure").order_by("starts", "pk")


def _by_reference(met: Met, reference: str, agency: Agency, now: datetime) -> None:
    if reference[0] == "T":
        _add(met, _turnos().filter(reference=reference), agency, now)
    elif reference[0] == "C":
        met.cases = list(_open_cases().filter(reference=reference))
    else:
        turno_and_case = Solicitud.objects.filter(reference=reference).values_list("turno", "case").first()
        if turno_and_case is not None:
            met.cases = list(_open_cases().filter(pk=turno_and_case[1] or 0))
            _add(met, _turnos().filter(pk=turno_and_case[0] or 0), agency, now)


def _open_cases() -> QuerySet[Case]:
    """Return the cases with which somebody is received: open ones, and where a code is open for annulment (D35)."""
    heard = Exists(Sample.objects.filter(certificate__solicitud__case=OuterRef("pk"), state=SampleState.OPENED))
    rows = Case.objects.select_related("affiliate", "agency", "turno__procedure")
    return rows.filter(Q(closed_at=None) | heard)


def _by_number(met: Met, text: str, agency: Agency, now: datetime) -> None:
    """Find by the exact number of a code, a cédula or a document: turnos from today on, and open cases."""
    try:
        number = number_of_person(text[:64])
    except IdentityError:
        return
    affiliates = number_search.affiliates_of(number)
    today = midnight(agency, local_day(agency, now))
    turnos = _turnos().filter(pk__in=number_search.turnos_of(number, affiliates))
    _add(met, turnos.filter(starts__gte=today - timedelta(hours=1))[:MOST], agency, now)
    open_cases = _open_cases().filter(pk__in=number_search.cases_of(number, affiliates))
    with_turno = [each.turno.pk for each in met.meetings if each.arrival not in ENDED]
    met.cases = list(open_cases.exclude(turno__in=with_turno).order_by("-opened_at")[:MOST])


def _add(met: Met, turnos: QuerySet[Turno], agency: Agency, now: datetime) -> None:
    """Add the turnos, this agency's first; cancelled ones only where there is nothing else."""
    rows = list(turnos)
    alive = [each for each in rows if each.status != TurnoStatus.CANCELLED] or rows
    if not alive:
        return
    rules, _row = policy.current_policy(agency)
    numbers = _numbers(alive, agency, now)
    meetings = [_meeting(each, agency, numbers.get(each.pk), rules, now) for each in alive]
    met.meetings = sorted(meetings, key=lambda each: (each.elsewhere, each.turno.starts))


def _numbers(turnos: list[Turno], agency: Agency, now: datetime) -> dict[int, Ticket]:
    """Return the last number of today of each turno, by the turno's id."""
    rows = Ticket.objects.filter(turno__in=turnos, day__agency=agency, day__date=local_day(agency, now))
    tickets = rows.select_related("day__agency", "counter", "procedure").order_by("number")
    return {each.turno_id: each for each in tickets if each.turno_id is not None}


def _meeting(turno: Turno, agency: Agency, ticket: Ticket | None, rules: Policy, now: datetime) -> Meeting:
    coming = Coming(
        status=turno.status,
        starts=turno.starts,
        now=now,
        same_day=local_day(turno.agency, turno.starts) == local_day(turno.agency, now),
        here=turno.agency_id == agency.pk,
    )
    return Meeting(
        turno=turno,
        arrival=arrival(coming, rules),
        local=local_moment(turno.agency, turno.starts),
        ticket=reception.row(ticket) if ticket else None,
        missed=turno.status == TurnoStatus.NO_SHOW,
    )


def _tell(met: Met, staff: Staff, agency: Agency, now: datetime) -> None:
    turnos = [each.turno.pk for each in met.meetings]
    access.record_view(act=Act.TURNO_READ, subject=Subject.TURNO, subject_ids=turnos, staff=staff, now=now)
    cases = [each.pk for each in met.cases]
    access.record_view(act=Act.SEARCH_CASE, subject=Subject.CASE, subject_ids=cases, staff=staff, now=now)
    access.record_view(act=Act.SEARCHED, subject=Subject.AGENCY, subject_ids=[agency.pk], staff=staff, now=now)
