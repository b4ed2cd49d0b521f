"""How long those who wait at a centre will probably wait, from its own times and its own day (`rules.prediction`)."""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from django.core.cache import cache
from django.db.models import Count, Q

from vinculo.queries.queue import policy
from vinculo.queries.queue.queue import calling_counters, waiting_of
from vinculo.queries.shared.local_time import local_day, local_moment, midnight
from vinculo.records.models import Agency, CentreDay, QueueEntry, Ticket, Turno
from vinculo.rules.queue.calling import CounterView, OvertakingReason, Waiting
from vinculo.rules.queue.classes import Klass, Policy, place
from vinculo.rules.queue.overtaking import Passing, Told, explain_overtaking
from vinculo.rules.queue.prediction import MINUTE, CounterNow, Interval, Situation, durations, forecast, standing_order
from vinculo.rules.queue.status import CounterState
from vinculo.rules.shared.statuses import AT_COUNTER, LIVE_TICKET, TicketState, TurnoStatus

LOOK_BACK = timedelta(days=28)
MOST_SERVICES = 300
KEEP = 60  # seconds: a forecast grows old with the minutes even when nobody is called
_playing = Lock()  # phones that ask at one moment wait for one forecast instead of playing the day each


@dataclass(frozen=True)
class QueueLine:
    """The line of a centre at one moment: who is before whom, and until when each will probably be called."""

    at: datetime
    order: tuple[int, ...]  # numbers
    intervals: Mapping[int, Interval]  # minutes from `at`
    told: Mapping[int, Told]  # why others went first
    open_counters: int

    def ahead(self, number: int) -> int:
        """Return how many people are before a waiting number."""
        return self.order.index(number)

    def interval(self, number: int, now: datetime) -> Interval | None:
        """Return the interval of a waiting number in minutes from now; None where nothing can be said."""
        interval, passed = self.intervals.get(number), (now - self.at) / MINUTE
        if interval is None:
            return None
        low, high, early = (max(0.0, each - passed) for each in (interval.low, interval.high, interval.early))
        return Interval(low=low, high=high, early=early)


def line(day: CentreDay, agency: Agency, now: datetime) -> QueueLine:
    """Return the line of a centre's day, played forward once for each version and minute. Eight statements, or none."""
    key = f"line:{day.pk}:{day.version}:{int(now.timestamp()) // KEEP}"
    line: QueueLine | None = cache.get(key)
    if line is None:
        with _playing:
            line = cache.get(key)
            if line is None:
                line = fresh_line(day, agency, now)
                cache.set(key, line, KEEP)
    return line


def fresh_line(day: CentreDay, agency: Agency, now: datetime) -> QueueLine:
    """Return the line as it is now, not kept anywhere."""
    seen = situation(day, agency, now)
    order = tuple(standing_order(seen.waiting, now, seen.policy))
    intervals = forecast(seen, seed=day.pk) if order and seen.counters else {}
    return QueueLine(now, order, intervals, _reasons_by_number(day, set(order)), len(seen.counters))


def _reasons_by_number(day: CentreDay, waiting: set[int]) -> dict[int, Told]:
    """Return what each who waits is told of those who went first, from the log of the day."""
    calls = QueueEntry.objects.filter(day=day, ticket_after__state=TicketState.CALLED).order_by("-version")
    passings: dict[int, list[Passing]] = defaultdict(list)
    for later, overtaken in enumerate(calls.values_list("overtaken", flat=True)):
        for each in overtaken:
            if each["number"] in waiting:
                passings[each["number"]].append(Passing(OvertakingReason(each["why"]), later))
    codes = {number: explain_overtaking(each) for number, each in passings.items()}
    return {number: code for number, code in codes.items() if code is not None}


