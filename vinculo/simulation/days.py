"""Simulated days at some centres, through the real actions at accelerated time: `simulate` and what it found.

Each centre has a town and a chance of its own, drawn from the seed and its name: what happens at it is the same
whichever other centres are simulated beside it. So many centres can be shared out among processes.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from secrets import token_urlsafe

from django.db.models import Q

from vinculo.actions.booking.opening_days import open_days
from vinculo.actions.operations.reference import name_remedy
from vinculo.actions.operations.staff import create_officer
from vinculo.actions.operations.upkeep import feed_waiting_list, run_upkeep
from vinculo.queries.operations.invariants import breaches
from vinculo.queries.queue import replay
from vinculo.queries.queue.day_report import waits_of
from vinculo.queries.queue.invariants import queue_breaches
from vinculo.queries.shared.calendar import closed_days
from vinculo.queries.shared.local_time import moment_at
from vinculo.records import models
from vinculo.records.models import Agency, Case, Counter, PriorityCategory, Procedure, Staff
from vinculo.rules.queue.statistics import Waits, summary
from vinculo.rules.queue.status import LogAct
from vinculo.rules.shared.statuses import TicketState
from vinculo.simulation import booking, legal
from vinculo.simulation.centre import Agenda, CentreDay
from vinculo.simulation.people import CLOSES, Town, Visitor

UPKEEP = timedelta(minutes=10)
NIGHT = timedelta(hours=19)  # after opening: whatever the day left is put away
DAWN = -4.5 * 60  # minutes before opening: the person who wants to come has booked
NAMED = 16_000  # numbers of one town, before those of the next
NAME = "simulada-"  # begins the user name of everybody who is simulated
Progress = Callable[[int], object]
Desks = list[tuple[Counter, Staff]]


class NoFreeCounter(Exception):
    """Somebody sits at each counter of a centre, or it has none: nobody could call."""

    def __init__(self, agency: Agency) -> None:
        super().__init__(agency.name)
        self.agency = agency


@dataclass
class Outcome:
    """What some simulated days were like, and what was found wrong afterwards."""

    days: int = 0
    people: int = 0
    tally: Tally[str] = field(default_factory=Tally)
    spans: dict[str, list[timedelta]] = field(default_factory=dict)
    overruns: list[float] = field(default_factory=list)  # minutes after closing
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Count in what other centres were like on the same days."""
        self.days += other.days
        self.people += other.people
        self.tally.update(other.tally)
        for name, spans in other.spans.items():
            self.spans.setdefault(name, []).extend(spans)
        self.overruns += other.overruns
        self.wrong += other.wrong

    def waits(self) -> list[tuple[str, Waits]]:
        """Return the waits by class, the most urgent first."""
        return [(name, summary(spans)) for name, spans in self.spans.items() if spans]


@dataclass
class _Returning:
    """The person who comes back another day, to which centre."""

    cases: list[tuple[Agency, Case, Visitor]] = field(default_factory=list)


def simulate(
    *,
    agencies: Sequence[Agency],
    procedure: Procedure,
    first: date,
    days: int,
    people: int,
    seed: int,
    progress: Progress = int,
) -> Outcome:
    """Return what so many working days from `first` are like, with so many people wanting to come to each centre.

    People book at dawn; every day runs at all centres on one clock, with upkeep between. Raises `NoFreeCounter`.
    """
    chance = _chance(seed, "")
    outcome, back = Outcome(), _Returning()
    officers = {agency.pk: _officers(agency, first) for agency in agencies}
    eve = _eve(agencies[0], first)
    name_remedy(name="simulado", body="simulado", term="simulado", instrument="Simulación", now=eve)
    open_days(now=eve, random_source=chance, horizon_days=2 * days + 8)
    groups = list(PriorityCategory.objects.filter(active=True).values_list("code", flat=True))
    towns = {each.pk: _town(each, seed, first, groups) for each in agencies}
    day = first
    for _index in range(days):
        while any(day in closed_days(agency, day, day) for agency in agencies):
            day += timedelta(days=1)
        _one_day(agencies, procedure, day, people, officers, towns, chance, back, outcome, progress)
        day += timedelta(days=1)
    outcome.days = days * len(agencies)
    outcome.wrong += [str(breach) for breach in breaches() + queue_breaches()]
    return outcome


def _chance(seed: int, name: str) -> Random:
    return Random(f"{seed} {name}")  # nosec B311: the same seed gives the same days; nothing secret is drawn from it


def _town(agency: Agency, seed: int, first: date, groups: Sequence[str]) -> Town:
    """Return the town of a centre, whose numbers and names are not those of another one's."""
    mark = f"{seed % 1000:03d}{first:%y%m%d}"
    before = Agency.objects.filter(pk__lt=agency.pk).count()
    return Town(_chance(seed, agency.name), mark, first, groups, made=before * NAMED)


