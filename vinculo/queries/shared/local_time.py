"""The time at an agency: its own day, hour and midnight (D9). Nothing else turns a moment into an agency's time."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

MAINLAND, GALAPAGOS = "America/Guayaquil", "Pacific/Galapagos"
ZONES = (MAINLAND, GALAPAGOS)  # those that the administration offers


class Zoned(Protocol):
    """An agency, or a place that keeps the time of one."""

    @property
    def timezone(self) -> str:
        """Return the name of its time zone."""


def in_zone(timezone: str, moment: datetime) -> datetime:
    """Return a moment as the clock of a time zone shows it."""
    return moment.astimezone(ZoneInfo(timezone))


def local_moment(agency: Zoned, moment: datetime) -> datetime:
    """Return a moment as the clock of the agency shows it (D9)."""
    return moment.astimezone(ZoneInfo(agency.timezone))


def local_day(agency: Zoned | None, moment: datetime) -> date:
    """Return the day on which a moment falls at the agency, or on the mainland where none is named (D9)."""
    return moment.astimezone(ZoneInfo(agency.timezone if agency else MAINLAND)).date()


def moment_in_zone(timezone: str, day: date, hour: time) -> datetime:
    """Return the moment at which the clock of a time zone shows an hour of a day."""
    return datetime.combine(day, hour, tzinfo=ZoneInfo(timezone))


def moment_at(agency: Zoned, day: date, hour: time) -> datetime:
    """Return the moment at which the clock of the agency shows an hour of a day (D9)."""
    return moment_in_zone(agency.timezone, day, hour)


def seconds_behind_utc(timezone: str) -> int:
    """Return by how many seconds a zone is behind UTC; no zone of ours moves its clocks (D9)."""
    offset = datetime(2020, 1, 1, tzinfo=ZoneInfo(timezone)).utcoffset()
    return -int(offset.total_seconds()) if offset is not None else 0


def midnight(agency: Zoned, day: date) -> datetime:
    """Return the moment at which a day begins at the agency (D9)."""
    return moment_at(agency, day, time())
