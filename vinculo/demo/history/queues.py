"""A day of a queue: the rule calls, as at a centre, and every step is an entry of the log that can be replayed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any

from vinculo.actions.queue.tickets import ticket_facts
from vinculo.queries.queue.queue import waiting_of
from vinculo.records.models import Case, CentreDay, Counter, Prediction, Procedure, QueueEntry, Staff, Ticket, Turno
from vinculo.rules.queue.calling import Call, CounterView, after_missed_call, next_ticket
from vinculo.rules.queue.classes import Policy, place
from vinculo.rules.queue.status import LogAct, Origin
from vinculo.rules.shared.references import draw_token
from vinculo.rules.shared.statuses import LIVE_TICKET, TICKET, TicketAct

POLICY = Policy()
ANSWERS, UNANSWERED = timedelta(seconds=40), timedelta(minutes=3)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Somebody who comes: when, with what, and how long they take; `patience` is after how long they leave, if ever."""

    key: int  # of the person who made it
    at: datetime
    origin: Origin
    minutes: float
    turno: Turno | None = None
    case: Case | None = None
    categories: tuple[str, ...] = ()
    answers: bool = True
    patience: timedelta | None = None


@dataclass
class OpenCounter:
    """A counter of the day with its officer, and the ticket there."""

    counter: Counter
    officer: Staff
    view: CounterView
    busy: bool = False


