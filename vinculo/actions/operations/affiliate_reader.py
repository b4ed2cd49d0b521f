"""Reads a file of affiliates in a process of its own, ahead of the person who compares and writes (D6, decision 0081).

To read and judge the cells is a third of the work of an import, and needs nothing of the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from vinculo.actions.operations.affiliate_file import UnreadableFile, read_rows
from vinculo.actions.shared.affiliates import Lines


class ReaderEnded(Exception):
    """The process that reads ended before the file did."""


def read_chunks(path: Path, today: date, size: int) -> Iterator[Lines]:
    """Return the lines of a file in lists of this length, each line as a row or as its errors; `UnreadableFile`."""
    rows = read_rows(path, today)
    while chunk := list(islice(rows, size)):
        yield chunk


@contextmanager
def reading_ahead(path: Path, today: date, size: int) -> Iterator[Iterator[Lines]]:
    """Yield what `read_chunks` returns, read by a process of its own that is at most one list ahead.

    For a command, and not for a process with threads: it is a copy of this one as it is at this moment. The person who
    takes the lists meets `UnreadableFile`, and `ReaderEnded` where the process was killed.
    """
    copies = get_context("fork")
    receiving, sending = copies.Pipe(duplex=False)
    reader = copies.Process(target=_send, args=(receiving, sending, path, today, size), daemon=True)
    reader.start()
    sending.close()
    try:
        yield _receive(receiving)
    finally:
        receiving.close()  # a reader that is not done meets a closed pipe, and ends
        reader.join()


def _send(receiving: Connection, sending: Connection, path: Path, today: date, size: int) -> None:
    """Send each list, then nothing, or what speaks against the file."""
    receiving.close()
    with suppress(BrokenPipeError):
        try:
            for chunk in read_chunks(path, today, size):
                sending.send(chunk)
            sending.send(None)
        except UnreadableFile as error:
            sending.send(error)


def _receive(receiving: Connection) -> Iterator[Lines]:
    while True:
        try:
            told = receiving.recv()
        except (EOFError, OSError) as error:  # between two lists, or within one
            raise ReaderEnded from error
        if isinstance(told, UnreadableFile):
            raise told
        if told is None:
            return
        yield told
