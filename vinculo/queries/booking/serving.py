"""Which seats the centres can serve by their reference data as they stand: only these are on sale (D38).

One truth for who opens seats, takes them off sale, brings them back, and asks whom a change of the data would hit.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings

from vinculo.queries.shared import calendar
from vinculo.queries.shared.local_time import local_moment
from vinculo.records.models import Agency, Closing, Counter, PlannedHours, Seat, Service
from vinculo.rules.booking.slot_times import within_hours

ONE_DAY = timedelta(days=1)
BEYOND = timedelta(days=60)  # days that were opened while the horizon was longer


class SeatHour(NamedTuple):
    """One counter in one slot, as far as it matters whether it can be served."""

    agency: int
    procedure: int
    starts: datetime
    ends: datetime
    number: int


class Cut(NamedTuple):
    """What a standing closing of a part takes: hours, the counters above so many, or one counter that is away.

    A counter that is away takes no seat of its own: seats are numbered by how many counters attend, so that each hour
    loses its highest numbers, as many as counters are away (`Centre.count_seats`).
    """

    first: date
    last: date
    counter: int | None
    since: time | None
    until: time | None
    most: int | None

    def takes(self, day: date, starts: time, ends: time, number: int) -> bool:
        """Return whether a seat that begins and ends at these local times is closed, whichever counters are away."""
        return self.counter is None and self.covers(day, starts, ends) and number > (self.most or 0)

    def covers(self, day: date, starts: time, ends: time) -> bool:
        """Return whether these local times lie in its hours, if only in part."""
        if not self.first <= day <= self.last or (self.since and ends <= self.since):
            return False
        return not (self.until and starts >= self.until)


class Planned(NamedTuple):
    """In these hours of the week so many counters attend, from a day on; one procedure or all."""

    weekday: int | None
    procedure: int | None
    since: time
    until: time
    counters: int
    valid_from: date

    def takes(self, day: date, starts: time, ends: time, seat: SeatHour) -> bool:
        """Return whether the plan has no counter for a seat that begins and ends at these local times."""
        if day < self.valid_from or self.weekday not in {None, day.weekday()}:
            return False
        if self.procedure not in {None, seat.procedure} or ends <= self.since or starts >= self.until:
            return False
        return seat.number > self.counters


@dataclass(frozen=True)
class Centre:
    """All of one centre that decides which of its seats can be served; two that are equal serve the same."""

    timezone: str
    opens: time
    closes: time
    closed: frozenset[date]
    counters: tuple[tuple[int, int], ...]  # of each procedure that is served, how many at once
    cuts: tuple[Cut, ...]
    plan: tuple[Planned, ...] = ()
    numbers: tuple[tuple[int, frozenset[int]], ...] = ()  # of the counters of each procedure, while one is away

    def serves(self, seat: SeatHour) -> bool:
        """Return whether the seat can be served."""
        starts, ends = local_moment(self, seat.starts), local_moment(self, seat.ends)
        day, begins, finishes = starts.date(), starts.time(), ends.time()
        if day in self.closed or not within_hours(day, begins, finishes):
            return False
        if begins < self.opens or finishes > self.closes or seat.number > self.count_seats(seat):
            return False
        if any(planned.takes(day, begins, finishes, seat) for planned in self.plan):
            return False
        return not any(cut.takes(day, begins, finishes, seat.number) for cut in self.cuts)

    def count_seats(self, seat: SeatHour) -> int:
        """Return how many seats of a procedure an hour has: as many as counters serve it then, at most as it sells."""
        starts, ends = local_moment(self, seat.starts), local_moment(self, seat.ends)
        times = (starts.date(), starts.time(), ends.time())
        most = dict(self.counters).get(seat.procedure, 0)
        away = {cut.counter for cut in self.cuts if cut.counter is not None and cut.covers(*times)}
        return min(most, len(dict(self.numbers).get(seat.procedure, frozenset()) - away)) if away else most


@dataclass(frozen=True)
class Serving:
    """Which seats of the centres can be served, from the day before a moment to the end of the horizon."""

    centres: Mapping[int, Centre]

    @classmethod
    def read(cls, now: datetime, agencies: Collection[int] | None = None, last: date | None = None) -> Serving:
        """Read it of all centres or of these, as the reference data stand. Six statements."""
        places = list(Agency.objects.all() if agencies is None else Agency.objects.filter(pk__in=agencies))
        first = now.date() - ONE_DAY
        last = max(last or first, now.date() + timedelta(days=settings.HORIZON_DAYS) + BEYOND)
        closed = calendar.closed_days_of(places, first, last)
        keys = [place.pk for place in places]
        numbers = _numbers(keys)
        counters = _counters(keys, numbers)
        cuts = _cuts(keys, first)
        plan = _plan([place.pk for place in places])
        return cls(
            {
                place.pk: Centre(
                    timezone=place.timezone,
                    opens=place.opens,
                    closes=place.closes,
                    closed=frozenset(closed[place.pk]),
                    counters=tuple(sorted(counters[place.pk].items())),
                    cuts=tuple(cuts[place.pk]),
                    plan=tuple(plan[place.pk]),
                    numbers=_numbers_away(cuts[place.pk], numbers[place.pk]),
                )
                for place in places
            }
        )

    def counters(self, agency: int, procedure: int) -> int:
        """Return at how many counters at once a centre serves a procedure, when nothing of it is closed."""
        centre = self.centres.get(agency)
        return dict(centre.counters).get(procedure, 0) if centre else 0

    def with_counter_away(self, agency: int, cut: Cut) -> Centre:
        """Return a centre as it serves while one more of its counters is away."""
        centre = self.centres[agency]
        cuts = centre.cuts if cut in centre.cuts else (*centre.cuts, cut)
        numbers = tuple(sorted(_numbers([agency])[agency].items()))
        return replace(centre, cuts=cuts, numbers=numbers)

    def serves(self, seat: SeatHour) -> bool:
        """Return whether the seat can be served."""
        centre = self.centres.get(seat.agency)
        return centre is not None and centre.serves(seat)

    def differing(self, other: Serving) -> list[int]:
        """Return the centres of which the other does not serve the same."""
        every = sorted({*self.centres, *other.centres})
        return [pk for pk in every if self.centres.get(pk) != other.centres.get(pk)]


@dataclass(frozen=True)
class Shortage:
    """A service that wants turnos at more counters than serve it: only those have seats (D38)."""

    service: Service
    having: int


def shortages(agencies: Collection[int]) -> list[Shortage]:
    """Return the services of these open centres that want more counters than serve them, in their order."""
    there = _having(agencies)
    services = Service.objects.filter(active=True, agency__in=agencies, agency__active=True, procedure__active=True)
    short = [
        Shortage(each, there[each.agency_id, each.procedure_id])
        for each in services.select_related("agency", "procedure").order_by("pk")
    ]
    return [each for each in short if each.having < each.service.counters]


def _having(agencies: Collection[int]) -> Tally[tuple[int, int]]:
    """Return how many counters of each centre serve each procedure."""
    there = _numbers(agencies)
    return Tally({(agency, each): len(numbers) for agency, of in there.items() for each, numbers in of.items()})


def _numbers(agencies: Collection[int]) -> dict[int, dict[int, frozenset[int]]]:
    """Return the numbers of the counters of each centre that serve each procedure."""
    there = Counter.procedures.through.objects.filter(counter__agency__in=agencies, counter__active=True)
    numbers: dict[int, dict[int, frozenset[int]]] = defaultdict(dict)
    for agency, procedure, number in there.values_list("counter__agency", "procedure", "counter__number"):
        numbers[agency][procedure] = numbers[agency].get(procedure, frozenset()) | {number}
    return numbers


def _numbers_away(cuts: list[Cut], numbers: dict[int, frozenset[int]]) -> tuple[tuple[int, frozenset[int]], ...]:
    """Return the numbers of a centre's counters where one of them is away: else they do not matter."""
    return tuple(sorted(numbers.items())) if any(cut.counter is not None for cut in cuts) else ()


