"""The stage of a waiting room: people with numbers, counters that call them, services of the days before."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tests import cast
from tests.stages.desk import RNG
from vinculo.actions.queue.tickets import head_row, issue_ticket, log_change
from vinculo.records.models import Agency, Counter, QueueEntry, Staff, Ticket
from vinculo.rules.queue.status import LogAct


def officer(number: int, at: Agency | None = None) -> Staff:
    """Return an officer for a counter of that number."""
    where = at or cast.agency()
    name = f"ventanilla{number}.{where.pk}"
    staff = Staff.objects.filter(username=name).first()
    return staff or Staff.objects.create(username=name, role="officer", agency=where)


def open_counter(number: int = 1, at: Agency | None = None, **changes: object) -> Counter:
    """Return a counter at which somebody sits and calls."""
    return cast.counter(number, at, officer(number, at), **changes)


def waits(now: datetime = cast.NOW, **changes: Any) -> Ticket:
    """Return the ticket of somebody who waits from now on."""
    values: dict[str, Any] = {
        "agency": cast.agency(),
        "procedure": cast.procedure(),
        "origin": "same_day",
        "now": now,
        "random_source": RNG,
    }
    return issue_ticket(**(values | changes))


@transaction.atomic
def call(ticket: Ticket, counter: Counter, now: datetime = cast.NOW, overtaken: Collection[dict[str, Any]] = ()) -> int:
    """Write a call into the tables as the act of calling does, and return its place in the log."""
    for there in Ticket.objects.filter(counter=counter, state__in=["called", "serving"]).exclude(pk=ticket.pk):
        finish(there, now)
    head = head_row(counter.agency, now)
    ticket.state, ticket.counter, ticket.called_at = "called", counter, now
    ticket.save()
    return log_change(head, LogAct.CALLED, now, ticket=ticket, counter=counter, overtaken=list(overtaken)).version


@transaction.atomic
def finish(ticket: Ticket, now: datetime) -> None:
    """End the service of the person who is at a counter."""
    head = head_row(ticket.day.agency, now)
    ticket.state, ticket.ended_at = "served", now
    ticket.served_from = ticket.served_from or ticket.called_at
    ticket.save()
    log_change(head, LogAct.FINISHED, now, ticket=ticket, counter=ticket.counter)


def served_before(minutes: list[float], days_ago: int = 1) -> None:
    """Put services of so many minutes into a day that is over."""
    then = cast.NOW - timedelta(days=days_ago)
    for each in minutes:
        ticket = waits(now=then)
        Ticket.objects.filter(pk=ticket.pk).update(
            state="served", served_from=then, ended_at=then + timedelta(minutes=each), called_at=then
        )


def log_of(ticket: Ticket) -> list[str]:
    """Return the acts in the log of a ticket, in order."""
    return list(QueueEntry.objects.filter(ticket=ticket).values_list("act", flat=True))
