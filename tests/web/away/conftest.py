"""Who is in the middle of a booking when the database goes away (D36)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast
from tests.web.public.booking.booking_pages import DAY, place, steps
from vinculo.records.models import Draft


@pytest.fixture
def client() -> Client:
    """A browser that is answered as people are: a fault is a page."""
    return Client(raise_request_exception=False)


@pytest.fixture
def ready(client: Client) -> Draft:
    """Ana before she chooses an hour of tomorrow."""
    cast.ana()
    cast.slots(cast.agency(), DAY, times=3, counters=1)
    return place(client, steps(client))
