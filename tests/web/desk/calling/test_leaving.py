"""Logging out from a counter, and a counter that the supervisor frees, as the pages do it (D37)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages.counter import at_the_desk
from tests.stages.queue import call, fresh, make_open_counter, officer, serve, ticket
from tests.web.public.booking.booking_pages import text
from tests.web.shared.reading import by_tag, page
from vinculo.records.models import Counter, Staff

pytestmark = pytest.mark.django_db
LEAVE, OUT = reverse("desk:leaving"), reverse("accounts:logout")


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        yield


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def choices(client: Client, address: str) -> list[str]:
    return [node.get("value") for node in by_tag(page(client.get(address)), "input") if node.get("name") == "to"]


def test_d37_logging_out_closes_the_counter() -> None:
    made, olga = make_open_counter(), at_the_desk()
    answer = olga.post(OUT)
    made.refresh_from_db()
    assert (answer["Location"], is_logged_in(olga)) == (reverse("accounts:login"), False)
    assert (made.state, made.staff) == ("closed", None)


def test_d37_logging_out_with_a_person_called_asks_and_gives_back() -> None:
    made, olga = make_open_counter(), at_the_desk()
    own = ticket()
    serve(0, call(0))
    assert olga.post(OUT)["Location"] == LEAVE
    assert is_logged_in(olga)
    asked = text(olga.get(LEAVE).content)
    assert f"El {own.number} está en su ventanilla, la 1" in asked
    assert choices(olga, LEAVE) == ["espera"]
    nothing = olga.post(LEAVE, {})
    assert (nothing.status_code, "Elija qué pasa con la persona." in text(nothing.content)) == (422, True)
    assert olga.post(LEAVE, {"to": "espera"})["Location"] == reverse("accounts:login")
    made.refresh_from_db()
    assert (fresh(own).state, made.staff, is_logged_in(olga)) == ("waiting", None, False)


def test_d37_logging_out_with_a_person_called_hands_over_to_a_named_officer() -> None:
    make_open_counter()
    two, olga = make_open_counter(2), at_the_desk()
    own = ticket()
    call(0)
    assert choices(olga, LEAVE) == ["espera", f"v{two.pk}"]
    olga.post(LEAVE, {"to": f"v{two.pk}"})
    assert (fresh(own).officer, is_logged_in(olga)) == (officer(2), False)


def test_d37_without_anybody_at_the_counter_nothing_is_asked() -> None:
    make_open_counter()
    olga = at_the_desk()
    assert olga.get(LEAVE)["Location"] == reverse("desk:calling")
    assert is_logged_in(olga)


def test_d37_who_sits_at_no_counter_and_who_is_no_officer_log_out_as_before() -> None:
    for staff in (cast.olga(), cast.sara(), cast.lucia()):
        client = at_the_desk(staff)
        assert client.post(OUT)["Location"] == reverse("accounts:login")
        assert not is_logged_in(client)


@pytest.mark.parametrize("somebody", [False, True])
@pytest.mark.parametrize("change", ["centre", "role"])
def test_d37_who_was_moved_with_a_counter_open_logs_out_and_leaves_nobody_at_it(change: str, somebody: bool) -> None:
    made, olga = make_open_counter(), at_the_desk()
    waiting = [serve(0, call(0)) for _ in [ticket()] if somebody]
    there = cast.agency("CAU Guayaquil", "Guayas", "09")
    agency, role = {"centre": (there, "officer"), "role": (cast.agency(), "supervisor")}[change]
    Staff.objects.filter(username="olga").update(agency=agency, role=role)
    assert olga.post(OUT)["Location"] == reverse("accounts:login")
    made.refresh_from_db()
    assert (made.state, made.staff, is_logged_in(olga)) == ("closed", None, False)
    assert [fresh(each).state for each in waiting] == ["waiting"] * somebody


def test_d37_a_supervisor_frees_a_counter_from_the_page_of_the_day() -> None:
    made, sara = make_open_counter(), at_the_desk(cast.sara())
    own = ticket()
    serve(0, call(0))
    day = reverse("supervision:day", args=[made.agency_id, cast.NOW.date()])
    free = reverse("supervision:free_counter", args=[made.agency_id, 1])
    shown = text(sara.get(day).content)
    assert f"Ventanilla 1 Olga Paredes Abierta El {own.number} está en ella." in shown
    assert free in [node.get("href") for node in by_tag(page(sara.get(day)), "a")]
    assert "La tiene abierta Olga Paredes." in text(sara.get(free).content)
    assert sara.post(free, {"to": "espera"})["Location"] == day
    assert (Counter.objects.get(pk=made.pk).staff, fresh(own).state) == (None, "waiting")
    assert "Nadie tiene abierta esta ventanilla." in text(sara.get(free).content)


def test_d37_an_empty_counter_is_freed_without_a_question() -> None:
    made, sara = make_open_counter(), at_the_desk(cast.sara())
    free = reverse("supervision:free_counter", args=[made.agency_id, 1])
    assert choices(sara, free) == []
    sara.post(free, {})
    assert Counter.objects.get(pk=made.pk).staff is None
