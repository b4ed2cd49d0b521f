"""What somebody sees of their own number: place, wait, where to go. Nothing of anybody else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil, floor

from vinculo.queries.queue.forecast import KEEP, line
from vinculo.queries.shared.local_time import Zoned, local_day, local_moment
from vinculo.records.models import CentreDay, Ticket, Turno
from vinculo.rules.queue.overtaking import TEXTS
from vinculo.rules.queue.prediction import MINUTE, Interval
from vinculo.rules.shared.references import hash_token
from vinculo.rules.shared.statuses import LIVE_TICKET, TicketState

FAR = 20  # minutes: who is called sooner has no time to go anywhere
SHARP = 5  # minutes


@dataclass(frozen=True)
class OwnTicket:
    """A number as its owner sees it; `key` changes whenever the page would say something else."""

    number: int
    token: str
    state: str
    centre: str
    key: str
    counter: int | None = None
    call: int = 0  # of its last call: a new one is announced anew
    ahead: int | None = None
    wait: Interval | None = None
    early: str = ""  # the hour of the agency before which nearly nobody is called; none where that is soon
    late: str = ""  # the hour before which nearly everybody is
    told: str = ""  # why others went first, to be translated
    open_counters: int = 0

    @property
    def live(self) -> bool:
        """Return whether something may still change."""
        return self.state in LIVE_TICKET


def ticket_by_token(token: str) -> Ticket | None:
    """Return the ticket of a private link, or None. One statement."""
    return Ticket.objects.select_related("day__agency", "counter").filter(token_hash=hash_token(token)).first()


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
    call = int(ticket.called_at.timestamp()) if ticket.called_at else 0
    counter = ticket.counter.number if ticket.counter else None
    own = OwnTicket(ticket.number, ticket.token, state, agency.name, f"{state}-{call}-{counter}", counter, call)
    return _waiting(own, ticket.day, now) if state == TicketState.WAITING else own


def _waiting(own: OwnTicket, day: CentreDay, now: datetime) -> OwnTicket:
    queue_line = line(day, day.agency, now)
    if own.number not in queue_line.order:  # it was called at this moment: the next look says where to
        return own
    wait, code = queue_line.interval(own.number, now), queue_line.told.get(own.number)
    return replace(
        own,
        key=f"{day.version}-{int(now.timestamp()) // KEEP}",
        ahead=queue_line.ahead(own.number),
        wait=wait,
        early=_early_hour(wait, now, day.agency) if wait else "",
        late=f"{local_moment(day.agency, now + ceil(wait.high) * MINUTE):%H:%M}" if wait else "",
        told=TEXTS[code] if code else "",
        open_counters=queue_line.open_counters,
    )


def _early_hour(wait: Interval, now: datetime, agency: Zoned) -> str:
    """Return from which hour nobody should go far, five minutes sharp and never later; nothing where that is soon."""
    if wait.early < FAR:
        return ""
    moment = local_moment(agency, now + floor(wait.early) * MINUTE)
    return f"{moment - moment.minute % SHARP * MINUTE:%H:%M}"
