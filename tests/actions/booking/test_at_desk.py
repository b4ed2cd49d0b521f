"""A turno given at the desk: at once, from what the public cannot have too, with no e-mail needed (S27, S28, D4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests import cast
from tests.stages.booking import DAY, LUCK, choose_place, hold_seat, ready, start_draft, states, verify_mailbox
from tests.stages.waiting import feed, join_list, offer_of
from vinculo.actions.booking import drafts, no_shows, offers, turnos
from vinculo.actions.booking.at_desk import book_at_desk
from vinculo.actions.booking.holds import AlreadyBooked
from vinculo.actions.booking.seats import FewerSeats, HoldLost, HourTaken
from vinculo.actions.queue import check_in
from vinculo.actions.shared.guards import NotYours
from vinculo.queries.operations.invariants import breaches
from vinculo.records.models import CalendarDay, Draft, Event, Message, Seat, Service, Slot, Turno
from vinculo.rules.shared.identity import IdentityError

pytestmark = pytest.mark.django_db
TODAY = cast.NOW.date()


def today(times: int = 4, counters: int = 1, first_hour: int = 10) -> list[Slot]:
    return cast.slots(cast.agency(), TODAY, times=times, counters=counters, first_hour=first_hour)


def give_turno(slot: Slot, dependents: int = 1, **changes: Any) -> Turno:
    """Give Ana, who stands before Olga, a turno."""
    values: dict[str, Any] = {
        "slot": slot,
        "dependents": dependents,
        "seats": dependents,
        "presenter_kind": "code",
        "presenter_number": cast.ANA_CODE,
        "affiliate": cast.ana(),
        "by_proxy": False,
        "actor": cast.olga(),
        "now": cast.NOW,
        "random_source": LUCK,
    } | changes
    return book_at_desk(**values)


def test_s28_a_turno_is_confirmed_at_once_without_an_email() -> None:
    slots = today()
    turno = give_turno(slots[1])
    turno.refresh_from_db()
    assert (turno.status, turno.starts, turno.ends) == ("confirmed", slots[1].starts, slots[1].ends)
    assert (turno.presenter_key, turno.presenter_kind, turno.email) == (f"code:{cast.ANA_CODE}", "code", "")
    assert states() == [("free", None), ("taken", turno.pk), ("free", None), ("free", None)]
    assert (Message.objects.count(), breaches()) == (0, [])
    event = Event.objects.get(act="turno_confirmed")
    assert (event.actor, event.subject_id, event.fields) == (cast.olga(), turno.pk, ["desk"])
    case = check_in.check_in(turno=turno, actor=cast.olga(), now=cast.NOW, random_source=LUCK)
    assert case.turno == turno


def test_s30_with_an_email_the_confirmation_is_sent() -> None:
    turno = give_turno(today()[0], email="ana@example.com", mobile="+593991234567")
    message = Message.objects.get()
    assert (message.kind, message.recipient, message.turno) == ("confirmation", "ana@example.com", turno)


def test_what_somebody_missed_is_taken_by_who_is_there() -> None:
    draft = ready(2)
    hold_seat(draft, today(times=2)[0], 2)
    turnos.confirm_turno(draft=draft, now=cast.NOW)
    late = cast.NOW + timedelta(hours=1, minutes=15)
    no_shows.free_missed(now=late)
    rest = Slot.objects.order_by("starts")[1]
    turno = give_turno(rest, presenter_kind="cedula", presenter_number=cast.PEDRO_CEDULA, by_proxy=True, now=late)
    assert states() == [("free", None), ("taken", turno.pk)]
    assert (turno.presenter_key, turno.presenter_kind) == (f"cedula:{cast.PEDRO_CEDULA}", "cedula")
    assert breaches() == []


def test_an_hour_that_has_just_begun_can_be_had_and_one_that_is_over_cannot() -> None:
    slots = today(times=2, counters=2)
    with pytest.raises(HourTaken):
        give_turno(slots[0], now=slots[0].ends)
    assert give_turno(slots[0], now=slots[0].ends - timedelta(seconds=1)).starts == slots[0].starts


def test_the_seats_that_the_public_cannot_have_go_first() -> None:
    slot = today(times=1, counters=3)[0]
    Seat.objects.filter(slot=slot, number=2).update(pool="same_day")
    turno = give_turno(slot)
    assert Seat.objects.get(turno=turno).number == 2


def test_reserved_blocked_and_cooling_seats_are_not_given() -> None:
    slot = today(times=1, counters=3)[0]
    seats = Seat.objects.filter(slot=slot)
    seats.filter(number=1).update(pool="reserve")
    seats.filter(number=2).update(state="blocked")
    seats.filter(number=3).update(state="cooling", free_from=cast.NOW + timedelta(minutes=1))
    with pytest.raises(HourTaken):
        give_turno(slot)
    assert give_turno(slot, now=cast.NOW + timedelta(minutes=1)).seats.get().number == 3


def test_d16_a_family_sits_together_or_hears_how_many_are_left() -> None:
    slots = today(times=3, counters=2)
    Seat.objects.filter(slot=slots[1], number=1).update(state="blocked")
    Seat.objects.filter(slot=slots[2], number=2).update(state="blocked")
    with pytest.raises(FewerSeats) as error:
        give_turno(slots[0], 3)
    assert error.value.left == 2
    turno = give_turno(slots[0], 3, seats=2)
    assert (turno.dependents, turno.seats_count, turno.ends) == (3, 2, slots[1].ends)
    assert set(turno.seats.values_list("number", flat=True)) == {2}
    assert breaches() == []


def test_d4_somebody_who_has_a_turno_gets_no_second_one_and_a_second_click_finds_the_first() -> None:
    slots = today()
    turno = give_turno(slots[0])
    with pytest.raises(AlreadyBooked) as error:
        give_turno(slots[1])
    assert error.value.turno == turno
    assert states().count(("free", None)) == 3


def test_d4_the_same_person_counts_once_whatever_they_show() -> None:
    slots = today()
    turno = give_turno(slots[0], presenter_kind="passport", presenter_number=cast.ANA_PASSPORT, presenter_country="COL")
    assert (turno.presenter_kind, turno.presenter_key) == ("passport", f"code:{cast.ANA_CODE}")
    with pytest.raises(AlreadyBooked):
        give_turno(slots[1], presenter_number="ext-1002003", by_proxy=True)


def test_what_the_person_held_online_becomes_the_turno_of_the_desk() -> None:
    draft = ready()
    slots = today(times=3)
    hold = hold_seat(draft, slots[2])
    shown = hold.turno.token
    turno = give_turno(slots[0])
    assert (turno.pk, states()) == (hold.turno.pk, [("taken", turno.pk), ("free", None), ("free", None)])
    assert turno.token != shown
    with pytest.raises(HoldLost):
        turnos.confirm_turno(draft=Draft.objects.get(pk=draft.pk), now=cast.NOW)
    assert breaches() == []


def test_an_offer_of_the_waiting_list_to_the_same_person_is_over() -> None:
    cast.slots(cast.agency(), DAY, times=1, counters=1)
    entry = join_list()
    feed()
    offer = offer_of(entry)
    slot = today(times=1)[0]
    turno = give_turno(slot, affiliate=entry.affiliate, presenter_number=entry.affiliate.code)
    assert turno.pk == offer.turno_id
    assert Seat.objects.exclude(slot=slot).get().state == "free"
    with pytest.raises(offers.OfferGone):
        offers.accept_offer(offer=offer, now=cast.NOW)
    feed()
    entry.refresh_from_db()
    assert (entry.state, breaches()) == ("met", [])


def test_another_agency_can_be_booked_but_only_by_an_officer() -> None:
    cayambe = cast.agency("CAU Cayambe")
    cast.agency()
    slots = cast.slots(cayambe, DAY)
    with pytest.raises(NotYours):
        give_turno(slots[0], actor=cast.alicia())
    assert give_turno(slots[0]).agency == cayambe


def test_s06_s26_nothing_on_a_closed_day_nor_where_it_is_not_served() -> None:
    slots = today()
    closing = CalendarDay.objects.create(date=TODAY, name="Corte", agency=cast.agency())
    with pytest.raises(HourTaken):
        give_turno(slots[0])
    closing.delete()
    Service.objects.update(active=False)
    with pytest.raises(drafts.NotServed):
        give_turno(slots[0])


def test_s22_the_numbers_must_be_those_of_people() -> None:
    slots = today()
    with pytest.raises(drafts.NotAPresenter):
        give_turno(slots[0], presenter_kind="cedula", presenter_number="1710034066", by_proxy=True)
    with pytest.raises(IdentityError):
        give_turno(slots[0], presenter_number="\x00")
    cast.ana()
    with pytest.raises(drafts.NoActiveAffiliate):
        give_turno(slots[0], affiliate=_inactive())
    assert Turno.objects.count() == 0


def _inactive() -> Any:
    affiliate = cast.ana()
    affiliate.active = False
    affiliate.save()
    return affiliate


def test_d4_a_turno_of_a_proxy_at_the_desk_never_blocks_the_affiliate() -> None:
    slots = today()
    give_turno(slots[0], presenter_kind="cedula", presenter_number=cast.PEDRO_CEDULA, by_proxy=True)
    mine = choose_place(verify_mailbox(start_draft()))
    hold_seat(mine, slots[2])
    assert turnos.confirm_turno(draft=mine, now=cast.NOW).by_proxy is False


def test_d35_a_proxy_at_the_desk_is_told_to_the_registered_mailbox() -> None:
    cast.ana(email="ana.registrada@ejemplo.com")
    slots = today()
    give_turno(slots[0], presenter_kind="cedula", presenter_number=cast.PEDRO_CEDULA, by_proxy=True)
    told = Message.objects.values_list("recipient", "kind")
    assert list(told) == [("ana.registrada@ejemplo.com", "booked_by_other")]


def test_d35_the_affiliate_at_the_desk_is_not_told_of_their_own_turno() -> None:
    cast.ana(email="ana.registrada@ejemplo.com")
    give_turno(today()[0])
    assert Message.objects.count() == 0


def test_nothing_is_ever_mailed_to_somebody_without_an_email() -> None:
    turno = give_turno(cast.slots(cast.agency(), DAY)[0])
    feed(turno.starts - timedelta(hours=1))
    feed(turno.starts - timedelta(hours=23))
    turnos.cancel_turno(turno=turno, now=cast.NOW)
    assert Message.objects.count() == 0
