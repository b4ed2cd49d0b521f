"""Coming back to a case that waits: a ticket of the day without a new turno, to the same officer if free (D7)."""

from __future__ import annotations

from datetime import datetime
from random import Random

from django.db import transaction
from django.db.models import Q

from vinculo.actions.booking.drafts import NotServed
from vinculo.actions.cases.corrections import TermOver
from vinculo.actions.cases.locking import lock_affiliate_and_cases
from vinculo.actions.queue.check_in import continue_case
from vinculo.actions.queue.tickets import issue_ticket
from vinculo.actions.shared.guards import office_of, require_read
from vinculo.queries.booking.desk_hours import is_served
from vinculo.queries.shared import terms
from vinculo.queries.shared.local_time import local_day
from vinculo.records.models import Agency, Case, Decision, Sample, Solicitud, Staff, Ticket, Turno
from vinculo.rules.cases.status import UNDECIDED, ApplicationStatus, DecisionKind
from vinculo.rules.control.status import SampleState
from vinculo.rules.queue.status import Origin
from vinculo.rules.shared.statuses import LIVE_TICKET, TurnoStatus
from vinculo.rules.staff.access import Work


class NothingWaits(Exception):
    """Nothing of the case waits for the person: everything is decided, or nobody was written in it."""


@transaction.atomic
def return_ticket(
    *, case: Case, actor: Staff, now: datetime, random_source: Random, key: str = "", read: str | None = None
) -> Ticket:
    """Give the person who comes back to a case a ticket of class R, without a new turno; twice is once (D7).

    Who has a turno for today here all the same has arrived with it (D37). The case comes to this agency, and what was
    asked for counts as answered from the arrival on: who came in time does not lose by waiting. The ticket names the
    officer of the last correction, if they serve here. Who comes to be heard before a code is annulled gets a number
    of the closed case at its own centre (D35). Raises `NothingWaits`, `TermOver`, `NotServed`, and
    `AtAnotherCounter`, `NotYours` and `Stale` as `continue_case` does.
    """
    where = office_of(actor, Work.RECEPTION)
    lock_affiliate_and_cases(case.affiliate_id)
    case = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("turno").get(pk=case.pk)
    live = Ticket.objects.filter(state__in=LIVE_TICKET, day__agency=where, day__date=local_day(where, now))
    waiting = live.filter(Q(case=case) | Q(turno__isnull=False, turno=case.turno_id)).first()
    if waiting is not None:
        return waiting
    if not is_served(where, case.procedure):
        raise NotServed
    before = _turno_here(case)
    if case.closed_at is not None and case.agency_id == where.pk and _is_to_be_heard(case):
        require_read(read, case)
    else:
        _in_time(case, where, now)
        case = continue_case(case=case, actor=actor, now=now, random_source=random_source, read=read)
    turno = _turno_here(case)
    return issue_ticket(
        agency=where,
        procedure=case.procedure,
        origin=Origin.RETURN,
        now=now,
        random_source=random_source,
        actor=actor,
        turno=None if turno == before else turno,  # only one that arrived by coming back
        case=case,
        officer=_same_officer(case, where),
        key=key,
    )


def _turno_here(case: Case) -> Turno | None:
    """Return the turno of a case that has arrived and is not attended yet."""
    turno = case.turno
    return turno if turno and turno.status == TurnoStatus.ARRIVED else None


def _is_to_be_heard(case: Case) -> bool:
    """Return whether a code of the case is open for annulment: the case stays closed, its person comes to speak."""
    return Sample.objects.filter(certificate__solicitud__case=case, state=SampleState.OPENED).exists()


def _in_time(case: Case, where: Agency, now: datetime) -> None:
    """Raise where nothing waits for the person, or nothing that they can still answer."""
    waiting = list(Solicitud.objects.filter(case=case, status__in=UNDECIDED))
    if not waiting:
        raise TermOver if terms.lapsed_solicitudes(case) else NothingWaits
    today = local_day(where, now)
    asked = [each for each in waiting if each.status == ApplicationStatus.CORRECTION_PENDING]
    if len(asked) == len(waiting) and all(today > terms.last_day(each) for each in asked):
        raise TermOver


def _same_officer(case: Case, where: Agency) -> Staff | None:
    """Return who asked for the correction last, while they serve at this agency."""
    last = (
        Decision.objects.filter(solicitud__case=case, kind=DecisionKind.CORRECTION).select_related("decided_by").last()
    )
    asked_by = last.decided_by if last else None
    if asked_by is None or not asked_by.is_officer or asked_by.agency_id != where.pk:
        return None
    return asked_by
