"""Reception: a number for the person who comes, in the transaction of what gives the right to it (S29, S30).

Lock order: case and turno first, the head row of the day last.

Somebody came with a turno that is not theirs: not received under it, and written down.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time
from random import Random

from django.db import transaction

from vinculo.actions.booking.drafts import NotServed
from vinculo.actions.queue.check_in import check_in
from vinculo.actions.queue.tickets import head_row, issue_ticket
from vinculo.actions.shared.guards import OwnAct, office_of, require_read
from vinculo.queries.booking.desk_hours import is_served
from vinculo.queries.closures.closures import closed_now, parts_of_today
from vinculo.queries.queue import policy
from vinculo.queries.queue.load import load
from vinculo.records.events import write_event
from vinculo.records.models import (
    Agency,
    CentreDay,
    Event,
    PriorityCategory,
    Procedure,
    QueueEntry,
    Staff,
    Ticket,
    Turno,
)
from vinculo.rules.queue.admission import AdmissionAnswer, AdmissionReason, admission
from vinculo.rules.queue.classes import Klass
from vinculo.rules.queue.status import Origin
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import TicketState
from vinculo.rules.staff.access import Work


class NoSuchCategory(Exception):
    """No priority group was named, or one that the institution does not keep (S29)."""


class NotAdmitted(Exception):
    """No number for today; `answer` says why, in numbers."""

    def __init__(self, answer: AdmissionAnswer) -> None:
        super().__init__(answer.why.value)
        self.answer = answer


@transaction.atomic
def receive_turno(
    *,
    turno: Turno,
    actor: Staff,
    now: datetime,
    random_source: Random,
    reason: str = "",
    categories: Collection[str] = (),
    accessible: bool = False,
    key: str = "",
    read: str | None = None,
) -> Ticket:
    """Register the arrival of a turno and return its number, both or neither (S30); twice is once.

    A priority person with a turno takes the better of both (S29). Anyone who missed the calls gets a new number. Raises
    `NotYours`, `arrival.NotToday`, `NotAllowedError`, `NoSuchCategory`, and `Stale` where `read` is not the turno's
    mark.
    """
    groups = _known_groups(categories)
    case = check_in(turno=turno, actor=actor, now=now, random_source=random_source, reason=reason, read=read)
    head = head_row(case.agency, now)
    served = Ticket.objects.filter(day=head, turno=turno, state=TicketState.SERVED).last()
    return served or issue_ticket(
        agency=case.agency,
        procedure=turno.procedure,
        origin=Origin.TURNO,
        turno=case.turno,
        case=case,
        categories=groups,
        accessible=accessible,
        actor=actor,
        now=now,
        random_source=random_source,
        key=key,
    )


@transaction.atomic
def receive_priority(
    *,
    procedure: Procedure,
    categories: Collection[str],
    accessible: bool = False,
    actor: Staff,
    now: datetime,
    random_source: Random,
    key: str,
) -> Ticket:
    """Give a priority person a number without a turno (S29): always, on their word, and only the group is kept.

    Two groups at once are double priority. Under the same key twice is once. Raises `NotYours`, `NotServed`,
    `NoSuchCategory`.
    """
    agency = _serving(actor, procedure)
    groups = _known_groups(categories)
    if not groups:
        raise NoSuchCategory
    return issue_ticket(
        agency=agency,
        procedure=procedure,
        origin=Origin.WALK_IN,
        categories=groups,
        accessible=accessible,
        actor=actor,
        now=now,
        random_source=random_source,
        key=key,
    )


def receive_same_day(
    *, procedure: Procedure, accessible: bool = False, actor: Staff, now: datetime, random_source: Random, key: str
) -> Ticket:
    """Give somebody without a turno a number for today if the rule of admission allows it; a refusal is an event.

    Under the same key twice is once. Raises `NotYours`, `NotServed`, `NotAdmitted`, `ClosedNow`.
    """
    try:
        return _admit(procedure, accessible, actor, now, random_source, key)
    except (NotAdmitted, ClosedNow) as refused:
        why = f"why:{AdmissionReason.CLOSED if isinstance(refused, ClosedNow) else refused.answer.why}"
        write_event(
            act=Act.NOT_ADMITTED, subject=Subject.AGENCY, subject_id=actor.agency_id, now=now, actor=actor, fields=[why]
        )
        raise


class ClosedNow(Exception):
    """The centre closed this part of the day: nobody is called before `until`, by its own clock (D38)."""

    def __init__(self, until: time) -> None:
        super().__init__("closed now")
        self.until = until


@transaction.atomic
def _admit(
    procedure: Procedure, accessible: bool, actor: Staff, now: datetime, random_source: Random, key: str
) -> Ticket:
    agency = _serving(actor, procedure)
    head = head_row(agency, now)  # two receptions never admit on the same count
    known = _under(head, key)
    if known is not None:
        return known
    shut = closed_now(parts_of_today(agency, now), now)
    if shut is not None and shut.until is not None:
        raise ClosedNow(shut.until)
    rules, _row = policy.current_policy(agency)
    answer = admission(Klass.SAME_DAY, load(agency, procedure, rules, now), rules)
    if not answer.admitted:
        raise NotAdmitted(answer)
    return issue_ticket(
        agency=agency,
        procedure=procedure,
        origin=Origin.SAME_DAY,
        accessible=accessible,
        actor=actor,
        now=now,
        random_source=random_source,
        key=key,
    )


def _serving(actor: Staff, procedure: Procedure) -> Agency:
    agency = office_of(actor, Work.RECEPTION)
    if not is_served(agency, procedure):
        raise NotServed
    return agency


def _known_groups(categories: Collection[str]) -> list[str]:
    """Return the groups by their codes, each once; raise `NoSuchCategory` for one that is not kept."""
    named = set(categories)
    if not named:
        return []
    groups = list(PriorityCategory.objects.filter(code__in=named, active=True).values_list("code", flat=True))
    if len(groups) != len(named):
        raise NoSuchCategory
    return sorted(groups)


def _under(head: CentreDay, key: str) -> Ticket | None:
    entry = QueueEntry.objects.select_related("ticket").filter(day=head, key=key).first() if key else None
    return entry.ticket if entry is not None else None


@transaction.atomic
def report_mismatch(*, turno: Turno, actor: Staff, now: datetime, read: str | None = None) -> Event:
    """Write that the number of a turno was not that of the document shown; nothing of the person is kept.

    Twice is once. Raises `NotYours`, `Stale`.
    """
    office_of(actor, Work.RECEPTION)
    own = OwnAct(actor, now, Subject.TURNO, turno.pk, (Act.IDENTITY_MISMATCH,))
    require_read(read, Turno.objects.select_for_update(no_key=True).get(pk=turno.pk), own=own)
    if own.was_just_done():
        return Event.objects.filter(act=Act.IDENTITY_MISMATCH, subject=Subject.TURNO, subject_id=turno.pk).latest("pk")
    return write_event(act=Act.IDENTITY_MISMATCH, subject=Subject.TURNO, subject_id=turno.pk, now=now, actor=actor)
