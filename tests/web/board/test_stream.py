"""The boards' stream over real sockets: every change to every board, one look at the database for all of them."""

from __future__ import annotations

import asyncio
import http.client
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from threading import Event, Semaphore, Thread
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.db import OperationalError, connection
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server
from pytest_django import Settings

from launch.surroundings import free_port
from tests import cast
from tests.polling import wait_until
from tests.stages.waiting_room import call, open_counter, waits
from tests.web.board.test_board import everything_about_a_priority_person
from vinculo.queries.queue import board as board_query
from vinculo.records.models import Agency
from vinculo.web.board import pages, stream
from vinculo.web.board.stream import Hub, Missing, Reader, Shown, event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
PATIENCE = 20  # seconds
LONG = 3600.0  # seconds: no test lasts so long


class StreamServer:
    """The stream's application behind its real server, in a thread; tests look at the database themselves."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.port = free_port()
        self._started = Event()
        self._thread = Thread(target=asyncio.run, args=(self._serve(),), daemon=True)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._server = Server(
            ASGIHandler(),
            port=self.port,
            interface=Interfaces.ASGINL,
            http=HTTPModes.http1,
            websockets=False,
            http1_settings=HTTP1Settings(keep_alive=False),
            log_level=LogLevels.error,
        )
        self._loop.call_soon(self._started.set)
        await self._server.serve()

    def start(self) -> None:
        """Serve until `stop`; return when the port answers."""
        self._thread.start()
        assert self._started.wait(PATIENCE)
        wait_until(lambda: self.status("/salud/vivo") == 200, "the server listens", PATIENCE)

    def stop(self) -> None:
        """End every stream, then the server."""
        self.show(dict.fromkeys(self.hub.streams, Missing.UNREAD))
        self._loop.call_soon_threadsafe(self._server.stop)
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def run(self, doing: Coroutine[Any, Any, None]) -> None:
        """Do something in the thread of the server, and wait for it."""
        asyncio.run_coroutine_threadsafe(doing, self._loop).result(PATIENCE)

    def show(self, boards: stream.Boards) -> None:
        """Hand boards to the streams."""

        async def show() -> None:
            self.hub.show(boards)

        self.run(show())

    def status(self, path: str) -> int:
        """Return the status of an answer; 0 for none."""
        with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as line:
            line.request("GET", path)
            return line.getresponse().status
        return 0


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[StreamServer]:
    """Serve as the stream's own process does; the watcher looks once an hour."""
    monkeypatch.setattr(stream, "hub", Hub())
    monkeypatch.setattr(stream, "LOOK_EVERY", LONG)
    settings.MIDDLEWARE, settings.ROOT_URLCONF, settings.STREAM_MOST = [], "vinculo.web.board.stream_urls", 4
    made = StreamServer(stream.hub)
    made.start()
    yield made
    made.stop()


