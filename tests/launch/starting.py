"""A real start of `./run` for the tests, and what it left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from launch.surroundings import ROOT, free_port

STARTED = "Para detenerlo: Ctrl-C."
TREE = ("run", "manage.py", "pyproject.toml", "launch", "requirements", "vinculo")
FEW_DAYS = "7"  # where it does not matter how many days are opened
OF_THE_CLOCK = ("TZ", "LD_PRELOAD", "CLOCK_SHIFT")  # tools/at_every_hour.py


class Start:
    """One run of the command, with what it printed until it was ready."""

    def __init__(self, data: Path, words: Sequence[str] = (), root: Path = ROOT, **settings: str) -> None:
        self.port = free_port()
        self.data = data
        self.told: list[str] = []
        kept = {name: os.environ[name] for name in ("PATH", "HOME", *OF_THE_CLOCK) if name in os.environ}
        environ = kept | {"PORT": str(self.port), "VINCULO_DATA": str(data), "VINCULO_VENV": sys.prefix} | settings
        self.process = subprocess.Popen(
            [root / "run", *words], env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._wait_until_ready()
        # It never waits for a reader of what it says later.
        self.reader = threading.Thread(target=self._read_on, daemon=True)
        self.reader.start()

    def _wait_until_ready(self) -> None:
        for line in self.process.stdout or ():
            self.told.append(line.rstrip())
            if STARTED in line:
                return
        raise AssertionError("it did not start:\n" + "\n".join(self.told))

    def _read_on(self) -> None:
        for line in self.process.stdout or ():
            self.told.append(line.rstrip())

    @property
    def address(self) -> str:
        """The address of its pages."""
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> tuple[int, str]:
        """Ask the running system for a page."""
        with urllib.request.urlopen(f"{self.address}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()

    def stop(self, number: signal.Signals) -> int:
        """Stop it and return its status."""
        self.process.send_signal(number)
        status = self.process.wait(timeout=30)
        self.reader.join(timeout=30)
        return status


@contextmanager
def start_command(data: Path, *words: str, root: Path = ROOT, **settings: str) -> Iterator[Start]:
    """Run the command until it is ready, and stop it at the end if it still runs."""
    start = Start(data, words, root, **settings)
    try:
        yield start
    finally:
        if start.process.poll() is None:
            start.stop(signal.SIGTERM)


def running(data: Path) -> dict[int, str]:
    """Return the commands of all living processes that were started for a folder of data, by their numbers."""
    mark = f"VINCULO_DATA={data}".encode()
    commands = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes().split(b"\0"):
                commands[int(process.name)] = (process / "cmdline").read_text().replace("\0", " ")
        except (OSError, UnicodeDecodeError):
            continue
    return commands


def left_behind(data: Path) -> Sequence[str]:
    """Return the commands of all living processes that were started for a folder of data."""
    return list(running(data).values())


def copied_tree(folder: Path) -> Path:
    """Copy what `./run` needs, so that it can be edited while it runs; what was compiled is not compiled again."""
    folder.mkdir()
    for name in TREE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy2(ROOT / name, folder / name)
    return folder
