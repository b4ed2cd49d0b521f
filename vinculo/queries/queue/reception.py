"""What reception sees of its centre: how loaded it is, the numbers of today, what can be given (S29, S30).

Numbers and classes only: no name, no document, no group. So no event is written for reading them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from vinculo.documents.facts import TicketFacts
from vinculo.queries.booking import desk_hours
from vinculo.queries.queue import policy
from vinculo.queries.queue.load import load
from vinculo.queries.shared import access
from vinculo.queries.shared.local_time import local_day, local_moment
from vinculo.records.models import Agency, Case, Prediction, PriorityCategory, Procedure, QueueEntry, Staff, Ticket
from vinculo.rules.queue.admission import AdmissionAnswer, admission, minutes
from vinculo.rules.queue.classes import Klass
from vinculo.rules.queue.status import LogAct
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.labels import QUEUE_CLASSES, TICKET_STATES
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS
from vinculo.rules.shared.references import hash_token
from vinculo.rules.shared.statuses import TicketState
from vinculo.rules.staff.access import Work

RECENT = 12  # numbers on the screen of reception; the list has them all


@dataclass(frozen=True)
class TicketRow:
    """A number of today, in strings."""

    number: int
    klass: str
    klass_code: str
    state: str
    state_code: str
    hour: str
    counter: str
    procedure: str
    accessible: bool

    @property
    def waits(self) -> bool:
        """Return whether the number still waits: it can be taken back, or its person may go."""
        return self.state_code == TicketState.WAITING


@dataclass(frozen=True)
class Screen:
    """The centre at this moment."""

    agency: str
    local: datetime
    procedures: list[Procedure]
    groups: list[PriorityCategory]
    answer: AdmissionAnswer | None  # to somebody without a turno; None where nothing is served
    next_hour: str
    tickets: list[TicketRow]

    @property
    def wait(self) -> int | None:
        """Return the expected wait in minutes of somebody without a turno; None while no counter is open."""
        expected = self.answer.load.wait if self.answer else None
        return minutes(expected) if expected is not None else None


def screen(staff: Staff, now: datetime) -> Screen:
    """Return what the screen of reception shows. Twelve statements, however many numbers. Raises `NotFoundHere`."""
    agency = access.agency_of(staff, Work.RECEPTION)
    served = procedures(agency)
    main = main_procedure(served)
    return Screen(
        agency=agency.name,
        local=local_moment(agency, now),
        procedures=served,
        groups=list(PriorityCategory.objects.filter(active=True)),
        answer=same_day_answer(agency, main, now) if main else None,
        next_hour=_next_hour(agency, main, now) if main else "",
        tickets=[_row(each, agency) for each in _today(agency, now).order_by("-number")[:RECENT]],
    )


def procedures(agency: Agency) -> list[Procedure]:
    """Return what the agency serves, the procedure of this house first."""
    rows = Procedure.objects.filter(active=True, services__active=True, services__agency=agency).distinct()
    return sorted(rows, key=lambda each: (each.code != FOREIGN_DEPENDENTS, each.name))


def main_procedure(served: list[Procedure]) -> Procedure | None:
    """Return the first of what is served, or None."""
    return served[0] if served else None


def same_day_answer(agency: Agency, procedure: Procedure, now: datetime) -> AdmissionAnswer:
    """Return whether somebody without a turno gets a number now, with the reason in numbers."""
    rules, _row = policy.current_policy(agency)
    return admission(Klass.SAME_DAY, load(agency, procedure, rules, now), rules)


def _next_hour(agency: Agency, procedure: Procedure, now: datetime) -> str:
    hours = desk_hours.next_hours(agency, procedure, 1, now, most=1)
    return f"{hours[0].starts:%H:%M}" if hours else ""


def _today(agency: Agency, now: datetime) -> QuerySet[Ticket]:
    undone = QueueEntry.objects.filter(ticket=OuterRef("pk"), act=LogAct.UNDONE)
    rows = Ticket.objects.filter(day__agency=agency, day__date=local_day(agency, now))
    return rows.select_related("counter", "procedure").annotate(undone=Exists(undone))


def tickets(staff: Staff, state: str, now: datetime) -> list[TicketRow]:
    """Return the numbers of today at the officer's centre, the newest first; with a state only those.

    One statement. Raises `NotFoundHere`.
    """
    agency = access.agency_of(staff, Work.RECEPTION)
    rows = _today(agency, now).order_by("-number")
    tickets = rows.filter(state=state) if state in TICKET_STATES else rows
    return [_row(each, agency) for each in tickets]


def ticket(staff: Staff, number: int, now: datetime) -> Ticket:
    """Return a number of today at the officer's centre. Raises `NotFoundHere`."""
    agency = access.agency_of(staff, Work.RECEPTION)
    of_today = _today(agency, now).select_related("procedure", "counter", "day__agency", "turno")
    ticket = of_today.filter(number=number).first()
    if ticket is None:
        raise access.NotFoundHere
    return ticket


def ticket_number(staff: Staff, token: str, now: datetime) -> int | None:
    """Return the number behind the QR of a ticket, if it is of today and of the officer's centre."""
    agency = access.agency_of(staff, Work.RECEPTION)
    return _today(agency, now).filter(token_hash=hash_token(token)).values_list("number", flat=True).first()


def has_ticket(agency: Agency, number: int, now: datetime) -> bool:
    """Return whether the centre gave this number today."""
    return _today(agency, now).filter(number=number).exists()


def row(ticket: Ticket) -> TicketRow:
    """Return a number as the list shows it."""
    return _row(ticket, ticket.day.agency)


def _row(ticket: Ticket, agency: Agency) -> TicketRow:
    undone = getattr(ticket, "undone", False)
    return TicketRow(
        number=ticket.number,
        klass=_(QUEUE_CLASSES[ticket.klass]),
        klass_code=ticket.klass,
        state=_("Anulado") if undone else _(TICKET_STATES[ticket.state]),
        state_code=ticket.state,
        hour=f"{local_moment(agency, ticket.checked_in_at):%H:%M}",
        counter=str(ticket.counter.number) if ticket.counter else "",
        procedure=ticket.procedure.name,
        accessible=ticket.accessible,
    )


def ticket_facts(ticket: Ticket, url: str) -> TicketFacts:
    """Return what the paper with a number says; `url` is the address of the person's own phone page."""
    agency = ticket.day.agency
    announced = Prediction.objects.filter(ticket=ticket).first()
    return TicketFacts(
        number=ticket.number,
        procedure=ticket.procedure.name,
        agency=agency.name,
        given_at=ticket.checked_in_at,
        timezone=agency.timezone,
        accessible=ticket.accessible,
        called_by=announced.made_at + timedelta(minutes=announced.high) if announced else None,
        url=url,
    )


def record_paper(ticket: Ticket, staff: Staff, now: datetime) -> int:
    """Write that the paper of a number was given to be printed, and return which copy it is: 0 is the first (S30)."""
    return access.record_print(
        row=ticket, act=Act.PAPER_TICKETS_PRINTED, subject=Subject.TICKET, subject_id=ticket.pk, staff=staff, now=now
    )


def case_reference(ticket: Ticket) -> str:
    """Return the reference of the case behind a number, or an empty text."""
    return Case.objects.filter(pk=ticket.case_id or 0).values_list("reference", flat=True).first() or ""
