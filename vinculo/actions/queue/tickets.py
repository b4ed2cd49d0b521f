"""Tickets: a place in the queue of a centre's day, and the log that every change of the queue is written to.

Lock order: case, turno and seats first, the head row of the day last of all locks but the counters' and tickets' own;
that of an earlier day before that of a later one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from random import Random
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from vinculo.actions.booking.seats import locked_seats
from vinculo.actions.cases.visits import ends_with_visit
from vinculo.queries.queue import policy
from vinculo.queries.shared.access import NotFoundHere
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import (
    Agency,
    Case,
    CentreDay,
    Counter,
    Procedure,
    QueueEntry,
    QueuePolicy,
    Staff,
    Ticket,
    Turno,
)
from vinculo.records.rows import Tables, change_all, find_row, insert, locking, rows, update_of
from vinculo.rules.queue.classes import QueuePlace, place
from vinculo.rules.queue.status import LogAct, Origin
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.references import draw_token
from vinculo.rules.shared.statuses import AT_COUNTER, LIVE_TICKET, TICKET, TicketAct, TicketState

# What ends a ticket, with the words of the queue's log and of the event.
ENDINGS = {
    TicketAct.FINISH: (LogAct.FINISHED, Act.TICKET_FINISHED),
    TicketAct.LEAVE: (LogAct.LEFT, Act.TICKET_LEFT),
    TicketAct.UNDO: (LogAct.UNDONE, Act.TICKET_UNDONE),
}


class PaperTaken(Exception):
    """The contingency ticket of this number was typed in already; `ticket` is what it became."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__("paper taken")
        self.ticket = ticket


def head_row(agency: Agency, now: datetime, day: date | None = None) -> CentreDay:
    """Lock and return the head row of the centre's day, made on the first use; inside a transaction only.

    Of today, or of another day on which paper tickets are printed or typed in.
    """
    day = day or local_day(agency, now)
    head = find_row(CentreDay, locked=True, agency_id=agency.pk, date=day)
    if head is not None:
        return head
    try:
        with transaction.atomic():
            CentreDay.objects.create(agency=agency, date=day)
    except IntegrityError:
        pass  # somebody made it at the same moment
    return CentreDay.objects.select_for_update(no_key=True).get(agency=agency, date=day)


def log_change(
    head: CentreDay,
    act: LogAct,
    now: datetime,
    *,
    ticket: Ticket | None = None,
    counter: Counter | None = None,
    staff: Staff | None = None,
    policy_row: QueuePolicy | None = None,
    runner_up: Ticket | None = None,
    overtaken: Sequence[dict[str, Any]] = (),
    reason: str = "",
    key: str = "",
    counter_view: dict[str, Any] | None = None,
) -> QueueEntry:
    """Append one change to the log of a locked day and count its version up."""
    head.version += 1
    change_all(update_of(head, "version", "last_number"))
    entry = QueueEntry(
        day=head,
        version=head.version,
        at=now,
        act=act,
        ticket=ticket,
        counter=counter,
        staff=staff,
        policy=policy_row,
        ticket_after=ticket_facts(ticket) if ticket else {},
        runner_up=runner_up,
        overtaken=list(overtaken),
        reason=reason,
        key=key,
        counter_view=counter_view,
    )
    insert(entry)
    return entry


def ticket_facts(ticket: Ticket) -> dict[str, Any]:
    """Return what the rules read of a ticket, for the log."""
    return {
        "number": ticket.number,
        "klass": ticket.klass,
        "procedure": ticket.procedure_id,
        "ref": ticket.ref.isoformat(),
        "due": ticket.due.isoformat(),
        "not_before": ticket.not_before.isoformat() if ticket.not_before else None,
        "accessible": ticket.accessible,
        "officer": ticket.officer_id,
        "state": ticket.state,
        "counter": ticket.counter_id,
        "missed": ticket.missed,
    }


