"""The process of the boards' stream, started by the words with which the launcher and systemd start it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from launch.processes import send
from launch.serving import stream_arguments
from launch.surroundings import free_port
from tests import ROOT
from tests.polling import wait_until

UNIT = ROOT / "deploy" / "systemd" / "vinculo-boards.service"
PATIENCE = 30  # seconds


class Process:
    """The server over a database that takes its connections and never answers."""

    def __init__(self, folder: Path, database: socket.socket) -> None:
        self.port = free_port()
        words = stream_arguments("127.0.0.1", str(self.port))
        words[words.index("20000")] = "1000"  # milliseconds for a client to ask
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, *words],
                cwd=ROOT,
                env={
                    "PATH": os.environ["PATH"],
                    "VINCULO_DATA": str(folder),
                    "DATABASE_URL": f"postgresql://nobody@127.0.0.1:{database.getsockname()[1]}/nothing",
                    "VINCULO_DATABASE_POOL": "0",
                },
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(lambda: self.answers() or self.process.poll() is not None, "the stream answers", PATIENCE)
        assert self.process.poll() is None, self.log.read_text(encoding="utf-8")

    def answers(self) -> bool:
        return self.status("/salud/vivo") == 200

    def status(self, path: str, method: str = "GET") -> int:
        with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as line:
            line.request(method, path)
            return line.getresponse().status
        return 0

    def workers(self) -> list[int]:
        pid = self.process.pid
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    with socket.create_server(("127.0.0.1", 0)) as database:
        made = Process(tmp_path, database)
        yield made
        send(made.process.pid, signal.SIGKILL)
        made.process.wait(PATIENCE)


def test_somebody_who_says_nothing_loses_the_place(process: Process) -> None:
    with closing(socket.create_connection(("127.0.0.1", process.port), timeout=PATIENCE)) as line:
        assert line.recv(1) == b""


def test_it_serves_nothing_but_streams_writes_no_log_and_ends_when_told(process: Process) -> None:
    assert (process.status("/"), process.status("/ventanilla/"), process.status("/tablero/1/ahora/")) == (404,) * 3
    assert process.status("/salud", "POST") == 405
    process.process.send_signal(signal.SIGTERM)
    assert process.process.wait(PATIENCE) == 0
    assert process.log.read_text(encoding="utf-8") == ""


def test_it_ends_with_a_stream_that_does_not(process: Process) -> None:
    """A stream waits five seconds for the database; who stops the server does not wait for the stream."""
    with closing(http.client.HTTPConnection("127.0.0.1", process.port, timeout=PATIENCE)) as line:
        line.request("GET", "/tablero/1/vivo")
        process.process.send_signal(signal.SIGTERM)
        assert process.process.wait(PATIENCE) == 0
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            line.getresponse()


def test_where_the_worker_is_killed_the_server_ends_so_that_it_is_started_again(process: Process) -> None:
    (worker,) = process.workers()
    os.kill(worker, signal.SIGKILL)
    assert process.process.wait(PATIENCE) == 1
    assert process.status("/salud") == 0


def test_systemd_and_the_launcher_start_the_same() -> None:
    (started,) = re.findall(r"^ExecStart=\S+/python (.+)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
    assert started.split() == stream_arguments("127.0.0.1", "${VINCULO_STREAM_PORT}")
