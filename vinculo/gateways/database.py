"""The way to the database: what counts as away, and a breaker that spares everybody the waiting (D36).

A database that is stopped, moved or cut off says nothing, and a request that waits for it keeps a thread. So once a
fault was seen, one look apart from all requests decides: while it finds no database, everybody is refused at once, and
those who hang already are let go. SQLite is a file: what is wrong with it passes with the statement, and nothing here
opens.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
from collections.abc import Callable, Iterator
from threading import Condition, Event, Lock, Thread, Timer, get_ident
from time import perf_counter
from typing import Any

from django.db import DatabaseError, Error, InterfaceError, OperationalError, close_old_connections, connections

AGAIN = 5  # seconds after which a person, and a page by itself, tries again
LOOK_LIMIT = 2.0  # seconds for one look: libpq takes no less to connect
LOOK_EVERY = 0.5  # seconds between two looks while the database is away
JUST_NOW = 0.5  # seconds for which one look holds for everybody
PATIENCE = 1.5  # seconds that a request may take before somebody looks whether the database still answers
READ_ONLY = "25006"  # what PostgreSQL says while another node takes over
LOST = ("08", "57P", READ_ONLY)  # how the codes begin that tell of a connection which is no longer of use

log = logging.getLogger("vinculo.database")


def is_passing(error: BaseException | None) -> bool:
    """Return whether the database cannot be reached, is busy, or takes nothing now: all pass by themselves."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return isinstance(error, DatabaseError) and _code(error) == READ_ONLY


def is_lost(error: BaseException | None) -> bool:
    """Return whether the fault is of the connection, or of the node it leads to: another one may do better."""
    return is_passing(error) and (not _code(error) or _code(error).startswith(LOST))


def _code(error: BaseException | None) -> str:
    return str(getattr(getattr(error, "__cause__", None), "sqlstate", None) or "")


def look() -> bool:
    """Return whether a new connection is made and answers, in bounded time."""
    try:
        with open_apart() as raw:
            raw.execute("SELECT 1")
    except (Error, OSError) as error:
        log.debug("no database: %s", error)
        return False
    return True


@contextlib.contextmanager
def open_apart() -> Iterator[Any]:
    """Open a connection of its own to PostgreSQL, cut when the time is up; on SQLite, the one of this thread.

    Raises Django's `Error`.
    """
    wrapper = connections["default"]
    if wrapper.vendor != "postgresql":
        with wrapper.cursor() as cursor:
            yield cursor
        return
    given: dict[str, Any] = wrapper.get_connection_params()
    with wrapper.wrap_database_errors:
        raw = wrapper.Database.connect(**given | {"connect_timeout": int(LOOK_LIMIT), "autocommit": True})  # type: ignore[attr-defined]
        ending = Timer(LOOK_LIMIT, cut, [raw])
        ending.daemon = True
        ending.start()
        try:
            yield raw
        finally:
            ending.cancel()
            raw.close()


def cut(raw: Any) -> None:
    """End a connection from another thread: what waits at it is told so, and waits no longer."""
    with contextlib.suppress(Exception):  # it may be closed at this very moment
        ends = socket.socket(fileno=os.dup(raw.fileno()))
        with ends:
            ends.shutdown(socket.SHUT_RDWR)


def forget_idle() -> None:
    """Have the pool give nobody a connection from before: each would fail once."""
    pool = getattr(connections["default"], "pool", None)
    if pool is not None:
        pool.drain()


class OutageLog:
    """Says once that the database is out of reach, and once that it is back."""

    def __init__(self, what: str, logger: logging.Logger = log) -> None:
        """Take what is out of reach then."""
        self._what, self._log = what, logger
        self._since: float | None = None

    def begin(self, error: BaseException | None = None) -> None:
        """Say that it began, if that was not said yet."""
        if self._since is None:
            self._since = perf_counter()
            why = f" error={type(error).__name__}" if error else ""
            self._log.warning("%s: database out of reach%s", self._what, why)

    def end(self) -> None:
        """Say that it is over, if it was said to have begun."""
        if self._since is not None:
            self._log.warning("%s: database back after %.1f s", self._what, perf_counter() - self._since)
            self._since = None


class Breaker:
    """Open while the database cannot be reached: everybody is refused at once, until a look of its own finds it."""

    def __init__(self, find: Callable[[], bool], forget: Callable[[], None], every: float = LOOK_EVERY) -> None:
        """Take how to look, what to do with the connections from before, and seconds between two looks."""
        self._find, self._forget, self._every = find, forget, every
        self._lock, self._away, self._told = Lock(), Event(), OutageLog("web")
        self._found_at = float("-inf")

    def is_away(self) -> bool:
        """Return whether the database is known to be out of reach."""
        return self._away.is_set()

    def note_fault(self, holds: float = JUST_NOW) -> bool:
        """Look whether the database is there, unless somebody just did; return whether it is away."""
        with self._lock:
            if self._away.is_set() or perf_counter() - self._found_at < holds:
                return self._away.is_set()
            if self._find():
                self._found_at = perf_counter()
                self._forget()
                return False
            self._away.set()
        self._told.begin()
        Thread(target=self._find_again, name="database", daemon=True).start()
        return True

    def _find_again(self) -> None:
        pause = Event()
        while not self._find():
            pause.wait(self._every)
        self._forget()
        self._told.end()
        with self._lock:
            self._found_at = perf_counter()
            self._away.clear()


class Places:
    """How many may ask the database at once; the other threads are for what needs none, and wait for a place here."""

    def __init__(self, breaker: Breaker, most: int) -> None:
        """Take the breaker, and how many at most; 0 for as many as come."""
        self._breaker, self._most = breaker, most
        self._asking: dict[int, tuple[float, Any]] = {}
        self._free = Condition()

    def take(self) -> bool:
        """Wait for a place, first come first served; False at once where the database is away."""
        with self._free:
            while self._most and len(self._asking) >= self._most:
                if self._breaker.is_away():
                    return False
                self._free.wait(LOOK_EVERY)
            if self._breaker.is_away():
                return False
            self._asking[get_ident()] = (perf_counter(), connections["default"])
        return True

    def leave(self) -> None:
        """Give the place to the next, where this thread has one."""
        with self._free:
            if self._asking.pop(get_ident(), None) is not None:
                self._free.notify()

    def let_go(self) -> int:
        """Look whether the database answers where somebody waits long; cut those who hang. Return how many."""
        before = perf_counter() - PATIENCE
        late = [wrapper for began, wrapper in list(self._asking.values()) if began < before]
        if not late or not (self._breaker.is_away() or self._breaker.note_fault(LOOK_LIMIT)):
            return 0
        for wrapper in late:
            cut(wrapper.connection)
        return len(late)

    def watch(self) -> None:
        """Let go of those who hang, from now on."""
        Thread(target=self._watch_for_ever, name="places", daemon=True).start()

    def _watch_for_ever(self) -> None:
        pause = Event()
        while not pause.wait(LOOK_EVERY):
            self.let_go()


def drop_old() -> None:
    """Give back this thread's connection, or drop it if it is broken; not in the middle of a transaction."""
    if not connections["default"].in_atomic_block:
        close_old_connections()


breaker = Breaker(look, forget_idle)


def note_fault(error: BaseException | None) -> bool:
    """Take note of a fault, and drop this thread's connection if it is broken; return whether the database is away."""
    drop_old()
    return is_lost(error) and connections["default"].vendor == "postgresql" and breaker.note_fault()
