"""What the daily loop shows, `./run test --fast`: of a test with many cases a few, and nothing that takes long."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests import ROOT

Case = TypeVar("Case")
CASES = 4  # of a test that has more: the first, the last and some between
SLOW = ROOT / "tests" / "slow.txt"  # written by tools/slow_tests.py


def shown_daily(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests of the daily loop, in their order."""
    slow = slow_tests()
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    shown = {id(item) for name, each in cases.items() if name not in slow for item in a_few(each)}
    return [item for item in items if id(item) in shown]


def a_few(cases: list[Case]) -> list[Case]:
    """Return the cases of a test or, where there are many, a few that lie evenly among them."""
    if len(cases) <= CASES:
        return cases
    return [cases[turn * (len(cases) - 1) // (CASES - 1)] for turn in range(CASES)]


def slow_tests() -> set[str]:
    """Return the tests that take long, as they were measured."""
    return set(SLOW.read_text(encoding="utf-8").split())


class Times:
    """Writes the seconds of the processor that each test takes, with its fixtures, into a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Add a line for a test: the seconds of this process and of those that it started and that ended, its id."""
        began = sum(os.times()[:4])
        outcome = yield
        with self.file.open("a", encoding="utf-8") as file:
            file.write(f"{sum(os.times()[:4]) - began:.2f}\t{item.nodeid}\n")
        return outcome
