"""`./run dev`: serves as `./run` does, and takes what is saved: code, templates and styles."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from launch import serving
from launch.processes import Child
from launch.surroundings import Surroundings

SETTINGS = {"DJANGO_SETTINGS_MODULE": "vinculo.config.development", "DJANGO_RUNSERVER_HIDE_WARNING": "true"}
STOP_SECONDS = "8"  # less than the launcher's own patience


def develop(around: Surroundings) -> int:
    """Set up and serve for development until a signal comes; raises Problem like `./run`."""
    return serving.run_children(around, "dev", children)


def children(around: Surroundings) -> list[Child]:
    """Return what `./run` starts: Django's own server instead of granian, the others restarted when code is saved."""
    *workers, server = serving.children(around)
    host = f"[{around.host}]" if ":" in around.host else around.host
    pages: list[str | Path] = [around.python, "manage.py", "runserver", f"{host}:{around.port}"]
    return [*(_restarting(around, worker) for worker in workers), _child(around, server.name, pages, server.env)]


def _restarting(around: Surroundings, worker: Child) -> Child:
    options = (
        "--filter",
        "python",
        "--verbosity",
        "warning",
        "--target-type",
        "command",
        "--sigint-timeout",
        STOP_SECONDS,
    )
    command: list[str | Path] = [around.python, "-m", "watchfiles", *options, shlex.join(worker.command), "vinculo"]
    return _child(around, worker.name, command, worker.env)


def _child(around: Surroundings, name: str, command: list[str | Path], environ: Mapping[str, str]) -> Child:
    return Child(name, command, cwd=around.root, env=dict(environ) | SETTINGS)
