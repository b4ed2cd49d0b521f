"""What is confirmed is what was shown: two tabs of one draft (D30)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.web.posting import send
from tests.web.public.booking.booking_pages import (
    DAY,
    book_turno,
    hour_url,
    place,
    read_review,
    steps,
    text,
    url,
    version,
)
from vinculo.actions.booking import drafts
from vinculo.records.models import Draft, Turno

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stage() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        cast.ana()
        cast.slots(cast.agency(), DAY, times=4, counters=3)
        yield


def open_review(client: Client) -> tuple[Draft, dict[str, str]]:
    """Return a draft with the first hour held, and what the review carries of it."""
    draft = place(client, steps(client))
    client.post(hour_url(draft, 0), {"asientos": "1"})
    return draft, read_review(client, draft)


def test_d30_the_hour_that_another_tab_holds_is_not_confirmed_unseen(client: Client) -> None:
    draft, read = open_review(client)
    assert "10:00" in text(client.get(url("review", draft)).content)
    send(client, hour_url(draft, 6), {"asientos": "1"})  # another tab takes 10:30
    answer = send(client, url("review", draft), read)
    said = text(answer.content)
    assert answer.status_code == 409
    assert "Algo cambió mientras lo leía" in said
    assert "10:30" in said
    assert not Turno.objects.filter(status="confirmed").exists()
    again = send(client, url("review", draft), read_review(client, draft))
    assert again.status_code == 302
    assert Turno.objects.get().starts.astimezone(cast.GUAYAQUIL).strftime("%H:%M") == "10:30"


def test_d30_a_confirmation_that_carries_nothing_is_asked_again(client: Client) -> None:
    draft, read = open_review(client)
    for typed in ({}, {"leido": "x"}):
        assert send(client, url("review", draft), typed).status_code == 409
    assert send(client, url("review", draft), read).status_code == 302


@pytest.mark.parametrize("change", ["dependents", "email", "mobile"])
def test_d30_what_another_tab_changed_of_the_person_is_shown_first(client: Client, change: str) -> None:
    draft, read = open_review(client)
    value = 3 if change == "dependents" else "otra@example.com" if change == "email" else "+593997654321"
    Draft.objects.filter(pk=draft.pk).update(**{change: value})
    answer = send(client, url("review", draft), read)
    assert answer.status_code == 409
    assert str(value) in text(answer.content)


def test_d30_the_same_confirmation_twice_is_still_one(client: Client) -> None:
    draft, read = open_review(client)
    first = client.post(url("review", draft), read)
    assert client.post(url("review", draft), read)["Location"] == first["Location"]
    assert Turno.objects.count() == 1


@pytest.mark.parametrize("act", ["cancel", "move"])
def test_d30_a_turno_that_moved_meanwhile_is_neither_cancelled_nor_moved_unseen(client: Client, act: str) -> None:
    turno = book_turno(client)
    where, read = reverse(f"public:turno_{act}", args=[turno.token]), version(turno)
    Turno.objects.filter(pk=turno.pk).update(version=turno.version + 1)
    for typed in (read, {}):
        answer = send(client, where, typed)
        assert (answer.status_code, "Algo cambió mientras lo leía" in text(answer.content)) == (409, True)
    turno.refresh_from_db()
    assert (turno.status, Draft.objects.filter(moves=turno).count()) == ("confirmed", 0)
    assert send(client, where, version(turno)).status_code == 302


def test_d28_to_begin_a_move_again_makes_no_draft_more(client: Client) -> None:
    turno = book_turno(client)
    where = reverse("public:turno_move", args=[turno.token])
    for _ in range(5):
        client.post(where, version(turno))
    assert Draft.objects.filter(moves=turno).count() == 1
    for _ in range(15):
        Client().post(where, version(turno))
    assert Draft.objects.filter(moves=turno).count() == drafts.MOVES_KEPT
