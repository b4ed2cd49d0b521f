"""How far ahead a moment may lie: one that lies further was written by a clock that was wrong (D36).

A clock that was ahead and is right again leaves moments that come in weeks. Taken as they stand they would keep people
waiting until then.
"""

from __future__ import annotations

from datetime import datetime, timedelta

LONGEST_KEPT = timedelta(days=7)  # that a seat is held, offered or cools: nights and a long weekend in between
AHEAD = timedelta(minutes=5)  # that the clock of another machine may be before ours


def is_over(until: datetime, now: datetime, longest: timedelta = LONGEST_KEPT) -> bool:
    """Return whether a moment until which something lasts has come, or cannot be true."""
    return until <= now or until > now + longest
