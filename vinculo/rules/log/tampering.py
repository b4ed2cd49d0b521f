"""What can be wrong with the event log (D32): the one list of what `verify_events` names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

HEAD = re.compile(r"\b(\d+):([0-9a-f]{64})\b")


class LogFault(StrEnum):
    """One thing that is not as it was written."""

    CHANGED = "changed"  # an event, with or without its hash
    COPIED = "copied"  # an event that stands there twice
    WITHOUT_KEY = "without_key"  # an event that the program did not write
    KEY_GONE = "key_gone"  # it cannot be told: the key is not in the settings
    DELETED = "deleted"  # an event that the chain names
    MOVED = "moved"  # an event that has not the hash that the chain had of it
    LINK_MISSING = "link_missing"
    NOT_CHAINED = "not_chained"
    CHAIN_MISSING = "chain_missing"
    CHAIN_STARTED_AGAIN = "chain_started_again"
    OLD_LOG = "old_log"  # what stood there before the chain
    DAY_CHANGED = "day_changed"
    DAY_WITHOUT_SEAL = "day_without_seal"
    SEAL_CHANGED = "seal_changed"
    SEAL_MISSING = "seal_missing"  # an event says that it was made
    SEAL_TWICE = "seal_twice"  # two events say that a day was sealed
    AHEAD = "ahead"  # an event of a time that is still to come
    HEAD_GONE = "head_gone"  # a head that was kept elsewhere
    FENCE_MISSING = "fence_missing"
    FENCE_CHANGED = "fence_changed"


@dataclass(frozen=True, order=True)
class LogFinding:
    """What is wrong, where, and since when at the earliest; `where` is a number of an event, a day or a name."""

    fault: LogFault
    where: str = ""
    since: date | None = None


@dataclass(frozen=True)
class Head:
    """What the chain came to at one moment, as it was kept outside the database."""

    position: int
    value: str

    def __str__(self) -> str:
        """Write it as every line has it that is kept."""
        return f"{self.position}:{self.value}"


def read_heads(lines: Iterable[str]) -> list[Head]:
    """Return the heads in a file of lines, in a mail or in a journal; whatever else stands there is passed over."""
    return [Head(int(position), value) for line in lines for position, value in HEAD.findall(line)]
