"""After every test of people who act at the same moment, the nightly check finds nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vinculo.queries.operations.invariants import breaches, census
from vinculo.records.models import Seat


@pytest.fixture(autouse=True)
def sound(request: pytest.FixtureRequest) -> Iterator[None]:
    """Turnos and seats agree, and free, held, offered, taken, cooling and blocked are together all seats."""
    request.getfixturevalue("db" if "transactional_db" not in request.fixturenames else "transactional_db")
    yield
    assert breaches() == []
    assert sum(census().values()) == Seat.objects.count()
