"""What a closing closes, whom it hits, and where they could go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from vinculo.queries.booking.day_calendar import horizon
from vinculo.queries.booking.seats import claimable
from vinculo.queries.booking.serving import Cut, SeatHour, Serving
from vinculo.queries.shared import calendar
from vinculo.queries.shared.access import supervised_agencies
from vinculo.queries.shared.local_time import local_day, local_moment, midnight, moment_at
from vinculo.records.models import Agency, CalendarDay, Closing, Counter, Province, Seat, Slot, Staff, Turno
from vinculo.rules.closures.rebooking import FreeSeat, Run, by_preference, runs
from vinculo.rules.shared.names import fold
from vinculo.rules.shared.statuses import SeatPool, SeatState, TurnoStatus

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ClosingScope:
    """What is closed from `first` to `last`: the nation, a province, a city, an agency, or a part of an agency.

    Without `last` the agency is closed until it is reopened. A part is one counter, or the hours from `since` to
    `until` of each day, or all counters above the first `most`, or these of those hours. With `change` it is what a
    change of reference data took (D38).
    """

    agency: Agency | None
    first: date
    last: date | None
    counter: int | None = None
    province: Province | None = None
    city: str = ""
    since: time | None = None
    until: time | None = None
    most: int | None = None
    change: str = ""

    @property
    def is_part(self) -> bool:
        """Return whether the days stay open and only a part of them is closed."""
        return (self.counter, self.since, self.most) != (None, None, None)

    @property
    def key(self) -> str:
        """Return the scope as one text: the same closing is written once."""
        where = [self.agency.pk if self.agency else "", self.province.pk if self.province else "", fold(self.city)]
        days = [self.first.isoformat(), self.last.isoformat()] if self.last else ["", ""]
        part = [f"{self.since:%H:%M}-{self.until:%H:%M}"] if self.since else []
        more = [*part, f"≤{self.most}"] if self.most is not None else part
        return "|".join(str(part) for part in [*where, *days, self.counter or "", *more])


def scope_of(closing: Closing) -> ClosingScope:
    """Return the scope of a closing that was written down."""
    return ClosingScope(
        agency=closing.agency,
        first=closing.first,
        last=closing.last,
        counter=closing.counter,
        province=closing.province,
        city=closing.city,
        since=closing.since,
        until=closing.until,
        most=closing.most,
        change=closing.change,
    )


def agencies() -> QuerySet[Agency]:
    """Return the agencies that are open."""
    return Agency.objects.filter(active=True).select_related("province")


def cities() -> list[str]:
    """Return the cities that have an open agency."""
    return sorted(set(agencies().values_list("city", flat=True)), key=fold)


def provinces() -> QuerySet[Province]:
    """Return the provinces that have an open agency."""
    return Province.objects.filter(agencies__active=True).distinct()


def places(scope: ClosingScope) -> list[Agency]:
    """Return the agencies within the scope: the one that it names, else the open ones."""
    if scope.agency is not None:
        return [scope.agency]
    province_agencies = agencies() if scope.province is None else agencies().filter(province=scope.province)
    return [each for each in province_agencies if not scope.city or fold(each.city) == fold(scope.city)]


def has_counter(agency: Agency, number: int) -> bool:
    """Return whether the agency has a counter of this number that is in use."""
    return Counter.objects.filter(agency=agency, number=number, active=True).exists()


def has_seats_above(agency: Agency, most: int, now: datetime) -> bool:
    """Return whether an hour to come of the agency has more seats than so many."""
    return Seat.objects.filter(slot__agency=agency, slot__starts__gt=now, number__gt=most).exists()


def live_turnos(now: datetime, **where: Any) -> int:
    """Return how many confirmed turnos to come there are, such as those of an agency, or of a procedure at one."""
    return Turno.objects.filter(status=TurnoStatus.CONFIRMED, starts__gt=now, **where).count()


def within(scope: ClosingScope, now: datetime) -> Q:
    """Return the condition of a seat in the scope whose hour has not come; a narrower day that is open stays out."""
    if scope.change:  # a change of reference data marks the seats that it hits
        return Q(slot__starts__gt=now, pool=SeatPool.RESERVE, slot__agency__in=[each.pk for each in places(scope)])
    where = Q(slot__starts__gt=now) & _hours(scope)
    if scope.most is not None:
        where &= Q(number__gt=scope.most)
    return where if scope.counter is None else where & _lost_seats(scope, now)


def _lost_seats(scope: ClosingScope, now: datetime) -> Q:
    """Return the condition of the seats that hours lose while one more counter is away: their highest numbers (D38).

    Hours one after the other that keep as many seats are one span, so that it stays short however many days they are.
    """
    condition = Q(pk__in=[])
    if scope.agency is None or scope.counter is None:
        return condition
    last = scope.last or horizon(scope.agency, now)[1]
    cut = Cut(scope.first, last, scope.counter, scope.since, scope.until, None)
    centre = Serving.read(now, [scope.agency.pk], last).with_counter_away(scope.agency.pk, cut)
    slots = Slot.objects.filter(_slots_of(_hours(scope)), agency=scope.agency, starts__gt=now)
    spans: list[tuple[int, int, datetime, datetime]] = []  # procedure, seats that stay, first and last beginning
    for procedure, starts, ends in slots.order_by("procedure", "starts").values_list("procedure", "starts", "ends"):
        stay = centre.count_seats(SeatHour(scope.agency.pk, procedure, starts, ends, 0))
        if spans and spans[-1][:2] == (procedure, stay):
            spans[-1] = (*spans[-1][:3], starts)
        else:
            spans.append((procedure, stay, starts, starts))
    for procedure, stay, first, latest in spans:
        within_span = Q(slot__starts__gte=first, slot__starts__lte=latest, slot__procedure=procedure)
        condition |= within_span & Q(number__gt=stay)
    return condition


def _slots_of(hours: Q) -> Q:
    """Return a condition of seats by their slots as one of the slots themselves."""
    made = Q(_connector=hours.connector, _negated=hours.negated)
    children: list[Any] = hours.children
    for child in children:
        if isinstance(child, Q):
            made.children.append(_slots_of(child))
        else:
            name, value = child
            made.children.append((name.removeprefix("slot__"), value))
    return made


def _hours(scope: ClosingScope) -> Q:
    """Return the condition of an hour of the scope, each agency by its own clock (D9)."""
    if scope.agency is not None and scope.since is not None and scope.until is not None and scope.last is not None:
        spans = Q(pk__in=[])
        for offset in range((scope.last - scope.first).days + 1):
            day = scope.first + offset * ONE_DAY
            begins, ends = (moment_at(scope.agency, day, hour) for hour in (scope.since, scope.until))
            spans |= Q(slot__agency=scope.agency, slot__starts__lt=ends, slot__ends__gt=begins)
        return spans
    zones: dict[str, list[Agency]] = defaultdict(list)
    for each in places(scope):
        zones[each.timezone].append(each)
    spans = Q(pk__in=[])
    for those in zones.values():
        span = Q(slot__agency__in=[each.pk for each in those], slot__starts__gte=midnight(those[0], scope.first))
        if scope.last is not None:
            span &= Q(slot__starts__lt=midnight(those[0], scope.last + ONE_DAY))
        spans |= span
    return spans & ~_opened_below(scope, [each for those in zones.values() for each in those])


def _opened_below(scope: ClosingScope, those: list[Agency]) -> Q:
    condition = Q(pk__in=[])
    if scope.agency is not None or scope.last is None:
        return condition
    narrowness = (False, bool(scope.city), scope.province is not None)
    by_id = {each.pk: each for each in those}
    for pk, day in calendar.opened_below(those, scope.first, scope.last, narrowness):
        begins = midnight(by_id[pk], day)
        condition |= Q(slot__agency=pk, slot__starts__gte=begins, slot__starts__lt=begins + ONE_DAY)
    return condition


def seats(scope: ClosingScope, now: datetime) -> QuerySet[Seat]:
    """Return the seats in the scope whose hour has not come."""
    return Seat.objects.filter(within(scope, now))


def turnos_in_scope(scope: ClosingScope, now: datetime) -> list[Turno]:
    """Return the confirmed turnos in the scope, the next first; the person who has arrived is served."""
    taken = seats(scope, now).filter(state=SeatState.TAKEN)
    turnos = Turno.objects.filter(status=TurnoStatus.CONFIRMED, starts__gt=now, pk__in=taken.values("turno"))
    return list(turnos.select_related("agency", "procedure").order_by("starts", "pk"))


def closings_in_force(now: datetime) -> QuerySet[Closing]:
    """Return the closings that were not reopened and are not over, the newest first."""
    yesterday = (now - ONE_DAY).date()  # whatever the clock of the agency
    closings = Closing.objects.filter(Q(last=None) | Q(last__gte=yesterday), reopened_at=None)
    return closings.select_related("agency", "province", "closed_by").order_by("-closed_at", "-pk")


def parts_in_force(agency: Agency, now: datetime) -> list[Closing]:
    """Return the closings of a part of a centre that stand, in the order of their days."""
    rows = closings_in_force(now).filter(agency=agency, change="").exclude(counter=None, since=None, most=None)
    return list(rows.order_by("first", "since", "pk"))


def parts_of_today(agency: Agency, now: datetime) -> list[Closing]:
    """Return the closings of a part of this day at a centre, in the order of their hours; one statement."""
    today = local_day(agency, now)
    rows = Closing.objects.filter(agency=agency, change="", reopened_at=None, first__lte=today, last__gte=today)
    return list(rows.exclude(counter=None, since=None, most=None).select_related("agency").order_by("since", "pk"))


def closed_now(parts: Sequence[Closing], now: datetime) -> Closing | None:
    """Return the closing for which the whole centre serves nobody at this moment, or None."""
    for each in parts:
        if each.agency is None or each.counter is not None or each.most is not None or each.since is None:
            continue
        here = local_moment(each.agency, now).time()
        if each.until is not None and each.since <= here < each.until:
            return each
    return None


def closing_of(staff: Staff, pk: int) -> Closing | None:
    """Return a closing that somebody may see and reopen: an administrator all, a supervisor the parts of a centre."""
    closing = closing_by_id(pk)
    if closing is None or staff.is_administrator:
        return closing
    return closing if may_close(staff, scope_of(closing)) else None


def may_close(staff: Staff, scope: ClosingScope) -> bool:
    """Return whether somebody may close this: an administrator all, a supervisor a part of a day of their centres."""
    if staff.is_administrator:
        return True
    mine = scope.agency is not None and supervised_agencies(staff).filter(pk=scope.agency.pk).exists()
    return mine and scope.is_part


def what_is_read(scope: ClosingScope) -> list[Closing | Agency | None]:
    """Return what the page shows of a scope before it is closed: how it stands already, and its agencies (D30)."""
    standing = Closing.objects.filter(key=scope.key, reopened_at=None).first()
    return [standing, *places(scope)]


def closing_by_id(pk: int) -> Closing | None:
    """Return a closing, reopened or not, or None."""
    return Closing.objects.select_related("agency", "province", "closed_by", "reopened_by").filter(pk=pk).first()


def count_blocked_seats(closing: Closing, now: datetime) -> int:
    """Return how many seats to come within the scope of a closing are blocked."""
    return seats(scope_of(closing), now).filter(state=SeatState.BLOCKED).count()


def count_stranded_turnos(
    day: date, now: datetime, *, without: int | None = None, plus: CalendarDay | None = None
) -> int:
    """Return how many live turnos would stand on a closed day if one row of the calendar went and another came."""
    begins = datetime.combine(day, time(), UTC)
    around = Turno.objects.filter(
        status=TurnoStatus.CONFIRMED, starts__gt=max(now, begins - ONE_DAY), starts__lt=begins + 2 * ONE_DAY
    ).select_related("agency")
    turnos = [turno for turno in around if local_day(turno.agency, turno.starts) == day]
    rows = [row for row in CalendarDay.objects.filter(date=day) if row.pk != without]
    if plus is not None and plus.date == day:
        rows.append(plus)
    places = {turno.agency_id: turno.agency for turno in turnos}.values()
    before, after = (calendar.closures_of(places, day, day, given) for given in (None, rows))
    return sum(day in after[turno.agency_id] and day not in before[turno.agency_id] for turno in turnos)


def written_by(day: CalendarDay) -> Closing | None:
    """Return the standing closing that wrote a day of the calendar: only reopening takes it back."""
    place: dict[str, Any] = {"agency": day.agency_id, "province": day.province_id, "city": day.city}
    closings = Closing.objects.filter(reopened_at=None, counter=None, since=None, most=None, change="", **place)
    return next((each for each in closings if day.date.isoformat() in each.written), None)


def closed_for_good(agency: Agency) -> bool:
    """Return whether a closing of the whole agency stands: only reopening opens it."""
    return Closing.objects.filter(reopened_at=None, agency=agency, last=None, change="").exists()


def chances(turno: Turno, now: datetime) -> list[Run]:
    """Return where the turno could sit, the best first: its agency on the next days, else its province."""
    here = _chances([turno.agency], turno, now)
    if here:
        return here
    served = Agency.objects.filter(
        active=True, province=turno.agency.province_id, services__active=True, services__procedure=turno.procedure_id
    )
    return _chances(list(served.exclude(pk=turno.agency_id).distinct()), turno, now)


def _chances(places: list[Agency], turno: Turno, now: datetime) -> list[Run]:
    if not places:
        return []
    begins = midnight(turno.agency, local_day(turno.agency, turno.starts))
    notice = now + timedelta(hours=settings.RESEAT_NOTICE_HOURS)
    same_hour = Q(slot__agency=turno.agency_id, slot__starts__gte=turno.starts, slot__starts__lt=turno.ends)
    rows = Seat.objects.filter(
        claimable(now),
        same_hour | Q(slot__starts__gte=max(begins, notice)),
        pool=SeatPool.ONLINE,
        slot__agency__in=places,
        slot__procedure=turno.procedure_id,
    )
    by_id = {place.pk: place for place in places}
    last = max(horizon(place, now)[1] for place in places)
    shut = calendar.closed_days_of(places, local_day(turno.agency, now), last)
    free = [
        FreeSeat(seat=pk, agency=agency, counter=number, starts=starts, ends=ends)
        for pk, agency, number, starts, ends in rows.values_list(
            "pk", "slot__agency", "number", "slot__starts", "slot__ends"
        )
        if local_day(by_id[agency], starts) not in shut[agency]
    ]
    return by_preference(runs(free, turno.seats_count), turno.agency_id, turno.starts)
