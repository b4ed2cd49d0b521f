"""A simulated day at one centre: people arrive, counters call, serve, pause and close, all by the real acts."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random

from django.db.models import QuerySet

from vinculo.actions.queue import calling, missed_calls
from vinculo.actions.queue.calling import NobodyToCall
from vinculo.actions.queue.counters import close_counter, open_counter, pause_counter, resume_counter
from vinculo.actions.queue.transfers import NoSuchCounter, transfer_ticket
from vinculo.actions.queue.walk_ins import KEEP, open_walk_in_case
from vinculo.queries.shared.local_time import midnight
from vinculo.records.models import Agency, Case, Counter, Procedure, Staff, Ticket, Turno
from vinculo.records.rows import rows
from vinculo.rules.queue.status import Origin
from vinculo.rules.shared.statuses import TicketState
from vinculo.simulation import arrivals
from vinculo.simulation.desk import serve
from vinculo.simulation.people import CLOSES, Visitor

Act = Callable[[datetime], None]
ANSWERS = timedelta(seconds=40)  # from the call to the counter
RECALLS = timedelta(seconds=90)
AGAIN = timedelta(minutes=1)  # an idle counter looks again
MEAL = timedelta(minutes=30)
WAITS = f"""
SELECT 1 FROM records_ticket ticket JOIN records_centreday day ON day.id = ticket.day_id
WHERE day.agency_id = %(agency)s AND day.date = %(day)s AND ticket.state = '{TicketState.WAITING.value}' LIMIT 1
"""  # nosec B608


class Agenda:
    """What happens when: one clock for all centres, so that whatever upkeep does is done at the right moment."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Act]] = []
        self._order = count()

    def at(self, moment: datetime, act: Act) -> None:
        """Have something done at a moment; what is said first is done first."""
        heappush(self._heap, (moment, next(self._order), act))

    def run(self) -> datetime | None:
        """Do everything in its order; return the moment of the last act."""
        moment = None
        while self._heap:
            moment, _order, act = heappop(self._heap)
            act(moment)
        return moment


@dataclass
class Desk:
    """A counter of the day with its officer."""

    counter: Counter
    officer: Staff
    meal: datetime
    busy: bool = False
    looking: bool = False  # again in a minute
    paused: bool = False
    ate: bool = False
    calls: int = 0


