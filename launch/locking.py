"""`./run lock`: writes the locks anew from requirements/*.in."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from launch.environment import LOCKS
from launch.messages import Problem, say
from launch.processes import run
from launch.surroundings import Surroundings

OPTIONS = (
    *("--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "./run lock"),
)


def lock(around: Surroundings, words: Sequence[str]) -> int:
    """Resolve the requirements, with hashes, for every platform and Python 3.11 or newer.

    A lock takes the versions of the one that it contains, so that all of them agree. Further arguments go to
    `uv pip compile`: `--upgrade` takes newer versions. Raises Problem when uv is missing or fails.
    """
    uv = shutil.which("uv", path=around.environ.get("PATH"))
    if uv is None:
        raise Problem("Para renovar los archivos requirements/*.txt hace falta uv.", "pip install uv")
    smaller: list[str] = []
    for name in LOCKS:
        # Run beside the files: the lock names its sources without a folder.
        command = [uv, "pip", "compile", *OPTIONS, *smaller, f"{name}.in", "-o", f"{name}.txt", *words]
        if run(command, cwd=around.root / "requirements", env=around.child_environ()):
            raise Problem(f"No se pudo renovar requirements/{name}.txt; arriba consta por qué.")
        say(f"requirements/{name}.txt renovado.")
        smaller = ["--constraint", f"{name}.txt"]
    return 0