@transaction.atomic
def issue_ticket(
    *,
    agency: Agency,
    procedure: Procedure,
    origin: Origin,
    now: datetime,
    random_source: Random,
    actor: Staff | None = None,
    turno: Turno | None = None,
    case: Case | None = None,
    categories: Collection[str] = (),
    accessible: bool = False,
    officer: Staff | None = None,
    checked_in: datetime | None = None,
    paper_number: str = "",
    day: date | None = None,
    key: str = "",
) -> Ticket:
    """Give the person who checks in now a number and a place in the queue of the centre's day; twice is once.

    A live ticket of the same turno or case, or one made under the same `key`, is the answer. `checked_in` and `day` are
    past only for a contingency ticket that is typed in later. Raises `PaperTaken`.
    """
    end_earlier(turno, case, day or local_day(agency, now), now)
    head = head_row(agency, now, day)
    if known := _ticket_of(head, turno, case, key, paper_number, now):
        return known
    (rules, row), returning = policy.current_policy(agency), origin == Origin.RETURN
    arrived, starts = checked_in or now, turno.starts if turno else None
    where = place(checked_in=arrived, policy=rules, categories=categories, starts=starts, returning=returning)
    head.last_number += 1
    ticket = Ticket.objects.create(
        day=head,
        number=head.last_number,
        **Ticket.link_of(draw_token(random_source)),
        procedure=procedure,
        origin=origin,
        categories=sorted(set(categories)),
        turno=turno,
        case=case,
        starts=starts,
        checked_in_at=arrived,
        accessible=accessible,
        officer=officer,
        paper_number=paper_number,
        **_first_columns(where),
    )
    log_change(head, LogAct.ISSUED, now, ticket=ticket, staff=actor, policy_row=row, key=key)
    write_event(act=Act.TICKET_ISSUED, subject=Subject.TICKET, subject_id=ticket.pk, now=now, actor=actor)
    return ticket


def _first_columns(where: QueuePlace) -> dict[str, Any]:
    """Return where a new ticket stands and how it begins."""
    return {
        "state": TICKET.begin(TicketAct.ISSUE),
        "klass": where.klass.value,
        "ref": where.ref,
        "due": where.due,
        "guaranteed": where.guaranteed,
    }


def _ticket_of(
    head: CentreDay, turno: Turno | None, case: Case | None, key: str, paper_number: str, now: datetime
) -> Ticket | None:
    if paper_number and (paper := Ticket.objects.filter(day=head, paper_number=paper_number).first()):
        raise PaperTaken(paper)
    if key and (entry := find_row(QueueEntry, day_id=head.pk, key=key)):
        return entry.ticket
    live = Ticket.objects.filter(state__in=LIVE_TICKET)
    ticket = live.filter(turno=turno).first() if turno is not None else None
    if ticket is None and case is not None:
        ticket = live.filter(case=case).first()
    if ticket is None or ticket.day_id == head.pk:
        return ticket
    end_left(ticket.pk, now)  # of a day between that of the paper and today; one of today stays, and counts
    return live.filter(pk=ticket.pk).first()


def end_earlier(turno: Turno | None, case: Case | None, day: date, now: datetime) -> None:
    """End what earlier days left of a turno and its case, before the day itself is locked."""
    own = Q(turno=turno.pk) if turno is not None else Q()
    if case is not None:
        own |= Q(case=case.pk)
    if own:
        left = Ticket.objects.filter(own, state__in=LIVE_TICKET, day__date__lt=day).order_by("day__date", "pk")
        for pk in list(left.values_list("pk", flat=True)):
            end_left(pk, now)


def cases_of(ticket: Ticket) -> QuerySet[Case]:
    """Return the cases that a ticket leads to: its own, and its turno's."""
    of_turno = Q(turno=ticket.turno_id) if ticket.turno_id else Q()
    return Case.objects.filter(Q(pk=ticket.case_id or 0) | of_turno)


