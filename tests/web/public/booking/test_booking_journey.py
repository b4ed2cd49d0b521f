"""What each request of one whole booking asks of the database, from *Generar turno* to the turno (S21-S30)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import cast
from tests.web.public.booking.booking_pages import DAY, code_of, somewhere
from vinculo.queries.shared.reference_data import get_published
from vinculo.records.models import Draft, Turno

pytestmark = pytest.mark.django_db
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
# PostgreSQL locks who counts against the same limits (D17) and who holds for one affiliate (D28), and writes several
# tables in one statement; SQLite has one writer at a time, and a statement for each table.
BY_REQUEST = {
    "GET /turnos/": (0, 0),
    "GET /turnos/generar/": (0, 0),
    "POST /turnos/generar/": (6, 5),
    "GET contacto": (1, 1),
    "POST contacto": (8, 7),
    "GET codigo": (2, 2),
    "POST codigo": (10, 11),
    "GET lugar": (3, 3),
    "POST lugar": (6, 6),
    "GET dia": (5, 5),
    "GET dia of a day": (2, 2),
    "GET hora": (1, 1),
    "POST hora": (5, 8),
    "GET revisar": (2, 2),
    "POST revisar": (5, 9),
    "GET /mi-turno/": (1, 1),
}


@pytest.fixture(autouse=True)
def stage(settings: Any) -> Iterator[None]:
    settings.PUBLISHED_SECONDS = 60  # as in production: what the institution published is not read for every page
    with time_machine.travel(cast.NOW, tick=False):
        get_published(timezone.now())
        cast.ana()
        cast.slots(cast.agency(), DAY, times=3, counters=2)
        yield


class Walk:
    """One person's browser, which counts the statements of each request."""

    def __init__(self) -> None:
        self.client = Client()
        self.statements: dict[str, int] = {}

    def send(self, name: str, address: str, **sent: Any) -> str:
        """Send a request; return where it leads, or the page."""
        with CaptureQueriesContext(connection) as captured:
            answer = self.client.post(address, sent) if name.startswith("POST") else self.client.get(address, sent)
        self.statements[name] = sum(not query["sql"].startswith(FRAME) for query in captured.captured_queries)
        assert answer.status_code == (302 if name.startswith("POST") else 200)
        return answer.headers.get("Location") or answer.content.decode()


def test_a_whole_booking_asks_so_much_of_the_database() -> None:
    walk = Walk()
    walk.send("GET /turnos/", "/turnos/")
    walk.send("GET /turnos/generar/", "/turnos/generar/")
    at = walk.send("POST /turnos/generar/", "/turnos/generar/", number=cast.ANA_CODE)
    walk.send("GET contacto", at)
    at = walk.send("POST contacto", at, email="ana@example.com", mobile="099 123 4567")
    walk.send("GET codigo", at)
    at = walk.send("POST codigo", at, code=code_of(Draft.objects.get()))
    walk.send("GET lugar", at)
    at = walk.send("POST lugar", at, **somewhere())
    walk.send("GET dia", at)
    hours = walk.send("GET dia of a day", at, dia=str(DAY))
    [at, *_] = re.findall(r'href="(/turnos/\w+/hora/\d+/)', hours)
    walk.send("GET hora", at, asientos=1)
    at = walk.send("POST hora", at, asientos=1)
    read = dict(re.findall(r'<input type="hidden" name="(leido)" value="(\w+)"', walk.send("GET revisar", at)))
    at = walk.send("POST revisar", at, **read)
    walk.send("GET /mi-turno/", at)
    assert Turno.objects.get().status == "confirmed"
    on = 0 if connection.vendor == "postgresql" else 1
    assert walk.statements == {name: counts[on] for name, counts in BY_REQUEST.items()}


def test_the_targets_are_kept_by_what_is_counted() -> None:
    """At most 70 statements, none over 12, hold and confirm at most 7, where there is a network before the database."""
    on_postgresql = {name: counts[0] for name, counts in BY_REQUEST.items()}
    assert sum(on_postgresql.values()) <= 70
    assert max(on_postgresql.values()) <= 12
    assert max(on_postgresql["POST hora"], on_postgresql["POST revisar"]) <= 7
