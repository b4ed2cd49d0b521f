"""What was closed can be reopened: seats come back as new capacity does, nobody is moved again without their will."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from tests import cast
from tests.actions.closures.test_changes import make_change
from tests.actions.closures.test_closures import THURSDAY, TUESDAY, WEDNESDAY, WHY, book_turno, close_days, draft, sound
from tests.stages.waiting import feed, join_list
from vinculo.actions.booking import holds, mails, turnos
from vinculo.actions.booking.drafts import start_move
from vinculo.actions.booking.reminders import write_reminders
from vinculo.actions.booking.seats import HourTaken
from vinculo.actions.closures import rebooking
from vinculo.actions.closures.closures import NotAdministrator
from vinculo.actions.closures.rebooking import NothingToAnswer
from vinculo.actions.closures.reopening import reopen_closing
from vinculo.actions.mail import outbox
from vinculo.actions.mail.kinds import mail_of
from vinculo.queries.closures.rebooking import change_of
from vinculo.records.models import (
    Agency,
    CalendarDay,
    Closing,
    Draft,
    Event,
    Message,
    Reseating,
    Seat,
    Service,
    Slot,
    Turno,
)

pytestmark = pytest.mark.django_db
LUCK = Random(4)
NEXT_WEEK = TUESDAY + timedelta(days=7)
MORE = cast.NOW + timedelta(hours=1)
BACK = "Volvió la luz"


def again(closing: Closing | None = None) -> Closing:
    to_reopen = closing or Closing.objects.get(reopened_at=None)
    return reopen_closing(closing=to_reopen, reason=BACK, actor=cast.alicia(), now=MORE, random_source=Random(4))


def seats(**where: object) -> set[tuple[str, str]]:
    return set(Seat.objects.filter(**where).values_list("state", "pool"))


def test_its_calendar_goes_and_its_seats_open_in_portions_of_the_working_day() -> None:
    quito = cast.agency()
    cast.slots(quito, NEXT_WEEK, times=20, first_hour=8)
    close_days(quito, NEXT_WEEK, NEXT_WEEK)
    assert (CalendarDay.objects.count(), seats()) == (1, {("blocked", "online")})
    closing = again()
    assert (closing.reopened_by, closing.reopened_at, closing.reopening_reason) == (cast.alicia(), MORE, BACK)
    assert (CalendarDay.objects.count(), seats()) == (0, {("cooling", "online")})
    moments = set(Seat.objects.values_list("free_from", flat=True))
    closes = MORE.replace(hour=17)
    assert len(moments) > 2
    assert all(moment is not None and MORE <= moment < closes for moment in moments)
    event = Event.objects.get(act="days_reopened")
    assert (event.actor, event.subject_id, event.fields) == (cast.alicia(), quito.pk, ["2026-12-08", "2026-12-08", ""])
    assert sound()


def test_hours_that_come_soon_open_after_the_waiting_list_was_asked() -> None:
    quito = cast.agency()
    today = cast.NOW.date()
    slot = cast.slots(quito, today, times=1, counters=1, first_hour=15)[0]
    close_days(quito, today, today)
    again()
    with pytest.raises(HourTaken):
        holds.hold_seats(draft=draft(1, quito), slot=slot, seats=1, now=MORE, random_source=LUCK)
    later = MORE + timedelta(minutes=10)
    assert holds.hold_seats(draft=draft(2, quito), slot=slot, seats=1, now=later, random_source=LUCK).seats == 1


def test_the_waiting_list_is_offered_what_was_reopened() -> None:
    quito = cast.agency()
    cast.slots(quito, TUESDAY, times=1, counters=1)
    close_days(quito)
    entry = join_list(7)
    assert feed()["offers"] == 0
    again()
    Seat.objects.update(free_from=MORE + timedelta(minutes=30))
    assert feed(MORE)["offers"] == 1
    entry.refresh_from_db()
    assert entry.state == "offered"


def test_twice_is_once_and_only_an_administrator() -> None:
    quito = cast.agency()
    cast.slots(quito, TUESDAY)
    close_days(quito)
    closing = Closing.objects.get()
    with pytest.raises(NotAdministrator):
        reopen_closing(closing=closing, reason=BACK, actor=cast.olga(), now=MORE, random_source=LUCK)
    again(closing)
    before = (list(Seat.objects.order_by("pk").values()), Event.objects.count())
    again(closing)
    assert (list(Seat.objects.order_by("pk").values()), Event.objects.count()) == before
    close_days(quito)  # and closed anew
    assert Closing.objects.count() == 2
    assert seats() == {("blocked", "online")}


def make_moved_turno() -> Turno:
    quito = cast.agency()
    turno = book_turno(1, cast.slots(quito, TUESDAY, counters=1)[1])
    cast.slots(quito, WEDNESDAY)
    close_days(quito)
    Message.objects.all().delete()
    turno.refresh_from_db()
    return turno


def test_who_was_moved_stays_is_told_once_and_may_have_the_old_hour_back() -> None:
    turno = make_moved_turno()
    again()
    stays = Turno.objects.get(pk=turno.pk)
    assert stays.starts == turno.starts
    message = Message.objects.get()
    assert (message.kind, message.recipient) == ("go_back", turno.email)
    assert f"/mi-turno/{turno.token}/cambio/" in message.body
    assert "martes 1 de diciembre de 2026, 10:15" in message.body
    change = change_of(stays, MORE)
    assert change is not None
    assert change.can_go_back
    back = rebooking.go_back(turno=turno, now=MORE)
    assert f"{back.starts.astimezone(cast.GUAYAQUIL):%d %H:%M}" == "01 10:15"
    assert (back.sequence, Reseating.objects.get().answer) == (2, "back")
    assert Event.objects.get(act="turno_went_back").subject_id == turno.pk
    assert list(Message.objects.order_by("pk").values_list("kind", flat=True)) == ["go_back", "moved"]
    assert outbox.is_dead(message)
    assert sound()
    with pytest.raises(NothingToAnswer):
        rebooking.go_back(turno=turno, now=MORE)


def test_the_old_hour_can_be_had_only_while_it_is_left() -> None:
    turno = make_moved_turno()
    again()
    Seat.objects.update(version=0)
    Seat.objects.filter(state="cooling").update(state="free", free_from=None)
    other = draft(2, cast.agency())
    slot = Slot.objects.filter(starts__date=TUESDAY).order_by("starts")[1]
    holds.hold_seats(draft=other, slot=slot, seats=1, now=MORE, random_source=LUCK)
    turnos.confirm_turno(draft=Draft.objects.get(pk=other.pk), now=MORE)
    with pytest.raises(HourTaken):
        rebooking.go_back(turno=turno, now=MORE)
    turno.refresh_from_db()
    assert turno.seats.count() == 1
    assert sound()


def test_d16_a_family_goes_back_together_or_not_at_all() -> None:
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY, counters=1)
    turno = book_turno(1, slots[0], 3)
    cast.slots(quito, WEDNESDAY)
    close_days(quito)
    again()
    Seat.objects.filter(slot=slots[1]).update(state="blocked", free_from=None)
    with pytest.raises(HourTaken):
        rebooking.go_back(turno=turno, now=MORE)
    Seat.objects.filter(slot=slots[1]).update(state="free")
    assert rebooking.go_back(turno=turno, now=MORE).seats.filter(state="taken").count() == 3
    assert sound()


def test_who_was_kept_is_told_that_the_turno_stands_and_is_reminded_again() -> None:
    quito = cast.agency()
    turno = book_turno(1, cast.slots(quito, NEXT_WEEK, counters=1)[0])
    close_days(quito, NEXT_WEEK, NEXT_WEEK)
    assert seats(turno=turno) == {("taken", "reserve")}
    Message.objects.all().delete()
    again()
    assert seats(turno=turno) == {("taken", "online")}
    message = Message.objects.get()
    assert (message.kind, message.recipient) == ("stands_again", turno.email)
    assert mail_of(message.kind).attachment == (mails.attach_confirmation, mails.attach_invite)
    turno.refresh_from_db()
    assert change_of(turno, MORE) is None
    assert write_reminders(now=turno.starts - timedelta(hours=20)) == 1
    assert not outbox.is_dead(Message.objects.get(kind="reminder_day"))


@pytest.mark.parametrize("did", ["cancelled", "moved"])
def test_somebody_who_has_cancelled_or_moved_since_is_not_told(did: str) -> None:
    turno = make_moved_turno()
    if did == "cancelled":
        turnos.cancel_turno(turno=turno, now=cast.NOW)
    else:
        moving = start_move(turno=turno, now=cast.NOW, random_source=LUCK)
        slot = Slot.objects.order_by("-starts")[0]
        holds.hold_seats(draft=moving, slot=slot, seats=1, now=cast.NOW, random_source=LUCK)
        turnos.confirm_turno(draft=Draft.objects.get(pk=moving.pk), now=cast.NOW)
    Message.objects.all().delete()
    again()
    assert Message.objects.count() == 0


def test_an_agency_closed_for_good_opens_again() -> None:
    quito = cast.agency()
    cast.slots(quito, TUESDAY)
    cast.slots(quito, NEXT_WEEK)
    close_days(quito, TUESDAY, None)
    again()
    assert Agency.objects.get().active
    assert seats() == {("cooling", "online")}
    assert Event.objects.filter(act="agency_reopened").count() == 1


def test_a_counter_opens_again_unless_it_is_no_more() -> None:
    quito = cast.agency()
    starts = cast.slots(quito, NEXT_WEEK)[0].starts
    close_days(quito, NEXT_WEEK, NEXT_WEEK, counter=2)
    assert seats(number=2) == {("blocked", "online")}
    Service.objects.update(counters=1)
    again()
    assert seats(number=2) == {("blocked", "online")}
    make_change(lambda: Service.objects.update(counters=2))
    second = {"number": 2, "slot__starts": starts}
    assert seats(**second) == {("cooling", "online")}
    close_days(quito, NEXT_WEEK, NEXT_WEEK, counter=2)
    assert seats(**second) == {("blocked", "online")}
    again()
    assert (seats(**second), seats(number=1, slot__starts=starts)) == ({("cooling", "online")}, {("free", "online")})


def test_what_another_closing_keeps_closed_stays_closed() -> None:
    quito = cast.agency()
    for day in (TUESDAY, WEDNESDAY, THURSDAY):
        cast.slots(quito, day)
    close_days(quito, TUESDAY, WEDNESDAY)
    close_days(quito, WEDNESDAY, THURSDAY)
    close_days(quito, TUESDAY, TUESDAY, counter=1)
    first = Closing.objects.order_by("pk")[0]
    again(first)
    tuesday = {"slot__starts__date": TUESDAY}
    assert (seats(**tuesday, number=1), seats(**tuesday, number=2)) == (
        {("cooling", "online")},
        {("blocked", "online")},
    )
    assert seats(slot__starts__date=WEDNESDAY) == {("blocked", "online")}
    assert list(CalendarDay.objects.order_by("date").values_list("date", flat=True)) == [WEDNESDAY, THURSDAY]
    again(Closing.objects.filter(reopened_at=None, counter=None).get())
    assert CalendarDay.objects.count() == 0
    assert seats(slot__starts__date=WEDNESDAY) == {("cooling", "online")}


def test_an_opening_that_was_closed_comes_back_as_it_was() -> None:
    quito = cast.agency()
    CalendarDay.objects.create(date=TUESDAY, name="Minga", agency=quito, is_open=True)
    close_days(quito)
    assert CalendarDay.objects.get().name == WHY
    again()
    day = CalendarDay.objects.get()
    assert (day.is_open, day.name) == (True, "Minga")


def test_who_goes_back_to_an_hour_that_comes_soon_is_not_reminded_of_the_day_before() -> None:
    turno = make_moved_turno()
    again()
    rebooking.go_back(turno=turno, now=MORE + timedelta(hours=1))  # 23 hours and a quarter before it
    assert write_reminders(now=MORE + timedelta(hours=2)) == 0
