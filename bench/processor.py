"""Processor time as the kernel counts it in /proc: of a process, of all that it started, and of those that ended."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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


def used(*pids: int) -> float:
    """Return the seconds of processor time that these processes and all that they started have used."""
    return sum(_ticks(each) for pid in pids for each in family(pid)) / TICKS


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


@contextmanager
def cost(costs: list[float], count: Callable[[], int], *pids: int) -> Iterator[None]:
    """Add to `costs` the milliseconds that these processes use for each of what is counted meanwhile; 0 for nothing."""
    counted, before = count(), used(*pids)
    yield
    done = count() - counted
    costs.append(1000 * (used(*pids) - before) / done if done else 0.0)
