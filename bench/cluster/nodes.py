"""etcd, three nodes of Patroni with synchronous replication, and HAProxy, on loopback from Debian's packages."""

from __future__ import annotations

import http.client
import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.processor import family
from launch.processes import die_with_parent
from launch.surroundings import free_port
from tests.polling import wait_until

PROGRAMS = ("etcd", "patroni", "haproxy")
BINARIES = Path("/usr/lib/postgresql")
START_LIMIT = 120.0  # seconds
TTL, LOOP, RETRY = 20, 5, 5  # seconds: the shortest that Patroni takes
PASSWORD = "only-on-loopback"  # nosec B105


def missing() -> list[str]:
    """Return the programs that are not installed."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    gone = [name for name in PROGRAMS if shutil.which(name, path=path) is None]
    return gone + ([] if sorted(BINARIES.glob("*/bin/initdb")) else ["postgresql"])


@dataclass
class Node:
    """One PostgreSQL and the Patroni that keeps it."""

    name: str
    port: int
    rest: int
    process: subprocess.Popen[bytes] | None = None

    def ask(self, path: str, method: str = "GET", body: object = None) -> tuple[int, str]:
        """Ask Patroni; status 0 where it does not answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.rest, timeout=30)
        with suppress(OSError, http.client.HTTPException), closing(line):
            line.request(method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"})
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        return 0, ""


@dataclass
class Cluster:
    """The whole cluster in a folder of its own."""

    folder: Path
    nodes: list[Node] = field(default_factory=list)
    proxy: int = 0
    others: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def url(self, name: str, *, by_proxy: bool = False) -> str:
        """Return the address of a database: all nodes in one, or HAProxy."""
        hosts = [self.proxy] if by_proxy else [node.port for node in self.nodes]
        where = ",".join(f"127.0.0.1:{port}" for port in hosts)
        return f"postgresql://postgres:{PASSWORD}@{where}/{name}?target_session_attrs=read-write"

    def leader(self) -> Node | None:
        """Return the node that takes changes."""
        return next((node for node in self.nodes if node.ask("/primary")[0] == 200), None)

    def synchronous(self) -> Node | None:
        """Return the node that has everything that was answered."""
        return next((node for node in self.nodes if node.ask("/synchronous")[0] == 200), None)

    def switch_over(self) -> str:
        """Hand the lead to the synchronous node, as for an upgrade; return what Patroni says."""
        leader, next_one = self.leader(), self.synchronous()
        if leader is None or next_one is None:
            raise RuntimeError("no leader, or nobody to follow it")
        return leader.ask("/switchover", "POST", {"leader": leader.name, "candidate": next_one.name})[1]

    def lose_leader(self) -> str:
        """Kill the leader with all its processes, as a machine that loses its power."""
        leader = self.leader()
        if leader is None or leader.process is None:
            raise RuntimeError("no leader")
        pids = family(leader.process.pid)
        pids += _postmaster(self.folder / leader.name / "data")
        for pid in dict.fromkeys(pids):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return leader.name


def _postmaster(data: Path) -> list[int]:
    try:
        return family(int((data / "postmaster.pid").read_text().splitlines()[0]))
    except (OSError, ValueError):
        return []


def owner() -> dict[str, Any]:
    """Return as whom PostgreSQL and Patroni run: they refuse to run as root."""
    if os.geteuid():
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _start(folder: Path, name: str, *command: str | Path) -> subprocess.Popen[bytes]:
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [str(word) for word in command],
            cwd=folder,
            stdout=log,
            stderr=log,
            env={"PATH": f"{os.environ['PATH']}:/usr/sbin", "HOME": str(folder), "LANG": "C.UTF-8"},
            preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509 - it only asks the kernel for a signal
            **owner(),
        )