def _eve(agency: Agency, day: date) -> datetime:
    return moment_at(agency, day, time(12)) - timedelta(days=1)


def _officers(agency: Agency, first: date) -> Desks:
    """Return each counter of a centre at which nobody sits, with its officer, made where they are missing.

    The person who sits at another counter stays there. Raises `NoFreeCounter`.
    """
    made = []
    ours = Q(staff__isnull=True) | Q(staff__username__startswith=NAME)
    for counter in Counter.objects.filter(ours, agency=agency, active=True).order_by("number"):
        name = f"{NAME}{agency.pk}-{counter.number}"
        officer = Staff.objects.filter(username=name).first()
        officer = officer or create_officer(
            username=name,
            password=token_urlsafe(24),
            agency=agency,
            name=f"Funcionaria Simulada {counter.number}",
            now=_eve(agency, first),
        )
        made.append((counter, officer))
    if not made:
        raise NoFreeCounter(agency)
    return made


def _one_day(
    agencies: Sequence[Agency],
    procedure: Procedure,
    day: date,
    people: int,
    officers: dict[int, Desks],
    towns: dict[int, Town],
    chance: Random,
    back: _Returning,
    outcome: Outcome,
    progress: Progress,
) -> None:
    agenda = Agenda()
    centres = [CentreDay(agency, procedure, day, agenda, towns[agency.pk].chance) for agency in agencies]
    for centre in centres:
        centre.open(officers[centre.agency.pk])
        _fill(centre, towns[centre.agency.pk], people, progress)
    _come_back(centres, back)
    _keep_up(centres[0], agenda, chance)
    agenda.run()
    night = centres[0].moment(0) + NIGHT
    feed_waiting_list(now=night, random_source=chance)
    run_upkeep(now=night)
    for centre in centres:
        _close(centre, back, outcome)


def _fill(centre: CentreDay, town: Town, people: int, progress: Progress) -> None:
    """Draw who wants to come, have the registry know them, and book for those who book."""
    visitors = [town.visitor() for _ in range(people)]
    dawn = centre.moment(DAWN)
    booking.register(visitors, dawn)
    legal.endorse_all(visitors, centre.agency, dawn, town.chance)
    slots = booking.slots_of(centre.agency, centre.procedure, centre.day)
    for visitor in visitors:
        turno = None
        if visitor.how == "turno":
            turno = booking.book(visitor, centre.agency, centre.procedure, slots, dawn, town.chance)
        centre.expect(visitor, turno)
        progress(1)


def _come_back(centres: list[CentreDay], back: _Returning) -> None:
    """Let those who lacked a paper or the sumilla come back with it on one of the next days."""
    stay = []
    for agency, case, visitor in back.cases:
        centre = next(each for each in centres if each.agency == agency)
        if centre.chance.random() < 0.5:
            visitor.endorsed = True
            legal.endorse_all([visitor], agency, centre.moment(DAWN), centre.chance)
            centre.come_back(case, visitor, centre.moment(centre.chance.uniform(10, CLOSES - 60)))
        else:
            stay.append((agency, case, visitor))
    back.cases = stay


def _keep_up(centre: CentreDay, agenda: Agenda, chance: Random) -> None:
    """Do what upkeep does, all day long."""

    def round_of(now: datetime) -> None:
        feed_waiting_list(now=now, random_source=chance)
        run_upkeep(now=now)

    moment = centre.moment(0)
    while moment < centre.moment(CLOSES + 120):
        agenda.at(moment, round_of)
        moment += UPKEEP


def _close(centre: CentreDay, back: _Returning, outcome: Outcome) -> None:
    """Take down what the day was like, and check it."""
    head = models.CentreDay.objects.get(agency=centre.agency, date=centre.day)
    outcome.people += len(centre.people)
    outcome.tally.update(centre.tally)
    outcome.tally["absent"] += head.tickets.filter(state=TicketState.NO_SHOW).count()
    outcome.tally["missed"] += head.log.filter(act__in=[LogAct.MISSED, LogAct.NO_SHOW]).count()
    for name, spans in waits_of(head.log.select_related("ticket").order_by("version")).items():
        outcome.spans.setdefault(name, []).extend(spans)
    last = (
        head.log.filter(act__in=[LogAct.FINISHED, LogAct.LEFT])
        .order_by("-version")
        .values_list("at", flat=True)
        .first()
    )
    if last is not None:
        outcome.overruns.append(max(0.0, (last - centre.moment(CLOSES)).total_seconds() / 60))
    outcome.wrong += [f"{centre.agency.pk} {centre.day}: {each}" for each in replay.differences(head)]
    back.cases += [(centre.agency, case, visitor) for case, visitor in centre.open_cases]
