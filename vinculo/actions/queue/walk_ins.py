"""A person who comes without a turno: the case is opened at the counter for an affiliate's number (S29, D4, D7).

One person has one visit (D37): who has a turno for today after all is checked in with it, and their open case goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from vinculo.actions.booking.turnos import cancel_turno
from vinculo.actions.cases.case import PRESENTER
from vinculo.actions.cases.locking import lock_affiliate_and_cases, new_solicitud, next_position
from vinculo.actions.cases.visits import attend_turno
from vinculo.actions.queue.calling import at_counter
from vinculo.actions.queue.check_in import AtAnotherCounter, cases_at_counters, check_in, continue_case
from vinculo.actions.queue.dependents import TooManyDependents
from vinculo.actions.queue.tickets import Moved, change_ticket, end_earlier, end_ticket
from vinculo.actions.shared.guards import office_of, require_read
from vinculo.queries.queue import own_turnos
from vinculo.queries.queue.own_turnos import Presenter
from vinculo.queries.shared import registry
from vinculo.queries.shared.local_time import local_day, midnight
from vinculo.records.events import write_event
from vinculo.records.models import Affiliate, Agency, Case, CentreDay, Staff, Ticket, Turno
from vinculo.records.values.changes import Changes, changes_in
from vinculo.rules.cases.requirements.procedures import judged_as
from vinculo.rules.cases.status import ApplicationStatus
from vinculo.rules.queue.reasons import OTHER_DAY
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.references import draw_reference
from vinculo.rules.shared.statuses import LIVE_TICKET, TicketAct, TicketState, TurnoStatus

CONTACT = ("email", "mobile", "no_contact")
KEEP, CANCEL = "keep", "cancel"  # what is done with a turno of another day or place; else a code of `OTHER_DAY`


class UnknownAffiliate(Exception):
    """No affiliate has this number."""


class SeveralAffiliates(Exception):
    """Two affiliates hold documents of this number: the code tells which one is here."""


class InactiveAffiliate(Exception):
    """The affiliation of this person is not active (D14)."""


class NoContactSaid(Exception):
    """No address is known, and nobody said that there is none."""


class HasOtherTurno(Exception):
    """The person has a turno for another day or another agency, and nobody said what becomes of it."""

    def __init__(self, turno: Turno) -> None:
        super().__init__("other turno")
        self.turno = turno


@dataclass(frozen=True)
class Contact:
    """How somebody at the counter can be reached, as they said: an e-mail, a mobile, or that they have neither."""

    email: str = ""
    mobile: str = ""
    none: bool = False


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
    other: str = "",
    contact: Contact | None = None,
    read: str | None = None,
) -> Case:
    """Open a case for an affiliate's number and the person who is served at the officer's counter; twice is once.

    The turno that the person has here today is checked in, and their open case is continued (D7, D37). `other` says
    what becomes of a turno for another day or agency: a code of `OTHER_DAY` attends it now, `CANCEL` ends it, `KEEP`
    leaves it. Without `contact` nobody was asked. Raises `UnknownAffiliate`, `SeveralAffiliates`, `InactiveAffiliate`,
    `TooManyDependents`, `HasOtherTurno`, `AtAnotherCounter`, `NoContactSaid`, `NotYours`, `Moved`, `Stale`.
    """
    agency = office_of(actor)
    if not 1 <= dependents <= settings.MAX_DEPENDENTS:
        raise TooManyDependents
    affiliate = _affiliate(code, agency, now)
    written = _presenter(affiliate, by_proxy, presenter_kind, presenter_number, presenter_country, presenter_names)
    person = Presenter(affiliate.pk, by_proxy, written["presenter_key"], written["presenter_number"])
    lock_affiliate_and_cases(affiliate.pk)
    if (done := _attached_case(ticket, actor)) is not None:
        return done
    procedure = judged_as(ticket.procedure.code)
    _refuse_second_visit(person, procedure, agency, ticket, now)
    turno = _turno_to_attend(person, procedure, agency, other, now)
    if turno is not None:
        case = check_in(turno=turno, actor=actor, now=now, random_source=random_source, reason=other)
    else:
        case = _case_without_turno(affiliate, procedure, agency, actor, now, random_source)
    end_earlier(case.turno, case, local_day(agency, now), now)
    head, ticket = at_counter(ticket, actor, TicketState.SERVING)
    if ticket.case_id is not None or ticket.turno_id is not None:
        raise Moved
    require_read(read, ticket)
    _end_other_tickets(case, head, ticket, actor, now)
    _add_missing(case, dependents, now, random_source)
    change_ticket(ticket, TicketAct.ATTACH, case=case, turno=turno)
    _record_visit(case, _write_visit(case, by_proxy, written, contact), actor, now)
    return case


def _record_visit(case: Case, changes: Changes, actor: Staff, now: datetime) -> None:
    write_event(
        act=Act.CASE_AT_COUNTER,
        subject=Subject.CASE,
        subject_id=case.pk,
        now=now,
        actor=actor,
        fields=changes.names(),
        changes=changes,
    )


def _add_missing(case: Case, dependents: int, now: datetime, random_source: Random) -> None:
    for _ in range(dependents - case.solicitudes.filter(status=ApplicationStatus.IN_REVIEW).count()):
        new_solicitud(case, next_position(case), now, random_source)


def _affiliate(code: str, agency: Agency, now: datetime) -> Affiliate:
    """Return the affiliate whom a number names: their own, or that of somebody who is expected here with them."""
    named = registry.affiliates_of(code) or own_turnos.affiliates_expected(code, agency, now)
    if not named:
        raise UnknownAffiliate
    if len(named) > 1:
        raise SeveralAffiliates
    if not named[0].active:
        raise InactiveAffiliate
    return named[0]


def _presenter(
    affiliate: Affiliate, by_proxy: bool, kind: str, number: str, country: str, names: str
) -> dict[str, str]:
    """Return the columns of the person who stands there."""
    if not by_proxy:
        kind, number, country, names = "code", affiliate.code, "", affiliate.names
    values = (kind, number, country, registry.presenter_key(kind, number, country), names)
    return dict(zip(PRESENTER, values, strict=True))


def _write_visit(case: Case, by_proxy: bool, written: dict[str, str], contact: Contact | None) -> Changes:
    """Write who stands there and how they can be reached, and return what of it is new.

    Raises `NoContactSaid` where nobody knows and nobody said.
    """
    said = contact is not None and (contact.email or contact.mobile or contact.none)
    reached = {"email": contact.email, "mobile": contact.mobile} if contact is not None and said else {}
    changes = changes_in(case, Subject.CASE, written | reached)
    for name, value in written.items():
        setattr(case, name, value)
    case.by_proxy = by_proxy
    if contact is not None and said:
        case.email, case.mobile = contact.email, contact.mobile
        case.no_contact = contact.none
    elif contact is not None and not (case.mail_address or case.phone_number or case.no_contact):
        raise NoContactSaid
    case.save(update_fields=["by_proxy", *PRESENTER, *CONTACT])
    return changes


def _attached_case(ticket: Ticket, actor: Staff) -> Case | None:
    """Return the case that this ticket has by now; raise `Moved` for one that has a turno and no case."""
    if not Ticket.objects.filter(Q(case__isnull=False) | Q(turno__isnull=False), pk=ticket.pk).exists():
        return None
    _head, ticket = at_counter(ticket, actor, TicketState.SERVING)
    if ticket.case is None:
        raise Moved
    return ticket.case


def _refuse_second_visit(person: Presenter, procedure: str, agency: Agency, ticket: Ticket, now: datetime) -> None:
    """Raise `AtAnotherCounter` while the person is being served elsewhere."""
    serving = own_turnos.served_now(person, procedure, now, agency)
    if serving is not None and serving.pk != ticket.pk:
        raise AtAnotherCounter(serving.day.agency, serving.counter)


def _turno_to_attend(person: Presenter, procedure: str, agency: Agency, other: str, now: datetime) -> Turno | None:
    """Return the turno with which the person is served now: of today here, or the other one if that was said."""
    turnos = own_turnos.usable_turnos(person, procedure, now)
    here = own_turnos.of_today(turnos, agency, now)
    if here is not None:
        return here
    chosen = next((each for each in turnos if each.status != TurnoStatus.NO_SHOW), None)
    if chosen is None or other == KEEP:
        return None
    if chosen.status == TurnoStatus.ARRIVED:
        raise AtAnotherCounter(chosen.agency)
    if other == CANCEL:
        cancel_turno(turno=chosen, now=now)
        return None
    if other in OTHER_DAY and chosen.agency_id == agency.pk:
        return chosen
    raise HasOtherTurno(chosen)


def _case_without_turno(
    affiliate: Affiliate, procedure: str, agency: Agency, actor: Staff, now: datetime, random_source: Random
) -> Case:
    """Continue the affiliate's open case that is at no counter at this moment, or open one."""
    today = midnight(agency, local_day(agency, now))
    rows = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("affiliate", "agency", "turno")
    free = rows.filter(affiliate=affiliate, procedure_id=procedure, closed_at=None).filter(
        Q(turno=None) | ~Q(turno__status=TurnoStatus.ARRIVED) | Q(turno__arrived_at__lt=today)
    )
    case = free.exclude(pk__in=cases_at_counters(agency, now)).order_by("-opened_at").first()
    if case is None:
        return _create_case(affiliate, procedure, agency, actor, now, random_source)
    attend_turno(case, actor, now)
    return continue_case(case=case, actor=actor, now=now, random_source=random_source, with_turno=False)


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


def _end_other_tickets(case: Case, head: CentreDay, ticket: Ticket, actor: Staff, now: datetime) -> None:
    """End the number that the person still has in this queue."""
    own = Q(case=case) | Q(turno=case.turno_id) if case.turno_id else Q(case=case)
    for other in Ticket.objects.filter(own, day=head, state__in=LIVE_TICKET).exclude(pk=ticket.pk):
        end_ticket(other, TicketAct.LEAVE, head, now, actor=actor, reason="other_number")
