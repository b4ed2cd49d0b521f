"""The waiting list: the oldest that fits is offered a seat that nobody else can have meanwhile."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.db import IntegrityError
from django.test import override_settings

from tests import cast
from tests.stages import waiting as stage
from tests.stages.booking import DAY, hold_seat, ready, states
from tests.stages.waiting import LUCK, WEEK, feed, join_list, offer_of, state_of
from vinculo.actions.booking import offers, turnos, waiting_list
from vinculo.actions.booking.holds import AlreadyBooked, DraftNotReady
from vinculo.actions.booking.seats import HourTaken, give_back
from vinculo.actions.operations import upkeep
from vinculo.actions.shared import limits
from vinculo.queries.operations.invariants import breaches, census
from vinculo.records.models import Affiliate, Draft, Message, Offer, Seat, Turno, WaitingEntry
from vinculo.rules.shared.references import hash_token

pytestmark = pytest.mark.django_db
LATER = cast.NOW + timedelta(hours=2, minutes=1)  # after an offer


def one_seat() -> None:
    cast.slots(cast.agency(), DAY, times=1, counters=1)


def taken_by_ana() -> Turno:
    draft = ready()
    hold_seat(draft, cast.slots(cast.agency(), DAY, times=1, counters=1)[0])
    return turnos.confirm_turno(draft=draft, now=cast.NOW)


def test_nothing_is_offered_while_the_seat_is_taken_and_a_cancelled_one_goes_to_the_list_first() -> None:
    turno = taken_by_ana()
    entry = join_list()
    assert feed()["offers"] == 0
    turnos.cancel_turno(turno=turno, now=cast.NOW)
    assert states() == [("cooling", None)]
    assert feed()["offers"] == 1
    assert states() == [("held", offer_of(entry).turno_id)]
    assert (state_of(entry), breaches()) == ("offered", [])


def test_an_offered_seat_is_counted_apart_and_all_are_all_rows() -> None:
    cast.slots(cast.agency(), DAY, times=2, counters=2)
    join_list()
    feed()
    assert census() == {"free": 3, "held": 0, "taken": 0, "cooling": 0, "blocked": 0, "offered": 1}


def test_nobody_else_can_have_an_offered_seat() -> None:
    slot = cast.slots(cast.agency(), DAY, times=1, counters=1)[0]
    join_list(0)
    feed()
    with pytest.raises(HourTaken):
        stage.hold(stage.draft(1), slot, now=LATER)


def test_the_oldest_that_fits_comes_first() -> None:
    one_seat()
    family, second = join_list(0, dependents=2), join_list(1, now=cast.NOW + timedelta(minutes=1))
    assert feed()["offers"] == 1
    assert (state_of(family), state_of(second)) == ("waiting", "offered")


def test_d16_a_family_is_offered_consecutive_seats_at_one_counter_or_none() -> None:
    slots = cast.slots(cast.agency(), DAY, times=3, counters=1)
    Seat.objects.filter(slot=slots[1]).update(state="blocked")
    entry = join_list(dependents=2)
    assert feed()["offers"] == 0
    Seat.objects.filter(slot=slots[1]).update(state="free")
    assert feed()["offers"] == 1
    turno = offer_of(entry).turno
    assert (turno.starts, turno.ends, turno.seats_count) == (slots[0].starts, slots[1].ends, 2)


def test_accepting_confirms_the_turno_and_twice_is_once() -> None:
    one_seat()
    entry = join_list()
    feed()
    offer = offer_of(entry)
    turno = offers.accept_offer(offer=offer, now=cast.NOW)
    assert offers.accept_offer(offer=offer, now=LATER).pk == turno.pk
    assert (turno.status, state_of(entry), states()) == ("confirmed", "met", [("taken", turno.pk)])
    assert Message.objects.filter(kind="confirmation", turno=turno).count() == 1
    assert breaches() == []


def test_an_offer_that_is_declined_goes_to_the_next_and_not_to_the_same_again() -> None:
    one_seat()
    first, second = join_list(0), join_list(1, now=cast.NOW + timedelta(minutes=1))
    feed()
    offers.decline_offer(offer=offer_of(first), now=cast.NOW)
    assert states() == [("cooling", None)]
    assert feed()["offers"] == 1
    assert (state_of(first), state_of(second)) == ("waiting", "offered")
    assert [*Turno.objects.filter(status="expired").values_list("presenter_key", flat=True)] == [first.presenter_key]
    assert breaches() == []


def test_d35_a_proxy_who_accepts_an_offer_is_told_to_the_registered_mailbox() -> None:
    one_seat()
    entry = join_list()
    WaitingEntry.objects.filter(pk=entry.pk).update(by_proxy=True, proof="power")
    Affiliate.objects.filter(pk=entry.affiliate_id).update(email="registrada@ejemplo.com")
    feed()
    offers.accept_offer(offer=offer_of(entry), now=cast.NOW)
    told = Message.objects.filter(kind="booked_by_other").values_list("recipient", flat=True)
    assert list(told) == ["registrada@ejemplo.com"]


def test_an_offer_that_nobody_accepts_goes_to_the_next_before_the_public() -> None:
    slot = cast.slots(cast.agency(), DAY, times=1, counters=1)[0]
    first, second = join_list(0), join_list(1, now=cast.NOW + timedelta(minutes=1))
    feed()
    with pytest.raises(HourTaken):
        stage.hold(stage.draft(2), slot, now=LATER)
    counts = feed(LATER)
    assert (counts["let_go"], counts["offers"]) == (1, 1)
    assert (state_of(first), state_of(second)) == ("waiting", "offered")


def test_what_nobody_on_the_list_wants_comes_back_to_all() -> None:
    slot = cast.slots(cast.agency(), DAY, times=1, counters=1)[0]
    entry = join_list()
    feed()
    offers.decline_offer(offer=offer_of(entry), now=cast.NOW)
    feed()
    upkeep.run_upkeep(now=cast.NOW + timedelta(minutes=46))
    assert states() == [("free", None)]
    assert stage.hold(stage.draft(1), slot, now=cast.NOW + timedelta(minutes=46)).seats == 1


def test_an_offer_cannot_be_accepted_after_its_time_even_before_upkeep_came() -> None:
    one_seat()
    entry = join_list()
    feed()
    offer = offer_of(entry)
    with pytest.raises(offers.OfferGone):
        offers.accept_offer(offer=offer, now=offer.expires_at)
    assert offers.accept_offer(offer=offer, now=offer.expires_at - timedelta(seconds=1)).status == "confirmed"


def test_the_mail_of_an_offer_has_the_private_link_and_no_other_persons_data() -> None:
    one_seat()
    entry = join_list()
    feed()
    mail = Message.objects.get(kind="offer")
    assert (mail.recipient, f"/mi-espera/{entry.token}/" in mail.body) == (entry.email, True)
    assert "Acéptela antes de: lunes 30 de noviembre, 11:00" in mail.body


@override_settings(OFFER_MOST=1)
def test_somebody_who_lets_every_offer_go_waits_no_longer() -> None:
    cast.slots(cast.agency(), DAY, times=2, counters=1)
    entry = join_list()
    feed()
    offers.decline_offer(offer=offer_of(entry), now=cast.NOW)
    assert feed()["offers"] == 0
    assert state_of(entry) == "ended"


def test_somebody_who_leaves_lets_go_of_the_offer_and_twice_is_once() -> None:
    one_seat()
    entry = join_list()
    feed()
    waiting_list.leave_waiting_list(entry=entry, now=cast.NOW)
    waiting_list.leave_waiting_list(entry=entry, now=LATER)
    assert (state_of(entry), entry.ended_at, states()) == ("left", cast.NOW, [("cooling", None)])
    assert [*Offer.objects.values_list("state", flat=True)] == ["declined"]
    assert breaches() == []


def test_d4_one_live_entry_of_a_person_and_the_wish_can_be_changed_without_losing_the_place() -> None:
    first = join_list()
    again = join_list(dependents=2, now=LATER)
    assert (again.pk, again.dependents, again.joined_at) == (first.pk, 2, cast.NOW)
    with pytest.raises(IntegrityError):
        WaitingEntry.objects.create(
            **WaitingEntry.link_for("x"),
            presenter_key=first.presenter_key,
            affiliate=first.affiliate,
            procedure=first.procedure,
            agency=first.agency,
            first=DAY,
            last=DAY,
            dependents=1,
            joined_at=cast.NOW,
        )


def ask(draft: Draft, device: str = "d") -> WaitingEntry:
    return waiting_list.join_waiting_list(
        draft=draft,
        wish=waiting_list.Wish(DAY, WEEK, 1),
        address="203.0.113.9",
        device=device,
        now=cast.NOW,
        random_source=LUCK,
    )


def test_d4_somebody_who_has_a_turno_does_not_wait() -> None:
    taken_by_ana()
    with pytest.raises(AlreadyBooked):
        ask(ready())


def test_s25_nobody_joins_without_a_verified_email() -> None:
    draft = stage.draft(0)
    draft.verified_at = None
    with pytest.raises(DraftNotReady):
        ask(draft)


def test_d17_a_strangers_entry_does_not_block_the_affiliate_and_nobody_takes_theirs() -> None:
    stranger = ask(ready(email="otra@example.com"))
    Affiliate.objects.update(email="ana@example.com")
    own = ask(ready(email="ana@example.com"))
    assert (state_of(stranger), own.email) == ("left", "ana@example.com")
    assert sorted(Message.objects.filter(recipient="otra@example.com").values_list("kind", flat=True)) == [
        "verification",
        "waiting_joined",
        "waiting_replaced",
    ]
    with pytest.raises(waiting_list.AlreadyWaiting):
        ask(ready(email="otra@example.com"))
    assert state_of(own) == "waiting"


@pytest.mark.parametrize("kind", ["email", "device"])
def test_d17_joining_is_limited_by_email_and_device(kind: str) -> None:
    many = dict.fromkeys(["address", "email", "device"], (99, 60))
    with override_settings(LIMITS={"wait": many | {kind: (1, 60)}}):
        draft = stage.draft(0)
        ask(draft)
        with pytest.raises(limits.LimitReached):
            ask(draft)


def test_a_person_who_books_by_themselves_meanwhile_keeps_that_turno_and_waits_no_longer() -> None:
    slots = cast.slots(cast.agency(), DAY, times=2, counters=1)
    entry = join_list()
    feed()
    draft = stage.draft(0)
    stage.hold(draft, slots[1])
    offer = Offer.objects.select_related("turno").get()
    with pytest.raises(offers.OfferGone):
        offers.accept_offer(offer=offer, now=cast.NOW)
    draft.refresh_from_db()
    turno = turnos.confirm_turno(draft=draft, now=cast.NOW)
    feed()
    feed()
    assert (turno.status, state_of(entry)) == ("confirmed", "met")
    assert breaches() == []


def test_d4_a_stranger_who_was_offered_something_on_my_number_never_sees_the_turno_that_i_book() -> None:
    slots = cast.slots(cast.agency(), DAY, times=2, counters=1)
    ask(ready(email="otra@example.com"))
    feed()
    known = Turno.objects.get().token
    mine = ready(email="ana@example.com")
    hold_seat(mine, slots[1])
    turno = turnos.confirm_turno(draft=mine, now=cast.NOW)
    assert turno.token != known
    assert not Turno.objects.filter(token_hash=hash_token(known)).exists()


def test_nothing_is_offered_on_a_closed_day_or_without_time_to_answer() -> None:
    at = cast.agency()
    cast.slots(at, cast.NOW.date(), times=3, counters=1, first_hour=9)  # until 09:30, the last one
    entry = join_list()
    WaitingEntry.objects.update(first=cast.NOW.date())
    assert feed()["offers"] == 0
    assert state_of(entry) == "waiting"
    assert feed(cast.NOW - timedelta(minutes=15))["offers"] == 1
    assert offer_of(entry).expires_at == cast.NOW


@override_settings(COOLING_MINUTES=30, COOLING_MOST_MINUTES=90)
def test_a_cancelled_seat_cools_down_for_a_random_while_between_the_settings() -> None:
    one_seat()
    minutes = set()
    for luck in range(20):
        give_back([Seat.objects.get()], cast.NOW, Random(luck))
        free_from = Seat.objects.get().free_from
        assert free_from is not None
        minutes.add((free_from - cast.NOW).total_seconds() / 60)
    assert len(minutes) == 20
    assert 30 <= min(minutes) < 45
    assert 75 < max(minutes) <= 90
