"""The time at an agency (D9), and that one module alone reckons it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest

from tests import ROOT
from vinculo.queries.shared.local_time import Zoned, local_day, local_moment, midnight, moment_at

FLOORS = ("queries", "actions", "web", "simulation")  # documents are handed the zone with their frozen facts
RECKONS = "vinculo/queries/shared/local_time.py"


@dataclass(frozen=True)
class Centre:
    """An agency as far as its clock goes."""

    timezone: str


QUITO, SAN_CRISTOBAL = Centre("America/Guayaquil"), Centre("Pacific/Galapagos")
AFTER_MIDNIGHT = datetime(2026, 12, 1, 5, 30, tzinfo=UTC)  # 00:30 in Quito, 23:30 of the day before in San Cristóbal


@pytest.mark.parametrize(("agency", "hour", "day"), [(QUITO, "00:30", 1), (SAN_CRISTOBAL, "23:30", 30)])
def test_d9_a_moment_is_read_from_the_clock_of_the_agency(agency: Zoned, hour: str, day: int) -> None:
    assert f"{local_moment(agency, AFTER_MIDNIGHT):%H:%M}" == hour
    assert local_day(agency, AFTER_MIDNIGHT).day == day


def test_d9_without_an_agency_the_clock_of_the_mainland_counts() -> None:
    assert local_day(None, AFTER_MIDNIGHT) == date(2026, 12, 1)


@pytest.mark.parametrize(("agency", "utc"), [(QUITO, 5), (SAN_CRISTOBAL, 6)])
def test_d9_a_day_begins_at_the_midnight_of_the_agency(agency: Zoned, utc: int) -> None:
    assert midnight(agency, date(2026, 12, 1)) == datetime(2026, 12, 1, utc, tzinfo=UTC)
    assert moment_at(agency, date(2026, 12, 1), time(8)) == datetime(2026, 12, 1, utc + 8, tzinfo=UTC)


def _is_conversion(call: str) -> bool:
    """Return whether a call turns a moment into another clock's; UTC is nobody's."""
    return ".astimezone(" in call and ".astimezone(UTC)" not in call


def test_no_other_module_reckons_the_time_of_an_agency() -> None:
    modules = []
    for floor in FLOORS:
        for path in sorted((ROOT / "vinculo" / floor).rglob("*.py")):
            calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
            if any("ZoneInfo" in (text := ast.unparse(call)) or _is_conversion(text) for call in calls):
                modules.append(str(path.relative_to(ROOT)))
    assert modules == [RECKONS]