def _counters(
    agencies: Collection[int], numbers: Mapping[int, Mapping[int, frozenset[int]]]
) -> dict[int, dict[int, int]]:
    """Return at how many counters at once each centre serves each procedure: as many as it has that serve it."""
    counters: dict[int, dict[int, int]] = defaultdict(dict)
    services = Service.objects.filter(agency__in=agencies, active=True, procedure__active=True)
    for agency, procedure, most in services.values_list("agency_id", "procedure_id", "counters"):
        if many := min(most, len(numbers.get(agency, {}).get(procedure, ()))):
            counters[agency][procedure] = many
    return counters


def _cuts(agencies: Collection[int], first: date) -> dict[int, list[Cut]]:
    """Return what the standing closings of a part of a centre take."""
    cuts: dict[int, list[Cut]] = defaultdict(list)
    closings = Closing.objects.filter(reopened_at=None, change="", agency__in=agencies, last__gte=first)
    parts = closings.exclude(counter=None, since=None, most=None).order_by("pk")
    for each in parts:
        if each.agency_id is not None and each.last is not None:
            cut = Cut(each.first, each.last, each.counter, each.since, each.until, each.most)
            cuts[each.agency_id].append(cut)
    return cuts


def _plan(agencies: Collection[int]) -> dict[int, list[Planned]]:
    """Return the plan of the week of each centre."""
    plan: dict[int, list[Planned]] = defaultdict(list)
    for row in PlannedHours.objects.filter(agency__in=agencies).order_by("pk"):
        hours = Planned(row.weekday, row.procedure_id, row.since, row.until, row.counters, row.valid_from)
        plan[row.agency_id].append(hours)
    return plan


def seat_hour(seat: Seat) -> SeatHour:
    """Return what matters of a seat that was read with its slot."""
    slot = seat.slot
    return SeatHour(slot.agency_id, slot.procedure_id, slot.starts, slot.ends, seat.number)