@dataclass
class CentreDay:
    """One centre on one day; `open_cases` are those who come back with a paper another day."""

    agency: Agency
    procedure: Procedure
    day: date
    agenda: Agenda
    chance: Random
    desks: list[Desk] = field(default_factory=list)
    people: dict[int, Visitor] = field(default_factory=dict)  # by ticket
    tally: Tally[str] = field(default_factory=Tally)
    coming: int = 0
    open_cases: list[tuple[Case, Visitor]] = field(default_factory=list)
    closed_at: datetime | None = None

    def moment(self, minutes: float) -> datetime:
        """Return so many minutes after opening."""
        opens = midnight(self.agency, self.day) + timedelta(hours=self.agency.opens.hour)
        return opens + timedelta(minutes=minutes)

    def open(self, officers: Sequence[tuple[Counter, Staff]]) -> None:
        """Have the counters opened, and closed when the day is over and nobody waits."""
        for index, (counter, officer) in enumerate(officers):
            desk = Desk(counter, officer, self.moment(240 + 35 * index))
            self.desks.append(desk)
            self.agenda.at(self.moment(0), lambda now, desk=desk: self._begin(desk, now))  # type: ignore[misc]

    def expect(self, visitor: Visitor, turno: Turno | None) -> None:
        """Have somebody come at their time, if they come at all."""
        if not visitor.comes or (visitor.how == "turno" and turno is None):
            self.tally["no_show" if turno else "no_seat"] += 1
            return
        moment = turno.starts + timedelta(minutes=visitor.arrives) if turno else self.moment(visitor.arrives)
        self._expect(max(moment, self.moment(-15)), lambda now: self._arrive(visitor, turno, now))

    def come_back(self, case: Case, visitor: Visitor, moment: datetime) -> None:
        """Have somebody come back to an open case with what was missing."""
        self._expect(moment, lambda now: self._return(case, visitor, now))

    def _expect(self, moment: datetime, act: Act) -> None:
        self.coming += 1
        self.agenda.at(moment, act)

    def _arrive(self, visitor: Visitor, turno: Turno | None, now: datetime) -> None:
        self.coming -= 1
        reception = self.desks[0].officer
        ticket = arrivals.receive(
            visitor, turno, procedure=self.procedure, actor=reception, now=now, chance=self.chance
        )
        self.tally["arrived" if ticket else "not_admitted"] += 1
        self.tally["families"] += ticket is not None and len(visitor.relatives) > 1
        self.tally["proxies"] += ticket is not None and visitor.by_proxy
        self._waits(ticket, visitor, now)

    def _return(self, case: Case, visitor: Visitor, now: datetime) -> None:
        self.coming -= 1
        ticket = arrivals.come_back(case, actor=self.desks[0].officer, now=now, chance=self.chance)
        self.tally["returned" if ticket else "not_returned"] += 1
        visitor.minutes, visitor.turns = visitor.minutes / 2, ""
        self._waits(ticket, visitor, now)

    def _waits(self, ticket: Ticket | None, visitor: Visitor, now: datetime) -> None:
        if ticket is None:
            return
        self.people[ticket.pk] = visitor
        for desk in self.desks:
            if not desk.busy:
                self._look(desk, now)

    def _begin(self, desk: Desk, now: datetime) -> None:
        desk.counter = open_counter(counter=desk.counter, actor=desk.officer, now=now)
        self._look(desk, now)

    def _over(self, now: datetime) -> bool:
        """Return whether nobody is to come and nobody waits any more."""
        return now >= self.moment(CLOSES) and not self.coming and not self._somebody_waits()

    def _somebody_waits(self) -> bool:
        return bool(rows(WAITS, agency=self.agency.pk, day=self.day))

    def _line(self) -> QuerySet[Ticket]:
        return Ticket.objects.filter(day__agency=self.agency, day__date=self.day, state=TicketState.WAITING)

    def _look(self, desk: Desk, now: datetime) -> None:
        """Let an idle counter do what comes next: go to eat, call, close, or look again a little later."""
        if desk.busy or desk.paused or self._is_closed(desk):
            return
        if not desk.ate and now >= desk.meal:
            self._eat(desk, now)
            return
        ticket = self._call(desk, now)
        if ticket is not None:
            desk.busy = True
            self._hear_call(desk, ticket, now)
        elif self._over(now):
            desk.counter = close_counter(counter=desk.counter, actor=desk.officer, now=now)
            self.closed_at = now
        elif not desk.looking:
            desk.looking = True
            self.agenda.at(now + AGAIN, lambda later: self._look_again(desk, later))

    def _look_again(self, desk: Desk, now: datetime) -> None:
        desk.looking = False
        self._look(desk, now)

    def _is_closed(self, desk: Desk) -> bool:
        return desk.counter.staff_id is None

    def _eat(self, desk: Desk, now: datetime) -> None:
        desk.ate = desk.paused = True
        pause_counter(counter=desk.counter, reason="meal", actor=desk.officer, now=now)
        self.agenda.at(now + MEAL, lambda later: self._resume(desk, later))

    def _resume(self, desk: Desk, now: datetime) -> None:
        resume_counter(counter=desk.counter, actor=desk.officer, now=now)
        desk.paused = False
        self._look(desk, now)

    def _call(self, desk: Desk, now: datetime) -> Ticket | None:
        """Call the next one; once in a while somebody out of order, who feels unwell."""
        if not self._somebody_waits():
            return None
        desk.calls += 1
        key = f"s{desk.counter.pk}x{desk.calls}"
        try:
            if self.chance.random() < 0.01 and (number := self._last_waiting()):
                self.tally["out_of_order"] += 1
                return calling.call_out_of_order(
                    counter=desk.counter, number=number, reason="unwell", actor=desk.officer, now=now, key=key
                )
            return calling.call_next(counter=desk.counter, actor=desk.officer, now=now, key=key)
        except NobodyToCall:
            return None

    def _last_waiting(self) -> int | None:
        others = self._line().filter(accessible=False, not_before=None)
        return others.order_by("-number").values_list("number", flat=True).first()

    def _hear_call(self, desk: Desk, ticket: Ticket, now: datetime) -> None:
        """Let the person hear the call, or not; then be served, put back, passed on, or go."""
        visitor = self.people[ticket.pk]
        if visitor.called:
            visitor.called -= 1
            self.agenda.at(now + RECALLS, lambda later: self._not_there(desk, ticket, later))
            return
        what, visitor.turns = visitor.turns, ""
        acts = {"skip": self._skip, "gone": self._leave, "transfer": self._pass_on}
        self.agenda.at(now + ANSWERS, lambda later: acts.get(what, self._start)(desk, ticket, later))

    def _not_there(self, desk: Desk, ticket: Ticket, now: datetime) -> None:
        """Call again; then the officer says that nobody came, or the time does."""
        calling.repeat_call(ticket=ticket, actor=desk.officer, now=now)
        if self.chance.random() < 0.5:
            self.agenda.at(now + RECALLS, lambda later: self._miss(desk, ticket, later))
        else:
            self.agenda.at(now + timedelta(minutes=3), lambda later: self._end_unanswered(desk, later))

    def _miss(self, desk: Desk, ticket: Ticket, now: datetime) -> None:
        missed_calls.record_missed_call(ticket=ticket, actor=desk.officer, now=now)
        self._free(desk, now)

    def _end_unanswered(self, desk: Desk, now: datetime) -> None:
        missed_calls.miss_unanswered(now=now)
        self._free(desk, now)

    def _skip(self, desk: Desk, ticket: Ticket, now: datetime) -> None:
        calling.put_back(ticket=ticket, reason="papers", actor=desk.officer, now=now)
        self.tally["skipped"] += 1
        self._free(desk, now)

    def _leave(self, desk: Desk, ticket: Ticket, now: datetime) -> None:
        missed_calls.leave_counter(ticket=ticket, actor=desk.officer, now=now)
        self.tally["left"] += 1
        self._free(desk, now)

    def _pass_on(self, desk: Desk, ticket: Ticket, now: datetime) -> None:
        """Pass somebody on to the next counter with somebody in it; where there is none, serve them."""
        others = [each for each in self.desks if each is not desk and not each.paused and not self._is_closed(each)]
        try:
            if not others:
                raise NoSuchCounter
            transfer_ticket(ticket=ticket, to=others[0].counter, actor=desk.officer, now=now)
        except NoSuchCounter:
            self._start(desk, ticket, now)
            return
        self.tally["transferred"] += 1
        self._free(desk, now)

    def _start(self, desk: Desk, ticket: Ticket, now: datetime) -> None:
        visitor = self.people[ticket.pk]
        ticket = calling.start_service(ticket=ticket, actor=desk.officer, now=now, random_source=self.chance)
        if ticket.case_id is None:
            open_walk_in_case(
                ticket=ticket,
                code=visitor.code,
                dependents=len(visitor.relatives),
                other=KEEP,
                actor=desk.officer,
                now=now,
                random_source=self.chance,
            )
        minutes = timedelta(minutes=visitor.minutes)
        self.agenda.at(now + minutes, lambda later: self._serve(desk, ticket, visitor, later))

    def _serve(self, desk: Desk, ticket: Ticket, visitor: Visitor, now: datetime) -> None:
        """Decide everything at the end of the service; anyone who lacks a paper comes back today, or another day."""
        case = Case.objects.select_related("affiliate", "agency").get(tickets=ticket.pk)
        back = ticket.origin == Origin.RETURN
        done = serve(case, visitor, with_all_papers=back, actor=desk.officer, now=now, chance=self.chance)
        self.tally.update(done)
        self.tally["served"] += 1
        if done["corrected"] or done["pending"]:
            again = now + timedelta(minutes=visitor.returns_after)
            if visitor.returns_after and not done["pending"] and again < self.moment(CLOSES):
                self.come_back(case, visitor, again)
            else:
                self.open_cases.append((case, visitor))
        self._free(desk, now)

    def _free(self, desk: Desk, now: datetime) -> None:
        desk.busy = False
        self._look(desk, now)
