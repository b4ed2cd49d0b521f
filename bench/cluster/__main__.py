"""Starts a cluster on loopback, lets people book through a switchover and the loss of a node, and prints what it cost.

Usage: python -m bench.cluster [--people 4000] [--seconds 20] [--by haproxy|hosts|pooler|all]

By `hosts` all nodes stand in the address; by `haproxy` one proxy does; by `pooler` a PgBouncer in transaction mode
stands before that proxy (1.22 or newer; PGBOUNCER says how it is called). Bounded: each scenario is SECONDS before and
twice SECONDS after the event.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Event
from time import monotonic

from bench import house, sizes
from bench.cluster.nodes import PASSWORD, START_LIMIT, Cluster, Node, missing, owner, running
from bench.cluster.people import People, Told, longest_without
from bench.house import Load, Server
from bench.pooler import Behind, pooling
from launch.surroundings import free_port
from tests.polling import wait_until

BOOKERS = 4
WAYS = {"hosts": "all nodes in one address", "haproxy": "HAProxy", "pooler": "PgBouncer before HAProxy"}
HEAD = ("scenario", "turnos", "503", "other errors", "longest without bookings", "a leader after", "lost", "oversold")


def main(words: Sequence[str]) -> int:
    """Measure and print; return 1 where a turno was lost, something oversold, or an answer was no answer."""
    parser = argparse.ArgumentParser(prog="python -m bench.cluster", description=__doc__)
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--by", choices=(*WAYS, "all"), default="hosts")
    asked = parser.parse_args(words)
    if gone := missing():
        print(f"not installed: {' '.join(gone)} (apt-get install patroni etcd-server haproxy postgresql)")
        return 0
    return max(measure(asked.people, asked.seconds, way) for way in (WAYS if asked.by == "all" else (asked.by,)))


@contextmanager
def reaching(cluster: Cluster, way: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the address by which the cluster is reached in this way, and the settings that belong to it."""
    if way != "pooler":
        yield cluster.url("vinculo", by_proxy=way == "haproxy"), {}
        return
    server = f"host=127.0.0.1 port={cluster.proxy} user=postgres password={PASSWORD}"
    with pooling(Behind(server, "postgres", cluster.folder, owner())) as (address, _version):
        yield address, {"VINCULO_DATABASE_POOLER": "1"}


def measure(people: int, seconds: float, way: str) -> int:
    """Run both scenarios on one cluster, and print a line for each."""
    print(f"\n{WAYS[way]}, {BOOKERS} people at once\n{' | '.join(HEAD)}")
    with (
        running() as cluster,
        tempfile.TemporaryDirectory(prefix="vinculo-bench-") as folder,
        reaching(cluster, way) as (address, settings),
    ):
        days = 3 + people // 500  # half of the hours are the bare program's: nobody is to find a full one
        load = house.build(cluster.url("vinculo"), Path(folder), sizes.Size(agencies=10, days=days, bookers=people))
        server = Server(Load(address, load.folder), port=free_port(), **settings)
        lines = (load.folder / "book-product.tsv").read_text().splitlines()
        half = len(lines) // 2
        try:
            server.wait_until_ready()
            switch = scenario("planned switchover", cluster, load, server, lines[:half], seconds, cluster.switch_over)
            wait_until(lambda: cluster.leader() and cluster.synchronous(), "the cluster is whole again", START_LIMIT)
            kill = scenario("a node killed", cluster, load, server, lines[half:], seconds, cluster.lose_leader)
        finally:
            server.stop()
        return max(switch, kill)


def scenario(
    name: str,
    cluster: Cluster,
    load: Load,
    server: Server,
    lines: Sequence[str],
    seconds: float,
    act: Callable[[], str],
) -> int:
    """Book and read, let it happen, book on; print the line and return whether anything is wrong."""
    paths = {"/": "/", "static": _style_sheet(server.port)}
    people, before = People(server.port, lines, paths, BOOKERS), cluster.leader()
    Event().wait(seconds)
    at = monotonic()
    act()
    led = _seconds_without_leader(cluster, before, at)
    Event().wait(max(0.0, 2 * seconds - (monotonic() - at)))
    until = monotonic()
    told = people.stop()
    after = compare(load, told)
    errors = sum(count for status, count in told.answers.items() if status not in {302, 303, 503}) + len(told.wrong)
    gap = longest_without(told.booked_at, at - 1, until)
    print(
        f"{name} | {len(told.turnos)} | {told.answers[503]} | {errors} | {gap:.1f} s | {led:.1f} s | {after['lost']} | "
        f"{after['oversold']}"
    )
    for each, took in told.seconds.items():
        worst = sorted(took)
        print(
            f"  {each}: middle {median(took) * 1000:.0f} ms, 99 of 100 {worst[int(len(worst) * 0.99)] * 1000:.0f} ms, "
            f"longest {worst[-1] * 1000:.0f} ms of {len(took)}"
        )
    print(f"  answers {dict(told.answers)}, refused {told.refused}, wrong {told.wrong[:5]}", flush=True)
    return 1 if after["lost"] or after["oversold"] or told.wrong else 0


def _seconds_without_leader(cluster: Cluster, before: Node | None, at: float) -> float:
    """Wait until another node leads, and return after how many seconds it did: the cluster's own time."""
    wait_until(
        lambda: (leader := cluster.leader()) is not None and leader is not before,
        "there is another leader",
        START_LIMIT,
    )
    return monotonic() - at


def _style_sheet(port: int) -> str:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("GET", "/")
    body = line.getresponse().read().decode()
    line.close()
    return "/static/vinculo." + body.partition("/static/vinculo.")[2].partition('"')[0]


def compare(load: Load, told: Told) -> dict[str, object]:
    """Return what the database says to what people were told."""
    path = load.folder / "told.json"
    path.write_text(json.dumps(told.turnos))
    result: dict[str, object] = json.loads(load.run("-m", "bench.after", path))
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
