"""The waiting list by night, over the years and for the whole nation: nobody is woken, kept for ever or paid for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.stages.booking import DAY, LUCK, hold_seat, ready
from tests.stages.waiting import draft, feed, hold, join_list, offer_of, state_of
from vinculo.actions.booking import turnos, waiting_list
from vinculo.actions.booking.no_shows import free_missed
from vinculo.actions.booking.offers import accept_offer, decline_offer, expire_offers, offer_seats
from vinculo.actions.booking.reminders import write_reminders
from vinculo.actions.mail import delivery, outbox
from vinculo.actions.operations import upkeep
from vinculo.gateways.letter import OutgoingMail
from vinculo.queries.operations.invariants import breaches
from vinculo.records.models import Agency, Message, Offer, Seat, Turno, WaitingEntry

pytestmark = pytest.mark.django_db


def at(hour: int, minute: int = 0) -> datetime:
    return cast.NOW.replace(hour=hour, minute=minute)


def seats(times: int = 1) -> None:
    cast.slots(cast.agency(), DAY, times=times, counters=1, first_hour=10)


def local(moment: datetime) -> str:
    return f"{moment.astimezone(cast.GUAYAQUIL):%d %H:%M}"


@pytest.mark.parametrize(("hour", "offers"), [(20, 1), (21, 0), (23, 0), (24 + 6, 0), (24 + 7, 1)])
def test_nothing_is_offered_by_night_and_the_list_comes_first_in_the_morning(hour: int, offers: int) -> None:
    seats()
    join_list()
    assert feed(cast.NOW.replace(hour=0) + timedelta(hours=hour))["offers"] == offers
    assert Message.objects.filter(kind="offer").count() == offers


def test_the_night_is_that_of_the_agency() -> None:
    seats()
    join_list()
    Agency.objects.update(timezone="Pacific/Galapagos")
    assert feed(at(21, 30))["offers"] == 1  # half past eight on the islands
    Offer.objects.all().delete()


def test_the_time_of_an_offer_does_not_run_by_night() -> None:
    cast.slots(cast.agency(), DAY, times=1, counters=1, first_hour=15)
    entry = join_list()
    feed(at(20, 30))
    offer = offer_of(entry)
    assert local(offer.expires_at) == "01 08:30"  # half an hour in the evening, an hour and a half in the morning
    assert "Acéptela antes de: martes 1 de diciembre, 08:30" in Message.objects.get(kind="offer").body
    assert feed(at(23))["let_go"] == 0
    assert accept_offer(offer=offer, now=offer.expires_at - timedelta(seconds=1)).status == "confirmed"


def test_an_hour_that_comes_before_there_was_time_to_answer_is_not_offered() -> None:
    cast.slots(cast.agency(), DAY, times=1, counters=1, first_hour=8)
    join_list()
    assert feed(at(20, 58))["offers"] == 1
    Turno.objects.filter(offer__isnull=False).update(status="holding")
    with override_settings(QUIET_UNTIL=8):
        Offer.objects.all().delete()
        Seat.objects.update(state="free", turno=None, held_until=None)
        WaitingEntry.objects.update(state="waiting")
        Turno.objects.all().delete()
        assert feed(at(20, 58))["offers"] == 0  # two minutes tonight, none in the morning


def test_a_seat_given_back_by_night_waits_for_the_list_unless_its_hour_would_pass() -> None:
    mine = ready()
    slots = cast.slots(cast.agency(), DAY, times=1, counters=1, first_hour=15)
    hold_seat(mine, slots[0])
    turno = turnos.confirm_turno(draft=mine, now=cast.NOW)
    turnos.cancel_turno(turno=turno, now=at(22))
    free_from = Seat.objects.get().free_from
    assert free_from is not None
    assert local(free_from) == "01 07:45"
    entry = join_list()
    assert feed(cast.NOW.replace(hour=7) + timedelta(days=1))["offers"] == 1
    assert state_of(entry) == "offered"


def test_a_seat_of_the_early_morning_given_back_by_night_is_not_lost() -> None:
    mine = ready()
    slots = cast.slots(cast.agency(), DAY, times=1, counters=1, first_hour=8)
    hold_seat(mine, slots[0])
    turnos.cancel_turno(turno=turnos.confirm_turno(draft=mine, now=cast.NOW), now=at(22))
    free_from = Seat.objects.get().free_from
    assert free_from is not None
    assert local(free_from) == "30 22:45"


class Post:
    """A mail server that keeps what it gets."""

    def __init__(self) -> None:
        self.sent: list[OutgoingMail] = []

    def send(self, mail: OutgoingMail) -> None:
        self.sent.append(mail)


def test_an_offer_that_waited_for_the_mail_server_is_not_sent_by_night() -> None:
    cast.slots(cast.agency(), DAY, times=1, counters=1, first_hour=15)
    join_list()
    Message.objects.all().delete()
    feed(at(20, 59))
    post = Post()
    assert delivery.deliver_due(gateway=post, clock=lambda: at(21), random_source=LUCK) == 1
    message = Message.objects.get()
    assert (post.sent, message.state, local(message.next_at), message.leased_until) == ([], "queued", "01 07:00", None)
    delivery.deliver_due(gateway=post, clock=lambda: message.next_at, random_source=LUCK)
    assert [mail.recipient for mail in post.sent] == ["persona0@example.com"]


def test_an_offer_that_is_over_is_not_sent_at_all() -> None:
    seats()
    entry = join_list()
    feed()
    message = Message.objects.get(kind="offer")
    assert not outbox.is_dead(message)
    decline_offer(offer=offer_of(entry), now=cast.NOW)
    assert outbox.is_dead(Message.objects.get(pk=message.pk))


def test_an_offer_is_not_sent_to_the_person_who_is_booking_with_it_already() -> None:
    slots = cast.slots(cast.agency(), DAY, times=2, counters=1)
    join_list()
    feed()
    message = Message.objects.get(kind="offer")
    hold(draft(0), slots[1])
    feed()
    assert Turno.objects.get().status == "holding"
    assert outbox.is_dead(Message.objects.get(pk=message.pk))


def test_entries_that_ended_are_forgotten_with_what_was_written_of_their_persons() -> None:
    seats()
    entry, live = join_list(0), join_list(1)
    feed()
    waiting_list.leave_waiting_list(entry=entry, now=cast.NOW)
    offered = Offer.objects.get(entry=entry).turno
    later = cast.NOW + timedelta(days=30)
    Message.objects.update(state="sent")
    assert upkeep.forget_waiting(now=later) == 0
    assert upkeep.forget_waiting(now=later + timedelta(seconds=1)) == 1
    assert list(WaitingEntry.objects.all()) == [live]
    assert Message.objects.filter(recipient=entry.email).count() == 0
    offered.refresh_from_db()
    assert (offered.status, offered.email, offered.mobile, offered.presenter_number) == ("expired", "", "", "")
    assert breaches() == []


def test_a_turno_that_came_of_the_list_stays_after_its_entry() -> None:
    seats()
    entry = join_list()
    feed()
    turno = accept_offer(offer=offer_of(entry), now=cast.NOW)
    upkeep.forget_waiting(now=cast.NOW + timedelta(days=31))
    turno.refresh_from_db()
    assert (WaitingEntry.objects.count(), turno.status, turno.email) == (0, "confirmed", entry.email)


def statements(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return sum(not each["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for each in captured)


@pytest.mark.parametrize("count", [1, 30])
def test_who_waits_in_vain_costs_nothing(count: int) -> None:
    seats()  # one, and everybody comes with two
    for index in range(count):
        join_list(index, dependents=2)
    assert statements(lambda: offer_seats(now=cast.NOW, random_source=LUCK)) == 9
    # met, refused, the zones, passed in one zone; the zones, the batch; the calendar, the offers, the seats
    with override_settings(OFFER_MOST=0):
        assert WaitingEntry.objects.filter(state="waiting").count() == count


@pytest.mark.parametrize("count", [1, 30])
def test_where_nothing_is_free_nobody_is_even_read(count: int) -> None:
    cast.agency()
    for index in range(count):
        join_list(index)
    assert statements(lambda: offer_seats(now=cast.NOW, random_source=LUCK)) == 6


@pytest.mark.parametrize("count", [1, 30])
def test_each_offer_costs_so_many_statements(count: int) -> None:
    seats(times=36 if count > 1 else 1)
    for index in range(count):
        join_list(index)
    made = statements(lambda: offer_seats(now=cast.NOW, random_source=LUCK))
    assert Offer.objects.count() == count
    assert made == 9 + 10 * count


@pytest.mark.parametrize("count", [1, 30])
def test_expiry_reads_what_is_over_alone(count: int) -> None:
    seats(times=36)
    for index in range(count):
        join_list(index)
    feed()
    assert statements(lambda: expire_offers(now=cast.NOW, random_source=LUCK)) == 1


@pytest.mark.parametrize("count", [1, 30])
def test_reminders_misses_and_holds_are_written_together(count: int) -> None:
    seats(times=36)
    for index in range(count):
        join_list(index)
    feed()
    for offer in Offer.objects.all():
        accept_offer(offer=offer, now=cast.NOW)
    starts = Turno.objects.order_by("starts")[0].starts
    Turno.objects.update(confirmed_at=starts - timedelta(days=2))
    day = starts - timedelta(hours=12)
    assert statements(lambda: write_reminders(now=day)) == 7
    assert Message.objects.filter(kind="reminder_day").count() == count
    assert statements(lambda: free_missed(now=starts + timedelta(days=1))) == 6
    assert Turno.objects.filter(status="no_show").count() == count
