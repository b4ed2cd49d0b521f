"""The quiet hours of an agency, by its own clock (D9)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from vinculo.queries.shared.local_time import in_zone, local_moment
from vinculo.records.models import Agency
from vinculo.rules.shared.quiet_hours import Quiet


def quiet() -> Quiet:
    """Return the quiet hours of the settings."""
    return Quiet(settings.QUIET_FROM, settings.QUIET_UNTIL)


def is_night(zone: str, now: datetime) -> bool:
    """Return whether it is night in a time zone: nobody is written to about an offer."""
    return quiet().covers(in_zone(zone, now))


def end_of_night(agency: Agency, now: datetime) -> datetime:
    """Return the end of the quiet hours of an agency, or the moment itself by day."""
    return quiet().over(local_moment(agency, now))


def add_waking_minutes(agency: Agency, now: datetime, minutes: float) -> datetime:
    """Return when so many minutes have passed at an agency, the quiet hours not counted."""
    return quiet().after(local_moment(agency, now), timedelta(minutes=minutes))
