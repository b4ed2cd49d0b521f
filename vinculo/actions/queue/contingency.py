"""A day without network: numbers that are printed once, and paper tickets that are typed in once, later."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction

from vinculo.actions.cases.locking import lock_affiliate_and_cases
from vinculo.actions.queue.check_in import check_in, continue_case
from vinculo.actions.queue.tickets import ENDINGS, PaperTaken, head_row, issue_ticket, log_change
from vinculo.actions.shared.guards import NotYours, office_of
from vinculo.documents.facts import ContingencyFacts
from vinculo.queries.queue import contingency
from vinculo.queries.queue.contingency import AHEAD, BACK
from vinculo.queries.shared.local_time import local_day, moment_at
from vinculo.records.events import write_event
from vinculo.records.models import Agency, Case, PaperBatch, Procedure, Solicitud, Staff, Ticket, Turno
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.queue.contingency import LARGEST, PaperTicketOutcome, paper_number
from vinculo.rules.queue.status import Origin
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS
from vinculo.rules.shared.references import read_reference
from vinculo.rules.shared.statuses import TICKET, USABLE_TURNO, TicketAct, TurnoStatus
from vinculo.rules.shared.transitions import NotAllowedError

STATES = {PaperTicketOutcome.ATTENDED: TicketAct.FINISH, PaperTicketOutcome.LEFT: TicketAct.LEAVE}


class PrintedMeanwhile(Exception):
    """Somebody printed numbers since the page was read; `last` is the last one now."""

    def __init__(self, last: int) -> None:
        super().__init__("printed meanwhile")
        self.last = last


class NoNumberLeft(Exception):
    """The numbers of the day are used up."""


class NotPrinted(Exception):
    """No ticket of this number was printed for this centre and day."""


class NotThen(Exception):
    """The hour has not come yet, or the day is too long ago."""


class NoSuchTurno(Exception):
    """No turno of this agency, and no case, that could still be used has this number."""


class OnlyToday(Exception):
    """Who waits, waits today: of another day it is known by now what happened."""


@transaction.atomic
def print_tickets(
    *, agency: Agency, day: date, count: int, after: int, actor: Staff, now: datetime
) -> ContingencyFacts:
    """Take the next numbers of a centre's day and return what is printed: no number is printed twice.

    `after` is the last number that was seen. Raises `access.NotFoundHere` for somebody else's centre,
    `PrintedMeanwhile`, `NoNumberLeft`, `NotThen` for a day that is over or far away.
    """
    agency = contingency.place(actor, agency.pk)
    today = local_day(agency, now)
    if not today <= day <= today + timedelta(days=AHEAD):
        raise NotThen
    head = head_row(agency, now, day)
    last = PaperBatch.objects.filter(day=head).order_by("-last").values_list("last", flat=True).first() or 0
    if last != after:
        raise PrintedMeanwhile(last)
    if last + count > LARGEST:
        raise NoNumberLeft
    batch = PaperBatch.objects.create(day=head, first=last + 1, last=last + count, printed_by=actor, printed_at=now)
    write_event(act=Act.PAPER_TICKETS_PRINTED, subject=Subject.AGENCY, subject_id=agency.pk, now=now, actor=actor)
    return ContingencyFacts(office=agency.name, office_city=agency.city, day=day, first=batch.first, last=batch.last)


@dataclass(frozen=True, kw_only=True)
class PaperTicket:
    """What stands on a paper ticket and its line of the list."""

    number: int
    day: date
    hour: time
    outcome: PaperTicketOutcome
    turno: str = ""  # reference; that of a case for the person who came back to one (D7)
    categories: Collection[str] = ()
    accessible: bool = False


@transaction.atomic
def type_in(*, paper: PaperTicket, actor: Staff, now: datetime, random_source: Random) -> Ticket:
    """Put a paper ticket into the queue of its day with the hour that stands on it, and return what it became.

    A turno that has a live ticket already is answered with that one: nobody stands in the queue twice. Who was attended
    on paper has a case to be typed, first presented on the day of the paper (D12); who came back to a case in time on
    that day is in time (D7). Raises `tickets.PaperTaken`,
    `NotPrinted`, `NotThen`, `NoSuchTurno`, `OnlyToday`, `NotYours`.
    """
    agency = office_of(actor)
    moment = _moment(paper, agency, now)
    number = paper_number(paper.number)
    of_day = {"day__agency": agency, "day__date": paper.day}  # not locked yet: turno and case come before the day
    known = Ticket.objects.filter(**of_day, paper_number=number).first()
    if known is not None:
        raise PaperTaken(known)
    if not PaperBatch.objects.filter(**of_day, first__lte=paper.number, last__gte=paper.number).exists():
        raise NotPrinted
    back = _came_back(paper, actor, now, random_source)
    turno = None if back else _turno(paper, agency)
    case = _arrive(turno, paper, actor, now, random_source) if turno else back
    ticket = issue_ticket(
        agency=agency,
        procedure=_procedure(turno, back),
        origin=Origin.RETURN if back else Origin.PAPER,
        now=now,
        random_source=random_source,
        actor=actor,
        turno=turno,
        case=case,
        categories=paper.categories,
        accessible=paper.accessible,
        checked_in=moment,
        paper_number=number,
        day=paper.day,
    )
    if paper.outcome in STATES and ticket.paper_number == number:
        _end_paper_ticket(ticket, paper.outcome, actor, now)
    return ticket


def _procedure(turno: Turno | None, case: Case | None) -> Procedure:
    """Return what somebody came for: without turno and without case, what is decided here."""
    came_for = turno or case
    return came_for.procedure if came_for else Procedure.objects.get(code=FOREIGN_DEPENDENTS)


def _moment(paper: PaperTicket, agency: Agency, now: datetime) -> datetime:
    moment = moment_at(agency, paper.day, paper.hour)
    today = local_day(agency, now)
    if moment > now or paper.day < today - timedelta(days=BACK):
        raise NotThen
    if paper.outcome is PaperTicketOutcome.ARRIVED and paper.day != today:
        raise OnlyToday
    return moment


def _came_back(paper: PaperTicket, actor: Staff, now: datetime, random_source: Random) -> Case | None:
    """Continue the case that a paper ticket names as it would have been on its day; None where it names a turno."""
    reference = read_reference(paper.turno)
    if not reference.startswith("C"):
        return None
    affiliate = Case.objects.filter(reference=reference).values_list("affiliate", flat=True).first()
    lock_affiliate_and_cases(affiliate or 0)
    case = Case.objects.select_for_update(no_key=True, of=("self",)).filter(reference=reference).first()
    if case is None:
        raise NoSuchTurno
    if paper.outcome is PaperTicketOutcome.LEFT:
        return case
    before = list(case.solicitudes.values_list("pk", flat=True))
    try:
        case = continue_case(case=case, actor=actor, now=now, random_source=random_source, came_on=paper.day)
    except NotYours as error:  # everything is decided, or it is at another centre's counter
        raise NoSuchTurno from error
    case.solicitudes.filter(status=ApplicationStatus.IN_REVIEW).exclude(pk__in=before).update(
        presented_on=paper.day
    )  # D12
    return case


def _turno(paper: PaperTicket, agency: Agency) -> Turno | None:
    if not paper.turno:
        return None
    rows = Turno.objects.select_related("agency", "procedure", "affiliate")
    there = rows.filter(reference=read_reference(paper.turno), agency=agency)
    lock_affiliate_and_cases(there.values_list("affiliate", flat=True).first() or 0)
    turno = there.select_for_update(no_key=True, of=("self",)).first()
    usable = USABLE_TURNO | ({TurnoStatus.ATTENDED} if paper.outcome is not PaperTicketOutcome.ARRIVED else set())
    if turno is None or turno.status not in usable:
        raise NoSuchTurno
    return turno


def _arrive(turno: Turno, paper: PaperTicket, actor: Staff, now: datetime, random_source: Random) -> Case | None:
    """Register the arrival that was written by hand, on its day; who left without being served did not come."""
    if paper.outcome is PaperTicketOutcome.LEFT or turno.status not in {TurnoStatus.CONFIRMED, TurnoStatus.NO_SHOW}:
        return Case.objects.filter(turno=turno).first()
    before = list(Solicitud.objects.filter(case__affiliate=turno.affiliate_id).values_list("pk", flat=True))
    try:
        case = check_in(turno=turno, actor=actor, now=now, random_source=random_source, reason="our_closure")
    except NotAllowedError as error:  # its case is closed, or the person has another turno by now
        raise NoSuchTurno from error
    case.solicitudes.filter(status=ApplicationStatus.IN_REVIEW).exclude(pk__in=before).update(
        presented_on=paper.day
    )  # D12
    if case.first_presented_on > paper.day:
        case.first_presented_on = paper.day
        case.save(update_fields=["first_presented_on"])
    return case


def _end_paper_ticket(ticket: Ticket, outcome: PaperTicketOutcome, actor: Staff, now: datetime) -> None:
    head = head_row(ticket.day.agency, now, ticket.day.date)
    act = STATES[outcome]
    ticket.state = TICKET.after(ticket.state, act)
    ticket.ended_at, ticket.version = now, ticket.version + 1
    ticket.save(update_fields=["state", "ended_at", "version"])
    log_change(head, ENDINGS[act][0], now, ticket=ticket, staff=actor, reason="paper")


__all__ = [
    "NoNumberLeft",
    "NoSuchTurno",
    "NotPrinted",
    "NotThen",
    "OnlyToday",
    "PaperTaken",
    "PaperTicket",
    "PrintedMeanwhile",
    "print_tickets",
    "type_in",
]
