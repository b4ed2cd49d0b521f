"""How long what is kept (D34): the kinds, and what holds where the institution has written no row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from vinculo.rules.shared.reference_data import Dated


class RetentionKind(StrEnum):
    """What is kept for a time of its own."""

    DRAFT = "draft"
    PREPARED = "prepared"
    WAITING = "waiting"
    CONTACT = "contact"
    TURNO = "turno"
    MAIL = "mail"
    COMPLAINT = "complaint"
    REQUEST = "request"
    SESSION = "session"
    LOG_IN = "log_in"
    BROWSER = "browser"
    COPY = "copy"
    EXPEDIENTE = "expediente"


# Days where no row is in force; None: kept until the institution says otherwise.
DELIVERED: Mapping[RetentionKind, int | None] = {
    RetentionKind.DRAFT: 1,
    RetentionKind.PREPARED: 180,
    RetentionKind.WAITING: 30,
    RetentionKind.CONTACT: 180,
    RetentionKind.TURNO: 730,
    RetentionKind.MAIL: 90,
    RetentionKind.COMPLAINT: 730,
    RetentionKind.REQUEST: 1825,
    RetentionKind.SESSION: 1,
    RetentionKind.LOG_IN: 90,
    RetentionKind.BROWSER: 180,
    RetentionKind.COPY: None,
    RetentionKind.EXPEDIENTE: None,
}


@dataclass(frozen=True, kw_only=True)
class Kept(Dated):
    """A dated row: how many days a kind is kept, None for as long as the schedule of the institution says."""

    kind: RetentionKind
    days: int | None
