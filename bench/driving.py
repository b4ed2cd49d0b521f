"""Drives load with wrk and pgbench, and reads what they print."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.processor import Cost

LUA = Path(__file__).resolve().parent / "lua"
TOOLS = ("wrk", "pgbench", "psql")
GRACE = 60  # seconds beyond those that it is to last


def missing_tools() -> list[str]:
    """Return which of the public tools are not installed."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


@dataclass
class Figures:
    """What was measured of one thing, over all rounds: how many, in how many seconds, how long each took (µs).

    `costs` has the processor time of each round.
    """

    seconds: float = 0.0
    count: int = 0
    errors: int = 0
    refused: int = 0
    times: dict[str, list[tuple[int, int]]] = field(default_factory=dict)  # per step: time, how often
    costs: list[Cost] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return how many in a second."""
        return self.count / self.seconds if self.seconds else 0.0

    def add(self, step: str, times: Iterable[list[int]]) -> None:
        """Add the times of a step."""
        self.times.setdefault(step, []).extend((int(time), int(often)) for time, often in times)

    def percentile(self, step: str, share: float) -> float:
        """Return the time within which that share of a step's requests was answered, in milliseconds."""
        times = sorted(self.times.get(step, []))
        left = share * sum(often for _, often in times)
        for time, often in times:
            left -= often
            if left <= 0:
                return time / 1000
        return times[-1][0] / 1000 if times else 0.0


class People:
    """The lines of a file, each used once."""

    def __init__(self, path: Path) -> None:
        self.left = path.read_text().splitlines()
        self.folder = path.parent

    def take(self, count: int) -> Path:
        """Write the next lines into a file for one run."""
        path = self.folder / "now.tsv"
        path.write_text("\n".join(self.left[:count]) + "\n")
        return path

    def forget(self, used: list[int]) -> None:
        """Forget who was used: each thread takes every n-th line, from the first on, and may be cut in the last."""
        gone = {thread + turn * len(used) for thread, count in enumerate(used) for turn in range(count + 1)}
        self.left = [line for index, line in enumerate(self.left) if index not in gone]


def read(figures: Figures, address: str, pages: Path, clients: int, seconds: float) -> None:
    """Read pages for so many seconds."""
    told = run_wrk("read.lua", address, clients, 1, seconds, pages)
    figures.seconds += told["seconds"]
    figures.count += told["requests"]
    figures.errors += told["errors"]
    figures.add("read", told["read"])


def book(figures: Figures, address: str, people: People, clients: int, seconds: float) -> None:
    """Book for so many seconds; each client holds, confirms and takes the next person."""
    lines = people.take(int(600 * seconds) + clients)
    told = run_wrk("book.lua", address, clients, clients, seconds, lines, clients)
    people.forget(told["used"])
    figures.seconds += told["seconds"]
    figures.count += len(told["confirm"])
    figures.errors += sum(told["errors"]) + told["broken"]
    figures.refused += sum(told["refused"])
    figures.add("hold", told["hold"])
    figures.add("confirm", told["confirm"])


def run_wrk(script: str, address: str, clients: int, threads: int, seconds: float, *words: object) -> dict[str, Any]:
    """Run wrk with a script of ours and return what it found."""
    command = [
        "wrk",
        f"-t{threads}",
        f"-c{clients}",
        f"-d{max(1, round(seconds))}s",
        "--timeout",
        "20s",
        "-s",
        str(LUA / script),
        address,
        "--",
        *map(str, words),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as wrk:
        timer = threading.Timer(seconds + GRACE, wrk.kill)
        timer.start()
        told = list(_until_done(wrk, threads))
        timer.cancel()
    line = next((line for line in told if line.startswith("JSON")), None)
    if line is None:
        raise RuntimeError(f"wrk failed:\n{''.join(told)}")
    result: dict[str, Any] = json.loads(line.removeprefix("JSON"))
    return result


def _until_done(wrk: subprocess.Popen[str], threads: int) -> Iterator[str]:
    """Yield what wrk prints, and end it early when every thread of it has said that it is done."""
    left = threads
    for line in wrk.stdout or ():
        yield line
        left -= line.startswith("DONE")
        if left == 0:
            left = -1
            wrk.send_signal(signal.SIGINT)


def pgbench(figures: Figures, url: str, script: Path, clients: int, seconds: float, **variables: object) -> None:
    """Run a script of pgbench for so many seconds."""
    words = [word for name, value in variables.items() for word in ("-D", f"{name}={value}")]
    command = [
        "pgbench",
        "--no-vacuum",
        "--protocol=prepared",
        f"--client={clients}",
        f"--jobs={min(clients, 2)}",
        f"--time={max(1, round(seconds))}",
        f"--file={script}",
        *words,
        url,
    ]
    told = subprocess.run(command, capture_output=True, text=True, timeout=seconds + GRACE, check=True).stdout
    rate = re.search(r"^tps = ([\d.]+)", told, re.M)
    failed = re.search(r"^number of failed transactions: (\d+)", told, re.M)
    if rate is None:
        raise RuntimeError(f"pgbench failed:\n{told}")
    figures.seconds += seconds
    figures.count += round(float(rate[1]) * seconds)
    figures.errors += int(failed[1]) if failed else 0
