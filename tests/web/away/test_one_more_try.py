"""One more try: a connection that is lost in the middle of a request is no affair of the person (D36)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.web.public.booking.booking_pages import hour_url, read_review, somewhere, url
from vinculo.actions.booking import drafts, holds, seats, turnos
from vinculo.queries.booking import day_calendar
from vinculo.records.models import Draft, Event, Message, Seat, Turno

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.usefixtures("nine_o_clock")]


class Killing:
    """A piece of the program after which the server ends the connection, the first time or each time."""

    def __init__(self, work: Callable[..., Any], *, times: int = 1) -> None:
        self.work, self.left, self.called = work, times, 0

    def __call__(self, *args: Any, **values: Any) -> Any:
        self.called += 1
        result = self.work(*args, **values)
        if self.left:
            self.left -= 1
            kill_own_backend()
            with connection.cursor() as cursor:  # the next statement of the request
                cursor.execute("SELECT 1")
        return result


def kill_own_backend() -> None:
    """Have the server end the connection of this thread, as an administrator or a switchover would."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    parameters = connection.get_connection_params()
    with psycopg.connect(**parameters | {"autocommit": True}) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid]).fetchone() == (True,)


def confirmations() -> tuple[int, int, int]:
    """Return how many turnos there are, how many were confirmed, and how many confirmations were mailed."""
    confirmed = Event.objects.filter(act="turno_confirmed").count()
    return Turno.objects.count(), confirmed, Message.objects.filter(kind="confirmation").count()


def test_d36_a_page_is_read_once_more(client: Client, ready: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    killing = Killing(day_calendar.look)
    monkeypatch.setattr(day_calendar, "look", killing)
    assert client.get(url("day", ready)).status_code == 200
    assert killing.called == 2


def test_d36_a_page_is_not_tried_a_third_time(client: Client, ready: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    killing = Killing(day_calendar.look, times=2)
    monkeypatch.setattr(day_calendar, "look", killing)
    answer = client.get(url("day", ready))
    assert (answer.status_code, answer["Retry-After"], killing.called) == (503, "5", 2)
    assert client.get(url("day", ready)).status_code == 200


def test_d36_a_hold_whose_connection_is_lost_inside_is_made_once(
    client: Client, ready: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    killing = Killing(seats.choose_seats)
    monkeypatch.setattr(holds, "choose_seats", killing)
    answer = client.post(hour_url(ready))
    assert (answer.status_code, answer["Location"], killing.called) == (302, url("review", ready), 2)
    assert (Turno.objects.count(), Seat.objects.filter(state="held").count()) == (1, 1)


def test_d36_a_hold_whose_answer_was_lost_is_renewed_and_not_made_twice(
    client: Client, ready: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    killing = Killing(holds.hold_seats)
    monkeypatch.setattr(holds, "hold_seats", killing)
    answer = client.post(hour_url(ready))
    assert (answer.status_code, answer["Location"], killing.called) == (302, url("review", ready), 2)
    assert (Turno.objects.count(), Seat.objects.filter(state="held").count()) == (1, 1)


def test_d36_a_confirmation_whose_connection_is_lost_inside_is_made_once(
    client: Client, ready: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(hour_url(ready))
    read = read_review(client, ready)
    killing = Killing(seats.locked_seats)
    monkeypatch.setattr(turnos, "locked_seats", killing)
    answer = client.post(url("review", ready), read)
    turno = Turno.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("public:turno", args=[turno.token]))
    assert (confirmations(), killing.called, turno.status) == ((1, 1, 1), 2, "confirmed")


def test_d36_a_confirmation_whose_answer_was_lost_leads_to_its_turno(
    client: Client, ready: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(hour_url(ready))
    read = read_review(client, ready)
    killing = Killing(turnos.confirm_turno)
    monkeypatch.setattr(turnos, "confirm_turno", killing)
    answer = client.post(url("review", ready), read)
    turno = Turno.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("public:turno", args=[turno.token]))
    assert (confirmations(), killing.called) == ((1, 1, 1), 1)  # the second try finds it done


def test_d36_what_is_not_said_to_be_done_once_is_not_tried_again(
    client: Client, ready: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    killing = Killing(drafts.choose_place)
    monkeypatch.setattr(drafts, "choose_place", killing)
    answer = client.post(url("place", ready), somewhere())
    assert (answer.status_code, killing.called) == (503, 1)