class Board:
    """A board that is connected."""

    def __init__(self, server: StreamServer, agency: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        self.line.putrequest("GET", f"/tablero/{agency}/vivo")
        self.line.endheaders()

    def head(self) -> http.client.HTTPResponse:
        """Wait for the head of the answer."""
        self.answer = self.line.getresponse()
        return self.answer

    def event(self) -> dict[str, str]:
        """Wait for the next event; nothing when the stream has ended."""
        fields: dict[str, str] = {}
        while raw := self.answer.readline():
            line = raw.decode().rstrip("\n")
            if not line and fields:
                return fields
            name, _, value = line.partition(": ")
            fields[name.rstrip(":")] = f"{fields[name]}\n{value}" if name in fields else value
        return {}

    def board(self) -> dict[str, str]:
        """Wait for the next board, past the head and two pulses; nothing when the stream has ended."""
        for _ in range(4):
            event = self.event()
            if not event or event.get("event") == "board":
                return event
        raise AssertionError("the stream goes on without a board")

    def close(self) -> None:
        """Go away."""
        self.line.close()


def wait_for_streams(server: StreamServer, agency: int, count: int = 1) -> None:
    """Wait until so many streams of a centre are watched."""

    async def wait() -> None:
        while server.hub.streams[agency] != count:
            await server.hub.changed.wait()

    server.run(wait())


def run_apart(doing: Coroutine[Any, Any, None]) -> None:
    """Do something in a loop of its own; in this thread a browser may have one that runs."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, doing).result(PATIENCE)


def look(server: StreamServer, reader: Reader) -> None:
    """Look at the database once, as the watcher does, in the transaction of the test."""
    server.show(reader.read(list(server.hub.streams), dict(server.hub.shown)))


def connect_boards(server: StreamServer, reader: Reader, agency: int, count: int) -> list[Board]:
    boards = [Board(server, agency) for _ in range(count)]
    wait_for_streams(server, agency, count)
    look(server, reader)
    for each in boards:
        assert each.head().status == 200
    return boards


def test_every_board_gets_the_board_at_once_and_every_change_of_it(server: StreamServer) -> None:
    here, reader = cast.agency(), Reader()
    ticket, one = waits(), open_counter()
    boards = connect_boards(server, reader, here.pk, 3)
    first = [each.board() for each in boards]
    assert [each["id"] for each in first] == ["20261130-1"] * 3
    call(ticket, one)
    look(server, reader)
    for each in boards:
        event = each.board()
        assert event["id"] == "20261130-2"
        assert '<p class="board-number">1</p>' in event["data"]
        each.close()


def test_what_is_sent_is_the_part_of_the_page(server: StreamServer) -> None:
    here = cast.agency()
    call(waits(), open_counter())
    (board,) = connect_boards(server, Reader(), here.pk, 1)
    with closing(board):
        assert board.board()["data"].split() == pages.part(here).split()


def test_the_head_lets_only_the_page_read_it_and_nothing_keep_it(server: StreamServer, settings: Settings) -> None:
    here = cast.agency()
    settings.STREAM_URL, settings.PUBLIC_URL = "http://127.0.0.1:8321", "http://127.0.0.1:8320"
    (board,) = connect_boards(server, Reader(), here.pk, 1)
    with closing(board):
        head = board.answer.headers
        assert head["Content-Type"] == "text/event-stream; charset=utf-8"
        assert (head["Cache-Control"], head["X-Accel-Buffering"]) == ("no-store", "no")
        assert head["Access-Control-Allow-Origin"] == "http://127.0.0.1:8320"
        assert head["Access-Control-Allow-Credentials"] is None
    settings.STREAM_URL = ""
    (beside,) = connect_boards(server, Reader(), here.pk, 1)
    with closing(beside):
        assert beside.answer.headers["Access-Control-Allow-Origin"] is None


@pytest.mark.parametrize("centres", [1, 3])
def test_a_look_costs_one_statement_and_without_boards_none(
    centres: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    hub, reader = Hub(), Reader()

    def look() -> None:
        hub.show(reader.read(list(hub.streams), hub.shown))

    with django_assert_num_queries(0):
        look()
    places = [cast.agency(), *(cast.agency(f"Centro {number}") for number in range(centres - 1))]
    with ExitStack() as streams:
        for each in places:
            for _ in range(50):
                streams.enter_context(hub.watch_centre(each.pk))
        with django_assert_num_queries(2 + 2 * centres):  # the centres, their keys; each board once, its day is empty
            look()
        with django_assert_num_queries(1):
            look()
    with django_assert_num_queries(0):
        look()
    assert (hub.streams, hub.shown) == ({}, {})


def test_a_stream_of_no_centre_is_not_found_and_salud_answers(server: StreamServer) -> None:
    here = cast.agency()
    Agency.objects.filter(pk=here.pk).update(active=False)
    for pk in (here.pk, here.pk + 1):
        board = Board(server, pk)
        wait_for_streams(server, pk)
        look(server, Reader())
        assert board.head().status == 404
    paths = {"/": 404, "/tablero/x/vivo": 404, "/tablero/1234567890/vivo": 404, "/salud": 200}
    assert {path: server.status(path) for path in paths} == paths


def test_a_board_too_many_is_turned_away_and_has_a_place_when_another_goes(server: StreamServer) -> None:
    here, reader = cast.agency(), Reader()
    boards = connect_boards(server, reader, here.pk, 4)
    assert Board(server, here.pk).head().status == 503
    boards[0].answer.close()
    boards[0].close()
    wait_for_streams(server, here.pk, 3)
    again = Board(server, here.pk)
    wait_for_streams(server, here.pk, 4)
    assert again.head().status == 200


def test_a_board_that_leaves_before_its_first_event_holds_no_place(server: StreamServer) -> None:
    here = cast.agency()
    board = Board(server, here.pk)
    wait_for_streams(server, here.pk)
    board.close()
    wait_for_streams(server, here.pk, 0)
    assert (server.hub.streams, server.hub.shown) == ({}, {})


def test_a_board_whose_first_event_does_not_come_polls(server: StreamServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "FIRST_WAIT", 0.05)
    assert Board(server, cast.agency().pk).head().status == 503


def test_d36_while_the_database_does_not_answer_no_stream_says_that_all_is_well(
    server: StreamServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    here = cast.agency()
    (board,) = connect_boards(server, Reader(), here.pk, 1)
    assert board.board()["id"] == "20261130-0"
    monkeypatch.setattr(board_query, "centres", fail)
    server.run(server.hub.look())
    assert board.board() == {}  # it ended: the board polls
    told = ["boards: database out of reach error=OperationalError"]
    assert server.status("/salud") == 503
    assert server.status("/salud/vivo") == 200
    waiting = Board(server, here.pk)
    wait_for_streams(server, here.pk)
    server.run(server.hub.look())
    assert waiting.head().status == 503  # and not 404: the centre is there
    assert read_told(caplog) == told  # once, however long it lasts
    monkeypatch.undo()
    monkeypatch.setattr(stream, "hub", server.hub)
    (again,) = connect_boards(server, Reader(), here.pk, 1)
    assert again.board()["id"] == "20261130-0"
    server.run(server.hub.look())
    assert server.status("/salud") == 200
    assert read_told(caplog) == [*told, "boards: database back"]


def read_told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the stream itself said, without the seconds."""
    return [record.message.partition(" after ")[0] for record in caplog.records if record.name.startswith("vinculo.")]


def fail(*arguments: object) -> dict[int, Agency]:
    raise OperationalError


def test_a_database_that_says_nothing_counts_as_lost(server: StreamServer, monkeypatch: pytest.MonkeyPatch) -> None:
    (board,) = connect_boards(server, Reader(), cast.agency().pk, 1)
    assert board.board()["id"] == "20261130-0"
    answers = Event()

    def wait(*arguments: object) -> dict[int, Agency]:
        answers.wait(PATIENCE)
        return {}

    monkeypatch.setattr(board_query, "centres", wait)
    monkeypatch.setattr(stream, "LOOK_LIMIT", 0.05)
    server.run(server.hub.look())
    assert board.board() == {}
    answers.set()


def test_a_look_leaves_no_connection_open() -> None:
    hub = Hub()
    with hub.watch_centre(7):
        run_apart(hub.look())
        assert hub.shown == {7: Missing.ABSENT}  # it did ask: there is no such centre
    assert hub.thread.submit(lambda: connection.connection).result(PATIENCE) is None


def test_a_stream_sends_pulses_while_nothing_changes(server: StreamServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "PULSE_EVERY", 0.05)
    (board,) = connect_boards(server, Reader(), cast.agency().pk, 1)
    with closing(board):
        assert [board.event().get("event") for _ in range(4)] == [None, "board", "pulse", "pulse"]


def test_the_stream_says_nothing_of_anybody_and_writes_no_log(
    server: StreamServer, capfd: pytest.CaptureFixture[str]
) -> None:
    secrets = everything_about_a_priority_person()
    (board,) = connect_boards(server, Reader(), cast.agency().pk, 1)
    with closing(board):
        sent = board.board()["data"]
    assert "board-number" in sent
    assert [secret for secret in secrets if secret in sent] == []
    told = capfd.readouterr()
    assert (told.out, told.err) == ("", "")


def test_a_wait_ends_with_a_change_and_with_the_time() -> None:
    run_apart(waits_for_a_change())


async def waits_for_a_change() -> None:
    hub = Hub()
    with hub.watch_centre(7):
        with pytest.raises(TimeoutError):
            await hub.wait(7, "", 0.01)
        hub.show({7: Shown("a", b"a"), 8: Shown("b", b"b")})
        assert await hub.wait(7, "", 0.01) == Shown("a", b"a")
        with pytest.raises(TimeoutError):
            await hub.wait(7, "a", 0.01)
        hub.forget()
        assert await hub.wait(7, "a", 0.01) is Missing.UNREAD
    assert hub.shown == {}


def test_the_reader_looks_again_and_again(server: StreamServer, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = Semaphore(0)

    async def look(hub: Hub) -> None:
        looks.release()

    monkeypatch.setattr(stream, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(Hub, "look", look)
    board = Board(server, cast.agency().pk)
    assert [looks.acquire(timeout=PATIENCE) for _ in range(3)] == [True] * 3
    board.close()


def test_an_event_of_many_lines_is_one_event() -> None:
    assert event("board", "<p>\n1\n</p>", "k") == b"id: k\nevent: board\ndata: <p>\ndata: 1\ndata: </p>\n\n"
