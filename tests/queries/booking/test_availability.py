"""What one statement says of an agency agrees with the condition of the claim; seats bear what their slot is."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from tests import cast
from tests.stages import prepared
from vinculo.queries.booking import availability, day_calendar, drafts
from vinculo.queries.booking.seats import claimable, earliest_start
from vinculo.records.models import Agency, CalendarDay, Seat, Slot

pytestmark = pytest.mark.django_db
TODAY = cast.NOW.date()
DAYS = [TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)]


def scatter_seats(luck: Random, own: int, other: int) -> None:
    """Put every seat into some state, with times before and after now."""
    for seat in Seat.objects.all():
        moment = cast.NOW + timedelta(minutes=luck.choice([-20, 0, 20]))
        state = luck.choice(["free", "blocked", "cooling", "held", "held", "taken"])
        Seat.objects.filter(pk=seat.pk).update(
            state=state,
            free_from=moment if state == "cooling" else None,
            held_until=moment if state == "held" else None,
            pool=luck.choice(["online", "online", "same_day"]),
            turno=luck.choice([own, other]) if state in ("held", "taken") else None,
        )


@pytest.mark.parametrize("seed", range(6))
def test_what_is_offered_is_what_can_be_claimed(seed: int) -> None:
    cast.ana()
    agency = cast.agency()
    for day in DAYS:
        cast.slots(agency, day, times=5, counters=2, first_hour=9)
    own = prepared.turno(dependents=1, status="holding").pk
    other = prepared.turno(
        dependents=1, status="expired", reference="T000000007", token="7" * 32, presenter_key="cedula:7"
    ).pk
    scatter_seats(Random(seed), own, other)
    soon = earliest_start(cast.NOW)
    for mine in (None, own):
        seats = Seat.objects.filter(claimable(cast.NOW, mine), pool="online", slot__starts__gte=soon)
        expected = set(seats.values_list("slot", "number"))
        shown = set()
        for day in DAYS:
            look = day_calendar.look(agency, cast.procedure(), cast.NOW, mine, day)
            slots = availability.free_slots(look.read.hours)
            shown |= {(slot.slot, counter) for slot in slots for counter in slot.counters}
            free = next(each.selectable for each in look.days if each.date == day)
            assert free == any(slot.starts.astimezone(cast.GUAYAQUIL).date() == day for slot in slots)
        assert shown == expected
        first = availability.first_hours({agency.pk: soon}, cast.procedure().pk, cast.NOW, mine)
        assert first == {agency.pk: min(seats.values_list("slot__starts", flat=True))}


def test_a_name_may_hold_any_sign() -> None:
    agency = cast.agency()
    CalendarDay.objects.create(date=DAYS[1], name="Corte\x1e2026-12-02\x1f\x1fde 'luz' \"%s\" {}", agency=agency)
    day = next(each for each in day_calendar.days(agency, cast.procedure(), cast.NOW) if each.date == DAYS[1])
    assert (day.reason, day.note) == ("closed", "Corte 2026-12-02  de 'luz' \"%s\" {}")


def test_a_day_that_opens_later_is_found_by_its_first_moment() -> None:
    agency = cast.agency()
    cast.slots(agency, DAYS[1], times=3, counters=1)
    for minutes, seat in zip((50, 30, 40), Seat.objects.order_by("pk"), strict=True):
        Seat.objects.filter(pk=seat.pk).update(state="cooling", free_from=cast.NOW + timedelta(minutes=minutes))
    read = day_calendar.look(agency, cast.procedure(), cast.NOW).read
    assert availability.free_days(read.days)[1] == (False, cast.NOW + timedelta(minutes=30))


def test_hours_of_a_slot_that_keeps_its_length_join_only_where_they_touch() -> None:
    agency = cast.agency()
    slots = cast.slots(agency, DAYS[1], times=3, counters=1)
    Slot.objects.filter(pk=slots[0].pk).update(ends=slots[0].ends - timedelta(minutes=5))
    hours = drafts.hours(agency, cast.procedure(), DAYS[1], 2, cast.NOW)
    assert [(hour.slot, hour.seats) for hour in hours] == [(slots[1].pk, 2)]


def bearing(seat: Seat) -> tuple[object, ...]:
    seat.refresh_from_db()
    return seat.agency_id, seat.procedure_id, seat.starts


def test_a_seat_has_its_slots_agency_procedure_and_hour_whatever_anybody_writes() -> None:
    agency = cast.agency()
    first, second = cast.slots(agency, DAYS[1], times=2, counters=1)
    right = (agency.pk, cast.procedure().pk, first.starts)
    seat = Seat.objects.get(slot=first)
    assert bearing(seat) == right
    assert bearing(Seat.objects.create(slot=first, number=2)) == right
    Seat.objects.filter(pk=seat.pk).update(starts=cast.NOW, agency=None)
    assert bearing(seat) == right
    seat.number, seat.starts = 5, None
    seat.save()
    assert bearing(seat) == right
    Seat.objects.filter(pk=seat.pk).update(slot=second)
    assert bearing(seat) == (agency.pk, cast.procedure().pk, second.starts)


def test_a_slot_that_is_changed_tells_its_seats() -> None:
    slot = cast.slots(cast.agency(), DAYS[1], times=1, counters=1)[0]
    moved: Agency = cast.agency("CAU Cuenca", "Azuay", "01")
    Slot.objects.filter(pk=slot.pk).update(agency=moved, starts=slot.starts + timedelta(minutes=1))
    assert bearing(Seat.objects.get()) == (moved.pk, cast.procedure().pk, slot.starts + timedelta(minutes=1))
