"""The stage of the queue: people with tickets in the waiting room of Olga's centre, and officers at its counters."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from random import Random

from tests import cast
from tests.stages.desk import LEFT
from vinculo.actions.queue import calling
from vinculo.actions.queue.counters import open_counter
from vinculo.actions.queue.tickets import issue_ticket
from vinculo.queries.queue import replay
from vinculo.records.models import Agency, CentreDay, Counter, Staff, Ticket
from vinculo.rules.queue.status import Origin

LUCK = Random(29)
KEYS = (f"{index:032x}" for index in itertools.count(1))


def at(minutes: float) -> datetime:
    return cast.NOW + timedelta(minutes=minutes)


def ticket(minutes: float = 0, **changes: object) -> Ticket:
    """Return the ticket of somebody who checks in so many minutes after nine: of the same day, if nothing else."""
    values: dict[str, object] = {
        "agency": cast.agency(),
        "procedure": cast.procedure(),
        "origin": "same_day",
        "now": at(minutes),
        "random_source": LUCK,
        "actor": cast.olga(),
    }
    return issue_ticket(**(values | changes))  # type: ignore[arg-type]


def priority(minutes: float = 0, **changes: object) -> Ticket:
    """Return the ticket of an older adult."""
    return ticket(minutes, origin=Origin.WALK_IN, categories=["adulto-mayor"], **changes)


def officer(number: int, at_agency: Agency | None = None) -> Staff:
    """Return the officer of a counter; the first one is Olga."""
    if number == 1:
        return cast.olga(at_agency)
    staff = Staff.objects.filter(username=f"oficial{number}").first()
    return staff or Staff.objects.create_user(
        f"oficial{number}",
        first_name="Oficial",
        last_name=str(number),
        role="officer",
        agency=at_agency or cast.agency(),
    )


def make_open_counter(number: int = 1, minutes: float = 0, *, accessible: bool = False) -> Counter:
    """Return a counter of the centre, opened by its officer."""
    made = cast.counter(number, accessible=accessible)
    return open_counter(counter=made, actor=officer(number), now=at(minutes))


def call(minutes: float = 0, number: int = 1, key: str = "") -> Ticket:
    """Call the next one to a counter."""
    counter = Counter.objects.get(number=number, agency=cast.agency())
    return calling.call_next(counter=counter, actor=officer(number), now=at(minutes), key=key or next(KEYS))


def serve(minutes: float, of: Ticket, number: int = 1) -> Ticket:
    """Begin to serve the person who was called."""
    return calling.start_service(ticket=of, actor=officer(number), now=at(minutes), random_source=LUCK)


def finish(minutes: float, of: Ticket, number: int = 1) -> Ticket:
    return calling.finish_service(left=LEFT, ticket=of, actor=officer(number), now=at(minutes))


def fresh(of: Ticket) -> Ticket:
    return Ticket.objects.get(pk=of.pk)


def differences() -> list[str]:
    """Return what differs between the log of every day and what the rules make of it."""
    return [each for head in CentreDay.objects.all() for each in replay.differences(head)]
