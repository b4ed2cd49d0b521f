"""What the operator of the service watches: the outbox, holds, queues, the newest seal; numbers alone, no person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from vinculo.queries.operations.seals import last_day_over
from vinculo.records.events import Event, Seal
from vinculo.records.models import Message, Seat, Ticket, Turno, WaitingEntry
from vinculo.rules.mail.status import MessageState
from vinculo.rules.shared.statuses import SeatState, TicketState

NOTHING = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """What waits to be done at one moment."""

    holds_late: timedelta  # since the oldest hold ran out that nobody ended
    outbox_waiting: int
    outbox_late: timedelta  # since the oldest message was due
    outbox_failed: int


@dataclass(frozen=True, kw_only=True)
class Running(Backlog):
    """The service at one moment, in numbers that are drawn over time: some read a whole table."""

    turnos: dict[str, int]  # by status
    seats_held: int
    waiting_list: int
    called_next: dict[str, int]  # tickets of today's queues by state
    seal_late: int  # days that are over and have no seal


def count_backlog(*, now: datetime) -> Backlog:
    """Return what waits at this moment, in four statements."""
    queued = Message.objects.filter(state=MessageState.QUEUED)
    due = queued.filter(next_at__lte=now).aggregate(oldest=Min("next_at"))["oldest"]
    held = Seat.objects.filter(state=SeatState.HELD, held_until__lte=now)
    left = held.aggregate(oldest=Min("held_until"))["oldest"]
    return Backlog(
        holds_late=now - left if left else NOTHING,
        outbox_waiting=queued.count(),
        outbox_late=now - due if due else NOTHING,
        outbox_failed=Message.objects.filter(state=MessageState.FAILED).count(),
    )


def count_running(*, now: datetime) -> Running:
    """Return the service at this moment, in nine statements."""
    turnos = Turno.objects.order_by().values_list("status").annotate(count=Count("pk"))
    waiting = Ticket.objects.filter(state__in=[TicketState.WAITING, TicketState.CALLED, TicketState.SERVING])
    return Running(
        **vars(count_backlog(now=now)),
        turnos=dict(turnos),
        seats_held=Seat.objects.filter(state=SeatState.HELD).count(),
        waiting_list=WaitingEntry.objects.filter(ended_at__isnull=True).count(),
        called_next=dict(waiting.order_by().values_list("state").annotate(count=Count("pk"))),
        seal_late=count_unsealed_days(now=now),
    )


def count_unsealed_days(*, now: datetime) -> int:
    """Return how many days are over since the newest seal, or since the first event where there is none."""
    newest = Seal.objects.order_by("-date").values_list("date", flat=True).first()
    if newest is None:
        first = Event.objects.order_by("pk").values_list("at", flat=True).first()
        newest = last_day_over(now) if first is None else last_day_over(first)
    return max(0, (last_day_over(now) - newest).days)
