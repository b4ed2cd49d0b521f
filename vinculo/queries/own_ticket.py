"""What somebody sees of their own number: place, wait, where to go. Nothing of anybody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor
from zoneinfo import ZoneInfo

from vinculo.queries.forecast import KEEP, Line, line
from vinculo.queries.seats import local_day
from vinculo.records.models import Ticket, Turno
from vinculo.rules.passing import TEXTS
from vinculo.rules.prediction import Interval


@dataclass(frozen=True)
class OwnTicket:
    """A number as its owner sees it; `key` changes whenever the page would say something else."""

    number: int
    token: str
    state: str
    centre: str
    key: str
    counter: int | None = None
    ahead: int | None = None
    wait: Interval | None = None
    between: tuple[str, str] | None = None  # the same as hours of the agency
    told: str = ""  # why others went first, to be translated
    open_counters: int = 0
    call: int = 0  # of its last call: a new one is announced anew

    @property
    def live(self) -> bool:
        """Return whether something may still change."""
        return self.state in {"waiting", "called", "serving"}


def ticket_by_token(token: str) -> Ticket | None:
    """Return the ticket of a private link, or None. One statement."""
    return Ticket.objects.select_related("day__agency", "counter").filter(token=token).first()


def ticket_of_turno(turno: Turno, now: datetime) -> Ticket | None:
    """Return today's ticket of a turno, the newest, or None. One statement."""
    today = local_day(turno.agency, now)
    rows = Ticket.objects.select_related("day__agency", "counter").filter(turno=turno, day__date=today)
    return rows.order_by("-pk").first()


def own_ticket(ticket: Ticket, now: datetime) -> OwnTicket:
    """Return a ticket as its owner sees it now; one that waited on a day that is over is over too.

    No statement when the line of this version and minute is known, else those of `forecast.line`.
    """
    agency = ticket.day.agency
    state = ticket.state if ticket.day.date >= local_day(agency, now) else "past"
    own = {
        "number": ticket.number, "token": ticket.token, "centre": agency.name, 
        "call": int(ticket.called_at.timestamp()) if ticket.called_at else 0,
        "counter": ticket.counter.number if ticket.counter else None,
    }  # fmt: skip
    if state != "waiting":
        return OwnTicket(state=state, key=f"{state}-{own['call']}-{own['counter']}", **own)  # type: ignore[arg-type]
    found = line(ticket.day, agency, now)
    if ticket.number not in found.order:  # called at this moment
        return OwnTicket(state=state, key=f"{ticket.day.version}", **own)  # type: ignore[arg-type]
    return OwnTicket(state=state, **own, **_waiting(ticket, found, now))  # type: ignore[arg-type]


def _waiting(ticket: Ticket, found: Line, now: datetime) -> dict[str, object]:
    wait = found.interval(ticket.number, now)
    zone, code = ZoneInfo(ticket.day.agency.timezone), found.told.get(ticket.number)
    hours = wait and tuple(
        f"{(now + timedelta(minutes=each)).astimezone(zone):%H:%M}" for each in (floor(wait.low), ceil(wait.high))
    )
    return {
        "key": f"{ticket.day.version}-{int(now.timestamp()) // KEEP}", "ahead": found.ahead(ticket.number),
        "wait": wait, "between": hours, "told": TEXTS[code] if code else "", "open_counters": found.open_counters,
    }  # fmt: skip
