"""Booking: holds, confirmations, families, moves (S06, S27, S28, D4, D16)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import cast
from tests.stages.booking import DAY, LUCK, choose_place, hold_seat, ready, start_draft, states, verify_mailbox
from vinculo.actions.booking import drafts, holds, seats, turnos
from vinculo.queries.booking import day_calendar
from vinculo.queries.booking import drafts as drafts_query
from vinculo.records.models import Message, Seat, Turno

pytestmark = pytest.mark.django_db


def test_s27_choosing_si_holds_the_seat() -> None:
    draft = ready()
    slot = cast.slots(cast.agency(), DAY, times=1)[0]
    hold = hold_seat(draft, slot)
    assert states() == [("held", hold.turno.pk), ("free", None)]
    assert hold.until == cast.NOW + timedelta(minutes=10)


def test_s27_own_hold_is_renewed_never_competed_with() -> None:
    draft = ready()
    first, second = cast.slots(cast.agency(), DAY, times=2, counters=1)
    hold_seat(draft, first)
    hold_seat(draft, first, now=cast.NOW + timedelta(minutes=5))
    hold = hold_seat(draft, second)
    assert states() == [("free", None), ("held", hold.turno.pk)]
    assert Turno.objects.count() == 1


def test_s27_an_expired_hold_can_be_claimed_and_the_first_holder_is_told() -> None:
    draft = ready()
    slot = cast.slots(cast.agency(), DAY, times=1, counters=1)[0]
    hold_seat(draft, slot)
    later = cast.NOW + timedelta(minutes=11)
    pedro = verify_mailbox(start_draft(cast.PEDRO_CEDULA), "pedro@example.com")
    drafts.name_affiliate(draft=pedro, code=cast.ANA_CODE, address="a", now=cast.NOW)
    pedro = choose_place(pedro)
    with pytest.raises(seats.HourTaken):
        hold_seat(pedro, slot)
    hold_seat(pedro, slot, now=later)
    with pytest.raises(seats.HoldLost):
        turnos.confirm_turno(draft=draft, now=later)
    assert turnos.confirm_turno(draft=pedro, now=later).by_proxy is True


def test_s28_confirm_takes_exactly_what_was_held_and_twice_is_once() -> None:
    draft = ready(dependents=2)
    slots = cast.slots(cast.agency(), DAY, times=3, counters=1)
    hold_seat(draft, slots[0], 2)
    turno = turnos.confirm_turno(draft=draft, now=cast.NOW)
    again = turnos.confirm_turno(draft=draft, now=cast.NOW)
    assert (turno.status, again.pk) == ("confirmed", turno.pk)
    assert states() == [("taken", turno.pk), ("taken", turno.pk), ("free", None)]
    assert (turno.starts, turno.ends) == (slots[0].starts, slots[1].ends)
    assert Message.objects.filter(kind="confirmation").count() == 1


def test_s28_an_expired_hold_that_nobody_took_still_confirms() -> None:
    draft = ready()
    slot = cast.slots(cast.agency(), DAY, times=1, counters=1)[0]
    hold_seat(draft, slot)
    assert turnos.confirm_turno(draft=draft, now=cast.NOW + timedelta(hours=1)).status == "confirmed"


def test_d16_a_family_sits_at_one_counter_or_gets_the_longest_run() -> None:
    draft = ready(dependents=3)
    slots = cast.slots(cast.agency(), DAY, times=4, counters=2)
    Seat.objects.filter(slot=slots[1], number=1).update(state="blocked")
    Seat.objects.filter(slot=slots[3], number=2).update(state="blocked")
    hold = hold_seat(draft, slots[0], 3)
    assert list(hold.turno.seats.values_list("number", flat=True)) == [2, 2, 2]
    with pytest.raises(seats.FewerSeats) as error:
        hold_seat(draft, slots[2], 3)
    assert error.value.left == 2
    hold = hold_seat(draft, slots[2], 2)
    turno = turnos.confirm_turno(draft=draft, now=cast.NOW)
    assert (turno.dependents, turno.seats_count) == (3, 2)


def test_d4_one_live_turno_per_presenter_affiliate_and_procedure() -> None:
    slots = cast.slots(cast.agency(), DAY)
    draft = ready()
    hold_seat(draft, slots[0])
    turnos.confirm_turno(draft=draft, now=cast.NOW)
    with pytest.raises(holds.AlreadyBooked):
        hold_seat(ready(), slots[1])


def test_d4_a_turno_of_a_proxy_never_blocks_the_affiliate() -> None:
    slots = cast.slots(cast.agency(), DAY)
    cast.ana()
    pedro = verify_mailbox(start_draft(cast.PEDRO_CEDULA), "pedro@example.com")
    drafts.name_affiliate(draft=pedro, code=cast.ANA_CODE, address="a", now=cast.NOW)
    pedro = choose_place(pedro)
    hold_seat(pedro, slots[0])
    turnos.confirm_turno(draft=pedro, now=cast.NOW)
    mine = ready()
    hold_seat(mine, slots[0])
    assert turnos.confirm_turno(draft=mine, now=cast.NOW).by_proxy is False


def test_d4_a_strangers_hold_on_my_number_cannot_be_confirmed_after_mine() -> None:
    slots = cast.slots(cast.agency(), DAY)
    stranger, mine = ready(email="thief@example.com"), ready(email="ana@example.com")
    hold_seat(stranger, slots[0])
    hold_seat(mine, slots[1])
    stranger.refresh_from_db()
    with pytest.raises(seats.HoldLost):
        turnos.confirm_turno(draft=stranger, now=cast.NOW)
    assert turnos.confirm_turno(draft=mine, now=cast.NOW).email == "ana@example.com"


def test_d4_d28_the_registrys_own_email_takes_the_place_of_a_strangers_turno_and_both_are_told() -> None:
    slots = cast.slots(cast.agency(), DAY)
    cast.ana(email="ana@example.com")
    stranger = ready(email="thief@example.com")
    hold_seat(stranger, slots[0])
    taken = turnos.confirm_turno(draft=stranger, now=cast.NOW)
    thief = ready(email="thief2@example.com")
    with pytest.raises(holds.AlreadyBooked):
        hold_seat(thief, slots[1])
    mine = ready(email="Ana+turno@Example.com")
    hold_seat(mine, slots[1])
    taken.refresh_from_db()
    assert taken.status == "confirmed"  # nothing ends before *Confirmar*
    own = turnos.confirm_turno(draft=mine, now=cast.NOW)
    taken.refresh_from_db()
    assert (taken.status, taken.release.way, own.status, own.proof) == ("cancelled", "owner", "confirmed", "own")
    assert Seat.objects.filter(state="cooling").count() == 1
    told = Message.objects.filter(kind__in=["booked_by_other", "replaced", "released"]).order_by("pk")
    assert list(told.values_list("recipient", "kind")) == [
        ("ana@example.com", "booked_by_other"),
        ("thief@example.com", "released"),
        ("Ana+turno@Example.com", "replaced"),
    ]
    with pytest.raises(holds.AlreadyBooked):
        hold_seat(ready(email="thief2@example.com"), slots[2])


def test_a_cancelled_seat_cools_down_before_anybody_gets_it() -> None:
    draft = ready()
    slot = cast.slots(cast.agency(), DAY, times=1, counters=1)[0]
    hold_seat(draft, slot)
    turno = turnos.confirm_turno(draft=draft, now=cast.NOW)
    turnos.cancel_turno(turno=turno, now=cast.NOW)
    turnos.cancel_turno(turno=turno, now=cast.NOW)
    assert states() == [("cooling", None)]
    with pytest.raises(seats.HourTaken):
        hold_seat(ready(), slot)
    hold = hold_seat(ready(), slot, now=cast.NOW + timedelta(minutes=46))
    assert states() == [("held", hold.turno.pk)]


def test_a_move_keeps_the_old_seat_until_the_new_one_is_confirmed() -> None:
    draft = ready()
    first, second = cast.slots(cast.agency(), DAY, times=2, counters=1)
    hold_seat(draft, first)
    turno = turnos.confirm_turno(draft=draft, now=cast.NOW)
    moving = drafts.start_move(turno=turno, now=cast.NOW, random_source=LUCK)
    hold_seat(moving, second)
    assert states() == [("taken", turno.pk), ("held", turno.pk)]
    moved = turnos.confirm_turno(draft=moving, now=cast.NOW)
    turnos.confirm_turno(draft=moving, now=cast.NOW)
    assert states() == [("cooling", None), ("taken", turno.pk)]
    assert (moved.pk, moved.starts, moved.sequence) == (turno.pk, second.starts, 1)


def test_s06_no_turno_on_a_day_that_closed_meanwhile() -> None:
    from vinculo.records.models import CalendarDay

    draft = ready()
    slot = cast.slots(cast.agency(), DAY, times=1)[0]
    CalendarDay.objects.create(date=DAY, name="Feriado de prueba")
    with pytest.raises(seats.HourTaken):
        hold_seat(draft, slot)


def test_s27_days_without_seats_say_why() -> None:
    from vinculo.records.models import CalendarDay

    agency = cast.agency()
    cast.slots(agency, DAY, times=1, counters=1)
    full = DAY + timedelta(days=1)
    Seat.objects.filter(slot=cast.slots(agency, full, times=1, counters=1)[0]).update(state="blocked")
    CalendarDay.objects.create(date=full + timedelta(days=1), name="Feriado de prueba")
    days = {day.date: (day.selectable, day.reason) for day in day_calendar.days(agency, cast.procedure(), cast.NOW)}
    assert days[DAY] == (True, "")
    assert days[full] == (False, "full")
    assert days[full + timedelta(days=1)] == (False, "holiday")
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}


def test_d16_hours_offer_full_runs_or_the_days_longest() -> None:
    agency = cast.agency()
    slots = cast.slots(agency, DAY, times=3, counters=1)
    hours = drafts_query.hours(agency, cast.procedure(), DAY, 2, cast.NOW)
    assert [(hour.slot, hour.seats) for hour in hours] == [(slots[0].pk, 2), (slots[1].pk, 2)]
    Seat.objects.filter(slot=slots[1]).update(state="blocked")
    hours = drafts_query.hours(agency, cast.procedure(), DAY, 2, cast.NOW)
    assert [(hour.slot, hour.seats) for hour in hours] == [(slots[0].pk, 1), (slots[2].pk, 1)]
