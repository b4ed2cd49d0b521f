"""A stranger cannot lock anybody out of the log-in (D29)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from tests import cast
from vinculo.records.models import Event

pytestmark = pytest.mark.django_db
LOG_IN = "/ventanilla/ingreso/"
RIGHT = {"username": "olga", "password": cast.PASSWORD}
WRONG = {"username": "olga", "password": "no"}


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[time_machine.Traveller]:
    cast.olga()
    with time_machine.travel(cast.NOW, tick=False) as clock:
        yield clock


def strangers(times: int) -> None:
    """Type wrong passwords from the waiting room's address, each in a fresh browser."""
    for _ in range(times):
        Client().post(LOG_IN, WRONG)


def test_d29_five_wrong_passwords_close_the_log_in_in_that_browser_alone(stopped_clock: time_machine.Traveller) -> None:
    stranger, olga = Client(), Client()
    assert olga.post(LOG_IN, RIGHT).status_code == 302
    olga.post("/ventanilla/salida/")
    answers = [stranger.post(LOG_IN, WRONG).status_code for _ in range(6)]
    assert answers == [422] * 4 + [429] * 2
    assert olga.post(LOG_IN, RIGHT).status_code == 302
    stopped_clock.shift(timedelta(minutes=16))
    assert stranger.post(LOG_IN, RIGHT).status_code == 302


def test_d29_in_a_fresh_browser_the_officer_waits_for_minutes_at_most(stopped_clock: time_machine.Traveller) -> None:
    strangers(4)
    olga = Client()
    assert olga.post(LOG_IN, RIGHT).status_code == 302  # below the limit nobody waits
    crowd = [Client() for _ in range(8)]
    for _ in range(30):
        for each in crowd:
            each.post(LOG_IN, WRONG)
        stopped_clock.shift(timedelta(seconds=30))
    fresh = Client()
    told = fresh.post(LOG_IN, RIGHT)
    seconds = int(told["Retry-After"])
    assert told.status_code == 429
    assert 0 < seconds <= settings.PAUSE_MOST_SECONDS
    again = cast.NOW + timedelta(minutes=15, seconds=seconds)
    assert f"{again.astimezone(cast.GUAYAQUIL):%H:%M:%S}" in told.content.decode()
    for _ in range(seconds - 1):  # however hard the stranger goes on, the moment that was told does not move
        stopped_clock.shift(timedelta(seconds=1))
        crowd[0].post(LOG_IN, WRONG)
    assert fresh.post(LOG_IN, RIGHT).status_code == 429
    stopped_clock.shift(timedelta(seconds=1))
    assert fresh.post(LOG_IN, RIGHT).status_code == 302
    assert Event.objects.filter(act="logged_in").count() == 2


def test_d29_a_device_that_logged_in_before_goes_through_at_once(stopped_clock: time_machine.Traveller) -> None:
    olga = Client()
    assert olga.post(LOG_IN, RIGHT).status_code == 302
    olga.post("/ventanilla/salida/")
    strangers(12)
    assert Client().post(LOG_IN, RIGHT).status_code == 429
    assert olga.post(LOG_IN, RIGHT).status_code == 302


def test_d29_a_new_password_makes_every_device_unknown(stopped_clock: time_machine.Traveller) -> None:
    olga = Client()
    assert olga.post(LOG_IN, RIGHT).status_code == 302
    olga.post("/ventanilla/salida/")
    account = cast.olga()
    account.set_password("otra-clave-larga-9")
    account.save()
    strangers(12)
    assert olga.post(LOG_IN, {"username": "olga", "password": "otra-clave-larga-9"}).status_code == 429
