"""A person who goes before being called, and a check-in that was a slip: the number ends, all else stays (S30, D7)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.actions.booking.seats import free_for_today, locked_seats
from vinculo.actions.cases.entries import leave_unsaid
from vinculo.actions.cases.locking import advance_solicitud, count_version, is_blank
from vinculo.actions.queue.tickets import ENDINGS, cases_of, locked_turno_of, log_change
from vinculo.actions.shared.guards import NoReason, NotYours, OwnAct, office_of, require_read
from vinculo.queries.queue import policy
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Case, CentreDay, Solicitud, Staff, Ticket, Turno
from vinculo.rules.cases.status import ApplicationAct, ApplicationStatus
from vinculo.rules.cases.work import WENT
from vinculo.rules.queue.reasons import UNDOING
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import TICKET, TURNO, TicketAct, TicketState, TurnoAct, TurnoStatus
from vinculo.rules.staff.access import Work


class NotWaiting(Exception):
    """The person is called, at a counter, or through: reception no longer changes that number."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(ticket.state)
        self.ticket = ticket


@transaction.atomic
def record_departure(*, ticket: Ticket, actor: Staff, now: datetime, read: str | None = None) -> Ticket:
    """Write that somebody went before being called; their turno can still be used if they come back. Twice is once.

    Raises `NotYours`, `NotWaiting`, `Stale`.
    """
    turno = locked_turno_of(ticket.pk)
    ticket, ends = _end_waiting_ticket(ticket, TicketAct.LEAVE, "", actor, now, read)
    if ends and turno is not None and turno.status == TurnoStatus.ARRIVED:
        free_for_today(locked_seats(turno))
        _turn(turno, TurnoAct.MISS, Act.TURNO_MISSED, actor, now)
        leave_unsaid(cases_of(ticket), WENT, actor, now)
    return ticket


@transaction.atomic
def undo_check_in(*, ticket: Ticket, reason: str, actor: Staff, now: datetime, read: str | None = None) -> Ticket:
    """Take back a number that was given by a slip, with what its check-in did to turno and case. Twice is once.

    What was written at home goes back to be presented another day (D12). Raises `NotYours`, `NotWaiting`, `NoReason`,
    `Stale`.
    """
    if reason not in UNDOING:
        raise NoReason
    turno = locked_turno_of(ticket.pk)
    ticket, ends = _end_waiting_ticket(ticket, TicketAct.UNDO, reason, actor, now, read)
    if not ends or turno is None or turno.status != TurnoStatus.ARRIVED:
        return ticket
    if ticket.case is not None:  # locked with the turno
        _take_back(ticket.case, turno, actor, now)
    seats = locked_seats(turno)
    if len(seats) == turno.seats_count:
        turno.arrived_at = None
        _turn(turno, TurnoAct.UNDO_ARRIVE, Act.TURNO_ARRIVAL_UNDONE, actor, now)
    else:  # its seats went to others before the arrival: it stays usable as one that was missed
        _turn(turno, TurnoAct.MISS, Act.TURNO_MISSED, actor, now)
    return ticket


def _end_waiting_ticket(
    ticket: Ticket, act: TicketAct, reason: str, actor: Staff, now: datetime, read: str | None
) -> tuple[Ticket, bool]:
    """Lock the day, end a waiting ticket of the officer's centre and write it to the log; return whether it ends now.

    One that had ended before changes nothing: its turno may have arrived again by now, with another number.
    """
    head = CentreDay.objects.select_for_update(no_key=True, of=("self",)).select_related("agency").get(pk=ticket.day_id)
    if head.agency_id != office_of(actor, Work.RECEPTION).pk:
        raise NotYours
    ticket = Ticket.objects.select_for_update(no_key=True, of=("self",)).get(pk=ticket.pk)
    logged, written = ENDINGS[act]
    require_read(read, ticket, own=OwnAct(actor, now, Subject.TICKET, ticket.pk, (written,)))
    if ticket.state == TicketState.LEFT:
        return ticket, False
    if ticket.state != TicketState.WAITING:
        raise NotWaiting(ticket)
    ticket.state = TICKET.after(ticket.state, act)
    ticket.ended_at, ticket.version = now, ticket.version + 1
    ticket.save(update_fields=["state", "ended_at", "version"])
    _policy, row = policy.current_policy(head.agency)
    log_change(head, logged, now, ticket=ticket, staff=actor, policy_row=row, reason=reason)
    write_event(act=written, subject=Subject.TICKET, subject_id=ticket.pk, now=now, actor=actor)
    return ticket, True


def _turn(turno: Turno, act: TurnoAct, told: Act, actor: Staff, now: datetime) -> None:
    turno.status, turno.version = TURNO.after(turno.status, act), turno.version + 1
    turno.save(update_fields=["status", "version", "arrived_at"])
    write_event(act=told, subject=Subject.TURNO, subject_id=turno.pk, now=now, actor=actor)


def _take_back(case: Case, turno: Turno, actor: Staff, now: datetime) -> None:
    """Undo what the arrival did to a case on which nobody has written since: else it stays as it is."""
    since = turno.arrived_at
    recorded = case.papers.filter(recorded_at__gte=since).exists()
    if recorded or case.solicitudes.filter(updated_at__gt=since).exists() or case.turno_id != turno.pk:
        return
    for solicitud in Solicitud.objects.select_for_update(no_key=True).filter(
        case=case, status=ApplicationStatus.IN_REVIEW
    ):
        _back(solicitud, turno, actor, now)
    case.turno = None
    if not case.solicitudes.exclude(status=ApplicationStatus.WITHDRAWN).exists():
        case.closed_at = now
    case.save(update_fields=["turno", "closed_at"])
    count_version(case)
    write_event(act=Act.CASE_ARRIVAL_UNDONE, subject=Subject.CASE, subject_id=case.pk, now=now, actor=actor)


def _of_this_arrival(solicitud: Solicitud, turno: Turno) -> bool:
    today = local_day(turno.agency, turno.arrived_at) if turno.arrived_at else None
    return solicitud.presented_on == today and not solicitud.papers.exists() and not solicitud.decisions.exists()


def _back(solicitud: Solicitud, turno: Turno, actor: Staff, now: datetime) -> None:
    if solicitud.answer_until is not None:
        advance_solicitud(solicitud, ApplicationAct.REQUEST_CORRECTION, now)
    elif solicitud.turno_id == turno.pk and _of_this_arrival(solicitud, turno):  # typed at home
        solicitud.case, solicitud.presented_on = None, None
        advance_solicitud(solicitud, ApplicationAct.UNDO_PRESENT, now, "case", "presented_on")
    elif is_blank(solicitud):
        advance_solicitud(solicitud, ApplicationAct.WITHDRAW, now)
    else:
        return
    write_event(
        act=Act.SOLICITUD_ARRIVAL_UNDONE,
        subject=Subject.SOLICITUD,
        subject_id=solicitud.pk,
        now=now,
        actor=actor,
        fields=["status"],
    )
