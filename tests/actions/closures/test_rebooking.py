"""What a closing did is told with a way to answer: accept it, or another hour; silence keeps it, and is seen (S27)."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from tests import cast
from tests.actions.closures.test_closures import TUESDAY, WEDNESDAY, WHY, book_turno, close_days, sound
from vinculo.actions.booking import holds, no_shows, turnos
from vinculo.actions.booking.holds import TooLate
from vinculo.actions.booking.reminders import write_reminders
from vinculo.actions.closures import rebooking
from vinculo.actions.closures.closures import Closed, close_scope
from vinculo.actions.closures.rebooking import NothingToAnswer, accept_change, ask_other
from vinculo.actions.mail import outbox
from vinculo.actions.operations import upkeep
from vinculo.queries.closures.closures import ClosingScope
from vinculo.queries.closures.rebooking import change_of
from vinculo.records.models import Closing, Draft, Event, Message, Reseating, Seat, Slot, Turno

pytestmark = pytest.mark.django_db
LUCK = Random(3)


def make_moved_turno() -> Turno:
    """A turno that a closing moved from Tuesday to Wednesday."""
    quito = cast.agency()
    turno = book_turno(1, cast.slots(quito, TUESDAY)[0])
    cast.slots(quito, WEDNESDAY)
    Message.objects.all().delete()
    close_days(quito)
    turno.refresh_from_db()
    return turno


def make_kept_turno() -> Turno:
    """A turno for which nothing else was found."""
    turno = book_turno(1, cast.slots(cast.agency(), TUESDAY, counters=1)[0])
    Message.objects.all().delete()
    close_days(cast.agency())
    turno.refresh_from_db()
    return turno


def answers() -> list[tuple[str, str]]:
    return list(Reseating.objects.order_by("pk").values_list("outcome", "answer"))


def test_what_was_and_what_is_are_kept_until_somebody_answers() -> None:
    turno = make_moved_turno()
    row = Reseating.objects.get()
    assert (row.turno, row.old_agency, row.sequence, row.answer) == (turno, cast.agency(), turno.sequence, "")
    assert f"{row.old_starts.astimezone(cast.GUAYAQUIL):%d %H:%M}" == "01 10:00"
    closing = Closing.objects.get()
    assert (closing.agency, closing.first, closing.last, closing.reason) == (cast.agency(), TUESDAY, TUESDAY, WHY)
    assert (closing.done_at, closing.reopened_at) == (cast.NOW, None)
    body = Message.objects.get().body
    assert f"/mi-turno/{turno.token}/cambio/" in body
    assert "acepte esta hora o elija otra" in body


def test_accepting_is_written_down_once() -> None:
    turno = make_moved_turno()
    accept_change(turno=turno, now=cast.NOW)
    accept_change(turno=turno, now=cast.NOW + timedelta(hours=1))
    assert answers() == [("moved", "accepted")]
    assert Reseating.objects.get().answered_at == cast.NOW
    event = Event.objects.get(act="reseating_accepted")
    assert (event.subject, event.subject_id, event.actor_kind) == ("turno", turno.pk, "person")
    turno.refresh_from_db()
    assert turno.status == "confirmed"


def test_asking_for_another_hour_is_written_down_and_the_new_hour_stands_until_then() -> None:
    turno = make_moved_turno()
    draft = ask_other(turno=turno, now=cast.NOW, random_source=LUCK)
    assert (draft.moves, answers()) == (turno, [("moved", "other")])
    assert Event.objects.filter(act="reseating_other").count() == 1
    accept_change(turno=turno, now=cast.NOW)  # changed their mind
    assert answers() == [("moved", "accepted")]
    slot = cast.slots(cast.agency(), WEDNESDAY + timedelta(days=1))[0]
    held = holds.hold_seats(draft=draft, slot=slot, seats=1, now=cast.NOW, random_source=LUCK)
    turnos.confirm_turno(draft=Draft.objects.get(pk=draft.pk), now=cast.NOW)
    turno.refresh_from_db()
    assert turno.starts == held.starts
    assert change_of(turno, cast.NOW) is None
    assert sound()


def test_silence_keeps_the_new_hour_and_is_seen() -> None:
    turno = make_moved_turno()
    change = change_of(turno, cast.NOW)
    assert change is not None
    assert (change.answer, change.kept, change.can_go_back) == ("", False, False)
    assert f"{change.before:%d %H:%M}" == "01 10:00"


def test_nothing_is_answered_that_was_not_asked_or_is_over() -> None:
    turno = book_turno(1, cast.slots(cast.agency(), TUESDAY)[0])
    with pytest.raises(NothingToAnswer):
        accept_change(turno=turno, now=cast.NOW)
    turnos.cancel_turno(turno=turno, now=cast.NOW)
    other = _moved_second()
    with pytest.raises(NothingToAnswer):
        accept_change(turno=other, now=other.starts)
    turnos.cancel_turno(turno=other, now=cast.NOW)
    with pytest.raises(NothingToAnswer):
        ask_other(turno=other, now=cast.NOW, random_source=LUCK)
    assert Draft.objects.filter(moves=other).count() == 0
    assert answers() == [("moved", "")]


def _moved_second() -> Turno:
    cast.slots(cast.agency(), WEDNESDAY)
    turno = book_turno(2, Slot.objects.filter(starts__date=TUESDAY).order_by("starts")[1])
    close_days(cast.agency())
    turno.refresh_from_db()
    return turno


def test_a_kept_turno_is_never_reminded_nor_counted_as_missed_by_its_person() -> None:
    turno = make_kept_turno()
    assert answers() == [("kept", "")]
    assert write_reminders(now=turno.starts - timedelta(hours=20)) == 0
    assert write_reminders(now=turno.starts - timedelta(hours=1)) == 0
    no_shows.free_missed(now=turno.starts + timedelta(minutes=15))
    assert Event.objects.get(act="turno_missed").fields == ["closed"]
    assert set(Seat.objects.values_list("state", flat=True)) == {"blocked"}
    assert sound()


def test_a_reminder_that_was_written_before_the_closing_is_not_sent_after_it() -> None:
    turno = book_turno(1, cast.slots(cast.agency(), WEDNESDAY, counters=1)[0])
    write_reminders(now=turno.starts - timedelta(hours=23))
    reminder = Message.objects.get(kind="reminder_day")
    assert not outbox.is_dead(reminder)
    close_scope(
        scope=ClosingScope(cast.agency(), WEDNESDAY, WEDNESDAY),
        reason=WHY,
        actor=cast.alicia(),
        now=turno.starts - timedelta(hours=22),
    )
    reminder.refresh_from_db()
    assert outbox.is_dead(reminder)


def test_the_mail_about_a_kept_turno_dies_once_another_hour_was_found() -> None:
    make_kept_turno()
    message = Message.objects.get(kind="kept")
    assert not outbox.is_dead(message)
    cast.slots(cast.agency(), WEDNESDAY)
    assert close_days(cast.agency()) == Closed(1, ())
    assert outbox.is_dead(Message.objects.get(pk=message.pk))
    assert not outbox.is_dead(Message.objects.get(kind="reseated"))
    assert answers() == [("moved", "")]


@pytest.mark.parametrize("counter", [None, 1])
def test_nobody_can_have_a_kept_seat_that_was_given_back(counter: int | None) -> None:
    quito = cast.agency()
    slot = cast.slots(quito, TUESDAY, times=1, counters=2)[0]
    turno, other = book_turno(1, slot), book_turno(2, slot)
    close_days(quito, counter=counter)
    given_back = {None: [turno, other], 1: [other]}[counter]  # the highest seat of the hour is lost
    for each in given_back:
        turnos.cancel_turno(turno=each, now=cast.NOW)
    numbers = range(3 - len(given_back), 3)
    assert [Seat.objects.get(number=number).state for number in numbers] == ["blocked"] * len(given_back)
    assert sound()


def test_more_than_one_request_can_carry_are_gone_on_with_by_the_upkeep(settings: object) -> None:
    settings.RESEAT_AT_ONCE = 2  # type: ignore[attr-defined]
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY)
    cast.slots(quito, WEDNESDAY)
    for index in range(5):
        book_turno(index + 1, slots[index % 4])
    assert close_days(quito) == Closed(2, (), 3)
    assert Closing.objects.get().done_at is None
    counts = [upkeep.feed_waiting_list(now=cast.NOW, random_source=LUCK)["reseated"] for _ in range(3)]
    assert (counts, Closing.objects.get().done_at) == ([2, 1, 0], cast.NOW)
    assert not Turno.objects.filter(status="confirmed", starts__date=TUESDAY).exists()
    assert sound()


def test_going_back_is_only_for_what_was_reopened() -> None:
    turno = make_moved_turno()
    with pytest.raises(NothingToAnswer):
        rebooking.go_back(turno=turno, now=cast.NOW)
    with pytest.raises((NothingToAnswer, TooLate)):
        rebooking.go_back(turno=turno, now=turno.starts)
