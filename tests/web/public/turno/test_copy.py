"""What the server says of the copy of a turno on a phone (D10); the phone itself is in tests/journeys/test_copy.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.stages import desk
from tests.web.shared.reading import by_tag, page
from vinculo.records.models import Turno

pytestmark = pytest.mark.django_db
MIDNIGHT = int(datetime(2026, 12, 1, 5, tzinfo=UTC).timestamp())  # the end of the day of the cast in Guayaquil


def read_limit(client: Client, turno: Turno) -> tuple[str, int]:
    """Return until when a copy is of use, and the status of its script."""
    address = reverse("public:turno", args=[turno.token])
    return client.get(address).headers.get("X-Copy-Until", ""), client.get(f"{address}copia.js").status_code


def test_d10_a_copy_is_of_use_until_the_end_of_the_day_of_the_visit_by_the_clock_of_the_centre(client: Client) -> None:
    turno = desk.turno()
    assert read_limit(client, turno) == (str(MIDNIGHT), 200)
    with time_machine.travel(cast.NOW + timedelta(days=1), tick=False):
        assert read_limit(client, turno) == ("", 404)


@pytest.mark.parametrize("status", ["attended", "cancelled", "no_show", "expired"])
def test_d10_no_copy_is_made_of_a_turno_that_is_over(client: Client, status: str) -> None:
    assert read_limit(client, desk.turno(status=status)) == ("", 404)


def test_d10_the_script_reaches_the_page_of_its_turno_alone(client: Client) -> None:
    """A worker reaches what is below its script, unless a header says otherwise."""
    answer = client.get(f"{reverse('public:turno', args=[desk.turno().token])}copia.js")
    assert (answer.headers["Content-Type"], answer.has_header("Service-Worker-Allowed")) == (
        "text/javascript; charset=utf-8",
        False,
    )


def test_d10_what_a_phone_puts_on_its_first_screen_is_the_page_itself(client: Client) -> None:
    """The manifest names no page to start with: none of its own, and no private address."""
    root = page(client.get(reverse("public:turno", args=[desk.turno().token])))
    address = [node.get("href") for node in by_tag(root, "link") if node.get("rel") == "manifest"]
    assert address == ["/vinculo.webmanifest"]
    answer = client.get(address[0])
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert sorted(answer.json()) == ["display", "icons", "lang", "name", "short_name"]
    assert client.get(answer.json()["icons"][0]["src"]).status_code == 200
