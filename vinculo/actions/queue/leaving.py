"""A counter that is left: by its officer who goes, or freed by who supervises the centre; nobody is left at it.

A person who was called is given back to the queue or over to the officer of another counter, as somebody passed on.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.actions.queue.counters import (
    FREED,
    SomebodyIsHere,
    change_counter,
    empty_counter,
    end_what_was_left,
    is_of_earlier_day,
    locked_counter,
)
from vinculo.actions.queue.tickets import head_row
from vinculo.actions.queue.transfers import pass_on
from vinculo.actions.shared.guards import NotYours, OwnAct, require_read
from vinculo.queries.shared.access import supervises
from vinculo.records.models import Agency, CentreDay, Counter, Staff, Ticket
from vinculo.rules.queue.status import CounterAct
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import AT_COUNTER


@transaction.atomic
def leave_post(
    *, actor: Staff, now: datetime, give_back: bool = False, to: Counter | None = None, read: str | None = None
) -> Counter | None:
    """Close the counter at which somebody sits as they go; None where they sit at none, so twice is once.

    It is the counter of its own agency, wherever its officer serves since, and in whatever role. Anyone who is there is
    given back to the queue, or over to the officer of the counter `to`. Raises `SomebodyIsHere` where neither is said
    by an officer who still serves there, `NoSuchCounter`, `Stale`.
    """
    own = Counter.objects.select_related("agency").filter(staff=actor).first()
    if own is None:
        return None
    agency = own.agency
    if is_of_earlier_day(own, agency, now):
        return _close_former(own, actor, now)
    head = head_row(agency, now)
    counter = locked_counter(agency, own)
    if counter.staff_id != actor.pk:
        return None  # freed meanwhile
    ticket = _at(counter)
    require_read(read, counter, ticket)
    if ticket is not None:
        if not (give_back or to) and actor.is_officer and actor.agency_id == agency.pk:
            raise SomebodyIsHere  # who was moved meanwhile cannot be asked at the counter: the person waits again
        _give(head, ticket, to, actor, now, "officer_left")
    return change_counter(head, counter, CounterAct.CLOSE, None, actor, now)


@transaction.atomic
def free_counter(
    *, counter: Counter, actor: Staff, now: datetime, to: Counter | None = None, read: str | None = None
) -> Counter:
    """Close a counter that somebody left open, by who supervises the centre; twice is once.

    Anyone who is there is given back to the queue, or over to the officer of the counter `to`. Raises `NoSuchCounter`,
    `NotYours`, `Stale`.
    """
    agency = counter.agency
    if not supervises(actor, agency):
        raise NotYours
    if is_of_earlier_day(counter, agency, now):
        return _close_former(counter, actor, now)
    head = head_row(agency, now)
    counter = locked_counter(agency, counter)
    ticket = _at(counter)
    own = OwnAct(actor, now, Subject.COUNTER, counter.pk, (Act.COUNTER_FREED,))
    if not require_read(read, counter, ticket, own=own) or counter.staff_id is None:
        return counter
    if ticket is not None:
        _give(head, ticket, to, actor, now, FREED)
    return change_counter(head, counter, CounterAct.CLOSE, None, actor, now, FREED)


def _at(counter: Counter) -> Ticket | None:
    """Return who is at a counter."""
    return Ticket.objects.filter(counter=counter, state__in=AT_COUNTER).select_related("procedure").first()


def _give(head: CentreDay, ticket: Ticket, to: Counter | None, actor: Staff, now: datetime, reason: str) -> None:
    pass_on(head, ticket, actor, now, to=to, procedure=None if to else ticket.procedure, reason=reason)


def _close_former(counter: Counter, actor: Staff, now: datetime) -> Counter:
    """Close a counter that an earlier day left open: the days of its tickets are locked before it."""
    end_what_was_left(Counter.objects.filter(pk=counter.pk), now)
    agency: Agency = counter.agency
    counter = locked_counter(agency, counter)
    if is_of_earlier_day(counter, agency, now):
        empty_counter(counter, now)
    return counter
