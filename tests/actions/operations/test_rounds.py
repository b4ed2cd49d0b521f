"""A command that goes on for ever outlives its database (D36)."""

from __future__ import annotations

import logging

import pytest
from django.db import OperationalError, ProgrammingError

from vinculo.config.management import rounds

pytestmark = pytest.mark.django_db


class Count:
    """Ends after so many waits, and remembers how long each was to be."""

    def __init__(self, most: int) -> None:
        self.most, self.waits = most, list[float]()

    def is_set(self) -> bool:
        return len(self.waits) >= self.most

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0)
        return self.is_set()


def test_d36_a_round_that_the_database_broke_off_comes_again_with_one_line_for_the_outage(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = iter([True, True, False, False, True, True])
    monkeypatch.setattr(rounds, "look", lambda: next(there))
    faults = iter([None, OperationalError("gone"), None, None])
    done: list[int] = []

    def work(number: int) -> None:
        if (fault := next(faults)) is not None:
            raise fault
        done.append(number)

    stop = Count(6)
    with caplog.at_level(logging.WARNING, "vinculo.database"):
        rounds.go_on("upkeep", work, stop, 60)
    assert (done, stop.waits) == ([0, 1, 2], [60, 5, 5, 5, 60, 60])
    assert [record.message.partition(" after")[0] for record in caplog.records] == [
        "upkeep: database out of reach error=OperationalError",
        "upkeep: database back",
    ]


def test_d36_a_fault_of_the_program_is_no_outage() -> None:
    def work(number: int) -> None:
        raise ProgrammingError("no such column")

    with pytest.raises(ProgrammingError):
        rounds.go_on("upkeep", work, Count(1), 60)
