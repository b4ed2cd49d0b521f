"""Passing somebody on from a counter: to the officer of another counter, or to another service."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.actions.queue.calling import at_counter
from vinculo.actions.queue.tickets import change_ticket, log_change
from vinculo.actions.shared.guards import OwnAct
from vinculo.queries.queue import policy
from vinculo.queries.queue.queue import waiting_of
from vinculo.records.events import write_event
from vinculo.records.models import CentreDay, Counter, Procedure, Staff, Ticket
from vinculo.rules.queue import calling
from vinculo.rules.queue.calling import Waiting
from vinculo.rules.queue.status import LogAct
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import AT_COUNTER, TicketAct


class NoSuchCounter(Exception):
    """No counter of the centre where somebody sits serves that: nobody would ever call the person."""


@transaction.atomic
def transfer_ticket(
    *,
    ticket: Ticket,
    actor: Staff,
    now: datetime,
    to: Counter | None = None,
    procedure: Procedure | None = None,
    read: str | None = None,
) -> Ticket:
    """Pass the person who is at the officer's counter on: to another counter, or to another service of the centre.

    The person counts as a return from now, a priority person stays one, and the other counter's officer has them for
    some minutes before they are open to all. Raises `NoSuchCounter`, and what `at_counter` raises.
    """
    own = OwnAct(actor, now, Subject.TICKET, ticket.pk, (Act.TICKET_TRANSFERRED,))
    head, ticket = at_counter(ticket, actor, *AT_COUNTER, read=read, own=own)
    return pass_on(head, ticket, actor, now, to=to, procedure=procedure)


def pass_on(
    head: CentreDay,
    ticket: Ticket,
    actor: Staff,
    now: datetime,
    *,
    to: Counter | None = None,
    procedure: Procedure | None = None,
    reason: str = "",
) -> Ticket:
    """Pass on a ticket of a locked day that is at a counter: the same service without a counter is back to the queue.

    Raises `NoSuchCounter`.
    """
    here = Counter.objects.filter(agency=head.agency_id, active=True).exclude(pk=ticket.counter_id or 0)
    wanted = procedure.pk if procedure else ticket.procedure_id
    to_counter = here.filter(pk=to.pk, staff__isnull=False, procedures=wanted).first() if to else None
    if to is not None and to_counter is None:
        raise NoSuchCounter
    if to is None and (procedure is None or not _is_served_here(head.agency_id, procedure, ticket)):
        raise NoSuchCounter
    counter, (rules, row) = ticket.counter, policy.current_policy(head.agency)
    after = calling.after_transfer(
        waiting_of(ticket), now, rules, procedure=wanted, officer=to_counter.staff_id if to_counter else None
    )
    _write(ticket, after)
    log_change(
        head, LogAct.TRANSFERRED, now, ticket=ticket, counter=counter, staff=actor, policy_row=row, reason=reason
    )
    write_event(act=Act.TICKET_TRANSFERRED, subject=Subject.TICKET, subject_id=ticket.pk, now=now, actor=actor)
    return ticket


def _is_served_here(agency: int, procedure: Procedure, ticket: Ticket) -> bool:
    """Return whether a counter of the centre serves it, an accessible one where the person needs one."""
    counters = Counter.objects.filter(agency=agency, active=True, procedures=procedure)
    return (counters.filter(accessible=True) if ticket.accessible else counters).exists()


def _write(ticket: Ticket, after: Waiting) -> None:
    change_ticket(
        ticket,
        TicketAct.TRANSFER,
        klass=after.klass.value,
        procedure_id=after.procedure,
        officer_id=after.officer,
        ref=after.ref,
        due=after.due,
        missed=after.missed,
        not_before=after.not_before,
        counter=None,
        served_from=None,
    )
