"""`python -m tests.house`: starts everything as `./run` does, with the clock of the tests."""

from __future__ import annotations

import os
import sys
from dataclasses import fields
from pathlib import Path

from launch.processes import Stopped, stop_on_signals
from launch.serving import serve
from launch.surroundings import Surroundings, look_around


class SurroundingsOfTests(Surroundings):
    """The places and settings of a start whose processes follow the clock of the tests."""

    def child_environ(self, **more: str) -> dict[str, str]:
        """Return the environment of a child, with the path that moves its clock: the launcher lets none through."""
        return super().child_environ(**more) | {"PYTHONPATH": self.environ["PYTHONPATH"]}


def main() -> int:
    """Serve until a signal comes, and return the exit status of the launcher."""
    around = look_around(os.environ, Path.cwd())
    try:
        with stop_on_signals():
            return serve(SurroundingsOfTests(**{each.name: getattr(around, each.name) for each in fields(around)}))
    except Stopped as stopped:
        return stopped.status


if __name__ == "__main__":
    sys.exit(main())
