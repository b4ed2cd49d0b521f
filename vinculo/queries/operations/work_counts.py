"""What waits for a member of the staff, in numbers: the first page of a door says it, and no person is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q

from vinculo.queries.cases import corrections
from vinculo.queries.feedback import complaints
from vinculo.queries.legal import waiting_cases
from vinculo.queries.shared import access
from vinculo.queries.shared.local_time import local_day, midnight
from vinculo.records.models import Agency, Counter, Staff, Ticket
from vinculo.rules.queue.status import CounterState
from vinculo.rules.shared.statuses import TicketState


@dataclass(frozen=True)
class OfficerWork:
    """The cases of proxies that can go on or still wait, and the extensions that were asked for."""

    ready: int
    unready: int
    extensions: int

    @property
    def any(self) -> bool:
        """Return whether anything waits."""
        return bool(self.ready or self.unready or self.extensions)


@dataclass(frozen=True)
class CentreNow:
    """A centre at this moment: who waits, how long the first has, and at how many counters somebody sits."""

    agency: Agency
    day: date
    waiting: int
    longest: int  # minutes
    counters: int


@dataclass(frozen=True)
class SupervisorWork:
    """The complaints to be answered, and the centres at which something happens now."""

    complaints: int
    overdue: int
    centres: list[CentreNow]


def of_officer(staff: Staff, now: datetime) -> OfficerWork:
    """Return what waits at the officer's agency; three statements after the agency. Raises `access.NotFoundHere`."""
    ready, unready = waiting_cases.count_waiting_cases(staff, now)
    return OfficerWork(ready, unready, corrections.pending_extensions(staff).count())


def of_supervisor(staff: Staff, now: datetime) -> SupervisorWork:
    """Return what waits for a supervisor or an administrator, who has no complaints; four statements at most."""
    centres = _centres(access.supervised_agencies(staff), now)
    if not staff.is_supervisor:
        return SupervisorWork(0, 0, centres)
    late = Count("pk", filter=Q(answer_by__lt=local_day(None, now)))
    counted = complaints.open_ones(staff).order_by().aggregate(all=Count("pk"), late=late)
    return SupervisorWork(counted["all"], counted["late"], centres)


def _centres(agencies: Iterable[Agency], now: datetime) -> list[CentreNow]:
    known = list(agencies)
    mine, days = [each.pk for each in known], {local_day(each, now) for each in known}
    rows = Ticket.objects.filter(state=TicketState.WAITING, day__agency__in=mine, day__date__in=days)
    counted = rows.values_list("day__agency", "day__date").annotate(Count("pk"), Min("checked_in_at"))
    waiting = {(agency, day): (count, first) for agency, day, count, first in counted}
    seated = Counter.objects.filter(agency__in=mine, active=True, state=CounterState.OPEN, staff__isnull=False)
    since = list(seated.values_list("agency", "since"))
    made = []
    for each in known:
        today = local_day(each, now)
        count, first = waiting.get((each.pk, today), (0, now))
        begins = midnight(each, today)
        counters = len([when for agency, when in since if agency == each.pk and when is not None and when >= begins])
        if count or counters:
            made.append(CentreNow(each, today, count, int((now - first).total_seconds() // 60), counters))
    return made
