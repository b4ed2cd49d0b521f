"""The clock and the random source of the doors: taken here once per request and passed in."""

from __future__ import annotations

from datetime import datetime
from random import SystemRandom

from django.utils import timezone

RANDOM = SystemRandom()


def now() -> datetime:
    """Return the present moment, aware."""
    return timezone.now()
