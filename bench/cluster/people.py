"""People who book and who read while nodes come and go; each answer is written down with its moment."""

from __future__ import annotations

import http.client
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import monotonic

FORM = "application/x-www-form-urlencoded"
PATIENCE = 60.0  # seconds for one answer
HEALS = 503
PRESS_AGAIN = 1.0  # seconds after which somebody presses the button of a page that says to try again
SAMPLE_EVERY = 0.1
BETWEEN = 0.2  # seconds that a booker waits before the next booking: so many people last longer than what is measured


@dataclass
class Told:
    """What people were told, and when."""

    turnos: dict[str, str] = field(default_factory=dict)  # the draft's address: the turno's token
    booked_at: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


class People:
    """Bookers and readers of one server, until they are stopped."""

    def __init__(self, port: int, lines: Sequence[str], paths: dict[str, str], bookers: int) -> None:
        """Take the server, who books, what is read under which name, and how many book at once."""
        self.port, self.told, self.stopped = port, Told(), Event()
        self.queue: SimpleQueue[str] = SimpleQueue()
        for line in lines:
            self.queue.put(line)
        self.threads = [Thread(target=self._book_on, daemon=True) for _ in range(bookers)]
        self.threads += [Thread(target=self._read_on, args=each, daemon=True) for each in paths.items()]
        for thread in self.threads:
            thread.start()

    def stop(self) -> Told:
        """Let each finish what was begun, and return what they were told. Raises RuntimeError when nobody was left."""
        if self.queue.empty():
            raise RuntimeError("all have booked: take more --people")
        self.stopped.set()
        for thread in self.threads:
            thread.join(2 * PATIENCE)
        return self.told

    def _book_on(self) -> None:
        with suppress(Empty):
            while not self.stopped.wait(BETWEEN):
                self._book(*self.queue.get_nowait().split("\t"))

    def _book(self, path: str, cookie: str, body: str) -> None:
        status, to = self._press(path, cookie, body)
        if status == 303:  # the hour was taken: a page of its own tells so
            with self.told.lock:
                self.told.refused += 1
            return
        for _ in range(3):
            if status != 302 or to.startswith("/mi-turno/"):
                break
            status, to = self._press(to, cookie, body)
        with self.told.lock:
            if status == 302 and to.startswith("/mi-turno/"):
                self.told.turnos[path.split("/")[2]] = to.split("/")[2]
                self.told.booked_at.append(monotonic())
            else:
                self.told.wrong.append(f"{status} {to}")

    def _press(self, path: str, cookie: str, body: str) -> tuple[int, str]:
        """Send a form; where the page says to try again, press its button after a second, as long as it says so."""
        give_up = monotonic() + PATIENCE
        while True:
            status, to = self._send("POST", path, cookie, body)
            with self.told.lock:
                self.told.answers[status] += 1
            if status not in {HEALS, 0} or monotonic() > give_up:
                return status, to
            Event().wait(PRESS_AGAIN)

    def _send(self, method: str, path: str, cookie: str = "", body: str = "") -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(method, path, body or None, {"Cookie": cookie, "Content-Type": FORM})
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            line.close()

    def _read_on(self, name: str, path: str) -> None:
        while not self.stopped.wait(SAMPLE_EVERY):
            began = monotonic()
            status, _ = self._send("GET", path)
            took = monotonic() - began
            with self.told.lock:
                self.told.seconds.setdefault(name, []).append(took)
                if status != 200:
                    self.told.wrong.append(f"{name}: {status}")


def longest_without(moments: Sequence[float], since: float, until: float) -> float:
    """Return the longest time without a booking between two moments."""
    points = [since, *sorted(each for each in moments if since < each < until), until]
    return max(later - sooner for sooner, later in pairwise(points))
