"""Whatever reference data change, nobody is left with a turno that no centre can serve (D38)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from pytest_django import Settings

from tests import cast
from tests.actions.closures.test_closures import TUESDAY, WEDNESDAY, book_turno, hold_seat, local, sound
from vinculo.actions.booking.opening_days import open_days
from vinculo.actions.booking.seats import HoldLost
from vinculo.actions.booking.turnos import cancel_turno, confirm_turno
from vinculo.actions.closures.changes import Strands, change_reference, seat_stranded
from vinculo.actions.closures.closures import Closed, go_on
from vinculo.queries.booking.day_calendar import look
from vinculo.queries.operations.invariants import breaches
from vinculo.records.models import (
    Agency,
    CalendarDay,
    Closing,
    Counter,
    Event,
    Message,
    Procedure,
    Province,
    Reseating,
    Seat,
    Service,
    Slot,
    Turno,
)
from vinculo.rules.shared.acts import Subject

pytestmark = pytest.mark.django_db
WHY = "El centro atiende solo por la mañana"


def make_change(change: Callable[[], object], reason: str = WHY, now: datetime = cast.NOW) -> Closed | None:
    """Make a change through the act and seat whom it hits."""
    made = change_reference(
        change=change, what=Subject.AGENCY, reason=reason, actor=cast.alicia(), now=now, random_source=Random(4)
    )
    return seat_stranded(changed=made, now=now)


def morning_only() -> None:
    Agency.objects.update(closes=time(13))


def whole_day() -> Agency:
    """Return an agency that has Tuesday and Wednesday open from 08:00 to 17:00 at two counters."""
    quito = cast.agency()
    open_days(now=cast.NOW.replace(hour=6), random_source=Random(1), horizon_days=2)
    return quito


def slot_at(day: date, hour: int, minute: int = 0) -> Slot:
    starts = datetime(day.year, day.month, day.day, hour, minute, tzinfo=cast.GUAYAQUIL)
    return Slot.objects.get(starts=starts)


def on_sale(after: int) -> int:
    """Return how many seats of Tuesday that begin at this hour or later can be had or will be."""
    seats = Seat.objects.filter(slot__starts__gte=slot_at(TUESDAY, after).starts, slot__starts__date=TUESDAY)
    return seats.filter(state__in=["free", "cooling", "held"]).count()


def test_d38_shorter_hours_ask_whom_they_hit_and_change_nothing_before() -> None:
    whole_day()
    ten = [book_turno(number, slot_at(TUESDAY, 13 + number // 4, 15 * (number % 4))) for number in range(10)]
    book_turno(20, slot_at(TUESDAY, 12, 45))
    with pytest.raises(Strands) as refused:
        make_change(morning_only, reason="")
    assert refused.value.turnos == ten
    assert (Agency.objects.get().closes, on_sale(13), Closing.objects.count()) == (time(17), 32 - 10, 0)


def test_d38_whom_shorter_hours_hit_gets_another_hour_and_one_message_and_nothing_stays_on_sale() -> None:
    whole_day()
    ten = [book_turno(number, slot_at(TUESDAY, 13 + number // 4, 15 * (number % 4))) for number in range(10)]
    Message.objects.all().delete()
    assert make_change(morning_only) == Closed(10, ())
    assert all(local(turno).time() < time(13) for turno in ten)
    assert sorted(Message.objects.values_list("turno", flat=True)) == [turno.pk for turno in ten]
    assert set(Message.objects.values_list("kind", flat=True)) == {"reseated"}
    assert f"Motivo: {WHY}." in Message.objects.all()[0].body
    at_one = Seat.objects.filter(slot=slot_at(TUESDAY, 13)).values_list("state", "pool")
    assert (on_sale(13), list(at_one)) == (0, [("blocked", "online")] * 2)
    closing = Closing.objects.get()
    assert (closing.change, closing.agency, closing.reason) == ("agency", cast.agency(), WHY)
    assert Event.objects.filter(act="reference_changed", subject="closing", actor=cast.alicia()).count() == 1
    assert sound()


def test_d38_a_hold_in_hours_that_are_no_more_is_lost() -> None:
    whole_day()
    of = hold_seat(1, slot_at(TUESDAY, 15))
    assert make_change(morning_only, reason="") is None
    with pytest.raises(HoldLost):
        confirm_turno(draft=of, now=cast.NOW)


def test_d38_an_hour_that_its_person_gives_back_after_the_change_is_nobodys() -> None:
    whole_day()
    turno = book_turno(1, slot_at(TUESDAY, 15))
    change_reference(
        change=morning_only, what=Subject.AGENCY, reason=WHY, actor=cast.alicia(), now=cast.NOW, random_source=Random(1)
    )
    cancel_turno(turno=turno, now=cast.NOW)
    assert on_sale(13) == 0


def test_d38_longer_hours_open_their_seats_again_and_those_that_never_were() -> None:
    Agency.objects.filter(pk=cast.agency().pk).update(opens=time(10), closes=time(15))
    whole_day()
    assert make_change(morning_only) is None
    make_change(lambda: Agency.objects.update(opens=time(8), closes=time(17)))
    tuesday = Slot.objects.filter(starts__date=TUESDAY)
    assert tuesday.filter(seats__state__in=["free", "cooling"]).distinct().count() == 36
    assert Seat.objects.filter(slot__in=tuesday).count() == 72
    assert not Seat.objects.filter(slot__in=tuesday, state="blocked").exists()


def test_d38_who_was_kept_is_told_that_the_turno_stands_when_the_hours_come_back() -> None:
    whole_day()
    Seat.objects.exclude(slot=slot_at(TUESDAY, 15)).update(state="blocked")
    turno = book_turno(1, slot_at(TUESDAY, 15))
    Seat.objects.filter(state="free").update(state="blocked")
    assert make_change(morning_only) == Closed(0, (turno.reference,))
    assert Reseating.objects.get().outcome == "kept"
    make_change(lambda: Agency.objects.update(closes=time(17)))
    assert list(Message.objects.order_by("pk").values_list("kind", flat=True))[-2:] == ["kept", "stands_again"]
    assert (Seat.objects.get(turno=turno).pool, Closing.objects.get().reopened_by) == ("online", cast.alicia())


@pytest.mark.parametrize(
    "change",
    [
        lambda: Agency.objects.update(opens=time(11)),
        lambda: Agency.objects.update(active=False),
        lambda: Service.objects.update(active=False),
        lambda: Service.objects.all().delete(),
        lambda: Procedure.objects.update(active=False),
        lambda: CalendarDay.objects.create(date=TUESDAY, name="Decreto"),
        lambda: CalendarDay.objects.create(date=TUESDAY, name="Decreto", province=Province.objects.get(code="17")),
        lambda: CalendarDay.objects.create(date=TUESDAY, name="Decreto", city="quito"),
        lambda: CalendarDay.objects.create(date=TUESDAY, name="Decreto", agency=Agency.objects.get()),
        lambda: Agency.objects.update(timezone="Pacific/Galapagos", opens=time(10)),
    ],
    ids=["hours", "agency", "service", "deleted", "procedure", "nation", "province", "city", "day", "zone"],
)
def test_d38_every_change_that_takes_the_hour_of_a_turno_asks(change: Callable[[], object]) -> None:
    whole_day()
    turno = book_turno(1, slot_at(TUESDAY, 10))
    with pytest.raises(Strands) as refused:
        make_change(change, reason="")
    assert refused.value.turnos == [turno]
    assert make_change(change) is not None
    assert Reseating.objects.get().turno == turno


@pytest.mark.parametrize("where", ["province", "city"])
def test_d38_a_centre_that_comes_under_another_calendar_asks(where: str) -> None:
    quito = whole_day()
    guayas = Province.objects.create(code="09", name="Guayas")
    there = {"province": guayas} if where == "province" else {"city": "Guayaquil"}
    CalendarDay.objects.create(date=TUESDAY, name="Fundación", **there)
    turno = book_turno(1, slot_at(TUESDAY, 10))
    with pytest.raises(Strands) as refused:
        make_change(lambda: Agency.objects.filter(pk=quito.pk).update(**there), reason="")
    assert refused.value.turnos == [turno]


def test_d38_fewer_counters_ask_for_those_above_and_leave_the_others() -> None:
    whole_day()
    slot = slot_at(TUESDAY, 10)
    stays, goes = book_turno(1, slot), book_turno(2, slot)
    with pytest.raises(Strands) as refused:
        make_change(lambda: Service.objects.update(counters=1), reason="")
    assert refused.value.turnos == [goes]
    assert make_change(lambda: Service.objects.update(counters=1)) == Closed(1, ())
    assert local(stays).time() == time(10)
    tuesday = Seat.objects.filter(number=2, slot__starts__date=TUESDAY)
    assert set(tuesday.values_list("state", flat=True)) == {"blocked"}


def test_d38_a_change_that_hits_nobody_asks_nothing() -> None:
    whole_day()
    book_turno(1, slot_at(TUESDAY, 10))
    assert make_change(morning_only, reason="") is None
    assert (on_sale(13), Closing.objects.count()) == (0, 0)
    assert make_change(lambda: Agency.objects.update(address="Av. Patria"), reason="") is None


def test_d38_who_stood_on_a_day_that_the_guided_act_closed_is_not_hit_again() -> None:
    quito = whole_day()
    book_turno(1, slot_at(TUESDAY, 15))
    CalendarDay.objects.create(date=TUESDAY, name="Decreto", agency=quito)
    assert make_change(morning_only, reason="") is None


def test_d38_the_upkeep_goes_on_where_a_change_hits_more_than_can_be_seated_at_once(settings: Settings) -> None:
    settings.RESEAT_AT_ONCE = 2
    whole_day()
    turnos = [book_turno(number, slot_at(TUESDAY, 14, 15 * number)) for number in range(4)]
    assert make_change(morning_only) == Closed(2, (), 2)
    assert go_on(now=cast.NOW + timedelta(minutes=1)) == 2
    assert all(local(turno).time() < time(13) for turno in turnos)
    assert Closing.objects.get().done_at is not None


def test_d38_the_pages_of_booking_offer_no_hour_outside_the_new_ones() -> None:
    quito = whole_day()
    make_change(morning_only)
    hours = look(quito, cast.procedure(), cast.NOW, chosen=WEDNESDAY).hours(1)
    assert max(each.time for each in hours) == "12:45"
    assert Turno.objects.count() == 0


def test_d38_a_counter_that_is_switched_off_asks_about_the_seats_it_carried() -> None:
    whole_day()
    slot = slot_at(TUESDAY, 10)
    stays, goes = book_turno(1, slot), book_turno(2, slot)
    off = Counter.objects.filter(number=1)
    with pytest.raises(Strands) as refused:
        make_change(lambda: off.update(active=False), reason="")
    assert refused.value.turnos == [goes]
    assert make_change(lambda: off.update(active=False)) == Closed(1, ())
    assert local(stays).time() == time(10)
    tuesday = Seat.objects.filter(slot__starts__date=TUESDAY)
    assert set(tuesday.filter(number=2).values_list("state", flat=True)) == {"blocked"}
    make_change(lambda: off.update(active=True))
    assert not tuesday.filter(state="blocked").exists()


def test_d38_a_counter_that_no_longer_serves_the_procedure_asks_too() -> None:
    whole_day()
    goes = [book_turno(number, slot_at(TUESDAY, 10)) for number in (1, 2)][1]
    with pytest.raises(Strands) as refused:
        make_change(Counter.objects.get(number=2).procedures.clear, reason="")
    assert refused.value.turnos == [goes]


def test_d38_a_centre_that_could_not_call_anybody_sells_nothing() -> None:
    quito = cast.agency()
    Counter.objects.all().delete()
    assert open_days(now=cast.NOW, random_source=Random(1), horizon_days=3) == 0
    assert {day.reason for day in look(quito, cast.procedure(), cast.NOW).days} == {"unserved"}
    cast.counter(1, quito)
    assert open_days(now=cast.NOW, random_source=Random(1), horizon_days=1) > 0
    assert set(Seat.objects.values_list("number", flat=True)) == {1}
    assert {day.reason for day in look(quito, cast.procedure(), cast.NOW).days} > {""}


def test_d38_seats_on_sale_where_no_counter_calls_are_a_breach() -> None:
    whole_day()
    assert sound()
    Counter.objects.update(active=False)
    assert [each.rule for each in breaches()] == ["venta"]
    Seat.objects.update(state="blocked", free_from=None)
    assert sound()
