"""The boards' stream of server-sent events, in a process of its own: the pages keep their threads, whoever looks on.

One watcher asks once a second which centres' days have changed, in one statement for all of them, reads a changed
board once, and hands it to every stream of that centre. A board without a stream polls, so nothing depends on it.
"""

from __future__ import annotations

import logging
import re
import socket
from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore, Condition, Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import close_old_connections, connection

from vinculo.queries.queue import board
from vinculo.web.board.pages import part
from vinculo.web.shared.clock import now

if TYPE_CHECKING:
    from vinculo.records.models import Agency

ADDRESS = re.compile(r"/tablero/([0-9]{1,9})/vivo")
LOOK_EVERY = 1.0  # seconds
PULSE_EVERY = 10.0  # seconds: a board that hears nothing for longer polls (board.js)
FIRST_WAIT = 8.0  # seconds that a new stream waits for its first board
PATIENCE = 20  # seconds for a client to ask, and to take what it is sent
COME_BACK = 3000  # milliseconds, told to the browser

log = logging.getLogger(__name__)


class Absent(Exception):
    """No such centre, or its board cannot be read now."""


@dataclass(frozen=True)
class Shown:
    """What the streams of a centre send now."""

    key: str
    message: bytes


class Hub:
    """Which centres have streams, and the newest board of each."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._streams: Tally[int] = Tally()
        self._shown: dict[int, Shown | None] = {}  # None: no such centre

    @contextmanager
    def joined(self, agency: int) -> Iterator[None]:
        """Have the centre watched as long as the block lasts."""
        with self._changed:
            self._streams[agency] += 1
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._streams[agency] -= 1
                if not self._streams[agency]:
                    del self._streams[agency]
                    self._shown.pop(agency, None)
                self._changed.notify_all()

    def has(self, agency: int, count: int, seconds: float) -> bool:
        """Wait until the centre has so many streams; return whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: self._streams[agency] == count, seconds)

    def watched(self) -> list[int]:
        """Return the centres that have streams."""
        with self._changed:
            return list(self._streams)

    def shown(self) -> dict[int, Shown | None]:
        """Return the newest board of each centre that was read."""
        with self._changed:
            return dict(self._shown)

    def show(self, found: dict[int, Shown | None]) -> None:
        """Hand new boards to the streams of their centres; one whose last stream has gone meanwhile is dropped."""
        with self._changed:
            self._shown |= {agency: each for agency, each in found.items() if agency in self._streams}
            self._changed.notify_all()

    def forget(self) -> None:
        """Take all boards away: they cannot be read now, so every stream ends and its board polls."""
        self.show(dict.fromkeys(self.watched()))

    def wait(self, agency: int, seen: str, seconds: float) -> Shown | None:
        """Return the centre's board once it is another than the one seen; None when the time is up.

        Raises `Absent` when there is none.
        """
        until = monotonic() + seconds
        with self._changed:
            while not self._other(agency, seen):
                left = until - monotonic()
                if left <= 0 or not self._changed.wait(left):
                    return None
            found = self._shown[agency]
        if found is None:
            raise Absent
        return found

    def _other(self, agency: int, seen: str) -> bool:
        found = self._shown.get(agency)
        return found.key != seen if found else agency in self._shown


class Watcher:
    """Looks for changes of the centres that have streams: the only one in this process that asks the database."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self._agencies: dict[int, Agency] = {}

    def run(self, stop: Event) -> None:
        """Look once a second until told to stop; while the database does not answer no stream says that all is well."""
        while not stop.wait(LOOK_EVERY):
            try:
                close_old_connections()
                self.look()
            except Exception:
                log.exception("the boards cannot be read")
                self._agencies.clear()
                self.hub.forget()
                with suppress(Exception):
                    connection.close()

    def look(self) -> None:
        """Read what changed since the last look: one statement when nothing did, none without streams."""
        watched = self.hub.watched()
        if not watched:
            self._agencies.clear()
            return
        found: dict[int, Shown | None] = dict(self._meet(watched))
        before = self.hub.shown()
        for pk, key in board.keys(self._agencies, now()).items():
            old = before.get(pk)
            if old is None or old.key != key:
                found[pk] = Shown(key, event("board", part(self._agencies[pk]), key))
        if found:
            self.hub.show(found)

    def _meet(self, watched: list[int]) -> dict[int, None]:
        """Take in the centres that are new, drop those without streams, and return those that are not there."""
        self._agencies = {pk: agency for pk, agency in self._agencies.items() if pk in watched}
        fresh = set(watched) - set(self._agencies)
        self._agencies |= board.centres(fresh) if fresh else {}
        return dict.fromkeys(fresh - set(self._agencies))


def event(name: str, text: str, key: str) -> bytes:
    """Return one server-sent event."""
    lines = [f"id: {key}", f"event: {name}", *(f"data: {line}" for line in text.splitlines()), "", ""]
    return "\n".join(lines).encode()


PULSE = b"event: pulse\ndata:\n\n"


class Stream(BaseHTTPRequestHandler):
    """One stream, in a thread of its own; nothing is written into a log."""

    server: StreamServer
    timeout = PATIENCE
    server_version = "Vinculo"
    sys_version = ""

    def do_GET(self) -> None:
        """Send a centre's board, and again at every change, until the client or the board goes away."""
        asked = ADDRESS.fullmatch(self.path)
        if asked is None:
            self._say(HTTPStatus.OK if self.path == "/salud" else HTTPStatus.NOT_FOUND)
            return
        agency = int(asked[1])
        with suppress(OSError), self.server.hub.joined(agency):
            self._serve(agency)

    def _serve(self, agency: int) -> None:
        try:
            first = self.server.hub.wait(agency, "", FIRST_WAIT)
        except Absent:
            self._say(HTTPStatus.NOT_FOUND)
            return
        if first is None:
            self._say(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        self._head()
        self.wfile.write(first.message)
        with suppress(Absent):
            self._go_on(agency, first)

    def _go_on(self, agency: int, sent: Shown) -> None:
        while not self.server.stopping.is_set():
            fresh = self.server.hub.wait(agency, sent.key, PULSE_EVERY)
            sent = fresh or sent
            self.wfile.write(fresh.message if fresh else PULSE)

    def _head(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Accel-Buffering", "no")
        self.send_header("X-Content-Type-Options", "nosniff")
        if settings.STREAM_URL:  # another origin than the page's: that page may read it, and no other
            self.send_header("Access-Control-Allow-Origin", settings.PUBLIC_URL)
            self.send_header("Vary", "Origin")
        self.end_headers()
        self.wfile.write(f"retry: {COME_BACK}\n\n".encode())

    def _say(self, status: HTTPStatus) -> None:
        body = b"ok" if status == HTTPStatus.OK else b""
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Say nothing: a log of who looks at a board helps nobody."""


class StreamServer(ThreadingHTTPServer):
    """So many streams, each in a thread of its own; a client too many is turned away at once, and polls."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], most: int) -> None:
        self.hub = Hub()
        self.stopping = Event()
        self._places = BoundedSemaphore(most)
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, Stream)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give the client a thread while there is a place."""
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve the client and free its place."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Write a fault of ours into the log, without the address of whom it met."""
        log.exception("a stream failed")  # noqa: LOG004 - called where the exception is being handled

    def start(self) -> None:
        """Watch and serve, each in a thread of its own, until `stop`."""
        Thread(target=Watcher(self.hub).run, args=(self.stopping,), daemon=True).start()
        Thread(target=self.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """End every stream and close the port."""
        self.stopping.set()
        self.hub.forget()
        self.shutdown()
        self.server_close()
