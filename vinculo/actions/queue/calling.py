"""Calling the next person to a counter, and what is done there until the person goes (docs/spec/queue.md)."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from django.db import transaction

from vinculo.actions.cases.entries import LeftOpen
from vinculo.actions.cases.visits import end_visit
from vinculo.actions.queue import check_in
from vinculo.actions.queue.counters import SomebodyIsHere, locked_own_counter
from vinculo.actions.queue.tickets import Moved, change_ticket, end_ticket, locked_ticket, log_change
from vinculo.actions.shared.guards import NoReason, NotYours, OwnAct, Repeated, Stale, require_read
from vinculo.queries.queue import policy
from vinculo.queries.queue.queue import line, view_of, waiting_of
from vinculo.queries.shared.marks import mark_of
from vinculo.records.events import write_event
from vinculo.records.models import Case, CentreDay, Counter, QueueEntry, Staff, Ticket
from vinculo.records.rows import find_row
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.queue import calling
from vinculo.rules.queue.calling import Call, CounterView
from vinculo.rules.queue.reasons import OUT_OF_ORDER, SKIPPED
from vinculo.rules.queue.status import CounterState, LogAct
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import AT_COUNTER, TicketAct, TicketState


class NobodyToCall(Exception):
    """Nobody who waits may be called to this counter now."""


class Paused(Exception):
    """The counter is paused or closed: it is opened first."""


@transaction.atomic
def call_next(*, counter: Counter, actor: Staff, now: datetime, key: str) -> Ticket:
    """Call the person whom the rule names to the officer's counter; the same key again is the same person.

    Head row, choice, compare-and-set of the ticket, log and event stand or fall together. Raises `NobodyToCall`,
    `SomebodyIsHere`, `Paused`, `NotYours`.
    """
    head, counter = locked_own_counter(counter, actor, now)
    return _earlier_call(head, counter, key) or _call(head, counter, actor, now, key)


@transaction.atomic
def finish_and_call(
    *, counter: Counter, actor: Staff, now: datetime, key: str, left: LeftOpen | None = None, read: str | None = None
) -> Ticket | None:
    """End the service of the person at the officer's counter and call the next; the same key again is the same person.

    Where nobody can be called the service has ended all the same, and None is returned. `read` is the mark of the
    person who was shown at the counter (D30). Raises `SomebodyIsHere`, `Paused`, `NotYours`, `Stale`, and `NoReason`
    where something of the case is in review and `left` does not say why (D37).
    """
    served = Ticket.objects.filter(counter=counter, counter__staff=actor, state=TicketState.SERVING).first()
    unread = read if served is None else _end_visit(served, left, read, actor, now)
    head, counter = locked_own_counter(counter, actor, now)
    known = _earlier_call(head, counter, key)
    if known is not None:
        return known
    ticket = Ticket.objects.filter(counter=counter, state=TicketState.SERVING).first()
    if unread is not None and ticket is None and _has_just_finished(counter, actor, now):
        return None  # the second click, after which nobody could be called
    require_read(unread, ticket)
    if read is not None and ticket is not None and ticket != served:
        raise Stale  # somebody else came to the counter meanwhile
    if ticket is not None:
        end_ticket(ticket, TicketAct.FINISH, head, now, actor=actor)
    try:
        return _call(head, counter, actor, now, key)
    except NobodyToCall:
        return None


def _has_just_finished(counter: Counter, actor: Staff, now: datetime) -> bool:
    """Return whether the counter is empty since the same officer ended a service there a moment ago."""
    if Ticket.objects.filter(counter=counter, state__in=AT_COUNTER).exists():
        return False
    served = Ticket.objects.filter(counter=counter, state=TicketState.SERVED).order_by("ended_at", "pk").last()
    own = OwnAct(actor, now, Subject.TICKET, served.pk if served else None, (Act.TICKET_FINISHED,))
    return own.was_just_done()


@transaction.atomic
def call_out_of_order(
    *, counter: Counter, number: int, reason: str, actor: Staff, now: datetime, key: str = ""
) -> Ticket:
    """Call the ticket of a number before its time, with a reason code that stands in the day's report.

    Raises `NoReason`, `NobodyToCall` where that number cannot be called here, `SomebodyIsHere`, `Paused`, `NotYours`.
    """
    if reason not in OUT_OF_ORDER:
        raise NoReason
    head, counter = locked_own_counter(counter, actor, now)
    return _earlier_call(head, counter, key) or _call(head, counter, actor, now, key, number=number, reason=reason)


def _earlier_call(head: CentreDay, counter: Counter, key: str) -> Ticket | None:
    """Return whom an act of this key called, to this counter."""
    entry = find_row(QueueEntry, day_id=head.pk, key=key) if key else None
    if entry is not None and entry.counter_id != counter.pk:
        raise NotYours
    return entry.ticket if entry else None


def _call(
    head: CentreDay,
    counter: Counter,
    actor: Staff,
    now: datetime,
    key: str,
    *,
    number: int | None = None,
    reason: str = "",
) -> Ticket:
    if counter.state != CounterState.OPEN:
        raise Paused
    if Ticket.objects.filter(counter=counter, state__in=AT_COUNTER).exists():
        raise SomebodyIsHere
    rules, row = policy.current_policy(counter.agency)
    view, tickets = view_of(counter), {each.number: each for each in line(head)}
    people = [waiting_of(each) for each in tickets.values()]
    if number is None:
        call = calling.next_ticket(view, people, now, rules)
    else:
        call = calling.out_of_order(number, view, people, now, rules)
    if call is None:
        raise NobodyToCall
    ticket = tickets[call.number]
    change_ticket(ticket, TicketAct.CALL, counter=counter, called_at=now, not_before=None)
    act, written = (
        (LogAct.CALLED, Act.TICKET_CALLED) if number is None else (LogAct.CALLED_APART, Act.TICKET_CALLED_APART)
    )
    log_change(
        head,
        act,
        now,
        ticket=ticket,
        counter=counter,
        staff=actor,
        policy_row=row,
        runner_up=tickets.get(call.runner_up or 0),
        overtaken=_overtaken_rows(call),
        reason=reason,
        key=key,
        counter_view=_view_row(view),
    )
    write_event(act=written, subject=Subject.TICKET, subject_id=ticket.pk, now=now, actor=actor)
    return ticket


def _overtaken_rows(call: Call) -> list[dict[str, Any]]:
    return [{"number": each.number, "why": each.why.value} for each in call.overtaken]


def _view_row(view: CounterView) -> dict[str, Any]:
    return {"procedures": sorted(view.procedures), "accessible": view.accessible, "staff": view.staff}


def at_counter(
    ticket: Ticket, actor: Staff, *states: TicketState, read: str | None = None, own: OwnAct | None = None
) -> tuple[CentreDay, Ticket]:
    """Lock the day of a ticket that is at the officer's counter in one of these states.

    `read` is the mark of the ticket as it was shown (D30). Raises `NotYours`, `Moved`, `Stale`, and `Repeated` for the
    second click of the own act.
    """
    head, ticket = locked_ticket(ticket.pk)
    if not require_read(read, ticket, own=own):
        raise Repeated
    counter = find_row(Counter, locked=True, staff_id=actor.pk, agency_id=head.agency_id)
    if counter is None:
        raise NotYours
    if ticket.state not in states:
        raise Moved
    if ticket.counter_id != counter.pk:
        raise NotYours
    ticket.counter = counter
    return head, ticket


@transaction.atomic
def repeat_call(*, ticket: Ticket, actor: Staff, now: datetime, read: str | None = None) -> Ticket:
    """Repeat a call; the time to answer begins anew. Raises what `at_counter` raises."""
    own = OwnAct(actor, now, Subject.TICKET, ticket.pk, (Act.TICKET_RECALLED,))
    head, ticket = at_counter(ticket, actor, TicketState.CALLED, read=read, own=own)
    change_ticket(ticket, TicketAct.RECALL, called_at=now)
    log_change(head, LogAct.RECALLED, now, ticket=ticket, counter=ticket.counter, staff=actor)
    write_event(act=Act.TICKET_RECALLED, subject=Subject.TICKET, subject_id=ticket.pk, now=now, actor=actor)
    return ticket


@transaction.atomic
def start_service(
    *, ticket: Ticket, actor: Staff, now: datetime, random_source: Random, read: str | None = None
) -> Ticket:
    """Begin to serve the person who was called and is there; twice is once. Raises what `at_counter` raises.

    The open case of a return is continued (D7).
    """
    case = _to_continue(ticket)
    if case is not None:
        check_in.continue_case(case=case, actor=actor, now=now, random_source=random_source)
    own = OwnAct(actor, now, Subject.TICKET, ticket.pk, (Act.TICKET_STARTED,))
    head, ticket = at_counter(ticket, actor, *AT_COUNTER, read=read, own=own)
    if ticket.state == TicketState.SERVING:
        return ticket
    change_ticket(ticket, TicketAct.START, served_from=now, missed=0)
    log_change(head, LogAct.STARTED, now, ticket=ticket, counter=ticket.counter, staff=actor)
    write_event(act=Act.TICKET_STARTED, subject=Subject.TICKET, subject_id=ticket.pk, now=now, actor=actor)
    return ticket


def _to_continue(ticket: Ticket) -> Case | None:
    """Return the open case of a ticket without a turno in which nothing is in review."""
    rows = Case.objects.filter(
        tickets=ticket.pk, tickets__turno=None, tickets__state=TicketState.CALLED, closed_at=None
    )
    return rows.exclude(solicitudes__status=ApplicationStatus.IN_REVIEW).first()


@transaction.atomic
def finish_service(
    *, ticket: Ticket, actor: Staff, now: datetime, left: LeftOpen | None = None, read: str | None = None
) -> Ticket:
    """End the service of the person who is at the officer's counter, and the visit; twice is once.

    What is still in review stays so: the case is open, with the reason in `left` (D37). Raises `NoReason` without it,
    and what `at_counter` raises.
    """
    own = OwnAct(actor, now, Subject.TICKET, ticket.pk, (Act.TICKET_FINISHED,))
    unread = _end_visit(Ticket.objects.get(pk=ticket.pk), left, read, actor, now)
    head, ticket = at_counter(ticket, actor, TicketState.SERVING, TicketState.SERVED, read=unread, own=own)
    if ticket.state == TicketState.SERVING:
        end_ticket(ticket, TicketAct.FINISH, head, now, actor=actor)
    return ticket


def _end_visit(ticket: Ticket, left: LeftOpen | None, read: str | None, actor: Staff, now: datetime) -> str | None:
    """End the visit of a ticket's case, so that the person may book again; the case is locked before the day.

    With the visit ends its ticket, so what was read is compared here (D30). Returns what is left to compare: nothing
    where the ticket is as it was read, else `read`, and nothing has ended.
    """
    if read not in {None, mark_of(ticket)}:
        return read
    served = {"tickets": ticket.pk, "tickets__state": TicketState.SERVING, "tickets__counter__staff": actor}
    case = Case.objects.filter(**served, agency=actor.agency_id, closed_at=None).first()
    if case is not None:
        end_visit(case=case, actor=actor, now=now, left=left)
    return None


@transaction.atomic
def put_back(*, ticket: Ticket, reason: str, actor: Staff, now: datetime, read: str | None = None) -> Ticket:
    """Put back the person who was called, with a reason code that stands in the day's report; the place is kept.

    Raises `NoReason`, and what `at_counter` raises.
    """
    if reason not in SKIPPED:
        raise NoReason
    own = OwnAct(actor, now, Subject.TICKET, ticket.pk, (Act.TICKET_SKIPPED,))
    head, ticket = at_counter(ticket, actor, TicketState.CALLED, read=read, own=own)
    counter, (rules, row) = ticket.counter, policy.current_policy(head.agency)
    after = calling.after_skip(waiting_of(ticket), now, rules)
    change_ticket(ticket, TicketAct.SKIP, not_before=after.not_before, counter=None)
    log_change(head, LogAct.SKIPPED, now, ticket=ticket, counter=counter, staff=actor, policy_row=row, reason=reason)
    write_event(act=Act.TICKET_SKIPPED, subject=Subject.TICKET, subject_id=ticket.pk, now=now, actor=actor)
    return ticket
