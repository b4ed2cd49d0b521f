"""Starts what a measurement needs: a load in a PostgreSQL, web servers as in production; all gone afterwards."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.processor import family
from bench.sizes import Size
from launch.postgres import temporary_cluster
from launch.processes import die_with_parent
from launch.serving import server_arguments
from launch.surroundings import ROOT, free_port, look_around

KEY = "only-for-measurements-on-this-machine-0123456789-abcdefghij"
WORKERS, THREADS = "2", "2"  # as deploy/vinculo.env.example
READY_LIMIT, STEP = 60.0, 0.05
PRODUCT, BARE = "vinculo.config.wsgi:application", "bench.bare.wsgi:application"


@dataclass(frozen=True)
class Load:
    """A database with a load, the folder with the files for wrk, and where the code lies that serves it."""

    database: str
    folder: Path
    root: Path = ROOT

    def environ(self, **more: str) -> dict[str, str]:
        """Return the settings of a production on this database, without those of the surroundings."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return (
            kept
            | {
                "DATABASE_URL": self.database,
                "VINCULO_DATA": str(self.folder),
                "VINCULO_SECRET_KEY": KEY,
                "VINCULO_DEMO": "0",
                "VINCULO_WORKERS": WORKERS,
                "VINCULO_THREADS": THREADS,
                "PYTHONUNBUFFERED": "1",
                "VINCULO_VENV": sys.prefix,
            }
            | more
        )

    def run(self, *words: str | Path, **more: str) -> str:
        """Run this Python with those settings and return what it printed."""
        command = [sys.executable, *map(str, words)]
        told = subprocess.run(
            command, cwd=self.root, env=self.environ(**more), stdout=subprocess.PIPE, text=True, check=True
        )
        return told.stdout


def build(url: str, folder: Path, size: Size, root: Path = ROOT) -> Load:
    """Make the tables and the load in an empty database."""
    folder.mkdir(parents=True, exist_ok=True)
    load = Load(url, folder, root)
    load.run("manage.py", "migrate", "--verbosity", "0")
    load.run("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    load.run("-m", "bench.building", folder, json.dumps(asdict(size)))
    return load


@contextmanager
def build_load(size: Size) -> Iterator[Load]:
    """Start a PostgreSQL with the guarantees of production, and build the load in it."""
    with temporary_cluster(durable=True) as url, tempfile.TemporaryDirectory(prefix="vinculo-bench-") as folder:
        yield build(url, Path(folder), size)


def another_database(url: str, name: str) -> str:
    """Make one more database in the cluster and return its address."""
    subprocess.run(["psql", "--quiet", "--dbname", url, "--command", f"CREATE DATABASE {name}"], check=True)
    return url.rsplit("/", 1)[0] + f"/{name}"


def copy_database(url: str, of: str, name: str) -> str:
    """Make a database that is a copy of another one in the cluster and return its address."""
    command = f"CREATE DATABASE {name} TEMPLATE {of}"
    subprocess.run(["psql", "--quiet", "--dbname", url, "--command", command], check=True)
    return url.rsplit("/", 1)[0] + f"/{name}"


class Server:
    """A web server as production starts it, on a port of its own."""

    def __init__(self, load: Load, application: str = PRODUCT, port: int = 0, **more: str) -> None:
        self.port = port or free_port()
        environ = load.environ(PORT=str(self.port), **more)
        arguments = server_arguments(look_around(environ, load.root))
        self.process = subprocess.Popen(
            [sys.executable, *arguments[:-1], application],
            cwd=load.root,
            env=environ,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 - it only asks the kernel for a signal
        )

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def wait_until_ready(self) -> None:
        """Ask until it answers; raises RuntimeError when it dies or the time is up."""
        give_up = time.monotonic() + READY_LIMIT
        while not answers(self.port):
            if self.process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"the server on {self.port} did not start")
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(STEP)

    def memory(self) -> int:
        """Return the peak of resident memory of all its processes together, in MiB."""
        return sum(_peak(pid) for pid in family(self.process.pid)) // 1024

    def stop(self) -> None:
        """Ask it to stop, and wait."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def serving(load: Load, *applications: str) -> Iterator[list[Server]]:
    """Serve these applications side by side."""
    servers = [Server(load, application) for application in applications]
    try:
        for server in servers:
            server.wait_until_ready()
        yield servers
    finally:
        for server in servers:
            server.stop()


def answers(port: int) -> bool:
    """Return whether a server answers on this port that it is well."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/salud")
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def kill(pid: int) -> None:
    """Kill a process of ours where it stands."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _peak(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
