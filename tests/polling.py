"""Waiting for what nothing tells: another process, the worker of a page."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event

PAUSE = 0.05  # seconds


def wait_until(is_so: Callable[[], bool], what: str, patience: float) -> None:
    """Ask again and again until something is so; fail with `what` after so many seconds of patience."""
    give_up = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < give_up, what
        Event().wait(PAUSE)
