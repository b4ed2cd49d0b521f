"""Starts programs and makes sure that they end: with their whole group, and with the launcher however that ends."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from types import FrameType
from typing import Protocol

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 10.0  # seconds between the request to stop and the kill
PR_SET_PDEATHSIG = 1


class Show(Protocol):
    """Shows what a program prints, to its end."""

    def __call__(self, if_failed: bool = False) -> tuple[int, str]:
        """Return its status and its last line with text."""


class Stopped(BaseException):
    """Somebody asked the launcher to stop: Ctrl-C, a closed terminal or SIGTERM."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def status(self) -> int:
        """The exit status: 130 after Ctrl-C, 0 after an orderly request to stop."""
        return 130 if self.number == signal.SIGINT else 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)


@contextlib.contextmanager
def stop_on_signals() -> Iterator[None]:
    """Turn the signals that ask for an end into Stopped; a start under nohup goes on ignoring SIGHUP."""
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    for number in STOP_SIGNALS:
        if not (number == signal.SIGHUP and before[number] == signal.SIG_IGN):
            signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def ignore_signals() -> Iterator[None]:
    """Ignore further signals while things are put away; every step in there must be bounded in time."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def die_with_parent(number: int = signal.SIGTERM) -> Callable[[], None] | None:
    """Return what a child does before it starts so that Linux ends it when the launcher is killed; None elsewhere."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)

    return ask


class Child:
    """A program in a group of its own, so that Ctrl-C reaches it through the launcher alone."""

    def __init__(self, name: str, command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str]) -> None:
        self.name = name
        self.command = [str(part) for part in command]
        self.cwd = cwd
        self.env = dict(env)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the program."""
        self.process = subprocess.Popen(
            self.command,
            cwd=self.cwd,
            env=self.env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - it only asks the kernel for a signal
        )

    def exit_status(self) -> int | None:
        """Return the status with which it ended, or None while it runs."""
        return self.process.poll() if self.process else None

    def ask_to_stop(self) -> None:
        """Ask the whole group to end, without waiting."""
        if self.process and self.process.poll() is None:
            send(self.process.pid, signal.SIGTERM)

    def finish(self, patience: float = PATIENCE) -> None:
        """Wait for the end for so many seconds, then kill whatever is left of the group."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        send(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


def send(group: int, number: int) -> None:
    """Send a signal to a process group; one that is gone is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def run(
    command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str], limit: float | None = None, quiet: bool = False
) -> int:
    """Run a program in the foreground, on this terminal, and return its status; after `limit` seconds it is ended.

    `quiet` hides what it prints, but not its errors.
    """
    output = subprocess.DEVNULL if quiet else None
    process = subprocess.Popen([str(part) for part in command], cwd=cwd, env=dict(env), stdout=output)
    with _end_in_time(process, limit):
        return process.wait()


@contextlib.contextmanager
def running_beside(
    command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str], limit: float | None = None
) -> Iterator[Show]:
    """Start a program that runs beside what the block does, and end it with the block.

    The function shows what it has printed, then each line as it comes; returns its status and its last line with text.
    With `if_failed` it shows nothing of a program that ends well.
    """
    process = subprocess.Popen(
        [str(part) for part in command], cwd=cwd, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    lines: SimpleQueue[str] = SimpleQueue()
    reader = threading.Thread(target=_read, args=(process, lines), daemon=True)

    def show(if_failed: bool = False) -> tuple[int, str]:
        last, kept = "", []
        while line := lines.get():
            last = line.strip() or last
            if if_failed:
                kept.append(line)
            else:
                sys.stdout.write(line)
                sys.stdout.flush()
        if status := process.wait():
            sys.stdout.writelines(kept)
        return status, last

    with process, _end_in_time(process, limit):
        reader.start()
        yield show


def _read(process: subprocess.Popen[bytes], lines: SimpleQueue[str]) -> None:
    """Read what a program prints, to its end, so that it never waits for a reader; an empty line ends it."""
    for raw in process.stdout or ():
        lines.put(raw.decode("utf-8", "replace"))
    lines.put("")


@contextlib.contextmanager
def _end_in_time(process: subprocess.Popen[bytes], limit: float | None) -> Iterator[None]:
    """End the process when the time is up or when the block is left early."""
    timer = threading.Timer(limit, process.kill) if limit else None
    if timer:
        timer.daemon = True
        timer.start()
    try:
        yield
    finally:
        if timer:
            timer.cancel()
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process step by step: as Ctrl-C would, then by request, then by force."""
    with ignore_signals():
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            if process.poll() is not None:
                return
            process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
