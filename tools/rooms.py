#!/usr/bin/env python3
"""Hold the tree to its rooms: no room with more than 18 modules, and no module loose where subjects have rooms.

Usage: rooms.py [PROJECT]

A room is a folder of modules; `__init__.py`, migrations and commands do not count. In `rules`, `actions`, `queries` and
`web` every module stands in the room of its subject or of its actor. Exit status 1 and one line for each fault.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

MOST_MODULES = 18
ROOMS_ONLY = ("rules", "actions", "queries", "web")
NOT_COUNTED = {"migrations", "commands"}


def modules(room: Path) -> list[Path]:
    """Return the modules that stand directly in a room."""
    return sorted(path for path in room.glob("*.py") if path.name != "__init__.py")


def faults(project: Path) -> Iterator[str]:
    """Yield one line for each room that is too large and for each module that has no room."""
    package = project / "vinculo"
    for room in sorted(path for path in package.rglob("*") if path.is_dir() and path.name not in NOT_COUNTED):
        count = len(modules(room))
        if count > MOST_MODULES:
            yield f"{room.relative_to(project)}: {count} modules, at most {MOST_MODULES}"
    for name in ROOMS_ONLY:
        for path in modules(package / name):
            yield f"{path.relative_to(project)}: loose, it belongs in a room of {name}"


def main() -> int:
    """Print the faults and return the exit status."""
    lines = list(faults(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
    print("\n".join(lines) or "every module in a room")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
