"""How simulated people are received: with their turno, for their priority, the same day, back with a paper."""

from __future__ import annotations

from datetime import datetime
from random import Random

from vinculo.actions.cases.corrections import TermOver
from vinculo.actions.queue.reception import NotAdmitted, receive_priority, receive_same_day, receive_turno
from vinculo.actions.queue.returns import NothingWaits, return_ticket
from vinculo.records.models import Case, Procedure, Staff, Ticket, Turno
from vinculo.simulation.people import Visitor


def receive(
    visitor: Visitor, turno: Turno | None, *, procedure: Procedure, actor: Staff, now: datetime, chance: Random
) -> Ticket | None:
    """Return the ticket of the person who comes, or None for somebody of the same day whom the centre cannot take."""
    if turno is not None:
        return receive_turno(
            turno=turno,
            categories=visitor.groups,
            accessible=visitor.accessible,
            actor=actor,
            now=now,
            random_source=chance,
        )
    if visitor.groups:
        return receive_priority(
            procedure=procedure,
            categories=visitor.groups,
            accessible=visitor.accessible,
            actor=actor,
            now=now,
            random_source=chance,
            key=visitor.code,
        )
    try:
        return receive_same_day(
            procedure=procedure,
            accessible=visitor.accessible,
            actor=actor,
            now=now,
            random_source=chance,
            key=visitor.code,
        )
    except NotAdmitted:
        return None


def come_back(case: Case, *, actor: Staff, now: datetime, chance: Random) -> Ticket | None:
    """Return the ticket of somebody who brings what was missing; None where nothing waits for them any more."""
    try:
        return return_ticket(case=case, actor=actor, now=now, random_source=chance)
    except (NothingWaits, TermOver):
        return None
