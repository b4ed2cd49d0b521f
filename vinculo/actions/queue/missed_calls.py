"""Called and not there, gone, and taken back by a supervisor (docs/spec/queue.md, *Missed call*)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from vinculo.actions.booking.seats import free_for_today, locked_seats
from vinculo.actions.cases.entries import leave_unsaid
from vinculo.actions.queue.calling import at_counter
from vinculo.actions.queue.tickets import (
    Moved,
    cases_of,
    change_ticket,
    end_ticket,
    locked_ticket,
    locked_turno_of,
    log_change,
)
from vinculo.actions.shared.guards import NotYours, OwnAct, require_read
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.queue import policy
from vinculo.queries.queue.queue import waiting_of
from vinculo.queries.shared import access
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import CentreDay, Staff, Ticket, Turno
from vinculo.rules.cases.work import NOT_THERE, WENT
from vinculo.rules.queue import calling
from vinculo.rules.queue.status import LogAct
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.statuses import LIVE_TICKET, LIVE_TURNO, TURNO, TicketAct, TicketState, TurnoAct, TurnoStatus
from vinculo.rules.shared.transitions import NotAllowedError

USABLE = {TurnoStatus.ARRIVED, TurnoStatus.NO_SHOW}  # turnos with which a number can be taken back


@transaction.atomic
def record_missed_call(*, ticket: Ticket, actor: Staff, now: datetime, read: str | None = None) -> Ticket:
    """Say that the person who was called to the officer's counter is not there; the third time it is a no-show.

    Raises what `at_counter` raises.
    """
    turno = locked_turno_of(ticket.pk)
    own = OwnAct(actor, now, Subject.TICKET, ticket.pk, (Act.TICKET_MISSED, Act.TICKET_NO_SHOW))
    head, ticket = at_counter(ticket, actor, TicketState.CALLED, read=read, own=own)
    return _record_missed(head, ticket, turno, actor, now)


def miss_unanswered(*, now: datetime) -> int:
    """Miss every call that nobody answered for the minutes of its centre's policy; return how many. For upkeep."""
    called = Ticket.objects.filter(state=TicketState.CALLED, called_at__lte=now - timedelta(minutes=1)).order_by("pk")
    return sum(retry_clashes(partial(_miss_unanswered, pk, now)) for pk in list(called.values_list("pk", flat=True)))


@transaction.atomic
def _miss_unanswered(pk: int, now: datetime) -> bool:
    turno = locked_turno_of(pk)
    head, ticket = locked_ticket(pk)
    rules, _row = policy.current_policy(head.agency)
    if (
        ticket.state != TicketState.CALLED
        or ticket.called_at is None
        or not calling.is_unanswered(ticket.called_at, now, rules)
    ):
        return False
    _record_missed(head, ticket, turno, None, now)
    return True


def _record_missed(head: CentreDay, ticket: Ticket, turno: Turno | None, actor: Staff | None, now: datetime) -> Ticket:
    rules, row = policy.current_policy(head.agency)
    counter, after = ticket.counter, calling.after_missed_call(waiting_of(ticket), now, rules)
    over = after.state == TicketState.NO_SHOW
    change_ticket(
        ticket,
        TicketAct.GIVE_UP if over else TicketAct.MISS,
        missed=after.missed,
        not_before=after.not_before,
        ref=after.ref,
        due=after.due,
        counter=None,
        ended_at=now if over else None,
    )
    logged, written = (LogAct.NO_SHOW, Act.TICKET_NO_SHOW) if over else (LogAct.MISSED, Act.TICKET_MISSED)
    log_change(head, logged, now, ticket=ticket, counter=counter, staff=actor, policy_row=row)
    kind = None if actor else ActorKind.SYSTEM
    write_event(act=written, subject=Subject.TICKET, subject_id=ticket.pk, now=now, actor=actor, actor_kind=kind)
    if over:
        _turn(turno, TurnoAct.MISS, actor, now)
        leave_unsaid(cases_of(ticket), NOT_THERE, actor, now)
    return ticket


