"""Visits that can be given marks: of an attended turno, or of a served ticket without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import Agency, Procedure, ReturnAnswer, Ticket, Turno
from vinculo.rules.shared.references import hash_token
from vinculo.rules.shared.statuses import TicketState, TurnoStatus


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One visit, found by a private link: whose it was, where and on which day, and whether marks can be given."""

    turno: Turno | None
    ticket: Ticket | None
    agency: Agency
    procedure: Procedure
    day: date
    over: bool  # served; before that there is nothing to say
    last_day: date
    open: bool

    def marks(self) -> dict[str, int]:
        """Return the marks that were given, by subject."""
        row = self.turno or self.ticket
        return dict(row.opinions.values_list("about", "value")) if row is not None else {}

    def came_back(self) -> bool | None:
        """Return what was answered about coming back; None while nothing was (D39)."""
        rows = ReturnAnswer.objects.filter(turno=self.turno, ticket=self.ticket)
        return rows.values_list("came_back", flat=True).first()


def by_turno(token: str, now: datetime) -> Visit | None:
    """Return the visit of a turno, or None; a ticket of it that was served says that it is over too."""
    turno = (
        Turno.objects.select_related("agency", "procedure")
        .filter(token_hash=hash_token(token))
        .exclude(status=TurnoStatus.HOLDING)
        .first()
    )
    return _of_turno(turno, now) if turno is not None else None


def by_ticket(token: str, now: datetime) -> Visit | None:
    """Return the visit of a ticket, or None; of one with a turno it is the turno's, so that it has marks once."""
    rows = Ticket.objects.select_related("day__agency", "procedure", "turno__agency", "turno__procedure")
    ticket = rows.filter(token_hash=hash_token(token)).first()
    if ticket is None:
        return None
    if ticket.turno is not None:
        return _of_turno(ticket.turno, now)
    return _visit(
        ticket.day.agency, ticket.procedure, ticket.day.date, ticket.state == TicketState.SERVED, now, ticket=ticket
    )


def _of_turno(turno: Turno, now: datetime) -> Visit:
    over = turno.status == TurnoStatus.ATTENDED or turno.tickets.filter(state=TicketState.SERVED).exists()
    day = local_day(turno.agency, turno.arrived_at or turno.starts)
    return _visit(turno.agency, turno.procedure, day, over, now, turno=turno)


def _visit(
    agency: Agency,
    procedure: Procedure,
    day: date,
    over: bool,
    now: datetime,
    *,
    turno: Turno | None = None,
    ticket: Ticket | None = None,
) -> Visit:
    last = day + timedelta(days=settings.OPINION_DAYS)
    return Visit(
        turno=turno,
        ticket=ticket,
        agency=agency,
        procedure=procedure,
        day=day,
        over=over,
        last_day=last,
        open=over and local_day(agency, now) <= last,
    )
