"""Keeps children running: reports one that dies, starts it again after a pause, gives up when it keeps dying."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Sequence
from types import FrameType, TracebackType

from launch.messages import Problem, say
from launch.processes import Child, ignore_signals

MOST_DEATHS = 5
WINDOW = 60.0  # seconds


class Restarts:
    """Decides what follows the deaths of one child."""

    def __init__(self) -> None:
        self.deaths: list[float] = []

    def pause_after(self, moment: float) -> float | None:
        """Note a death and return the seconds to wait before the next start, or None when it is one too many."""
        self.deaths = [earlier for earlier in self.deaths if moment - earlier < WINDOW] + [moment]
        if len(self.deaths) >= MOST_DEATHS:
            return None
        return float(2 ** (len(self.deaths) - 1))


def _nothing(number: int, frame: FrameType | None) -> None:
    """Be there, so that the signal is written to the wake-up pipe."""


class ProcessWatcher:
    """All children of a start, in the order in which they start; they stop in the opposite order."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = list(children)
        self.restarts = {child.name: Restarts() for child in self.children}
        self.due: dict[str, float] = {}

    def __enter__(self) -> ProcessWatcher:
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        os.set_blocking(self._reader, False)
        self._wakeup = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        self._handler = signal.signal(signal.SIGCHLD, _nothing)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with ignore_signals():
            self._stop()
            signal.set_wakeup_fd(self._wakeup)
            signal.signal(signal.SIGCHLD, self._handler)
            os.close(self._reader)
            os.close(self._writer)

    def start(self) -> None:
        """Start every child."""
        for child in self.children:
            child.start()

    def pause(self, seconds: float | None) -> None:
        """Wait for so long, or until a child dies; without a number for as long as it takes."""
        if select.select([self._reader], [], [], seconds)[0]:
            with contextlib.suppress(BlockingIOError):
                os.read(self._reader, 4096)

    def check_all_alive(self) -> None:
        """Raise Problem if any child has ended: while starting, that is a fault that a restart does not mend."""
        for child in self.children:
            if (status := child.exit_status()) is not None:
                raise Problem(f"«{child.name}» terminó al arrancar (estado {status}); arriba consta por qué.")

    def watch(self) -> None:
        """Keep every child running, until a signal ends it or a child keeps dying, which raises Problem."""
        while True:
            moment = time.monotonic()
            for child in self.children:
                self._look_after(child, moment)
            self.pause(min(self.due.values()) - moment if self.due else None)

    def _look_after(self, child: Child, moment: float) -> None:
        if child.name in self.due:
            if moment >= self.due[child.name]:
                del self.due[child.name]
                child.start()
        elif (status := child.exit_status()) is not None:
            self._plan_restart(child, status, moment)

    def _plan_restart(self, child: Child, status: int, moment: float) -> None:
        child.finish(0)
        pause = self.restarts[child.name].pause_after(moment)
        if pause is None:
            raise Problem(f"«{child.name}» terminó {MOST_DEATHS} veces en un minuto; se detiene todo.")
        say(f"«{child.name}» terminó (estado {status}); se inicia otra vez en {pause:.0f} s.")
        self.due[child.name] = moment + pause

    def _stop(self) -> None:
        for child in reversed(self.children):
            child.ask_to_stop()
            child.finish()
