"""How many functions one booking calls, request by request: the same in every run, whatever else the machine does.

Usage: python -m bench.calls [--people 3] [--list 40] [--tiny]

`bench.journey` measures time, which wants a machine that does nothing else; calls say beforehand where it goes. One
process answers over WSGI without a server, on PostgreSQL; people who nobody counts come first. With `--list` the
functions with the most calls beneath them, of a booking: how many, and how often each was entered.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections import Counter
from collections.abc import Sequence
from http.cookies import SimpleCookie
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import unquote

from bench import house, journey
from bench.house import Load
from bench.sizes import TINY, Size

LOAD = Size(agencies=100, days=20, bookers=400)
HOST, PORT = "127.0.0.1", "8000"
WARMING = 3


class Calls:
    """Counts the calls between `begin` and `end`, those of C among them, and what is called beneath each function."""

    def __init__(self) -> None:
        self.count = 0
        self.beneath: Counter[str] = Counter()
        self.entered: Counter[str] = Counter()
        self._open: list[tuple[str, int, FrameType]] = []
        self._within: Counter[str] = Counter()

    def begin(self) -> None:
        """Begin to count."""
        self._open.clear()
        self._within.clear()
        sys.setprofile(self._note)

    def end(self) -> None:
        """Count no more."""
        sys.setprofile(None)

    def _note(self, frame: FrameType, event: str, _arg: object) -> None:
        if event == "c_call":
            self.count += 1
        elif event == "call":
            self.count += 1
            name = f"{frame.f_code.co_filename.rpartition('site-packages/')[2]}: {frame.f_code.co_qualname}"
            self._open.append((name, self.count, frame))
            self._within[name] += 1
        elif event == "return" and self._open and self._open[-1][2] is frame:
            name, before, _ = self._open.pop()
            self._within[name] -= 1
            self.entered[name] += 1
            if not self._within[name]:  # of one that calls itself the outermost has all
                self.beneath[name] += self.count - before + 1


class Caller(journey.Browser):
    """A person's browser that calls the application itself, and counts what that calls."""

    def __init__(self, application: Any, calls: Calls) -> None:
        self.application, self.calls = application, calls
        self.cookies: SimpleCookie = SimpleCookie()
        self.path, self.to, self.page = "", "", ""
        self.counted: list[tuple[str, int]] = []

    def send(self, method: str, path: str, body: str | None = None) -> None:
        """Send a request, and note how many calls it took."""
        begun: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], *_error: Any) -> None:
            begun.update(status=status, headers=headers)

        before = self.calls.count
        self.calls.begin()
        answer = self.application(self._environ(method, path, body or ""), start)
        page = b"".join(answer)
        self.calls.end()
        answer.close()
        assert begun["status"][:3] in {"200", "302"}, f"{method} {path}: {begun['status']}"
        headers = dict(begun["headers"])
        for name, value in begun["headers"]:
            if name == "Set-Cookie":
                self.cookies.load(value)
        self.page, self.path, self.to = page.decode(), path.partition("#")[0], headers.get("Location", "")
        self.counted.append((journey.name_of(method, self.path), self.calls.count - before))

    def _environ(self, method: str, path: str, body: str) -> dict[str, Any]:
        where, _, asked = path.partition("#")[0].partition("?")
        return {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote(where),
            "QUERY_STRING": asked,
            "SERVER_NAME": HOST,
            "SERVER_PORT": PORT,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": HOST,
            "HTTP_HOST": f"{HOST}:{PORT}",
            "HTTP_COOKIE": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items()),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body.encode()),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
        }


def walk(folder: Path, people: int, listed: int) -> None:
    """Let people book one after the other, and print what the last of them called."""
    from vinculo.config.wsgi import application

    load, calls = Load(os.environ["DATABASE_URL"], folder), Calls()
    bookings = []
    for number in range(WARMING + people):
        if number == WARMING:
            calls = Calls()
        caller = Caller(application, calls)
        journey.Person(caller, load, number, 1).book()
        bookings.append(caller.counted)
    for name, count in bookings[-1]:
        print(f"  {name:<34}{count:>10}")
    print(f"one booking: {len(bookings[-1])} requests, {calls.count // people} calls of functions")
    for name, count in calls.beneath.most_common(listed):
        print(f"{count // people:>10}{calls.entered[name] / people:>9.1f}  {name}")


def main(words: Sequence[str]) -> int:
    """Build a load, and let another process walk in it."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.calls", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=3)
    parser.add_argument("--list", type=int, default=0, help="functions to name")
    parser.add_argument("--tiny", action="store_true", help="a load of some seats")
    parser.add_argument("--within", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(words)
    if asked.within:
        walk(asked.within, asked.people, asked.list)
        return 0
    with house.build_load(TINY if asked.tiny else LOAD) as load:
        same = ("--people", str(asked.people), "--list", str(asked.list), "--within", load.folder)
        settings = {"DJANGO_SETTINGS_MODULE": "vinculo.config.settings", "PORT": PORT, **journey.LIMITS}
        print(load.run("-m", "bench.calls", *same, **settings), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
