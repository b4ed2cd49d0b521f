"""Processor time is taken from the kernel: of a process with all that it started, also of those that ended."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median

import pytest

from bench.driving import Figures
from bench.processor import Cost, cluster_of, cost, processor_seconds
from bench.report import lines
from bench.sizes import TINY
from launch.postgres import temporary_cluster

BURN = "import time\nwhile time.process_time() < {seconds}: pass\n"
PARENT = f"""
import subprocess, sys
for line in sys.stdin:
    subprocess.run([sys.executable, "-c", {BURN!r}.format(seconds=line.strip())], check=True)
    print("done", flush=True)
"""


@pytest.fixture
def parent() -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-c", PARENT]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        yield started
        started.kill()


def burn(parent: subprocess.Popen[str], seconds: float) -> None:
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write(f"{seconds}\n")
    parent.stdin.flush()
    assert parent.stdout.readline() == "done\n"


def test_the_time_of_children_that_ended_counts(parent: subprocess.Popen[str]) -> None:
    burn(parent, 0.01)
    before = processor_seconds(parent.pid)
    burn(parent, 0.5)
    assert 0.45 < processor_seconds(parent.pid) - before < 1.5


def test_waiting_costs_nothing(parent: subprocess.Popen[str]) -> None:
    burn(parent, 0.01)
    before, until = processor_seconds(parent.pid), time.monotonic() + 0.3
    while time.monotonic() < until:
        pass
    assert processor_seconds(parent.pid) - before < 0.05


def test_the_cost_of_each_is_the_time_over_what_was_counted(parent: subprocess.Popen[str]) -> None:
    burn(parent, 0.01)
    costs: list[Cost] = []
    done = iter((3, 7))
    with cost(costs, lambda: next(done), parent.pid, 0):
        burn(parent, 0.4)
    assert 80 < costs[0].server < 350
    assert (costs[0].database, costs[0].whole) == (0.0, costs[0].server)


def test_nothing_counted_has_no_cost(parent: subprocess.Popen[str]) -> None:
    costs: list[Cost] = []
    with cost(costs, lambda: 5, parent.pid, parent.pid):
        burn(parent, 0.05)
    assert costs == [Cost(0.0, 0.0)]


@pytest.mark.postgres
def test_the_cluster_of_an_address_is_found_and_what_its_servers_do_is_counted() -> None:
    with temporary_cluster() as url:
        before = processor_seconds(cluster_of(url))
        work = "SELECT sum(n::bigint * n % 7) FROM generate_series(1, 2000000) AS n"
        subprocess.run(["psql", "--quiet", "--dbname", url, "--command", work], check=True, stdout=subprocess.DEVNULL)
        assert processor_seconds(cluster_of(url)) - before > 0.05


def figures(costs: list[tuple[float, float]]) -> Figures:
    return Figures(seconds=1, count=1, costs=[Cost(server, database) for server, database in costs])


def test_the_report_has_the_median_of_the_rounds_ratios() -> None:
    product, bare = [(2.0, 1.0), (9.0, 1.0), (2.0, 2.0)], [(1.0, 1.0), (1.0, 1.0), (2.0, 1.0)]
    table = {
        (what, side, 8): figures(costs if what == "book" else [(1.0, 1.0)] * 3)
        for what in ("read", "book")
        for side, costs in (("product", product), ("bare", bare), ("pgbench", []))
    }
    measured = {
        "size": TINY,
        "clients": [8],
        "table": table,
        "statements": {"read": 3, "hold": 10, "confirm": 10},
        "rush": {"requests": 1, "seconds": 1, "taken": 8, "refused": 16, "quicker": 0, "errors": 0},
        "memory": {"product": 1, "bare": 1},
        "breaches": {"oversold": 0, "breaches": [], "rush": {}},
    }
    told = "\n".join(lines(measured))
    ratios = sorted([2 / 3, 2 / 10, 3 / 4])
    assert f"ratio {median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})" in told
    assert "product 4.00 (3.00-10.00) = server 2.00 + database 1.00" in told
    assert "ratio 1.00 (1.00-1.00)" in told
    assert "targets at 8 clients, of 3 rounds:\nbookings to the bare program: 1.00 (at least 0.7)\n" in told
    measured["table"] = table | {
        ("book", "product", 8): Figures(seconds=2, count=1, costs=table["book", "bare", 8].costs)
    }
    missed = "\n".join(lines(measured))
    assert "bookings to the bare program: 0.50 (at least 0.7) MISSED" in missed
