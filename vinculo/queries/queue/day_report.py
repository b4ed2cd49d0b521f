"""What a supervisor reads of a centre's day: waits, exceptions with their reasons, pauses, and who stands idle now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from vinculo.queries.queue import policy
from vinculo.queries.queue.queue import view_of, waiting_of
from vinculo.queries.shared.access import NotFoundHere, supervised_agencies
from vinculo.queries.shared.local_time import local_day, local_moment
from vinculo.queries.shared.seal_head import seal_head
from vinculo.records.models import Agency, CentreDay, Counter, QueueEntry, Seal, Staff, Ticket
from vinculo.rules.queue.calling import eligible
from vinculo.rules.queue.reasons import BY_THE_SYSTEM, EVERY
from vinculo.rules.queue.statistics import Waits, summary, waiting_time
from vinculo.rules.queue.status import CALLS, CounterState, LogAct
from vinculo.rules.shared.labels import QUEUE_ACTS, QUEUE_CLASSES
from vinculo.rules.shared.statuses import AT_COUNTER, TicketState


@dataclass(frozen=True)
class LogLine:
    """One entry of the log, in strings."""

    at: str
    act: str
    number: str
    klass: str
    counter: str
    staff: str
    reason: str
    passed: str


@dataclass(frozen=True)
class ClassWaits:
    """The waits of one class."""

    name: str
    waits: Waits


@dataclass(frozen=True)
class Pause:
    """A pause of a counter, in strings; `minutes` until now while it lasts."""

    counter: int
    staff: str
    reason: str
    since: str
    minutes: int


@dataclass(frozen=True)
class Idle:
    """A counter at which nobody is, while somebody waits whom it could call."""

    counter: int
    staff: str
    minutes: int
    waiting: int


@dataclass
class Report:
    """A centre's day."""

    agency: Agency
    day: date
    today: bool
    calls: int = 0
    served: int = 0
    waits: list[ClassWaits] = field(default_factory=list)
    exceptions: list[LogLine] = field(default_factory=list)
    missed: int = 0
    transfers: int = 0
    gone: list[Ticket] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    idle: list[Idle] = field(default_factory=list)
    lines: list[LogLine] = field(default_factory=list)
    seal: Seal | None = None  # the newest: on paper it is out of everybody's reach


def agency_of(staff: Staff, pk: int) -> Agency:
    """Return an agency that the supervisor answers for. Raises `NotFoundHere`."""
    agency = supervised_agencies(staff).filter(pk=pk).first()
    if agency is None:
        raise NotFoundHere
    return agency


def report(agency: Agency, day: date, now: datetime) -> Report:
    """Return the report of a centre's day; seven statements and one for each idle counter, however long the day."""
    made = Report(agency, day, today=local_day(agency, now) == day, seal=seal_head())
    head = CentreDay.objects.filter(agency=agency, date=day).first()
    if head is None:
        return made
    entries = list(head.log.select_related("ticket", "counter", "staff").order_by("version"))
    acts = [each.act for each in entries]
    made.calls = sum(act in CALLS for act in acts)
    made.missed, made.transfers = acts.count(LogAct.MISSED) + acts.count(LogAct.NO_SHOW), acts.count(LogAct.TRANSFERRED)
    made.waits = [ClassWaits(name, summary(spans)) for name, spans in waits_of(entries).items() if spans]
    made.lines = [_line(each, agency) for each in entries]
    apart = {LogAct.CALLED_APART, LogAct.SKIPPED}
    made.exceptions = [line for line, each in zip(made.lines, entries, strict=True) if each.act in apart]
    made.pauses = list(_pauses(entries, now if made.today else None, agency))
    tickets = list(Ticket.objects.filter(day=head).order_by("number"))
    made.served = sum(each.state == TicketState.SERVED for each in tickets)
    made.gone = [each for each in tickets if each.state in {TicketState.NO_SHOW, TicketState.LEFT}]
    made.idle = list(_idle(agency, tickets, now)) if made.today else []
    return made


def waits_of(entries: Iterable[QueueEntry]) -> dict[str, list[timedelta]]:
    """Return the waits until the first call by the name of the class in which each came, the most urgent first."""
    klass: dict[int, str] = {}
    spans: dict[str, list[timedelta]] = {code: [] for code in QUEUE_CLASSES}
    called: set[int] = set()
    for entry in entries:
        ticket = entry.ticket
        if ticket is None:
            continue
        klass.setdefault(ticket.pk, entry.ticket_after["klass"])
        if entry.act in CALLS and ticket.pk not in called:
            called.add(ticket.pk)
            spans[klass[ticket.pk]].append(waiting_time(ticket.checked_in_at, ticket.starts, entry.at))
    return {_(name): spans[code] for code, name in QUEUE_CLASSES.items()}


def _line(entry: QueueEntry, agency: Agency) -> LogLine:
    after = entry.ticket_after
    return LogLine(
        at=f"{local_moment(agency, entry.at):%H:%M:%S}",
        act=_(QUEUE_ACTS.get(entry.act, entry.act)),
        number=str(after["number"]) if after else "",
        klass=_(QUEUE_CLASSES[after["klass"]]) if after else "",
        counter=str(entry.counter.number) if entry.counter else "",
        staff=entry.staff.printed_name() if entry.staff else "",
        reason=_reason(entry.reason),
        passed=", ".join(str(each["number"]) for each in entry.overtaken),
    )


def _reason(code: str) -> str:
    return _((EVERY | BY_THE_SYSTEM).get(code, code)) if code else ""


def _pauses(entries: Iterable[QueueEntry], now: datetime | None, agency: Agency) -> Iterator[Pause]:
    """Return the pauses in the order in which they began; one that nobody ended lasts until now."""
    begun: list[QueueEntry] = []
    ends: dict[int, datetime] = {}
    running: dict[int, QueueEntry] = {}
    for entry in entries:
        if entry.counter_id is None:
            continue
        if entry.act == LogAct.COUNTER_PAUSED:
            running[entry.counter_id] = entry
            begun.append(entry)
        elif (
            entry.act in {LogAct.COUNTER_RESUMED, LogAct.COUNTER_CLOSED, LogAct.COUNTER_OPENED}
            and entry.counter_id in running
        ):
            ends[running.pop(entry.counter_id).pk] = entry.at
    for each in begun:
        until = ends.get(each.pk, now or each.at)
        minutes = int((until - each.at).total_seconds() // 60)
        line = _line(each, agency)
        yield Pause(int(line.counter), line.staff, line.reason, line.at, minutes)


def _idle(agency: Agency, tickets: list[Ticket], now: datetime) -> Iterator[Idle]:
    """Return the open counters at which nobody is while somebody waits whom they could call."""
    busy = {each.counter_id: each for each in tickets if each.state in AT_COUNTER}
    people = [waiting_of(each) for each in tickets if each.state == TicketState.WAITING]
    rules, _row = policy.current_policy(agency)
    for counter in (
        Counter.objects.filter(agency=agency, state=CounterState.OPEN).select_related("staff").order_by("number")
    ):
        if counter.pk in busy or not people:
            continue
        view = view_of(counter)
        could = sum(eligible(view, each, now, rules) for each in people)
        since = max([counter.since or now, *_ends(tickets, counter)])
        if could:
            who = counter.staff.printed_name() if counter.staff else ""
            yield Idle(counter.number, who, int((now - since).total_seconds() // 60), could)


def _ends(tickets: list[Ticket], counter: Counter) -> list[datetime]:
    """Return when those who were served at a counter went."""
    return [each.ended_at for each in tickets if each.counter_id == counter.pk and each.ended_at is not None]
