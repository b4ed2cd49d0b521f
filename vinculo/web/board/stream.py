"""The boards' stream of server-sent events, by ASGI in a process of its own: the pages keep their threads.

One reader asks once a second which centres' days have changed, in one statement for all of them, reads a changed
board once, and hands it to every stream of that centre. A board without a stream polls, so nothing depends on it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter as Tally
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.db import Error, close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from vinculo.gateways.database import AGAIN, OutageLog
from vinculo.queries.queue import board
from vinculo.web.board.pages import part
from vinculo.web.shared.clock import now

if TYPE_CHECKING:
    from vinculo.records.models import Agency

LOOK_EVERY = 1.0  # seconds
LOOK_LIMIT = 5.0  # seconds after which a database that says nothing counts as lost
PULSE_EVERY = 10.0  # seconds: a board that hears nothing for longer polls (board.js)
FIRST_WAIT = 8.0  # seconds that a new stream waits for its first board
COME_BACK = 3000  # milliseconds after which the browser opens a stream that ended again

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Shown:
    """What the streams of a centre send now."""

    key: str
    message: bytes


class Missing(Enum):
    """Why a centre has no board to send, as a status."""

    ABSENT = 404  # there is no such centre
    UNREAD = 503  # the database is away (D36)


Boards = dict[int, Shown | Missing]  # by centre


class Reader:
    """Reads the boards of the centres that have streams: the only one in this process that asks the database."""

    def __init__(self) -> None:
        self._agencies: dict[int, Agency] = {}

    def read(self, watched: Collection[int], before: Boards) -> Boards:
        """Return the boards that are others than before: one statement when none is, none without streams."""
        boards: Boards = dict(self._load(watched))
        for pk, key in board.keys(self._agencies, now()).items():
            old = before.get(pk)
            if not isinstance(old, Shown) or old.key != key:
                boards[pk] = Shown(key, event("board", part(self._agencies[pk]), key))
        return boards

    def read_and_close(self, watched: Collection[int], before: Boards) -> Boards:
        """Read as `read` does, and keep no connection that is old or broken."""
        try:
            return self.read(watched, before)
        finally:
            close_old_connections()

    def ask(self) -> None:
        """Ask whether there are centres at all: raises what the database raises."""
        try:
            board.centres((0,))
        finally:
            close_old_connections()

    def _load(self, watched: Collection[int]) -> dict[int, Missing]:
        """Load the centres that are new, drop those without streams, and return those that are not there."""
        self._agencies = {pk: agency for pk, agency in self._agencies.items() if pk in watched}
        fresh = set(watched) - set(self._agencies)
        self._agencies |= board.centres(fresh) if fresh else {}
        return dict.fromkeys(fresh - set(self._agencies), Missing.ABSENT)


class Hub:
    """Counts the streams of each centre and hands them its newest board. Only the event loop's thread changes it."""

    def __init__(self) -> None:
        self.streams: Tally[int] = Tally()
        self.shown: Boards = {}
        self.changed = asyncio.Event()
        self._reader = Reader()
        self.thread = ThreadPoolExecutor(1, "boards")
        self._watching: asyncio.Task[None] | None = None
        self._outage = OutageLog("boards", log)

    @contextmanager
    def watch_centre(self, agency: int) -> Iterator[None]:
        """Have the centre watched as long as the block lasts."""
        self.streams[agency] += 1
        self._notify()
        try:
            yield
        finally:
            self.streams[agency] -= 1
            if not self.streams[agency]:
                del self.streams[agency]
                self.shown.pop(agency, None)
            self._notify()

    def show(self, boards: Boards) -> None:
        """Hand new boards to the streams of their centres; one whose last stream has gone meanwhile is dropped."""
        self.shown |= {agency: each for agency, each in boards.items() if agency in self.streams}
        self._notify()

    def forget(self) -> None:
        """Take all boards away: they cannot be read now, so every stream ends and its board polls."""
        self.show(dict.fromkeys(self.streams, Missing.UNREAD))

    async def wait(self, agency: int, seen: str, seconds: float) -> Shown | Missing:
        """Return the centre's board once it is another than the one seen, or why there is none.

        Raises `TimeoutError` when the time is up.
        """
        async with asyncio.timeout(seconds):
            while not self._differs(agency, seen):
                await self.changed.wait()
        return self.shown[agency]

    def watch(self) -> None:
        """Look once a second from now on."""
        if self._watching is None:
            self._watching = asyncio.create_task(self._look_for_ever())

    async def look(self) -> None:
        """Show what changed since the last look; a database that does not answer ends all streams."""
        arguments = list(self.streams), dict(self.shown)
        try:
            boards = await self._in_time(self._reader.read_and_close, *arguments)
        except (Error, TimeoutError) as error:
            self._outage.begin(error)
            self.forget()
        except Exception:
            log.exception("the boards cannot be read")
            self.forget()
        else:
            self._outage.end()
            if boards:
                self.show(boards)

    async def reaches_database(self) -> bool:
        """Return whether the reader gets an answer in time."""
        try:
            await self._in_time(self._reader.ask)
        except (Error, TimeoutError):
            return False
        return True

    async def _in_time(self, work: Callable[..., Answer], *arguments: object) -> Answer:
        """Have the reader's thread work; raises `TimeoutError` where it does not answer in time."""
        running = asyncio.get_running_loop().run_in_executor(self.thread, work, *arguments)
        return await asyncio.wait_for(running, LOOK_LIMIT)

    async def _look_for_ever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            if self.streams:
                await self.look()

    def _differs(self, agency: int, seen: str) -> bool:
        shown = self.shown.get(agency)
        return shown.key != seen if isinstance(shown, Shown) else shown is not None

    def _notify(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()


def event(name: str, text: str, key: str) -> bytes:
    """Return one server-sent event."""
    lines = [f"id: {key}", f"event: {name}", *(f"data: {line}" for line in text.splitlines()), "", ""]
    return "\n".join(lines).encode()


RETRY = f"retry: {COME_BACK}\n\n".encode()
PULSE = b"event: pulse\ndata:\n\n"
hub = Hub()


@require_GET
async def alive(request: HttpRequest) -> HttpResponse:
    """Answer that the process serves; the database is not asked."""
    return HttpResponse("ok", content_type="text/plain")


@require_GET
async def health(request: HttpRequest) -> HttpResponse:
    """Answer whether boards can be read now: the database is asked as a board asks it (D36)."""
    if not await hub.reaches_database():
        return _refuse(Missing.UNREAD)
    return HttpResponse("ok", content_type="text/plain")


@require_GET
async def stream(request: HttpRequest, agency: str) -> HttpResponseBase:
    """Send a centre's board, and again at every change, until the client or the board goes away."""
    pk = int(agency)
    if hub.streams.total() >= settings.STREAM_MOST:
        return _refuse(Missing.UNREAD)
    hub.watch()
    try:
        with hub.watch_centre(pk):
            first = await hub.wait(pk, "", FIRST_WAIT)
    except TimeoutError:
        return _refuse(Missing.UNREAD)
    return (
        _refuse(first) if isinstance(first, Missing) else StreamingHttpResponse(_events(pk, first), headers=_headers())
    )


def _refuse(why: Missing) -> HttpResponse:
    headers = {"Retry-After": str(AGAIN)} if why == Missing.UNREAD else {}
    return HttpResponse(status=why.value, headers=headers)


async def _events(agency: int, shown: Shown) -> AsyncIterator[bytes]:
    # Joined here anew: where the client has gone before the first event this never runs, and must hold no place.
    with hub.watch_centre(agency):
        yield RETRY + shown.message
        while True:
            try:
                newest = await hub.wait(agency, shown.key, PULSE_EVERY)
            except TimeoutError:
                yield PULSE
                continue
            if isinstance(newest, Missing):
                return
            shown = newest
            yield shown.message


def _headers() -> dict[str, str]:
    headers = {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Accel-Buffering": "no",
        "X-Content-Type-Options": "nosniff",
    }
    if settings.STREAM_URL:  # another origin than the page's: that page may read it, and no other
        headers |= {"Access-Control-Allow-Origin": settings.PUBLIC_URL, "Vary": "Origin"}
    return headers
