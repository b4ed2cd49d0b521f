"""The queue of a centre's day as the rule and the officer see it: numbers and procedures, never a person."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vinculo.queries.shared.access import NotFoundHere, agency_of
from vinculo.queries.shared.local_time import local_day, midnight
from vinculo.records.models import Agency, Case, CentreDay, Counter, Procedure, Staff, Ticket, Turno
from vinculo.rules.queue.calling import CounterView, Waiting
from vinculo.rules.queue.classes import Klass
from vinculo.rules.shared.labels import QUEUE_CLASSES
from vinculo.rules.shared.statuses import AT_COUNTER, TicketState


def waiting_of(ticket: Ticket) -> Waiting:
    """Return what the rules read of a ticket."""
    return Waiting(
        number=ticket.number,
        klass=Klass(ticket.klass),
        procedure=ticket.procedure_id,
        ref=ticket.ref,
        due=ticket.due,
        not_before=ticket.not_before,
        accessible=ticket.accessible,
        officer=ticket.officer_id,
        state=ticket.state,
        missed=ticket.missed,
    )


def logged_ticket(seen: dict[str, Any]) -> Waiting:
    """Return what the rules read of a ticket from the log."""
    not_before = seen["not_before"]
    return Waiting(
        number=seen["number"],
        klass=Klass(seen["klass"]),
        procedure=seen["procedure"],
        ref=datetime.fromisoformat(seen["ref"]),
        due=datetime.fromisoformat(seen["due"]),
        not_before=datetime.fromisoformat(not_before) if not_before else None,
        accessible=seen["accessible"],
        officer=seen["officer"],
        state=seen["state"],
        missed=seen["missed"],
    )


def view_of(counter: Counter) -> CounterView:
    """Return what the rules read of a counter; one statement."""
    procedures = counter.procedures.through.objects.filter(counter=counter).values_list("procedure", flat=True)
    return CounterView(procedures=frozenset(procedures), accessible=counter.accessible, staff=counter.staff_id)


def logged_view(seen: dict[str, Any]) -> CounterView:
    """Return what the rules read of a counter from the log."""
    return CounterView(procedures=frozenset(seen["procedures"]), accessible=seen["accessible"], staff=seen["staff"])


def line(day: CentreDay) -> QuerySet[Ticket]:
    """Return the tickets that wait, of a day."""
    return Ticket.objects.filter(day=day, state=TicketState.WAITING)


def today(agency: Agency, now: datetime) -> CentreDay | None:
    """Return the head row of the centre's day, if anybody came yet."""
    return CentreDay.objects.filter(agency=agency, date=local_day(agency, now)).first()


def own_counter(staff: Staff) -> Counter | None:
    """Return the counter at which an officer sits."""
    return Counter.objects.filter(staff=staff).first()


def counters(staff: Staff) -> list[Counter]:
    """Return the counters of the officer's agency, with who sits there."""
    rows = Counter.objects.filter(agency=agency_of(staff), active=True).select_related("staff")
    return list(rows.prefetch_related("procedures").order_by("number"))


def calling_counters(agency: Agency, now: datetime) -> QuerySet[Counter]:
    """Return the counters at which somebody sits today: one left open on an earlier day is nobody's."""
    since = midnight(agency, local_day(agency, now))
    return Counter.objects.filter(agency=agency, active=True, staff__isnull=False, since__gte=since).order_by("number")


def counter(staff: Staff, number: int) -> Counter:
    """Return a counter of the officer's agency by its number. Raises `NotFoundHere`."""
    counter = Counter.objects.filter(agency=agency_of(staff), number=number, active=True).first()
    if counter is None:
        raise NotFoundHere
    return counter


def ticket_of_today(agency: Agency, number: int, now: datetime) -> Ticket:
    """Return a ticket of the centre's day by its number. Raises `NotFoundHere`."""
    rows = Ticket.objects.filter(day__agency=agency, day__date=local_day(agency, now), number=number)
    ticket = rows.first()
    if ticket is None:
        raise NotFoundHere
    return ticket


def at_own_counter(staff: Staff, number: int, now: datetime) -> Ticket:
    """Return a ticket of today by its number, for an act of an officer; the action says whether it is theirs.

    Raises `NotFoundHere`.
    """
    return ticket_of_today(agency_of(staff), number, now)


def case_of(ticket: Ticket) -> str:
    """Return the reference of the case that a ticket leads to once it is served: its own, else its turno's."""
    own = Q(pk=ticket.case_id) if ticket.case_id else Q(turno=ticket.turno_id, turno__isnull=False)
    return Case.objects.filter(own).values_list("reference", flat=True).first() or ""


def affiliate_of(ticket: Ticket) -> int | None:
    """Return the key of the affiliate for whom a ticket waits, by its case or its turno; None for neither."""
    of = ticket.case or ticket.turno
    return of.affiliate_id if of else None


def turno_of(ticket: Ticket) -> str:
    """Return the reference of a ticket's turno, or nothing."""
    return Turno.objects.filter(pk=ticket.turno_id or 0).values_list("reference", flat=True).first() or ""


