"""Stopping a long-running command."""

from __future__ import annotations

import signal
from typing import Protocol

ENDING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


class Stopping(Protocol):
    """Whatever tells a loop to end: `threading.Event` is one."""

    def is_set(self) -> bool:
        """Return whether to end."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait so many seconds, or until told to end; return whether to end."""


class Signals:
    """SIGTERM, SIGINT and SIGHUP, taken when the loop asks for them.

    They are blocked and waited for, not handled: a handler that sets a `threading.Event` blocks for ever when the
    signal comes while the loop is about to wait on that very event.
    """

    def __init__(self) -> None:
        self._ended = False
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)

    def is_set(self) -> bool:
        """Return whether a signal has come."""
        return self._ended or bool(signal.sigpending() & ENDING)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait so many seconds, or for ever, for a signal; return whether one has come."""
        if not self._ended:
            came = signal.sigwait(ENDING) if timeout is None else signal.sigtimedwait(ENDING, timeout)
            self._ended = came is not None
        return self._ended
