"""Stopping a long-running command."""

from __future__ import annotations

import signal
from threading import Event
from types import FrameType


def stop_on_signals(stop: Event) -> None:
    """Set the event at SIGTERM, SIGINT and SIGHUP, so that the loop that waits on it ends cleanly."""

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, end)
