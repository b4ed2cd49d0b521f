"""The boards' stream over real sockets: every change to every board, one look at the database for all of them."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection
from pytest_django import Settings

from tests import cast
from tests.stages.waiting_room import call, open_counter, waits
from tests.web.board.test_board import everything_about_a_priority_person
from vinculo.queries.queue import board as board_query
from vinculo.records.models import Agency
from vinculo.web.board import pages, stream
from vinculo.web.board.stream import Absent, Hub, Shown, StreamServer, Watcher, event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_o_clock")]
PATIENCE = 20  # seconds


@pytest.fixture
def server() -> Iterator[StreamServer]:
    """Serve on a free port; the tests look at the database themselves: it is theirs alone until they end."""
    made = StreamServer(("127.0.0.1", 0), most=4)
    Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.stop()


class Board:
    """A board that is connected."""

    def __init__(self, server: StreamServer, agency: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=PATIENCE)
        self.line.putrequest("GET", f"/tablero/{agency}/vivo")
        self.line.endheaders()

    def head(self) -> http.client.HTTPResponse:
        """Wait for the head of the answer."""
        self.answer = self.line.getresponse()
        return self.answer

    def event(self) -> dict[str, str]:
        """Wait for the next event; nothing when the stream has ended."""
        found: dict[str, str] = {}
        while raw := self.answer.readline():
            line = raw.decode().rstrip("\n")
            if not line and found:
                return found
            name, _, value = line.partition(": ")
            found[name.rstrip(":")] = f"{found[name]}\n{value}" if name in found else value
        return {}

    def board(self) -> dict[str, str]:
        """Wait for the next board, past the head and two pulses; nothing when the stream has ended."""
        for _ in range(4):
            found = self.event()
            if not found or found.get("event") == "board":
                return found
        raise AssertionError("the stream goes on without a board")

    def close(self) -> None:
        """Go away."""
        self.line.close()


def joined(server: StreamServer, agency: int, count: int = 1) -> None:
    """Wait until so many streams of a centre are watched."""
    assert server.hub.has(agency, count, PATIENCE)


def connected(server: StreamServer, watcher: Watcher, agency: int, count: int) -> list[Board]:
    boards = [Board(server, agency) for _ in range(count)]
    joined(server, agency, count)
    watcher.look()
    for each in boards:
        assert each.head().status == 200
    return boards


def test_every_board_gets_the_board_at_once_and_every_change_of_it(server: StreamServer) -> None:
    here, watcher = cast.agency(), Watcher(server.hub)
    ticket, one = waits(), open_counter()
    boards = connected(server, watcher, here.pk, 3)
    first = [each.board() for each in boards]
    assert [each["id"] for each in first] == ["20261130-1"] * 3
    call(ticket, one)
    watcher.look()
    for each in boards:
        found = each.board()
        assert found["id"] == "20261130-2"
        assert '<p class="board-number">1</p>' in found["data"]
        each.close()


def test_what_is_sent_is_the_part_of_the_page(server: StreamServer) -> None:
    here = cast.agency()
    call(waits(), open_counter())
    (board,) = connected(server, Watcher(server.hub), here.pk, 1)
    with closing(board):
        assert board.board()["data"].split() == pages.part(here).split()


def test_the_head_lets_only_the_page_read_it_and_nothing_keep_it(server: StreamServer, settings: Settings) -> None:
    here = cast.agency()
    settings.STREAM_URL, settings.PUBLIC_URL = "http://127.0.0.1:8321", "http://127.0.0.1:8320"
    (board,) = connected(server, Watcher(server.hub), here.pk, 1)
    with closing(board):
        head = board.answer.headers
        assert head["Content-Type"] == "text/event-stream; charset=utf-8"
        assert (head["Cache-Control"], head["X-Accel-Buffering"]) == ("no-store", "no")
        assert head["Access-Control-Allow-Origin"] == "http://127.0.0.1:8320"
        assert head["Access-Control-Allow-Credentials"] is None
    settings.STREAM_URL = ""
    (beside,) = connected(server, Watcher(server.hub), here.pk, 1)
    with closing(beside):
        assert beside.answer.headers["Access-Control-Allow-Origin"] is None


@pytest.mark.parametrize("centres", [1, 3])
def test_a_look_costs_one_statement_and_without_boards_none(
    centres: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    hub = Hub()
    watcher = Watcher(hub)
    with django_assert_num_queries(0):
        watcher.look()
    places = [cast.agency(), *(cast.agency(f"Centro {number}") for number in range(centres - 1))]
    streams = [hub.joined(each.pk) for each in places for _ in range(50)]
    for each in streams:
        each.__enter__()
    with django_assert_num_queries(2 + 2 * centres):  # the centres, their keys; then each board once, its day is empty
        watcher.look()
    with django_assert_num_queries(1):
        watcher.look()
    for each in streams:
        each.__exit__(None, None, None)
    with django_assert_num_queries(0):
        watcher.look()
    assert (hub.watched(), hub.shown()) == ([], {})


def test_a_stream_of_no_centre_is_not_found_and_salud_answers(server: StreamServer) -> None:
    here = cast.agency()
    Agency.objects.filter(pk=here.pk).update(active=False)
    for pk in (here.pk, here.pk + 1):
        board = Board(server, pk)
        joined(server, pk)
        Watcher(server.hub).look()
        assert board.head().status == 404
    for path, status in (("/", 404), ("/tablero/x/vivo", 404), ("/salud", 200)):
        with closing(http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=PATIENCE)) as line:
            line.request("GET", path)
            assert (path, line.getresponse().status) == (path, status)


def test_a_board_too_many_is_turned_away_and_has_a_place_when_another_goes(server: StreamServer) -> None:
    here, watcher = cast.agency(), Watcher(server.hub)
    boards = connected(server, watcher, here.pk, 4)
    fifth = Board(server, here.pk)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        fifth.head()
    boards[0].answer.close()
    boards[0].close()
    ticket, one = waits(), open_counter()
    for minutes in range(3):  # the first write into a closed line may still be taken by the system
        call(ticket, one, cast.NOW + timedelta(minutes=minutes))
        watcher.look()
        [each.board() for each in boards[1:]]
    joined(server, here.pk, 3)
    again = Board(server, here.pk)
    joined(server, here.pk, 4)
    assert again.head().status == 200


def test_while_the_database_does_not_answer_no_stream_says_that_all_is_well(
    server: StreamServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, watcher = cast.agency(), Watcher(server.hub)
    (board,) = connected(server, watcher, here.pk, 1)
    assert board.board()["id"] == "20261130-0"
    stop = Event()

    def fail(*arguments: object) -> dict[int, str]:
        stop.set()
        raise OperationalError

    monkeypatch.setattr(board_query, "keys", fail)
    monkeypatch.setattr(stream, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(stream, "close_old_connections", lambda: None)
    monkeypatch.setattr(connection, "close", lambda: None)
    watcher.run(stop)
    assert board.board() == {}  # it ended: the board polls
    monkeypatch.undo()
    (again,) = connected(server, watcher, here.pk, 1)
    assert again.board()["id"] == "20261130-0"


def test_a_stream_pulses_while_nothing_changes(server: StreamServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "PULSE_EVERY", 0.05)
    (board,) = connected(server, Watcher(server.hub), cast.agency().pk, 1)
    with closing(board):
        assert [board.event().get("event") for _ in range(4)] == [None, "board", "pulse", "pulse"]


def test_the_stream_says_nothing_of_anybody_and_writes_no_log(
    server: StreamServer, capfd: pytest.CaptureFixture[str]
) -> None:
    secrets = everything_about_a_priority_person()
    (board,) = connected(server, Watcher(server.hub), cast.agency().pk, 1)
    with closing(board):
        sent = board.board()["data"]
    assert "board-number" in sent
    assert [secret for secret in secrets if secret in sent] == []
    told = capfd.readouterr()
    assert (told.out, told.err) == ("", "")


def test_somebody_who_says_nothing_loses_the_place(server: StreamServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream.Stream, "timeout", 0.05)
    with closing(socket.create_connection(("127.0.0.1", server.server_port), timeout=PATIENCE)) as line:
        assert line.recv(1) == b""


def test_a_wait_ends_with_a_change_and_with_the_time() -> None:
    hub = Hub()
    with hub.joined(7):
        assert hub.wait(7, "", 0.01) is None
        hub.show({7: Shown("a", b"a"), 8: Shown("b", b"b")})
        assert hub.wait(7, "", 0.01) == Shown("a", b"a")
        assert hub.wait(7, "a", 0.01) is None
        hub.forget()
        with pytest.raises(Absent):
            hub.wait(7, "a", 0.01)
    assert hub.shown() == {}


def test_an_event_of_many_lines_is_one_event() -> None:
    assert event("board", "<p>\n1\n</p>", "k") == b"id: k\nevent: board\ndata: <p>\ndata: 1\ndata: </p>\n\n"
