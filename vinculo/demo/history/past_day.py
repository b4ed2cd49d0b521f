"""One working day at one centre of the demonstration's history: who booked, who came, and what was decided.

The day of today stands still at the moment of its making: some wait, some are served, some are still to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.db.models import Model

from vinculo.demo.history.families import Household
from vinculo.demo.history.opinions import opinions_of
from vinculo.demo.history.queues import Arrival, OpenCounter, QueueDay
from vinculo.demo.history.visits import Desk, Pending, Visits
from vinculo.queries.shared.local_time import moment_at
from vinculo.records.models import (
    Agency,
    CentreDay,
    Counter,
    Message,
    Prediction,
    Procedure,
    QueueEntry,
    Seat,
    Slot,
    Staff,
    Ticket,
    Turno,
)
from vinculo.rules.mail.kinds import MailKind
from vinculo.rules.mail.status import MessageState
from vinculo.rules.queue.calling import CounterView
from vinculo.rules.queue.status import CounterState, Origin
from vinculo.rules.shared.references import draw_reference, draw_token
from vinculo.rules.shared.statuses import SeatState, TurnoStatus

WALK_INS = 3  # of a day, about
WEIGHTS = (9, 10, 10, 9, 7, 4, 5, 6, 4)  # how much people like each hour from eight on


@dataclass
class History:
    """What is written, kind by kind, in the order in which the rows need each other."""

    chance: Random
    procedure: Procedure
    groups: list[str]
    visits: Visits
    families: Iterator[Household]
    turnos: list[Turno] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    heads: list[CentreDay] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    entries: list[QueueEntry] = field(default_factory=list)
    predictions: list[Prediction] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    seated: list[Counter] = field(default_factory=list)  # with somebody at them now
    others: list[Model] = field(default_factory=list)


@dataclass
class PastDay:
    """One working day at one centre."""

    history: History
    agency: Agency
    day: date
    turnos: int  # about
    counters: list[tuple[Counter, Staff]]
    until: datetime | None = None  # of today: up to when it is played
    firsts: dict[int, tuple[Household, Any]] = field(default_factory=dict)  # by the arrival
    queue: QueueDay | None = None
    _back: dict[int, Pending] = field(default_factory=dict)
    _keys: int = 0

    def play(self, returning: Sequence[Pending]) -> None:
        """Offer the seats, book some, and let the queue run."""
        history, chance = self.history, self.history.chance
        head = CentreDay(agency=self.agency, date=self.day)
        views = [
            OpenCounter(counter, officer, CounterView(procedures=frozenset([history.procedure.pk]), staff=officer.pk))
            for counter, officer in self.counters
        ]
        self.queue = QueueDay(head, history.procedure, chance, self._at(0), views)
        arrivals = [*self._book_slots(), *self._walk_ins(), *self._returning(returning)]
        self.queue.play(arrivals, self.until)
        if self.queue.going_on:
            self._leave_going_on(arrivals)
        history.heads.append(head)
        history.tickets += self.queue.tickets
        history.entries += self.queue.entries
        history.predictions += self.queue.predictions

    def _leave_going_on(self, arrivals: Sequence[Arrival]) -> None:
        """Leave the person who is there as they are at this moment, and the person who comes later as expected."""
        assert self.queue is not None
        for who, ticket in self.queue.still_there():
            if who.key in self._back:
                continue
            (_counter, officer), (family, affiliate) = self.counters[0], self.firsts[who.key]
            served = ticket.served_from is not None
            if who.turno is not None:
                who.turno.status, who.turno.arrived_at = TurnoStatus.ARRIVED.value, ticket.checked_in_at
            if who.turno is not None or served:
                desk = Desk(agency=self.agency, procedure=self.history.procedure, officer=officer)
                began = ticket.checked_in_at
                visit = self.history.visits.present(family, affiliate, desk, began, who.turno)
                ticket.case = visit.case
        for each in arrivals:
            if each.turno is not None and not self.queue.has_come(each):
                each.turno.status = TurnoStatus.CONFIRMED.value
        for counter, officer in self.counters:
            counter.staff, counter.state, counter.since = officer, CounterState.OPEN.value, self._at(0)
            self.history.seated.append(counter)

    def decide(self, until: date) -> Iterator[Pending]:
        """Decide on each visit that was served; yield what waits for a correction."""
        assert self.queue is not None
        days = settings.CORRECTION_WORKING_DAYS
        by_counter = {counter.pk: officer for counter, officer in self.counters}
        for who, ticket in self.queue.served:
            assert ticket.ended_at is not None
            now = ticket.ended_at
            officer = by_counter[ticket.counter_id or 0]
            desk = Desk(agency=self.agency, procedure=self.history.procedure, officer=officer)
            if who.key in self._back:
                self.history.visits.come_back(self._back[who.key], desk, now)
                continue
            family, affiliate = self.firsts[who.key]
            if who.turno is not None:
                who.turno.status = TurnoStatus.ATTENDED.value
                who.turno.arrived_at, who.turno.ended_at = ticket.checked_in_at, now
            visit = self.history.visits.present(family, affiliate, desk, ticket.checked_in_at, who.turno)
            ticket.case = visit.case
            pending = self.history.visits.decide(visit, desk, now, until, days)
            if self.until is None:
                self.history.others += opinions_of(self.history.chance, ticket, who.turno, self.agency, self.day)
            if pending is not None:
                yield pending

    def _next(self) -> int:
        self._keys += 1
        return self._keys

    def _at(self, minutes: float) -> datetime:
        return moment_at(self.agency, self.day, self.agency.opens) + timedelta(minutes=round(minutes, 2))

    def _book_slots(self) -> Iterator[Arrival]:
        """Make the day's slots with a seat each, and yield those who booked one and come."""
        chance, step = self.history.chance, self.history.procedure.slot_minutes
        length = (self._closing() - self._at(0)) // timedelta(minutes=step)
        if self.until is not None:  # what is still to come of today is for visitors to book
            length = max(0, min(length, (self.until - self._at(0)) // timedelta(minutes=step) + 1))
        slots = [
            Slot(
                agency=self.agency,
                procedure=self.history.procedure,
                starts=self._at(step * index),
                ends=self._at(step * (index + 1)),
            )
            for index in range(length)
        ]
        self.history.slots += slots
        liked = [WEIGHTS[min(index * step // 60, len(WEIGHTS) - 1)] for index in range(length)]
        wanted = self.turnos + chance.randrange(-3, 8)
        chosen = sorted(set(chance.choices(range(length), liked, k=wanted))) if length else []
        taken: dict[int, Turno] = {}
        for index in chosen:
            turno, arrival = self._book(slots[index])
            if turno.status in {TurnoStatus.ARRIVED, TurnoStatus.ATTENDED, TurnoStatus.CONFIRMED}:
                taken[index] = turno
            if arrival is not None:
                yield arrival
        self.history.seats += [
            Seat(
                slot=slot,
                number=1,
                state=SeatState.TAKEN.value if index in taken else SeatState.FREE.value,
                turno=taken.get(index),
            )
            for index, slot in enumerate(slots)
        ]

    def _closing(self) -> datetime:
        return moment_at(self.agency, self.day, self.agency.closes)

    def _book(self, slot: Slot) -> tuple[Turno, Arrival | None]:
        """Return a turno for a slot, and the person who comes with it, if they come."""
        chance, family = self.history.chance, next(self.history.families)
        booked = slot.starts - timedelta(days=chance.randrange(2, 12), hours=chance.randrange(8))
        affiliate = self.history.visits.register(family, booked)
        status = self._draw_status().value
        turno = Turno(
            reference=draw_reference("T", chance),
            **Turno.link_of(draw_token(chance)),
            status=status,
            presenter_kind="code",
            presenter_number=family.code,
            presenter_key=family.code,
            affiliate=affiliate,
            email=family.email,
            mailbox=family.email,
            mobile="+593990000000",
            language="es",
            agency=self.agency,
            procedure=self.history.procedure,
            dependents=len(family.dependents),
            seats_count=1,
            starts=slot.starts,
            ends=slot.ends,
            created_at=booked,
            confirmed_at=booked,
            ended_at={
                TurnoStatus.CANCELLED.value: booked + timedelta(days=1),
                TurnoStatus.NO_SHOW.value: slot.ends,
            }.get(status),
        )
        self.history.turnos.append(turno)
        self._mail(turno, booked)
        if status != TurnoStatus.ATTENDED:
            return turno, None
        minutes = chance.triangular(-25, 20, -8)
        comes = max(slot.starts + timedelta(minutes=minutes), self._at(-10))
        arrival = Arrival(
            key=self._next(),
            at=comes.replace(microsecond=0),
            origin=Origin.TURNO,
            minutes=_service(chance, family),
            turno=turno,
        )
        self.firsts[arrival.key] = (family, affiliate)
        return turno, arrival

    def _draw_status(self) -> TurnoStatus:
        """Return what becomes of a turno; the person who is missed today is known in the night."""
        roll = self.history.chance.random()
        if roll < 0.11 and self.until is None:
            return TurnoStatus.NO_SHOW
        return TurnoStatus.CANCELLED if roll < 0.17 else TurnoStatus.ATTENDED

    def _mail(self, turno: Turno, now: datetime) -> None:
        failed = self.history.chance.random() < 0.025
        self.history.messages.append(
            Message(
                kind=MailKind.CONFIRMATION,
                recipient=turno.email,
                subject="Confirmación del turno en línea",
                language="es",
                turno=turno,
                state=MessageState.FAILED.value if failed else MessageState.SENT.value,
                attempts=8 if failed else 1,
                next_at=now,
                last_error="550" if failed else "",
                created_at=now,
                sent_at=None if failed else now + timedelta(seconds=4),
            )
        )

    def _walk_ins(self) -> Iterator[Arrival]:
        """Yield those who come without a turno: some with priority; a few leave, a few do not answer."""
        chance, groups = self.history.chance, self.history.groups
        for _index in range(WALK_INS + chance.randrange(-1, 3)):
            family = next(self.history.families)
            comes = self._at(chance.uniform(0, 7 * 60)).replace(microsecond=0)
            affiliate = self.history.visits.register(family, comes)
            roll = chance.random()
            priority = groups and roll < 0.4
            arrival = Arrival(
                key=self._next(),
                at=comes,
                origin=Origin.WALK_IN if priority else Origin.SAME_DAY,
                minutes=_service(chance, family),
                categories=(chance.choice(groups),) if priority else (),
                answers=roll < 0.94,
                patience=timedelta(minutes=chance.randrange(5, 25)) if 0.75 < roll < 0.9 else None,
            )
            self.firsts[arrival.key] = (family, affiliate)
            yield arrival

    def _returning(self, returning: Sequence[Pending]) -> Iterator[Arrival]:
        """Yield those who come back with what was asked."""
        for each in returning:
            comes = self._at(self.history.chance.uniform(10, 6 * 60)).replace(microsecond=0)
            arrival = Arrival(
                key=self._next(),
                at=comes,
                origin=Origin.RETURN,
                minutes=self.history.chance.triangular(5, 14, 8),
                case=each.case,
            )
            self._back[arrival.key] = each
            yield arrival


def _service(chance: Random, family: Household) -> float:
    return chance.triangular(9, 26, 13) + 6 * (len(family.dependents) - 1)
