"""Remembers what was done, so that a second start repeats no work of the first."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from launch.messages import say


def digest(paths: Iterable[Path]) -> str:
    """Return one digest of the names and contents of files and of all files in folders; compiled files do not count."""
    total = hashlib.sha256()
    for top in paths:
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and path.suffix != ".pyc":
                total.update(f"{path.relative_to(top.parent)}\0".encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


class Stamps:
    """A small file of names and values; a file that is missing or spoiled counts as empty."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def get(self, name: str) -> str:
        """Return the value, or an empty text."""
        return self._all().get(name, "")

    def set(self, name: str, value: str) -> None:
        """Keep a value; the file is replaced whole, so that an interruption never spoils it."""
        values = self._all() | {name: value}
        half = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        half.write_text(json.dumps(values, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        half.replace(self.path)

    def clear(self) -> None:
        """Forget everything."""
        self.path.unlink(missing_ok=True)

    def _all(self) -> dict[str, str]:
        try:
            stamps = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(name): str(value) for name, value in stamps.items()} if isinstance(stamps, dict) else {}


@contextmanager
def alone(folder: Path, doing: str) -> Iterator[None]:
    """Hold the folder for this process alone; the person who comes second waits and is told for what."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Otro proceso está ocupado en {doing}; se espera a que termine…")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
