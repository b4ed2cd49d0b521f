"""How simulated people are received: with their turno, for their priority, the same day, back with a paper."""

from __future__ import annotations

from datetime import datetime
from random import Random

from vinculo.actions.arrival import check_in
from vinculo.actions.returning import NothingWaits, TermOver, return_ticket
from vinculo.actions.tickets import issue_ticket
from vinculo.config.simulated_people import Visitor
from vinculo.records.models import Agency, Case, Procedure, Staff, Ticket, Turno

MOST_WAITING = 6  # before somebody without a turno


def receive(
    visitor: Visitor, turno: Turno | None, *, agency: Agency, procedure: Procedure, actor: Staff, now: datetime,
    chance: Random,
) -> Ticket | None:  # fmt: skip
    """Return the ticket of whoever comes, or None for somebody of the same day whom the centre cannot take."""
    if turno is not None:
        case = check_in(turno=turno, actor=actor, now=now, random_source=chance)
        return issue_ticket(
            agency=agency, procedure=procedure, origin="turno", turno=turno, case=case, categories=visitor.groups,
            accessible=visitor.accessible, actor=actor, now=now, random_source=chance,
        )  # fmt: skip
    if not visitor.groups and _waiting(agency, now) >= MOST_WAITING:
        return None
    return issue_ticket(
        agency=agency, procedure=procedure, origin="walk_in" if visitor.groups else "same_day",
        categories=visitor.groups, accessible=visitor.accessible, actor=actor, now=now, random_source=chance,
    )  # fmt: skip


def _waiting(agency: Agency, now: datetime) -> int:
    return Ticket.objects.filter(day__agency=agency, day__date=now.date(), state="waiting").count()


def come_back(case: Case, *, actor: Staff, now: datetime, chance: Random) -> Ticket | None:
    """Return the ticket of somebody who brings what was missing; None where nothing waits for them any more."""
    try:
        return return_ticket(case=case, actor=actor, now=now, random_source=chance)
    except (NothingWaits, TermOver):
        return None