@dataclass
class QueueDay:
    """The queue of a centre's day, played from its first arrival to its last farewell."""

    head: CentreDay
    procedure: Procedure
    chance: Random
    opens: datetime
    counters: list[OpenCounter] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    entries: list[QueueEntry] = field(default_factory=list)
    predictions: list[Prediction] = field(default_factory=list)
    served: list[tuple[Arrival, Ticket]] = field(default_factory=list)
    going_on: bool = False  # the counters are open and people may be there
    _agenda: list[tuple[datetime, int, Any]] = field(default_factory=list)
    _order: Any = field(default_factory=count)
    _who: dict[int, Arrival] = field(default_factory=dict)

    def play(self, arrivals: Sequence[Arrival], until: datetime | None = None) -> None:
        """Let everybody come, be called by the rule and served, and close the counters when nobody is left.

        With `until` the day stands still at that moment: anyone who is there waits or is served, the counters are open.
        """
        for at in self.counters:
            self._log(LogAct.COUNTER_OPENED, self.opens, at=at)
        for each in arrivals:
            self._later(each.at, lambda now, each=each: self._arrive(each, now))
        now = self.opens
        while self._agenda and (until is None or self._agenda[0][0] <= until):
            now, _place, act = heappop(self._agenda)
            act(now)
        self.going_on = until is not None and (bool(self._agenda) or now + MINUTE > until)
        for at in () if self.going_on else self.counters:
            self._log(LogAct.COUNTER_CLOSED, now + MINUTE, at=at)

    def still_there(self) -> Iterator[tuple[Arrival, Ticket]]:
        """Yield the person who waits or is at a counter, with their number."""
        for ticket in self.tickets:
            if ticket.state in LIVE_TICKET:
                yield self._who[ticket.number], ticket

    def has_come(self, who: Arrival) -> bool:
        """Return whether somebody has a number."""
        return any(each is who for each in self._who.values())

    def _later(self, moment: datetime, act: Any) -> None:
        heappush(self._agenda, (moment, next(self._order), act))

    def _arrive(self, who: Arrival, now: datetime) -> None:
        starts = who.turno.starts if who.turno else None
        back = who.origin is Origin.RETURN
        where = place(checked_in=now, policy=POLICY, categories=who.categories, starts=starts, returning=back)
        self.head.last_number += 1
        ticket = Ticket(
            day=self.head,
            number=self.head.last_number,
            **Ticket.link_of(draw_token(self.chance)),
            procedure=self.procedure,
            origin=who.origin,
            categories=sorted(who.categories),
            turno=who.turno,
            case=who.case,
            starts=starts,
            checked_in_at=now,
            klass=where.klass.value,
            ref=where.ref,
            due=where.due,
            guaranteed=where.guaranteed,
            state=TICKET.begin(TicketAct.ISSUE).value,
        )
        self.tickets.append(ticket)
        self._who[ticket.number] = who
        self._log(LogAct.ISSUED, now, ticket=ticket, staff=self.counters[0].officer)
        if who.patience is not None:
            self._later(now + who.patience, lambda moment: self._leave(ticket, moment))
        self._look(now)

    def _leave(self, ticket: Ticket, now: datetime) -> None:
        if TICKET.begin(TicketAct.ISSUE) == ticket.state:
            self._end(ticket, TicketAct.LEAVE, LogAct.LEFT, now)

    def _look(self, now: datetime) -> None:
        """Have each counter at which nobody is call whom the rule names."""
        for at in self.counters:
            waiting = [waiting_of(each) for each in self.tickets]
            call = None if at.busy else next_ticket(at.view, waiting, now, POLICY)
            if call is not None:
                self._call(at, call, now)

    def _call(self, at: OpenCounter, call: Call, now: datetime) -> None:
        ticket, who = self.tickets[call.number - 1], self._who[call.number]
        if ticket.called_at is None:
            self._predict(ticket, now)
        self._change(ticket, TicketAct.CALL, counter=at.counter, called_at=now, not_before=None)
        at.busy = True
        self._log(
            LogAct.CALLED,
            now,
            at=at,
            ticket=ticket,
            runner_up=self.tickets[call.runner_up - 1] if call.runner_up else None,
            overtaken=[{"number": each.number, "why": each.why.value} for each in call.overtaken],
            counter_view={
                "procedures": sorted(at.view.procedures),
                "accessible": at.view.accessible,
                "staff": at.view.staff,
            },
        )
        if who.answers:
            self._later(now + ANSWERS, lambda moment: self._start(at, ticket, who, moment))
        else:
            self._later(now + UNANSWERED, lambda moment: self._miss(at, ticket, moment))

    def _start(self, at: OpenCounter, ticket: Ticket, who: Arrival, now: datetime) -> None:
        self._change(ticket, TicketAct.START, served_from=now, missed=0)
        self._log(LogAct.STARTED, now, at=at, ticket=ticket)
        self._later(now + who.minutes * MINUTE, lambda moment: self._finish(at, ticket, who, moment))

    def _finish(self, at: OpenCounter, ticket: Ticket, who: Arrival, now: datetime) -> None:
        self._end(ticket, TicketAct.FINISH, LogAct.FINISHED, now, at)
        self.served.append((who, ticket))
        at.busy = False
        self._look(now)

    def _miss(self, at: OpenCounter, ticket: Ticket, now: datetime) -> None:
        after = after_missed_call(waiting_of(ticket), now, POLICY)
        gone = after.not_before is None
        ticket.state, ticket.missed, ticket.ref, ticket.due = after.state, after.missed, after.ref, after.due
        ticket.not_before, ticket.ended_at = after.not_before, now if gone else None
        ticket.version += 1
        self._log(LogAct.NO_SHOW if gone else LogAct.MISSED, now, at=at, ticket=ticket)
        at.busy = False
        self._look(now)
        if after.not_before is not None:
            self._later(after.not_before, self._look)

    def _end(
        self, ticket: Ticket, act: TicketAct, logged: LogAct, now: datetime, at: OpenCounter | None = None
    ) -> None:
        self._change(ticket, act, ended_at=now, not_before=None)
        self._log(logged, now, at=at, ticket=ticket, staff=self.counters[0].officer)

    def _change(self, ticket: Ticket, act: TicketAct, **changes: object) -> None:
        ticket.state = TICKET.after(ticket.state, act)
        for name, value in changes.items():
            setattr(ticket, name, value)
        ticket.version += 1

    def _predict(self, ticket: Ticket, now: datetime) -> None:
        """Keep what the ticket was told when it was new, and that nine in ten of such intervals were kept."""
        took = max(0, int((now - ticket.checked_in_at) / MINUTE))
        late = self.chance.random() < 0.1
        high = max(1, took - 4) if late and took > 5 else took + self.chance.randrange(1, 12)
        low = max(0, min(high, took - self.chance.randrange(9)))
        self.predictions.append(
            Prediction(ticket=ticket, made_at=ticket.checked_in_at, low=low, high=high, outcome=took)
        )

    def _log(
        self,
        act: LogAct,
        now: datetime,
        *,
        at: OpenCounter | None = None,
        ticket: Ticket | None = None,
        staff: Staff | None = None,
        **more: Any,
    ) -> None:
        self.head.version += 1
        self.entries.append(
            QueueEntry(
                day=self.head,
                version=self.head.version,
                at=now,
                act=act,
                ticket=ticket,
                counter=at.counter if at else None,
                staff=at.officer if at else staff,
                ticket_after=ticket_facts(ticket) if ticket else {},
                **more,
            )
        )
