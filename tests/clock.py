"""The moment at which the tests run, whatever the hour and the day of the machine: that of the cast.

The tests themselves are moved there by a fixture. A process that a test starts follows the clock that its environment
names: the moment, and the reading of the machine's monotonic clock at that moment, which all processes share. So they
agree on the same moving moment, and no change of the system's clock disturbs them. The product knows nothing of this.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import time_machine

from tests import ROOT

GUAYAQUIL = ZoneInfo("America/Guayaquil")
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=GUAYAQUIL)  # a Monday
VARIABLE = "TESTS_CLOCK"
FOLLOWING = Path(__file__).with_name("following")  # on Python's path it makes a process follow


def start_clock(moment: datetime = NOW) -> dict[str, str]:
    """Return the environment of processes for which it is that moment now, whatever their settings are."""
    return {VARIABLE: f"{moment.timestamp()!r} {time.monotonic()!r}", "PYTHONPATH": f"{FOLLOWING}{os.pathsep}{ROOT}"}


def read_clock(environ: Mapping[str, str]) -> datetime:
    """Return what time it is now on the clock that an environment names."""
    moment, begun = map(float, environ[VARIABLE].split())
    return datetime.fromtimestamp(moment + time.monotonic() - begun, tz=UTC)


def follow_clock() -> None:
    """Move this process for all its life to the clock that its environment names."""
    time_machine.travel(read_clock(os.environ), tick=True).start()
