"""A real server whose PostgreSQL is stopped, killed and started again: who needs none is answered at once (D36)."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest

from launch.postgres import temporary_cluster
from launch.processes import send
from launch.surroundings import free_port
from tests import ROOT
from tests.polling import wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.long]
PATIENCE = 60.0  # seconds
AT_ONCE = 0.1  # seconds: the bound of the requirement, kept by the middle answer on a machine that does other work …
NEVER = 1.0  # … and far from what a thread that waits for the database would take
WITHOUT_DATA = ("/", "/apostilla/", "/papeles/", "/privacidad/", "/salud/vivo", "/nada-de-esto/")
ASKING = "/agencias/"


class Answer(NamedTuple):
    """What came, and after how many seconds."""

    status: int
    body: str
    seconds: float


class Server:
    """The web server as it is started in production, over a PostgreSQL of its own."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.port = folder, free_port()
        self.environ = {"PATH": os.environ["PATH"], "VINCULO_DATA": str(folder), "DATABASE_URL": url}
        self.environ |= {"VINCULO_THREADS": "2", "VINCULO_DEMO": "0"}
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")
        self.log = folder / "log"
        words = ("-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning", "--workers", "1")
        where = ("--host", "127.0.0.1", "--port", str(self.port), "--blocking-threads", "32")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, *words, *where, "vinculo.config.wsgi:application"],
                cwd=ROOT,
                env=self.environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def manage(self, *words: str) -> None:
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=self.environ, check=True)

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        began = time.perf_counter()
        with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as line:
            line.request("GET", path, headers=headers or {})
            answer = line.getresponse()
            body = answer.read().decode(errors="replace")
            return Answer(answer.status, body, time.perf_counter() - began)
        return Answer(0, "", time.perf_counter() - began)

    def wait(self, path: str, status: int) -> None:
        """Ask until this is the answer: another process, nothing else tells."""
        wait_until(lambda: self.get(path).status == status, f"{path} answers {status}, see {self.log}", PATIENCE)

    def read_told(self) -> list[str]:
        """Return the lines of the breaker, without the seconds."""
        lines = self.log.read_text().splitlines()
        return [line.partition(" after ")[0] for line in lines if line.startswith("web: database")]


class Node:
    """The processes of the PostgreSQL under an address."""

    def __init__(self, url: str) -> None:
        folder = Path(url.partition("@")[2].rpartition("/")[0].replace("%2F", "/"))
        self.postmaster = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])

    def pids(self) -> list[int]:
        children = Path(f"/proc/{self.postmaster}/task/{self.postmaster}/children").read_text().split()
        return [self.postmaster, *map(int, children)]

    def signal(self, number: signal.Signals) -> None:
        for pid in self.pids():
            os.kill(pid, number)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with temporary_cluster() as made:
        yield made


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("away"), url)
    made.wait("/salud/listo", 200)
    yield made
    send(made.process.pid, signal.SIGKILL)
    made.process.wait(PATIENCE)


def static_path(server: Server) -> str:
    """Return the address of the style sheet, as a page names it."""
    body = server.get("/").body
    return "/static/vinculo." + body.partition("/static/vinculo.")[2].partition('"')[0]


def is_at_once(answers: list[Answer]) -> bool:
    """Whether nobody waited: the middle answer within the bound, and none near a wait for the database."""
    return median(each.seconds for each in answers) < AT_ONCE and max(each.seconds for each in answers) < NEVER


def test_d36_a_stopped_database_hangs_nobody_for_long_and_nothing_that_needs_none(server: Server, url: str) -> None:
    node, paths = Node(url), (*WITHOUT_DATA, static_path(server))
    wanted = [server.get(path).status for path in paths]
    assert server.get(ASKING).status == 200
    node.signal(signal.SIGSTOP)
    try:
        with ThreadPoolExecutor(8) as people:
            hanging = [people.submit(server.get, ASKING) for _ in range(8)]  # four times as many as may ask at once
            meanwhile = [server.get(path, {"Cookie": "sessionid=x" * 4}) for _ in range(40) for path in paths]
            refused = [each.result() for each in hanging]
        assert [each.status for each in meanwhile] == wanted * 40
        assert is_at_once(meanwhile)
        assert {each.status for each in refused} == {503}
        assert max(each.seconds for each in refused) < 6
        later = [server.get(ASKING) for _ in range(5)]
        assert ({each.status for each in later}, is_at_once(later)) == ({503}, True)
        assert '<meta http-equiv="refresh" content="5">' in later[0].body
        assert (server.get("/salud/listo").status, server.get("/salud").status) == (503, 503)
    finally:
        node.signal(signal.SIGCONT)
    server.wait(ASKING, 200)
    assert server.get("/salud/listo").status == 200
    assert server.read_told() == ["web: database out of reach", "web: database back"]
    assert "Traceback" not in server.log.read_text()
