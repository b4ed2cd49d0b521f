"""A short simulated day through the real actions: everybody is served, and nothing is wrong afterwards."""

from __future__ import annotations

import pytest

from tests import cast
from vinculo.config.simulation import simulate

pytestmark = pytest.mark.django_db


def test_a_short_day() -> None:
    here = cast.agency()
    cast.counter(1, accessible=True)
    cast.counter(2)
    outcome = simulate(agencies=[here], procedure=cast.procedure(), first=cast.NOW.date(), days=1, people=25, seed=4)
    print(outcome)
    assert outcome.wrong == []
