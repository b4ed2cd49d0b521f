"""The heads of the event log in a file outside the database (D32): one line for each day, the newest of that day."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from vinculo.rules.log.tampering import Head, read_heads


def keep_head(*, path: Path, head: Head, stands: Callable[[Head], bool], now: datetime) -> None:
    """Write the head of this moment, in the place of an earlier one of the day that the chain still has.

    One that it has no longer stays: it is the proof. The file is written whole or not at all.
    """
    moment = now.astimezone(UTC)
    lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
    day = moment.date().isoformat()
    lines = [line for line in lines if not (line.startswith(day) and all(map(stands, read_heads([line]))))]
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.write_text("\n".join([*lines, f"{moment.isoformat(timespec='seconds')} {head}", ""]), encoding="ascii")
    partial.replace(path)


def kept_heads(path: Path) -> list[Head]:
    """Return the heads that a file holds; none where there is no file."""
    return read_heads(path.read_text(encoding="utf-8", errors="replace").splitlines()) if path.exists() else []