@contextmanager
def running() -> Iterator[Cluster]:
    """Start the cluster and yield it with an empty database `vinculo`; stop and remove everything at the end."""
    folder = Path(tempfile.mkdtemp(prefix="vinculo-cluster-", dir="/tmp"))  # nosec B108
    if who := owner():
        os.chown(folder, who["user"], who["group"])
    cluster = Cluster(folder)
    try:
        client, peer = free_port(), free_port()
        at, friends = f"http://127.0.0.1:{client}", f"http://127.0.0.1:{peer}"
        words = ("--listen-client-urls", at, "--advertise-client-urls", at, "--listen-peer-urls", friends)
        more = ("--initial-advertise-peer-urls", friends, "--initial-cluster", f"default={friends}")
        cluster.others.append(_start(folder, "etcd", "etcd", "--data-dir", folder / "etcd", *words, *more))
        cluster.nodes = [Node(f"n{number}", free_port(), free_port()) for number in (1, 2, 3)]
        for node in cluster.nodes:
            _start_node(folder, node, client)
            wait_until(cluster.leader, "there is a leader", START_LIMIT)
        wait_until(cluster.synchronous, "there is a synchronous node", START_LIMIT)
        cluster.proxy = free_port()
        (folder / "haproxy.cfg").write_text(_proxy(cluster))
        cluster.others.append(_start(folder, "haproxy", "haproxy", "-f", folder / "haproxy.cfg", "-db"))
        leader = cluster.leader()
        subprocess.run(
            ["psql", "-q", f"postgresql://postgres:{PASSWORD}@127.0.0.1:{leader.port if leader else 0}/postgres"],
            input="CREATE DATABASE vinculo",
            text=True,
            check=True,
        )
        yield cluster
    finally:
        _stop(cluster)


def _start_node(folder: Path, node: Node, etcd: int) -> None:
    (folder / node.name).mkdir()
    if who := owner():
        os.chown(folder / node.name, who["user"], who["group"])
    path = folder / f"{node.name}.yml"
    path.write_text(json.dumps(_settings(folder / node.name, node, etcd)))  # JSON is YAML
    node.process = _start(folder, node.name, "patroni", path)


def _settings(folder: Path, node: Node, etcd: int) -> dict[str, Any]:
    """Return how a node is kept: one other has everything before an answer is given."""
    binaries = sorted(BINARIES.glob("*/bin"))[-1]
    rules = ["host all all 127.0.0.1/32 scram-sha-256", "host replication all 127.0.0.1/32 scram-sha-256"]
    parameters = {"max_connections": 100, "shared_buffers": "64MB", "wal_level": "replica", "hot_standby": "on"}
    return {
        "scope": "vinculo",
        "name": node.name,
        "restapi": {"listen": f"127.0.0.1:{node.rest}", "connect_address": f"127.0.0.1:{node.rest}"},
        "etcd3": {"hosts": f"127.0.0.1:{etcd}"},
        "bootstrap": {
            "dcs": {
                "ttl": TTL,
                "loop_wait": LOOP,
                "retry_timeout": RETRY,
                "synchronous_mode": True,
                "postgresql": {"use_pg_rewind": True, "parameters": parameters},
            },
            "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}, "data-checksums"],
            "pg_hba": rules,
        },
        "postgresql": {
            "listen": f"127.0.0.1:{node.port}",
            "connect_address": f"127.0.0.1:{node.port}",
            "data_dir": str(folder / "data"),
            "bin_dir": str(binaries),
            "pgpass": str(folder / "pgpass"),
            "pg_hba": rules,
            "authentication": {
                who: {"username": name, "password": PASSWORD}
                for who, name in (("superuser", "postgres"), ("replication", "copier"), ("rewind", "rewinder"))
            },
            "parameters": {"unix_socket_directories": str(folder)},
        },
    }


def _proxy(cluster: Cluster) -> str:
    """Return the settings of HAProxy: the node that takes changes gets the connections, others' are ended."""
    servers = [
        f"    server {node.name} 127.0.0.1:{node.port} check port {node.rest} inter 1s fall 2 rise 1 "
        "on-marked-down shutdown-sessions"
        for node in cluster.nodes
    ]
    return "\n".join(
        [
            "defaults",
            "    mode tcp",
            "    timeout connect 2s",
            "    timeout client 1h",
            "    timeout server 1h",
            "    timeout check 2s",
            "listen postgresql",
            f"    bind 127.0.0.1:{cluster.proxy}",
            "    option httpchk GET /primary",
            "    http-check expect status 200",
            *servers,
            "",
        ]
    )


def _stop(cluster: Cluster) -> None:
    processes = [node.process for node in cluster.nodes if node.process] + cluster.others
    pids = [pid for process in processes for pid in family(process.pid)]
    pids += [pid for node in cluster.nodes for pid in _postmaster(cluster.folder / node.name / "data")]
    for pid in dict.fromkeys(pids):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for process in processes:
        process.wait(10)
    shutil.rmtree(cluster.folder, ignore_errors=True)
