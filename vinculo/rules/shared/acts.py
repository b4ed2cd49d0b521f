"""What an event can say: the act, what it was done to, and by whom. There is no other list, and no other word is kept."""

from __future__ import annotations

from enum import StrEnum


class ActorKind(StrEnum):
    """Who did it."""

    STAFF = "staff"
    PERSON = "person"  # at home, without an account
    SYSTEM = "system"  # the clock


class Subject(StrEnum):
    """What it was done to; for reference data the name of its table."""

    AFFILIATE = "affiliate"
    AGENCY = "agency"
    CALENDAR = "calendar"
    CASE = "case"
    CERTIFICATE = "certificate"
    CLOSING = "closing"
    COMPLAINT = "complaint"
    COUNTER = "counter"
    DRAFT = "draft"
    MESSAGE = "message"
    PAPER = "paper"
    PERSON = "person"
    POWER = "power"
    SOLICITUD = "solicitud"
    STAFF = "staff"
    TICKET = "ticket"
    TURNO = "turno"
    WAITING = "waiting"
