"""When a timer or a chore of the upkeep last did its work, by files in the folder of the data of this machine."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

PREFIX = "last-"  # each unit touches a file of its name
CHORES = "last-chores.json"


@dataclass(frozen=True)
class ChoreRun:
    """What is known of one chore: when it was last done, and its fault where the last try failed."""

    done_at: str = ""
    fault: str = ""

    def age(self, now: datetime) -> timedelta | None:
        """Return how long ago it was done, or None where it never was."""
        return now - datetime.fromisoformat(self.done_at) if self.done_at else None


def age_of_run(*, folder: Path, name: str, now: datetime) -> timedelta | None:
    """Return how long ago the work of a name was done, or None where it never was."""
    try:
        moment = (folder / f"{PREFIX}{name}").stat().st_mtime
    except OSError:
        return None
    return now - datetime.fromtimestamp(moment, tz=UTC)


def note_chores(*, folder: Path, done: Iterable[str], failed: Mapping[str, str], now: datetime) -> None:
    """Write which chores of a round were done and which failed; the file is written whole or not at all."""
    before = read_chores(folder)
    runs = before | {name: ChoreRun(now.isoformat()) for name in done}
    runs |= {name: ChoreRun(before.get(name, ChoreRun()).done_at, fault) for name, fault in failed.items()}
    partial = folder / f"{CHORES}.{os.getpid()}"
    partial.write_text(json.dumps({name: asdict(run) for name, run in runs.items()}), encoding="utf-8")
    partial.replace(folder / CHORES)


def read_chores(folder: Path) -> dict[str, ChoreRun]:
    """Return what is known of each chore; nothing where no upkeep runs on this machine."""
    try:
        content = json.loads((folder / CHORES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: ChoreRun(**run) for name, run in content.items()}
