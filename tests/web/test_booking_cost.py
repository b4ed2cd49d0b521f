"""What booking costs as requests: statements of the hold and of the confirm, with session and draft (S27, S28)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.web.booking_pages import DAY, hour_url, place, steps, url
from vinculo.records.models import Turno

pytestmark = pytest.mark.django_db
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@pytest.fixture(autouse=True)
def stage() -> Iterator[None]:
    with time_machine.travel(cast.NOW, tick=False):
        cast.ana()
        cast.slots(cast.agency(), DAY, times=4, counters=3)
        cast.slots(cast.agency(), DAY + timedelta(days=1), times=20, counters=3)
        yield


def statements(request: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = request()
    assert answer.status_code == 302
    return sum(not query["sql"].startswith(FRAME) for query in captured.captured_queries)


@pytest.mark.parametrize("size", [1, 4])
def test_s27_s28_a_hold_and_a_confirm_take_ten_statements_whatever_the_size(client: Client, size: int) -> None:
    draft = place(client, steps(client), size)
    hour = hour_url(draft)
    hold = statements(lambda: client.post(hour, {"asientos": str(size)}))
    confirm = statements(lambda: client.post(url("review", draft)))
    assert Turno.objects.get().seats_count == size
    assert (hold, confirm) == (10, 10)
