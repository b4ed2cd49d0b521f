"""A counter whose officer's log-in has ended is shown to who supervises the centre, who frees it (D33, D37)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages.counter import at_the_desk
from tests.stages.queue import make_open_counter
from tests.web.shared.reading import page, text
from vinculo.queries.queue.attendance import unattended_counters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
IDLE = timedelta(minutes=settings.IDLE_MINUTES + 1)


def olga_at_her_counter() -> Client:
    """Return the browser of Olga, who logged in by the page and opened a counter."""
    client = Client()
    cast.olga()
    client.post("/ventanilla/ingreso/", {"username": "olga", "password": cast.PASSWORD})
    make_open_counter()
    return client


def numbers() -> list[int]:
    return [each.number for each in unattended_counters(cast.agency(), cast.NOW)]


def test_d37_while_the_officer_is_logged_in_the_counter_is_attended() -> None:
    olga_at_her_counter()
    assert numbers() == []


def test_d37_a_log_in_that_idled_away_leaves_the_counter_to_be_freed_by_the_supervisor() -> None:
    olga_at_her_counter()
    with time_machine.travel(cast.NOW + IDLE, tick=False):
        assert [each.number for each in unattended_counters(cast.agency(), cast.NOW + IDLE)] == [1]
        sara = at_the_desk(cast.sara())
        shown = sara.get(reverse("supervision:day", args=[cast.agency().pk, cast.NOW.date()]))
        assert "Ventanilla 1: la sesión de Olga Paredes terminó." in text(page(shown))
        free = reverse("supervision:free_counter", args=[cast.agency().pk, 1])
        assert f'href="{free}"' in shown.content.decode()
        sara.post(free, {"to": "espera"})
        assert unattended_counters(cast.agency(), cast.NOW + IDLE) == []


def test_d37_a_session_that_was_ended_elsewhere_leaves_the_counter_unattended() -> None:
    client = olga_at_her_counter()
    client.session.flush()
    assert numbers() == [1]


def test_d37_who_never_logged_in_is_not_asked_about() -> None:
    make_open_counter()
    assert numbers() == []
