"""When a timer last did its work: each unit touches a file of its name in the folder of the data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

PREFIX = "last-"


def age_of_run(*, folder: Path, name: str, now: datetime) -> timedelta | None:
    """Return how long ago the work of a name was done, or None where it never was."""
    try:
        moment = (folder / f"{PREFIX}{name}").stat().st_mtime
    except OSError:
        return None
    return now - datetime.fromtimestamp(moment, tz=UTC)
