"""Workers in processes of their own, forked from one that has loaded the program and has no connection."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from tests.concurrency.worker import main

PATIENCE = 120  # seconds
PROGRAM = ["tests.concurrency.loaded"]


class Worker:
    """A process of `tests/concurrency/worker.py`, on the database of the tests."""

    def __init__(self, *words: str) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PROGRAM)
        self.line, its_end = context.Pipe()
        database = str(connection.settings_dict["NAME"])
        self.process = context.Process(target=main, args=(its_end, database, *words), daemon=True)
        self.process.start()
        its_end.close()

    def read(self) -> Any:
        """Wait for what it says next; fails when it says nothing in time, or has ended."""
        assert self.line.poll(PATIENCE)
        return self.line.recv()

    def answer(self) -> str:
        """Wait for its answer and its end."""
        said = str(self.read())
        self.process.join(PATIENCE)
        assert self.process.exitcode == 0
        return said

    def kill(self) -> None:
        """Kill it where it stands, without a word of farewell."""
        self.process.kill()
        self.process.join(PATIENCE)
        assert self.process.exitcode == -signal.SIGKILL


@contextmanager
def worker(act: str, drafts: object, slots: object, stop: str = "", session: str = "") -> Iterator[Worker]:
    """Start a worker; it does not outlive the block."""
    made = Worker(act, str(drafts), str(slots), stop, session)
    try:
        yield made
    finally:
        made.process.kill()
        made.process.join(PATIENCE)
        made.line.close()
