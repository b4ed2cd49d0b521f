"""A person who comes without a turno: the case is opened at the counter for an affiliate's code (S29, D4, D7)."""

from __future__ import annotations

from datetime import datetime
from random import Random

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from vinculo.actions.cases.case import PRESENTER
from vinculo.actions.cases.locking import new_solicitud, next_position
from vinculo.actions.cases.visits import attend_turno
from vinculo.actions.queue.calling import at_counter
from vinculo.actions.queue.check_in import TooManyDependents, continue_case
from vinculo.actions.queue.tickets import Moved, change_ticket, end_ticket
from vinculo.actions.shared.guards import office_of, require_read
from vinculo.queries.shared import registry
from vinculo.queries.shared.local_time import local_day, midnight
from vinculo.records.events import write_event
from vinculo.records.models import Affiliate, Agency, Case, CentreDay, Staff, Ticket, Turno
from vinculo.rules.cases.requirements.procedures import judged_as
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.references import draw_reference
from vinculo.rules.shared.statuses import AT_COUNTER, LIVE_TICKET, TicketAct, TicketState, TurnoStatus


class UnknownAffiliate(Exception):
    """No affiliate has this code."""


class InactiveAffiliate(Exception):
    """The affiliation of this code is not active (D14)."""


@transaction.atomic
def open_walk_in_case(
    *,
    ticket: Ticket,
    code: str,
    dependents: int,
    actor: Staff,
    now: datetime,
    random_source: Random,
    by_proxy: bool = False,
    presenter_kind: str = "",
    presenter_number: str = "",
    presenter_country: str = "",
    presenter_names: str = "",
    read: str | None = None,
) -> Case:
    """Open a case for an affiliate's code and whoever is served at the officer's counter; twice is once.

    The affiliate's open case is continued (D7), unless it is at another counter at this moment. Raises
    `UnknownAffiliate`, `InactiveAffiliate`, `TooManyDependents`, `NotYours`, `Moved`, `Stale`.
    """
    agency = office_of(actor)
    if not 1 <= dependents <= settings.MAX_DEPENDENTS:
        raise TooManyDependents
    affiliate = _affiliate(code)
    procedure = judged_as(ticket.procedure.code)
    case = _free_case(affiliate, procedure, agency, now)
    head, ticket = at_counter(ticket, actor, TicketState.SERVING)
    if ticket.turno_id is not None:
        raise Moved
    if ticket.case is not None:
        return ticket.case
    require_read(read, ticket)
    if case is None:
        case = _create_case(affiliate, procedure, agency, actor, now, random_source)
    else:
        _given_up(case, head, ticket, actor, now)
        case = continue_case(case=case, actor=actor, now=now, random_source=random_source)
    _set_presenter(case, by_proxy, presenter_kind, presenter_number, presenter_country, presenter_names)
    for _ in range(dependents - case.solicitudes.filter(status=ApplicationStatus.IN_REVIEW).count()):
        new_solicitud(case, next_position(case), now, random_source)
    change_ticket(ticket, TicketAct.ATTACH, case=case)
    write_event(act=Act.CASE_AT_COUNTER, subject=Subject.CASE, subject_id=case.pk, now=now, actor=actor)
    return case


def _affiliate(code: str) -> Affiliate:
    affiliate = registry.affiliate_by_code(code)
    if affiliate is None:
        raise UnknownAffiliate
    if registry.active_affiliate(code) is None:
        raise InactiveAffiliate
    return affiliate


def _free_case(affiliate: Affiliate, procedure: str, agency: Agency, now: datetime) -> Case | None:
    """Lock and return the affiliate's open case of a procedure that is at no counter at this moment."""
    today = midnight(agency, local_day(agency, now))
    rows = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("affiliate", "agency", "turno")
    free = rows.filter(affiliate=affiliate, procedure_id=procedure, closed_at=None).filter(
        Q(turno=None) | ~Q(turno__status=TurnoStatus.ARRIVED) | Q(turno__arrived_at__lt=today)
    )
    at_a_counter = Ticket.objects.filter(case__isnull=False, state__in=AT_COUNTER).values("case")
    case = free.exclude(pk__in=at_a_counter).order_by("-opened_at").first()
    if case is not None:  # its turno too: both come before the day
        list(Turno.objects.select_for_update(no_key=True).filter(pk=case.turno_id or 0).values_list("pk", flat=True))
    return case


def _create_case(
    affiliate: Affiliate, procedure: str, agency: Agency, actor: Staff, now: datetime, random_source: Random
) -> Case:
    case = Case.objects.create(
        reference=draw_reference("C", random_source),
        affiliate=affiliate,
        procedure_id=procedure,
        agency=agency,
        first_presented_on=local_day(agency, now),
        opened_at=now,
        opened_by=actor,
    )
    write_event(act=Act.CASE_OPENED, subject=Subject.CASE, subject_id=case.pk, now=now, actor=actor)
    return case


def _given_up(case: Case, head: CentreDay, ticket: Ticket, actor: Staff, now: datetime) -> None:
    """End the visit that the case was in before, and the number it still has in this queue."""
    attend_turno(case, actor, now)
    for other in Ticket.objects.filter(case=case, day=head, state__in=LIVE_TICKET).exclude(pk=ticket.pk):
        end_ticket(other, TicketAct.LEAVE, head, now, actor=actor, reason="other_number")


def _set_presenter(case: Case, by_proxy: bool, kind: str, number: str, country: str, names: str) -> None:
    case.by_proxy = by_proxy
    case.presenter_kind, case.presenter_number, case.presenter_names = kind, number, names
    if not by_proxy:
        case.presenter_kind, case.presenter_number = "code", case.affiliate.code
        case.presenter_names = case.affiliate.names
    case.presenter_country = country if by_proxy else ""
    case.presenter_key = registry.presenter_key(case.presenter_kind, case.presenter_number, case.presenter_country)
    case.save(update_fields=["by_proxy", *PRESENTER])
