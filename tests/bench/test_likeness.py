"""The search for the same person shows few who are somebody else, and its measurement runs (D19)."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from bench.population import SHARES, people
from bench.precision import MOST, Registry, measure
from launch.surroundings import ROOT

PEOPLE, ALL = 20_000, 100_000


def test_d19_few_searches_show_somebody_else() -> None:
    """Who is shown wrongly grows with how many there are: a fifth of the people, a fifth of the bound."""
    registry = Registry(people(PEOPLE, random.Random(20261130)))
    asked, false, pairs = measure(registry, PEOPLE // 2)
    assert set(asked) == set(SHARES)
    assert sum(false.values()) / sum(asked.values()) <= MOST * PEOPLE / ALL, pairs
    assert pairs  # people of one name and one birth date in part there are: the measure sees them


@pytest.mark.full
@pytest.mark.postgres
def test_the_time_of_a_search_is_measured() -> None:
    words = [sys.executable, "-m", "bench.likeness", "--people", "500", "--searches", "5"]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert "500 people, 5 searches: p50" in told.stdout, told.stdout + told.stderr
