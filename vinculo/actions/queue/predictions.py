"""Writes down how long a new ticket will probably wait, and later how long it did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil, floor

from django.db import transaction
from django.db.models import Min

from vinculo.queries.queue.forecast import line
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Agency, CentreDay, Prediction, QueueEntry, Ticket
from vinculo.rules.queue.prediction import MINUTE, Interval
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.statuses import TicketState

SETTLE_WITHIN = timedelta(days=2)  # a ticket that nobody called by then never will be


def predict_waits(*, agency: Agency, now: datetime) -> int:
    """Announce a wait to every ticket that waits at the centre and has none yet; return how many got one.

    Asked for right after a ticket is issued, outside its transaction: the day is played forward without a lock, only
    what comes of it is written in one. Where no counter is open nothing is announced.
    """
    day = CentreDay.objects.filter(agency=agency, date=local_day(agency, now)).first()
    if day is None:
        return 0
    fresh = list(Ticket.objects.filter(day=day, state=TicketState.WAITING, prediction=None))
    if not fresh:
        return 0
    queue_line = line(day, agency, now)
    spans = {each: queue_line.interval(each.number, now) for each in fresh}
    return _announce({each: span for each, span in spans.items() if span is not None}, now)


@transaction.atomic
def _announce(spans: Mapping[Ticket, Interval], now: datetime) -> int:
    """Write each interval once, in whole minutes, rounded outwards."""
    made = 0
    for ticket, span in spans.items():
        values = {"made_at": now, "low": floor(span.low), "high": ceil(span.high)}
        _, new = Prediction.objects.get_or_create(ticket=ticket, defaults=values)
        if new:
            write_event(
                act=Act.WAIT_ANNOUNCED,
                subject=Subject.TICKET,
                subject_id=ticket.pk,
                now=now,
                actor_kind=ActorKind.SYSTEM,
            )
        made += new
    return made


def predict_everywhere(*, now: datetime) -> int:
    """Announce a wait to the person who has none, at every centre, each in a transaction of its own."""
    waiting = Ticket.objects.filter(
        state=TicketState.WAITING, prediction=None, day__date__gte=(now - timedelta(days=1)).date()
    )
    agencies = Agency.objects.filter(pk__in=waiting.values("day__agency")).order_by("pk")
    return sum(predict_waits(agency=agency, now=now) for agency in agencies)


@transaction.atomic
def settle_predictions(*, now: datetime) -> int:
    """Write the outcome beside every prediction whose ticket was called meanwhile; return how many."""
    unsettled = Prediction.objects.filter(outcome=None, made_at__gte=now - SETTLE_WITHIN)
    calls = QueueEntry.objects.filter(ticket__prediction__in=unsettled, ticket_after__state=TicketState.CALLED)
    first = dict(calls.order_by().values_list("ticket").annotate(Min("at")))
    predictions = list(unsettled.filter(ticket__in=first))
    for each in predictions:
        each.outcome = max(0, round((first[each.ticket_id] - each.made_at) / MINUTE))
    Prediction.objects.bulk_update(predictions, ["outcome"], batch_size=200)
    return len(predictions)
