"""What a supervisor takes back of an arrival: the turno, its case and its number in the queue (S30)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.actions.booking.seats import locked_seats
from vinculo.actions.cases.reversals import keep_reversal, locked_turno, undo_case
from vinculo.actions.queue.tickets import end_ticket, locked_ticket
from vinculo.actions.shared.guards import OwnAct, require_read
from vinculo.records.models import Reversal, Staff, Ticket, Turno
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import LIVE_TICKET, TURNO, TicketAct, TurnoAct


@transaction.atomic
def undo_arrival(
    *, turno: Turno, reason: str, words: str, actor: Staff, now: datetime, read: str | None = None
) -> Reversal:
    """Put a turno whose arrival was registered by mistake back as it was: to come, or missed if its seats are gone.

    Raises `NotYours`, `Stale`, `NotAllowedError`, `SomethingRests` once anything was recorded, and ValueError
    without a reason.
    """
    turno = locked_turno(turno, reason, words, actor)
    if not require_read(read, turno, own=OwnAct(actor, now, Subject.TURNO, turno.pk, (Act.TURNO_REVERSED,))):
        return turno.reversals.latest("pk")
    kept = len(locked_seats(turno)) == turno.seats_count
    was = turno.status
    turno.status = TURNO.after(was, TurnoAct.UNDO_ARRIVE if kept else TurnoAct.MISS)
    undo_case(turno, actor, now)
    _take_back_ticket(turno, actor, now)
    turno.arrived_at = None
    return keep_reversal(turno, was, reason, words, actor, now)


def _take_back_ticket(turno: Turno, actor: Staff, now: datetime) -> None:
    for pk in list(Ticket.objects.filter(turno=turno, state__in=LIVE_TICKET).values_list("pk", flat=True)):
        head, ticket = locked_ticket(pk)
        if ticket.state in LIVE_TICKET:
            end_ticket(ticket, TicketAct.LEAVE, head, now, actor=actor, reason="slip")
