"""What booking costs as requests: statements of each, with session and draft, whatever the size (S27, S28)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import Mock

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast
from tests.web.posting import follow, send
from tests.web.public.booking.booking_pages import DAY, hour_url, place, read_review, steps, url
from tests.web.shared.reading import by_class, by_tag, items, page, text
from vinculo.records.links import private
from vinculo.records.models import CalendarDay, Seat, Turno
from vinculo.rules.shared.references import derive_token

pytestmark = pytest.mark.django_db
# D28: PostgreSQL locks those who hold for one affiliate; SQLite has no statement that writes two tables.
HOLD, CONFIRM = (5, 5) if connection.vendor == "postgresql" else (8, 9)
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@pytest.fixture(autouse=True)
def stage() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        cast.ana()
        cast.slots(cast.agency(), DAY, times=4, counters=3)
        cast.slots(cast.agency(), DAY + timedelta(days=1), times=20, counters=3)
        yield


def statements(request: Callable[[], Any], status: int = 302) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = request()
    assert answer.status_code == status
    return sum(not query["sql"].startswith(FRAME) for query in captured.captured_queries)


def more(agencies: int) -> None:
    """Open other agencies and days, with something of every kind in them."""
    for number in range(agencies):
        at = cast.agency(f"CAU {number}", "Cotopaxi", "05")
        for slot in cast.slots(at, DAY, times=3, counters=2):
            slot.seats.filter(number=1).update(state="cooling", free_from=cast.NOW)
        CalendarDay.objects.create(date=DAY + timedelta(days=2 + number), name="Corte", agency=at)


@pytest.mark.parametrize("agencies", [0, 6])
@pytest.mark.parametrize("size", [1, 4])
def test_s27_the_hours_of_a_day_take_two_statements_whatever_the_size(client: Client, size: int, agencies: int) -> None:
    more(agencies)
    draft = place(client, steps(client), size)
    for day, hours in [(DAY, 4), (DAY + timedelta(days=1), 20)]:
        page = f"{url('day', draft)}?dia={day}"
        assert statements(partial(client.get, page), 200) == 2
        assert client.get(page).content.decode().count(f"?asientos={size}") == hours - size + 1


@pytest.mark.parametrize("size", [1, 4])
def test_s27_s28_a_hold_and_a_confirm_take_so_many_statements_whatever_the_size(client: Client, size: int) -> None:
    draft = place(client, steps(client), size)
    hour = hour_url(draft)
    hold = statements(lambda: client.post(hour, {"asientos": str(size)}))
    read = read_review(client, draft)
    taken = statements(lambda: client.post(url("review", draft), read))
    assert Turno.objects.get().seats_count == size
    assert (hold, taken) == (HOLD, CONFIRM)


def test_s20_a_proxy_costs_no_statement_more(client: Client) -> None:
    draft = steps(client, cast.PEDRO_CEDULA)
    client.post(url("affiliate", draft), {"affiliate_code": cast.ANA_CODE})
    hour = hour_url(place(client, draft))
    hold = statements(lambda: client.post(hour, {"asientos": "1"}))
    read = read_review(client, draft)
    taken = statements(lambda: client.post(url("review", draft), read))
    turno = Turno.objects.get()
    assert (turno.by_proxy, turno.presenter_key) == (True, f"cedula:{cast.PEDRO_CEDULA}")
    assert (hold, taken) == (HOLD, CONFIRM)


def test_s27_a_refused_si_reads_the_hours_of_that_day_and_nothing_more(client: Client) -> None:
    draft = place(client, steps(client))
    hour = hour_url(draft)
    held = statements(lambda: client.post(hour, {"asientos": "1"}))
    first = Seat.objects.order_by("slot__starts")[0].slot_id
    stranger, affiliate = Client(), cast.ana()
    affiliate.pk, affiliate.code = None, "EXT4000001"
    affiliate.save(force_insert=True)
    other = place(stranger, steps(stranger, affiliate.code, "luz@example.com"))
    Seat.objects.filter(slot=first).update(state="blocked", turno=None, held_until=None)
    with CaptureQueriesContext(connection) as captured:
        refused = stranger.post(reverse("public:booking_hour", args=[other.token, first]), {"asientos": "1"})
    answer = follow(stranger, refused)
    assert (refused.status_code, answer.status_code) == (303, 409)
    assert sum(not query["sql"].startswith(FRAME) for query in captured.captured_queries) <= held
    root = page(answer)
    assert [text(each) for each in by_tag(root, "h1")] == ["Elija otra hora"]
    assert (by_class(root, "month"), by_class(root, "soonest")) == ([], [])
    assert items(by_class(root, "hours")[0]) == ["10:15", "10:30", "10:45"]


def test_s27_where_that_day_has_nothing_left_the_other_days_are_shown_and_no_other_centre(client: Client) -> None:
    more(2)
    draft = place(client, steps(client))
    first = Seat.objects.filter(slot__agency=cast.agency()).order_by("slot__starts")[0].slot_id
    Seat.objects.filter(slot__agency=cast.agency(), slot__starts__date=DAY).update(state="blocked")
    answer = send(client, reverse("public:booking_hour", args=[draft.token, first]), {"asientos": "1"})
    root = page(answer)
    assert (answer.status_code, len(by_class(root, "month")), by_class(root, "soonest")) == (409, 2, [])
    assert "Ese día ya no tiene horas libres. Elija otro." in text(root)


def test_d10_a_page_derives_no_key_for_the_links_that_bear_the_address_that_led_to_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived = Mock(wraps=derive_token)
    monkeypatch.setattr(private, "derive_token", derived)
    draft = place(client, steps(client))
    _expect_no_key(client, derived, url("day", draft), url("place", draft))
    client.post(hour_url(draft), {"asientos": "1"})
    client.post(url("review", draft), read_review(client, draft))
    turno = Turno.objects.get(status="confirmed")
    _expect_no_key(client, derived, reverse("public:turno", args=[turno.token]))
    derived.reset_mock()
    assert (bool(turno.token), derived.call_count) == (True, 1)


def _expect_no_key(client: Client, derived: Mock, *addresses: str) -> None:
    """Read pages whose links bear their own address, and expect that nothing was derived for them."""
    for address in addresses:
        derived.reset_mock()
        shown = client.get(address)
        assert (shown.status_code, shown.content.decode().count(address) > 1, derived.call_count) == (200, True, 0)