@transaction.atomic
def leave_counter(*, ticket: Ticket, actor: Staff, now: datetime, read: str | None = None) -> Ticket:
    """Say that anyone who is at the officer's counter goes without being served; the turno stays usable. Twice is once.

    Raises what `at_counter` raises.
    """
    turno = locked_turno_of(ticket.pk)
    own = OwnAct(actor, now, Subject.TICKET, ticket.pk, (Act.TICKET_LEFT,))
    states = (TicketState.CALLED, TicketState.SERVING, TicketState.LEFT)
    head, ticket = at_counter(ticket, actor, *states, read=read, own=own)
    if ticket.state != TicketState.LEFT:
        end_ticket(ticket, TicketAct.LEAVE, head, now, actor=actor)
        _turn(turno, TurnoAct.MISS, actor, now)
        leave_unsaid(cases_of(ticket), WENT, actor, now)
    return ticket


@transaction.atomic
def reopen_ticket(*, ticket: Ticket, actor: Staff, now: datetime, read: str | None = None) -> Ticket:
    """Take a no-show or somebody who had left back into the queue of the same day, by a supervisor; twice is once.

    Raises `NotYours`, `Stale`, `Moved` on a later day or when the person has another ticket, and `NotAllowedError` when
    they have another turno by now: that one counts (D4).
    """
    turno = locked_turno_of(ticket.pk)
    head, ticket = locked_ticket(ticket.pk)
    if not access.supervises(actor, head.agency):
        raise NotYours
    own = OwnAct(actor, now, Subject.TICKET, ticket.pk, (Act.TICKET_REOPENED,))
    if not require_read(read, ticket, own=own) or ticket.state == TicketState.WAITING:
        return ticket
    over = head.date != local_day(head.agency, now) or (turno is not None and turno.status not in USABLE)
    if ticket.state not in {TicketState.NO_SHOW, TicketState.LEFT} or over or _has_another(ticket):
        raise Moved
    _alone(turno)
    rules, row = policy.current_policy(head.agency)
    after = calling.after_reopening(waiting_of(ticket), now, rules)
    change_ticket(
        ticket, TicketAct.REOPEN, missed=0, not_before=None, ref=after.ref, due=after.due, ended_at=None, counter=None
    )
    log_change(head, LogAct.REOPENED, now, ticket=ticket, staff=actor, policy_row=row)
    write_event(act=Act.TICKET_REOPENED, subject=Subject.TICKET, subject_id=ticket.pk, now=now, actor=actor)
    _turn(turno, TurnoAct.RESTORE, actor, now)
    return ticket


def _has_another(ticket: Ticket) -> bool:
    live = Ticket.objects.filter(state__in=LIVE_TICKET).exclude(pk=ticket.pk)
    same_turno = ticket.turno_id is not None and live.filter(turno=ticket.turno_id).exists()
    return same_turno or (ticket.case_id is not None and live.filter(case=ticket.case_id).exists())


def _alone(turno: Turno | None) -> None:
    if turno is None or turno.status != TurnoStatus.NO_SHOW:
        return
    live = Turno.objects.filter(
        presenter_key=turno.presenter_key,
        affiliate=turno.affiliate_id,
        procedure=turno.procedure_id,
        status__in=LIVE_TURNO,
    )
    if live.exists():
        raise NotAllowedError(turno.status, TurnoAct.RESTORE)


def _turn(turno: Turno | None, act: TurnoAct, actor: Staff | None, now: datetime) -> None:
    """Move the turno with its ticket, where it is at the point: arrived and missed, missed and restored."""
    before = {TurnoAct.MISS: TurnoStatus.ARRIVED, TurnoAct.RESTORE: TurnoStatus.NO_SHOW}[act]
    if turno is None or turno.status != before:
        return
    if act is TurnoAct.MISS:
        free_for_today(locked_seats(turno))
    turno.status, turno.version = TURNO.after(turno.status, act), turno.version + 1
    turno.save(update_fields=["status", "version"])
    named = {TurnoAct.MISS: Act.TURNO_MISSED, TurnoAct.RESTORE: Act.TURNO_RESTORED}[act]
    kind = None if actor else ActorKind.SYSTEM
    write_event(act=named, subject=Subject.TURNO, subject_id=turno.pk, now=now, actor=actor, actor_kind=kind)
