"""Reminders: one day and two hours before, once, and only of a turno that still stands."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages.booking import DAY, LUCK, hold_seat, ready
from vinculo.actions.booking import drafts, turnos
from vinculo.actions.booking.reminders import write_reminders
from vinculo.actions.mail import outbox
from vinculo.records.models import Message, Turno

pytestmark = pytest.mark.django_db
WEEK = DAY + timedelta(days=6)  # Monday, 7 December
STARTS = cast.NOW + timedelta(days=7, hours=1)


def in_a_week() -> Turno:
    draft = ready()
    hold_seat(draft, cast.slots(cast.agency(), WEEK, times=4, counters=1)[0])
    return turnos.confirm_turno(draft=draft, now=cast.NOW)


def kinds() -> list[str]:
    return [*Message.objects.filter(kind__startswith="reminder").order_by("pk").values_list("kind", flat=True)]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (timedelta(days=1, seconds=1), []),
        (timedelta(days=1), ["reminder_day"]),
        (timedelta(hours=2, seconds=1), ["reminder_day"]),
        (timedelta(hours=2), ["reminder_hours"]),
        (timedelta(), []),
    ],
)
def test_a_reminder_is_written_in_its_window(before: timedelta, expected: list[str]) -> None:
    in_a_week()
    write_reminders(now=STARTS - before)
    assert kinds() == expected


def test_each_reminder_is_written_once_however_often_upkeep_comes() -> None:
    in_a_week()
    counts = [write_reminders(now=STARTS - timedelta(minutes=minutes)) for minutes in (1440, 1439, 120, 119, 1)]
    assert (counts, kinds()) == ([1, 0, 1, 0, 0], ["reminder_day", "reminder_hours"])


@pytest.mark.parametrize("status", ["holding", "cancelled", "no_show", "arrived", "expired", "attended"])
def test_nobody_is_reminded_of_a_turno_that_is_not_to_come(status: str) -> None:
    Turno.objects.filter(pk=in_a_week().pk).update(status=status)
    assert write_reminders(now=STARTS - timedelta(hours=3)) == 0


def test_a_turno_booked_after_the_moment_of_a_reminder_has_none() -> None:
    turno = in_a_week()
    Turno.objects.filter(pk=turno.pk).update(confirmed_at=STARTS - timedelta(hours=20))
    assert write_reminders(now=STARTS - timedelta(hours=19)) == 0
    assert write_reminders(now=STARTS - timedelta(hours=1)) == 1
    assert kinds() == ["reminder_hours"]


def move_turno(turno: Turno, now: datetime) -> Turno:
    draft = drafts.start_move(turno=turno, now=now, random_source=LUCK)
    hold_seat(draft, turno.agency.slots.order_by("starts")[2], now=now)
    return turnos.confirm_turno(draft=draft, now=now)


def test_a_turno_moved_after_the_moment_of_a_reminder_is_not_reminded_of_it() -> None:
    move_turno(in_a_week(), STARTS - timedelta(hours=20))
    assert write_reminders(now=STARTS - timedelta(hours=19)) == 0


def test_a_reminder_is_dropped_at_sending_once_the_turno_moved_and_the_new_time_is_reminded() -> None:
    turno = in_a_week()
    write_reminders(now=STARTS - timedelta(hours=23))
    old = Message.objects.get(kind="reminder_day")
    assert not outbox.is_dead(old)
    turno = move_turno(turno, STARTS - timedelta(hours=22))
    old = Message.objects.select_related("turno").get(pk=old.pk)
    assert outbox.is_dead(old)
    assert write_reminders(now=turno.starts - timedelta(hours=1)) == 1
    assert not outbox.is_dead(Message.objects.get(kind="reminder_hours"))


@pytest.mark.parametrize("status", ["cancelled", "no_show", "arrived"])
def test_a_reminder_of_a_turno_that_ended_is_dropped_at_sending(status: str) -> None:
    turno = in_a_week()
    write_reminders(now=STARTS - timedelta(hours=23))
    Turno.objects.filter(pk=turno.pk).update(status=status)
    assert outbox.is_dead(Message.objects.get(kind="reminder_day"))


@pytest.mark.parametrize("act", ["mover", "cancelar"])
def test_the_links_of_a_reminder_ask_and_change_nothing(client: Client, act: str) -> None:
    turno = in_a_week()
    turno = Turno.objects.get(pk=turno.pk)
    write_reminders(now=STARTS - timedelta(hours=23))
    path = f"/mi-turno/{turno.token}/{act}/"
    assert path in Message.objects.get(kind="reminder_day").body
    before = Turno.objects.values().get(pk=turno.pk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vinculo.web.public.turno.turno.now", lambda: STARTS - timedelta(hours=23))
        answer = client.get(path)
    assert (answer.status_code, answer.content.count(b'method="post"')) == (200, 1)
    assert Turno.objects.values().get(pk=turno.pk) == before
    assert reverse("public:turno", args=[turno.token]) in answer.content.decode()
