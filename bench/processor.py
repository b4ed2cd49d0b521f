"""Processor time as the kernel counts it in /proc: of a process, of all that it started, and of those that ended."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

TICKS = os.sysconf("SC_CLK_TCK")  # in a second
USED = slice(11, 15)  # after the name: in the program, in the kernel, and the same of children that ended (proc(5))


def family(pid: int) -> list[int]:
    """Return a process and all that it started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(each for child in children for each in family(int(child)))]


def processor_seconds(pid: int) -> float:
    """Return the seconds of processor time that a process and all that it started have used."""
    return sum(_ticks(each) for each in family(pid)) / TICKS


def _ticks(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:  # it ended meanwhile: its parent counts it
        return 0
    return sum(map(int, text.rpartition(")")[2].split()[USED]))


def cluster_of(url: str) -> int:
    """Return the first process of the PostgreSQL that listens in the folder of this address; it started the others."""
    folder = Path(unquote(urlsplit(url).netloc.rpartition("@")[2]))
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


@dataclass(frozen=True)
class Cost:
    """The processor time for one of what was counted, in milliseconds; 0 where there was none."""

    server: float
    database: float

    @property
    def whole(self) -> float:
        """Return what server and database used together."""
        return self.server + self.database


@contextmanager
def cost(costs: list[Cost], count: Callable[[], int], server: int, database: int) -> Iterator[None]:
    """Add to `costs` what these two and all that they started use for each of what is counted meanwhile."""
    counted, before = count(), (processor_seconds(server), processor_seconds(database))
    yield
    done = count() - counted
    each = 1000 / done if done else 0.0
    costs.append(Cost((processor_seconds(server) - before[0]) * each, (processor_seconds(database) - before[1]) * each))
