"""In which ways a turno ends that somebody else had booked on an affiliate's number (D28)."""

from __future__ import annotations

from enum import StrEnum


class ReleaseWay(StrEnum):
    """Who let go of it."""

    OWNER = "owner"  # the affiliate booked, proven: it took the place
    POWER = "power"  # a proxy with a power took the place
    MAILBOX = "mailbox"  # the link in the registered mailbox
    DESK = "desk"  # identity shown at a desk
    SUPERVISOR = "supervisor"


BY_STAFF = (ReleaseWay.DESK, ReleaseWay.SUPERVISOR)
