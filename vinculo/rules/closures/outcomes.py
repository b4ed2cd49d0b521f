"""What a closing does with a turno, and what its person answers."""

from __future__ import annotations

from enum import StrEnum


class ClosingOutcome(StrEnum):
    """What a closing did with a turno."""

    MOVED = "moved"
    KEPT = "kept"  # no seat was found: it stands on the closed day, with priority


class ClosingAnswer(StrEnum):
    """What the person said to it; nothing yet is an empty text."""

    ACCEPTED = "accepted"
    OTHER = "other"  # asked for another hour
    BACK = "back"  # took the old hour again after a reopening
