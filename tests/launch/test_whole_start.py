"""`./run` from the first start to the last trace, with everything real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from launch.postgres import temporary_cluster
from launch.surroundings import ROOT, free_port

OF_THE_CLOCK = ("TZ", "LD_PRELOAD", "CLOCK_SHIFT")  # tools/at_every_hour.py
STARTED = "Para detenerlo: Ctrl-C."


class Start:
    """One run of the command, with what it printed until it was ready."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.port = free_port()
        self.data = data
        kept = {name: os.environ[name] for name in ("PATH", "HOME", *OF_THE_CLOCK) if name in os.environ}
        environ = kept | {"PORT": str(self.port), "VINCULO_DATA": str(data), "VINCULO_VENV": sys.prefix} | settings
        self.process = subprocess.Popen(
            [ROOT / "run"], env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.told = self._until_ready()

    def _until_ready(self) -> list[str]:
        told: list[str] = []
        for line in self.process.stdout or ():
            told.append(line.rstrip())
            if STARTED in line:
                return told
        raise AssertionError("it did not start:\n" + "\n".join(told))

    def get(self, path: str) -> tuple[int, str]:
        """Ask the running system for a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()

    def stop(self, number: signal.Signals) -> int:
        """Stop it and return its status; whatever it still says is read, so that it never waits for a reader."""
        self.process.send_signal(number)
        self.process.communicate(timeout=30)
        return self.process.returncode


@contextmanager
def started(data: Path, **settings: str) -> Iterator[Start]:
    start = Start(data, **settings)
    try:
        yield start
    finally:
        if start.process.poll() is None:
            start.stop(signal.SIGTERM)


def left_behind(data: Path) -> Sequence[str]:
    """Return the commands of all living processes that were started for a folder of data."""
    mark = f"VINCULO_DATA={data}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except (OSError, UnicodeDecodeError):
            continue
    return found


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for traces in /proc")


def test_a_newcomer_starts_it_twice_and_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started(data) as first:
        prepared = [line.split()[-1] for line in first.told if line.startswith("Se prepara la base de datos")]
        assert prepared == ["migrate…", "load_reference…", "open_days…", "demo…"]
        assert f"Vínculo está en marcha: http://127.0.0.1:{first.port}/" in first.told
        assert first.get("/salud") == (200, "ok")
        assert len(left_behind(data)) >= 5
        assert first.stop(signal.SIGINT) == 130
    assert left_behind(data) == []
    assert (data / "secret_key").stat().st_mode & 0o777 == 0o600
    with started(data) as second:
        assert [line for line in second.told if line.startswith("Se prepara")] == []
        assert second.get("/salud") == (200, "ok")
        assert second.stop(signal.SIGTERM) == 0
    assert left_behind(data) == []


def test_on_postgresql_it_starts_without_a_demo_and_says_where_mail_goes(tmp_path: Path) -> None:
    with temporary_cluster() as url, started(tmp_path / "data", DATABASE_URL=url) as start:
        assert not any(line.startswith("Se prepara la base de datos: demo") for line in start.told)
        assert "  Datos en:               PostgreSQL (DATABASE_URL)" in start.told
        assert "Atención: VINCULO_SMTP_HOST no está puesta. Los correos se guardan en un buzón local;" in start.told
        assert start.get("/salud") == (200, "ok")
        assert start.stop(signal.SIGINT) == 130
    assert left_behind(tmp_path / "data") == []
