"""Waiting for what nothing tells: another process, the worker of a page. The programs of bench/ wait so too."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

PAUSE = 0.05  # seconds


def wait_until(is_so: Callable[[], object], what: str, patience: float) -> None:
    """Ask again and again until something is so; fail with `what` after so many seconds of patience."""
    give_up = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < give_up, what
        Event().wait(PAUSE)


def is_running(pid: int) -> bool:
    """Return whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
