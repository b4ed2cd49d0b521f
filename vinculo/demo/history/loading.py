"""Writes two months of history into an empty demonstration, so that its figures show what they are for.

The days are relative to today and end yesterday: nobody waits today but who comes. Everything is drawn from one seed,
obeys every constraint and every invariant, and is written in bulk. It stands without events, since nobody acted; that
it was loaded is an event. Never without `VINCULO_DEMO`: `manage.py demo` alone calls it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from vinculo.demo.history.closed_day import closed_day
from vinculo.demo.history.families import Household, draw_families
from vinculo.demo.history.opinions import opinions_of, told_by_people
from vinculo.demo.history.queues import Arrival, OpenCounter, QueueDay
from vinculo.demo.history.visits import Desk, Pending, Visits, Written
from vinculo.demo.history.wishes import waiting_list
from vinculo.queries.shared.calendar import closed_days
from vinculo.queries.shared.local_time import local_day, moment_at
from vinculo.records.events import write_event
from vinculo.records.models import (
    Agency,
    Case,
    CentreDay,
    Counter,
    Message,
    Prediction,
    PriorityCategory,
    Procedure,
    QueueEntry,
    Seat,
    Slot,
    Staff,
    Ticket,
    Turno,
)
from vinculo.rules.queue.calling import CounterView
from vinculo.rules.queue.status import Origin
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.procedures import FOREIGN_DEPENDENTS
from vinculo.rules.shared.references import draw_reference, draw_token

SEED, DAYS = 2026, 61
MARK = "historia-"  # begins the user names of those who served in it: no account, nobody logs in with one
NAMES = ("Mónica Terán", "Patricio Luna", "Verónica Salas", "Xavier Ponce", "Zoila Armijos", "Wilson Tapia")
SIZES = ((2, 13), (1, 9), (1, 7))  # of the centres in their order: counters open, and turnos of a day, about
WALK_INS = 3  # of a day, about
CLOSED_AFTER = 24  # working days, the first centre was closed for one
ILL = 7  # on one of so many working days one officer serves alone
BATCH = 500
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
    others: list[Model] = field(default_factory=list)


@transaction.atomic
def load_history(agencies: Sequence[Agency], now: datetime) -> int:
    """Write the history of some centres once, and return how many visits it has.

    A demonstration in which anybody has been served keeps what it has.
    """
    if not settings.DEMO or Ticket.objects.exists() or Case.objects.exists():
        return 0
    chance = Random(SEED)  # nosec B311: the same seed gives the same history; nothing secret is drawn from it
    written = Written()
    history = History(
        chance=chance,
        procedure=Procedure.objects.get(code=FOREIGN_DEPENDENTS),
        groups=list(PriorityCategory.objects.filter(active=True).values_list("code", flat=True)),
        visits=Visits(written, chance),
        families=draw_families(chance, local_day(None, now)),
    )
    for index, (agency, (counters, turnos)) in enumerate(zip(agencies, SIZES, strict=False)):
        _centre(history, agency, _officers(agency, NAMES[2 * index : 2 * index + counters]), turnos, now)
    _insert(history, written)
    write_event(
        act=Act.AFFILIATES_IMPORTED,
        subject=Subject.AFFILIATE,
        subject_id=None,
        now=now,
        actor_kind=ActorKind.SYSTEM,
        fields=["demo_history"],
    )
    return len(history.tickets)


def _officers(agency: Agency, names: Iterable[str]) -> list[Staff]:
    """Return the officers of the past at a centre: rows that are named on what they did, and cannot log in."""
    made = []
    for number, name in enumerate(names, 1):
        first, last = name.split()
        officer = Staff(
            username=f"{MARK}{agency.pk}-{number}", first_name=first, last_name=last, agency=agency, is_active=False
        )
        officer.set_unusable_password()
        made.append(officer)
    return list(Staff.objects.bulk_create(made))


def _centre(history: History, agency: Agency, officers: list[Staff], turnos: int, now: datetime) -> None:
    """Play each working day of a centre until yesterday."""
    today = local_day(agency, now)
    first, after = today - timedelta(days=DAYS), today + timedelta(days=40)
    closed = closed_days(agency, first, after)
    working = [day for day in _days(first, after) if day not in closed]
    shut = working.pop(CLOSED_AFTER) if turnos == SIZES[0][1] else None
    counters = list(Counter.objects.filter(agency=agency, active=True).order_by("number")[: len(officers)])
    waiting: list[tuple[date, Pending]] = []  # on which day each comes back; never where that day is the last one
    for index, day in enumerate(each for each in working if each < today):
        terms = working[index + settings.CORRECTION_WORKING_DAYS :]
        _lapse(history, agency, waiting, day)
        there = list(zip(counters, officers, strict=False))[: 1 if index % ILL == 0 else None]
        place = PastDay(history, agency, day, turnos, there)
        place.play([each for on, each in waiting if on == day])
        waiting = [(on, each) for on, each in waiting if on != day]
        for pending in place.decide(terms[0]):
            back = history.chance.random()
            far = history.chance.randrange(3, settings.CORRECTION_WORKING_DAYS)
            waiting.append((working[index + far] if back < 0.75 else date.max, pending))
    _lapse(history, agency, waiting, today)
    if shut is not None:
        history.others += closed_day(agency, shut, history.turnos, now)
    history.others += told_by_people(history.chance, agency, officers[0], working, now)
    history.others += list(waiting_list(history, agency, [each for each in working if each < today]))


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=index) for index in range((last - first).days + 1)]


def _lapse(history: History, agency: Agency, waiting: list[tuple[date, Pending]], day: date) -> None:
    """End what nobody came back for before the day."""
    for entry in [each for each in waiting if each[1].until < day]:
        waiting.remove(entry)
        night = moment_at(agency, entry[1].until + timedelta(days=1), time(0, 30))
        history.visits.lapse(entry[1], agency, night)


@dataclass
class PastDay:
    """One working day at one centre."""

    history: History
    agency: Agency
    day: date
    turnos: int  # about
    counters: list[tuple[Counter, Staff]]
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
        arrivals = [*self._booked(), *self._walk_ins(), *self._returning(returning)]
        self.queue.play(arrivals)
        history.heads.append(head)
        history.tickets += self.queue.tickets
        history.entries += self.queue.entries
        history.predictions += self.queue.predictions

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
                who.turno.status, who.turno.arrived_at, who.turno.ended_at = "attended", ticket.checked_in_at, now
            visit = self.history.visits.present(family, affiliate, desk, ticket.checked_in_at, who.turno)
            ticket.case = visit.case
            pending = self.history.visits.decide(visit, desk, now, until, days)
            self.history.others += opinions_of(self.history.chance, ticket, who.turno, self.agency, self.day)
            if pending is not None:
                yield pending

    def _next(self) -> int:
        self._keys += 1
        return self._keys

    def _at(self, minutes: float) -> datetime:
        return moment_at(self.agency, self.day, self.agency.opens) + timedelta(minutes=round(minutes, 2))

    def _booked(self) -> Iterator[Arrival]:
        """Make the day's slots with a seat each, and yield those who booked one and come."""
        chance, step = self.history.chance, self.history.procedure.slot_minutes
        length = (self._closing() - self._at(0)) // timedelta(minutes=step)
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
        chosen = sorted(set(chance.choices(range(length), liked, k=wanted)))
        taken: dict[int, Turno] = {}
        for index in chosen:
            turno, arrival = self._book(slots[index])
            if turno.status in {"arrived", "attended"}:
                taken[index] = turno
            if arrival is not None:
                yield arrival
        self.history.seats += [
            Seat(slot=slot, number=1, state="taken" if index in taken else "free", turno=taken.get(index))
            for index, slot in enumerate(slots)
        ]

    def _closing(self) -> datetime:
        return moment_at(self.agency, self.day, self.agency.closes)

    def _book(self, slot: Slot) -> tuple[Turno, Arrival | None]:
        """Return a turno for a slot, and whoever comes with it, if they come."""
        chance, family = self.history.chance, next(self.history.families)
        booked = slot.starts - timedelta(days=chance.randrange(2, 12), hours=chance.randrange(8))
        affiliate = self.history.visits.register(family, booked)
        roll = chance.random()
        status = "no_show" if roll < 0.11 else "cancelled" if roll < 0.17 else "attended"
        turno = Turno(
            reference=draw_reference("T", chance),
            token=draw_token(chance),
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
            ended_at={"cancelled": booked + timedelta(days=1), "no_show": slot.ends}.get(status),
        )
        self.history.turnos.append(turno)
        self._mail(turno, booked)
        if status != "attended":
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

    def _mail(self, turno: Turno, now: datetime) -> None:
        failed = self.history.chance.random() < 0.025
        self.history.messages.append(
            Message(
                kind="confirmation",
                recipient=turno.email,
                subject="Confirmación del turno en línea",
                language="es",
                turno=turno,
                state="failed" if failed else "sent",
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


def _insert(history: History, written: Written) -> None:
    """Write all rows, a batch at a time, each kind after those that it needs."""
    order: list[Sequence[Model]] = [
        written.affiliates,
        written.persons,
        written.documents,
        history.slots,
        history.turnos,
        history.seats,
        written.cases,
        written.solicitudes,
        written.papers,
        written.decisions,
        written.codes,
        written.certificates,
        written.dependencies,
        history.heads,
        history.tickets,
        history.entries,
        history.predictions,
        history.messages,
    ]
    by_kind: dict[type[Model], list[Model]] = {}
    for each in history.others:
        by_kind.setdefault(type(each), []).append(each)
    for rows in (*order, *by_kind.values()):
        if rows:
            type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)