def locked_turno_of(pk: int) -> Turno | None:
    """Lock the cases of a ticket, its turno and the turno's seats, before the head row; return the turno if it has one.

    The act that ends a ticket writes on its cases too.
    """
    ticket = find_row(Ticket, id=pk)
    if ticket is None:
        raise NotFoundHere
    list(cases_of(ticket).select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    turnos = Turno.objects.select_for_update(no_key=True, of=("self",)).select_related("agency")
    turno = turnos.filter(pk=ticket.turno_id or 0).first()
    if turno is not None:
        locked_seats(turno)
    return turno


class Moved(Exception):
    """The ticket is not where it was when it was read: somebody was quicker."""


def locked_ticket(pk: int) -> tuple[CentreDay, Ticket]:
    """Lock the head row of a ticket's day and return it with the ticket as it is now; raise `NotFoundHere`."""
    of = find_row(Ticket, id=pk)
    for row in rows(DAY_OF_CENTRE + locking("own"), day=of.day_id if of else 0):
        head: CentreDay
        head, head.agency = _DAY.records(row)
        if (ticket := find_row(Ticket, id=pk)) is not None:
            return head, ticket
    raise NotFoundHere


_DAY = Tables(own=CentreDay, agency=Agency)
DAY_OF_CENTRE = f"""
SELECT {_DAY.columns} FROM records_centreday own JOIN records_agency agency ON agency.id = own.agency_id
WHERE own.id = %(day)s
"""  # nosec B608


def change_ticket(ticket: Ticket, act: TicketAct, **changes: Any) -> None:
    """Change a ticket of a locked day by an act, with compare-and-set on its version and state.

    Raises `Moved`, `NotAllowedError`.
    """
    changes["state"] = TICKET.after(ticket.state, act)
    same = Ticket.objects.filter(pk=ticket.pk, version=ticket.version, state=ticket.state)
    if same.update(**changes, version=ticket.version + 1) != 1:
        raise Moved
    for name, value in changes.items():
        setattr(ticket, name, value)
    ticket.version += 1


def end_ticket(
    ticket: Ticket, act: TicketAct, head: CentreDay, now: datetime, *, actor: Staff | None, reason: str = ""
) -> None:
    """End a ticket of a locked day as served or left, with its entry and event. Raises `Moved`."""
    logged, written = ENDINGS[act]
    counter = ticket.counter if ticket.state in AT_COUNTER else None
    change_ticket(ticket, act, ended_at=now, not_before=None)
    log_change(head, logged, now, ticket=ticket, counter=counter, staff=actor, reason=reason)
    kind = None if actor else ActorKind.SYSTEM
    write_event(act=written, subject=Subject.TICKET, subject_id=ticket.pk, now=now, actor=actor, actor_kind=kind)


@transaction.atomic
def end_left(pk: int, now: datetime) -> bool:
    """End a ticket that an earlier day left alive: anyone who was served is served, the others left; return whether."""
    head, ticket = locked_ticket(pk)
    if ticket.state not in LIVE_TICKET or head.date >= local_day(head.agency, now):
        return False
    act = TicketAct.FINISH if ticket.state == TicketState.SERVING else TicketAct.LEAVE
    end_ticket(ticket, act, head, now, actor=None, reason="day_over")
    return True


@ends_with_visit
def finish_tickets(case: Case, actor: Staff, now: datetime) -> None:
    """End the live tickets of a case whose visit ends, in the same transaction; the case is locked before."""
    own = Q(case=case) | Q(turno=case.turno_id) if case.turno_id else Q(case=case)
    for pk in list(
        Ticket.objects.filter(own, state__in=LIVE_TICKET).order_by("day__date", "pk").values_list("pk", flat=True)
    ):
        head, ticket = locked_ticket(pk)
        if ticket.state in LIVE_TICKET:
            end_ticket(
                ticket,
                TicketAct.FINISH,
                head,
                now,
                actor=actor,
                reason="" if ticket.state == TicketState.SERVING else "not_called",
            )
