"""The time at an agency: its own day and when that day begins (D9)."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from vinculo.records.models import Agency


def local_day(agency: Agency, moment: datetime) -> date:
    """Return the day on which a moment falls at the agency (D9)."""
    return moment.astimezone(ZoneInfo(agency.timezone)).date()


def midnight(agency: Agency, day: date) -> datetime:
    """Return the moment at which a day begins at the agency (D9)."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(agency.timezone))