def situation(day: CentreDay, agency: Agency, now: datetime) -> Situation:
    """Return a centre at this moment, as the rules read it."""
    rules, _ = policy.current_policy(agency)
    live = list(Ticket.objects.filter(day=day, state__in=LIVE_TICKET))
    counters = list(_counters(agency, live, now))
    waiting = [waiting_of(each) for each in live if each.state == TicketState.WAITING]
    coming = list(_coming(agency, now, rules, {each.turno_id for each in live}))
    procedures = {each.procedure_id for each in live} | {each.procedure for each in coming}
    return Situation(
        now=now,
        policy=rules,
        waiting=waiting,
        counters=counters,
        coming=coming,
        services=_services(agency, procedures, rules, now),
        arrivals=_arrivals(agency, now),
        arrivals_for=_commonest(waiting),
        closes=_closing(agency, now),
    )


def _counters(agency: Agency, live: Iterable[Ticket], now: datetime) -> Iterable[CounterNow]:
    """Yield the counters that call, with the person who is there."""
    there = {each.counter_id: each for each in live if each.state in AT_COUNTER}
    for counter in calling_counters(agency, now).filter(state=CounterState.OPEN).prefetch_related("procedures"):
        served = frozenset(each.pk for each in counter.procedures.all())
        view = CounterView(procedures=served, accessible=counter.accessible, staff=counter.staff_id)
        ticket = there.get(counter.pk)
        if ticket is None:
            yield CounterNow(view=view)
            continue
        since = ticket.served_from or ticket.called_at or now
        yield CounterNow(view=view, procedure=ticket.procedure_id, elapsed=max(0.0, (now - since) / MINUTE))


def _coming(agency: Agency, now: datetime, rules: Policy, known: set[int | None]) -> Iterable[Waiting]:
    """Yield the appointments of the rest of the day that have not checked in, as they will stand in the line."""
    tomorrow = midnight(agency, local_day(agency, now) + timedelta(days=1))
    since = now - rules.on_time * MINUTE
    rows = Turno.objects.filter(agency=agency, status=TurnoStatus.CONFIRMED, starts__gte=since, starts__lt=tomorrow)
    for pk, starts, procedure in rows.values_list("pk", "starts", "procedure"):
        if pk not in known:
            where = place(checked_in=starts, policy=rules, starts=starts)
            yield Waiting(number=-pk, klass=where.klass, procedure=procedure, ref=where.ref, due=where.due)


def _services(agency: Agency, procedures: set[int], rules: Policy, now: datetime) -> dict[int, list[float]]:
    """Return minutes of service by procedure: the centre's newest ones, or around the policy's mean."""
    done = Ticket.objects.filter(
        day__agency=agency, state=TicketState.SERVED, served_from__isnull=False, ended_at__gte=now - LOOK_BACK
    )
    seen: dict[int, list[float]] = defaultdict(list)
    rows = done.order_by("-ended_at").values_list("procedure", "served_from", "ended_at")[:MOST_SERVICES]
    for procedure, since, until in rows:
        if until is not None and since is not None:
            seen[procedure].append((until - since) / MINUTE)
    return {each: durations(seen[each], float(rules.mean_service)) for each in procedures}


def _arrivals(agency: Agency, now: datetime) -> dict[Klass, float]:
    """Return how many people of each class came in an hour without an appointment, on the days before today."""
    today = local_day(agency, now)
    before = CentreDay.objects.filter(agency=agency, date__lt=today, date__gte=today - LOOK_BACK)
    counted = before.aggregate(
        days=Count("pk", distinct=True),
        **{klass.value: Count("tickets", filter=Q(tickets__klass=klass, tickets__turno=None)) for klass in Klass},
    )
    hours = counted["days"] * _open_hours(agency)
    return {klass: counted[klass.value] / hours for klass in Klass} if hours else {}


def _open_hours(agency: Agency) -> float:
    return (agency.closes.hour * 60 + agency.closes.minute - agency.opens.hour * 60 - agency.opens.minute) / 60


def _closing(agency: Agency, now: datetime) -> datetime:
    here = local_moment(agency, now)
    return here.replace(hour=agency.closes.hour, minute=agency.closes.minute, second=0, microsecond=0)


def _commonest(waiting: list[Waiting]) -> int:
    counted = Tally(each.procedure for each in waiting)
    return counted.most_common(1)[0][0] if counted else 0