@dataclass(frozen=True)
class Group:
    """How many people of one class wait, and since when the first of them."""

    name: str
    count: int
    longest: int  # minutes


@dataclass(frozen=True)
class Hall:
    """What an officer sees of the queue: the own counter, who is there, and how many wait; numbers only."""

    counter: Counter
    ticket: Ticket | None
    procedure: str
    klass: str
    minutes: int  # since the call or since the beginning
    groups: list[Group]
    others: list[Counter]

    @property
    def waiting(self) -> int:
        """Return how many people wait."""
        return sum(group.count for group in self.groups)

    @property
    def longest(self) -> int:
        """Return the longest wait of now, in minutes."""
        return max((group.longest for group in self.groups), default=0)


def hall(staff: Staff, now: datetime) -> Hall | None:
    """Return what an officer sees of the queue; None for the person who sits at no counter.

    Four statements, however many wait; no person is read. Raises `NotFoundHere`.
    """
    agency = agency_of(staff)
    rows = list(Counter.objects.filter(agency=agency, active=True).select_related("staff").order_by("number"))
    mine = next((each for each in rows if each.staff_id == staff.pk), None)
    if mine is None:
        return None
    at_counter = Ticket.objects.select_related("procedure").filter(counter=mine, state__in=AT_COUNTER)
    ticket = at_counter.first()
    others = [each for each in rows if each.staff_id and each is not mine]
    since = (ticket.served_from if ticket.state == TicketState.SERVING else ticket.called_at) if ticket else None
    return Hall(
        counter=mine,
        ticket=ticket,
        procedure=ticket.procedure.name if ticket else "",
        klass=_(QUEUE_CLASSES[ticket.klass]) if ticket else "",
        minutes=_minutes(now - since) if since else 0,
        groups=groups(agency, now),
        others=others,
    )


def groups(agency: Agency, now: datetime) -> list[Group]:
    """Return how many people of each class wait at a centre and how long the first has; one statement."""
    rows = Ticket.objects.filter(day__agency=agency, day__date=local_day(agency, now), state=TicketState.WAITING)
    return _groups(rows.values_list("klass", "checked_in_at"), now)


def _groups(rows: Iterable[tuple[str, datetime]], now: datetime) -> list[Group]:
    counts: Tally[str] = Tally()
    first: dict[str, datetime] = {}
    for klass, since in rows:
        counts[klass] += 1
        first[klass] = min(first.get(klass, since), since)
    return [
        Group(_(name), counts[klass], _minutes(now - first[klass]))
        for klass, name in QUEUE_CLASSES.items()
        if counts[klass]
    ]


def _minutes(span: timedelta) -> int:
    return max(0, int(span.total_seconds() // 60))


@dataclass(frozen=True)
class SeatedCounter:
    """A counter as its supervisor sees it: who sits there, who was called there, and where else somebody sits."""

    counter: Counter
    ticket: Ticket | None
    others: list[Counter]


def seated_counter(agency: Agency, number: int) -> SeatedCounter:
    """Return a counter of an agency by its number. Raises `NotFoundHere`."""
    rows = Counter.objects.filter(agency=agency, active=True).select_related("staff", "agency")
    counter = rows.filter(number=number).first()
    if counter is None:
        raise NotFoundHere
    ticket = Ticket.objects.filter(counter=counter, state__in=AT_COUNTER).first()
    others = _counters_for(agency, ticket).exclude(pk=counter.pk) if ticket else rows.none()
    return SeatedCounter(counter, ticket, list(others.select_related("staff").order_by("number")))


def seated_counters(agency: Agency) -> list[SeatedCounter]:
    """Return the counters of an agency at which somebody sits, each with who was called there; two statements."""
    rows = Counter.objects.filter(agency=agency, active=True, staff__isnull=False).select_related("staff")
    at_counters = Ticket.objects.filter(day__agency=agency, counter__agency=agency, state__in=AT_COUNTER)
    there = {each.counter_id: each for each in at_counters}
    return [SeatedCounter(each, there.get(each.pk), []) for each in rows.order_by("number")]


def _counters_for(agency: Agency, ticket: Ticket) -> QuerySet[Counter]:
    """Return the counters at which somebody sits who can serve a ticket."""
    rows = Counter.objects.filter(agency=agency, active=True, staff__isnull=False, procedures=ticket.procedure_id)
    return rows.filter(accessible=True) if ticket.accessible else rows


def transfers(staff: Staff, ticket: Ticket) -> tuple[list[Counter], list[Procedure]]:
    """Return where somebody can be passed on to: the counters with somebody in them that serve the same, and the other
    services of the centre."""
    rows = Counter.objects.filter(agency=agency_of(staff), active=True)
    others = _counters_for(agency_of(staff), ticket).exclude(staff=staff)
    served = rows.filter(procedures__active=True).values("procedures")
    services = Procedure.objects.filter(pk__in=served).exclude(pk=ticket.procedure_id).order_by("name")
    return list(others.select_related("staff").order_by("number")), list(services)
