"""How loaded a centre is at this moment, for the rule of admission and for the person who receives people."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q

from vinculo.queries.shared import calendar
from vinculo.queries.shared.local_time import local_day, moment_at
from vinculo.records.models import Agency, Counter, Procedure, Ticket, Turno
from vinculo.rules.queue.admission import Load
from vinculo.rules.queue.classes import Policy
from vinculo.rules.queue.status import CounterState
from vinculo.rules.shared.statuses import TicketState, TurnoStatus

OBSERVED_DAYS = 28
ENOUGH = 20  # attentions before the observed mean counts
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=2)  # others are slips of the hand at a counter


def load(agency: Agency, procedure: Procedure, policy: Policy, now: datetime) -> Load:
    """Return who is ahead of somebody who comes now for this procedure, who serves, and how long each takes.

    The open counters of the procedure also serve the other procedures they have: the person who waits for those is
    ahead too. Five statements.
    """
    counters = Counter.objects.filter(agency=agency, state=CounterState.OPEN, active=True, procedures=procedure)
    shared = Counter.procedures.through.objects.filter(counter__in=counters.values("pk")).values("procedure")
    same = Q(procedure=procedure) | Q(procedure__in=shared)
    today = Ticket.objects.filter(same, day__agency=agency, day__date=local_day(agency, now), state=TicketState.WAITING)
    soon = Turno.objects.filter(
        same,
        agency=agency,
        status=TurnoStatus.CONFIRMED,
        starts__gt=now - timedelta(minutes=policy.on_time),
        starts__lte=now + timedelta(minutes=policy.ahead),
    )
    opening, left = until_opening_and_closing(agency, now)
    return Load(
        waiting=today.count(),
        due=soon.count(),
        counters=counters.count(),
        mean=mean_service(agency, procedure, policy, now),
        left=left,
        opening=opening,
    )


def mean_service(agency: Agency, procedure: Procedure, policy: Policy, now: datetime) -> timedelta:
    """Return how long an attention took here on average in the last weeks; the policy's minutes until that is known.

    One statement.
    """
    took = ExpressionWrapper(F("ended_at") - F("served_from"), output_field=DurationField())
    since = local_day(agency, now) - timedelta(days=OBSERVED_DAYS)
    served = Ticket.objects.filter(
        day__agency=agency,
        day__date__gte=since,
        procedure=procedure,
        state=TicketState.SERVED,
        served_from__isnull=False,
    )
    real = served.annotate(took=took).filter(took__gte=SHORTEST, took__lte=LONGEST)
    totals = real.aggregate(counted=Count("pk"), mean=Avg("took"))
    mean: timedelta | None = totals["mean"] if totals["counted"] >= ENOUGH else None
    return mean or timedelta(minutes=policy.mean_service)


def until_opening_and_closing(agency: Agency, now: datetime) -> tuple[timedelta, timedelta]:
    """Return how long it is until the centre opens and closes today, nothing for what is past or on a closed day.

    One statement.
    """
    if not calendar.is_open(agency, now):
        return timedelta(), timedelta()
    day = local_day(agency, now)
    opens, closes = moment_at(agency, day, agency.opens), moment_at(agency, day, agency.closes)
    return max(timedelta(), opens - now), max(timedelta(), closes - now)
