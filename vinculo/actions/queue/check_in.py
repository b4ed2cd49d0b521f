"""Arriving at the centre: check-in, the case that a visit opens or continues, who is in it (S10, S30, D7)."""

from __future__ import annotations

from datetime import date, datetime
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from vinculo.actions.booking.seats import give_back, locked_seats
from vinculo.actions.cases.case import PRESENTER
from vinculo.actions.cases.corrections import end_lapsed
from vinculo.actions.cases.locking import (
    advance_solicitud,
    count_version,
    lock_affiliate_and_cases,
    new_solicitud,
    next_position,
    save_solicitud,
)
from vinculo.actions.cases.visits import attend_turno
from vinculo.actions.queue.dependents import present_solicitud
from vinculo.actions.shared.guards import NotYours, OwnAct, office_of, require_read
from vinculo.queries.queue import own_turnos
from vinculo.queries.shared import terms
from vinculo.queries.shared.local_time import local_day, midnight
from vinculo.records.events import write_event
from vinculo.records.models import Agency, Case, Counter, Solicitud, Staff, Ticket, Turno
from vinculo.rules.cases.requirements.procedures import judged_as
from vinculo.rules.cases.solicitud_fields import WRITTEN
from vinculo.rules.cases.status import ApplicationAct, ApplicationStatus, DecisionKind
from vinculo.rules.queue.reasons import OTHER_DAY
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.references import draw_reference
from vinculo.rules.shared.statuses import AT_COUNTER, LIVE_TICKET, LIVE_TURNO, TURNO, TurnoAct, TurnoStatus
from vinculo.rules.shared.transitions import NotAllowedError
from vinculo.rules.staff.access import Work


class NotToday(Exception):
    """The turno is for another day, and no reason code says why the person is attended today."""


class AtAnotherCounter(NotYours):
    """The person's visit of today is at another counter, or was begun at another agency: there is no second one."""

    def __init__(self, agency: Agency, counter: Counter | None = None) -> None:
        super().__init__("at another counter")
        self.agency, self.counter = agency, counter


@transaction.atomic
def check_in(
    *,
    turno: Turno,
    actor: Staff,
    now: datetime,
    random_source: Random,
    reason: str = "",
    read: str | None = None,
    into: Case | None = None,
    came_on: date | None = None,
) -> Case:
    """Register the arrival of a turno at the officer's agency on its day and return its case; twice is once (S30).

    With a reason code of `rules.other_day` also on another day; its seats of that day are given back.

    Each dependent has a solicitud of their own (S10): those typed at home are adopted, the others are made. `read` is
    the mark of the turno as it was shown (D30), `into` the open case that is known to go on, `came_on` the day of a
    visit that was written on paper. Raises `NotYours`, `NotToday`, `NotAllowedError`, `Stale`.
    """
    lock_affiliate_and_cases(turno.affiliate_id)
    turno = (
        Turno.objects.select_for_update(no_key=True, of=("self",))
        .select_related("affiliate", "agency")
        .get(pk=turno.pk)
    )
    if turno.agency_id != office_of(actor, Work.RECEPTION).pk:
        raise NotYours
    require_read(read, turno, own=OwnAct(actor, now, Subject.TURNO, turno.pk, (Act.TURNO_ARRIVED,)))
    done = Case.objects.filter(turno=turno).first()
    if turno.status == TurnoStatus.ARRIVED and done is not None:
        return done
    if local_day(turno.agency, turno.starts) != local_day(turno.agency, now):
        _come_on_another_day(turno, reason, actor, now)
    _alone(turno)
    if turno.status != TurnoStatus.ARRIVED:  # that of a turno which a supervisor restored is there already
        turno.status = TURNO.after(turno.status, TurnoAct.ARRIVE)
    turno.arrived_at, turno.version = now, turno.version + 1
    turno.save(update_fields=["status", "arrived_at", "version"])
    write_event(act=Act.TURNO_ARRIVED, subject=Subject.TURNO, subject_id=turno.pk, now=now, actor=actor)
    if done is not None:
        case = _again(done, actor, now)
    else:
        case = _continue_open_case(turno, into, actor, now) or _create_case(turno, actor, now, random_source)
    _adopt(case, turno, actor, now)  # first: who typed somebody anew at home does not find them twice
    for _ in range(turno.dependents - _resume(case, actor, now, random_source, came_on)):
        new_solicitud(case, next_position(case), now, random_source)
    return case


def cases_at_counters(agency: Agency, now: datetime) -> QuerySet[Ticket, Any]:
    """Return the cases that are called or served at this moment; a number that an earlier day left holds nobody."""
    today = local_day(agency, now)
    return Ticket.objects.filter(case__isnull=False, state__in=AT_COUNTER, day__date__gte=today).values("case")


def _alone(turno: Turno) -> None:
    """Raise `NotAllowedError` when the person who missed this turno has another one by now: that one counts (D4)."""
    live = Turno.objects.filter(
        presenter_key=turno.presenter_key,
        affiliate=turno.affiliate_id,
        procedure=turno.procedure_id,
        status__in=LIVE_TURNO,
    )
    if turno.status == TurnoStatus.NO_SHOW and live.exclude(status=TurnoStatus.HOLDING).exists():
        raise NotAllowedError(turno.status, TurnoAct.ARRIVE)


def _come_on_another_day(turno: Turno, reason: str, actor: Staff, now: datetime) -> None:
    if reason not in OTHER_DAY:
        raise NotToday
    if turno.starts > now:
        give_back(locked_seats(turno), now)
    write_event(
        act=Act.TURNO_OTHER_DAY,
        subject=Subject.TURNO,
        subject_id=turno.pk,
        now=now,
        actor=actor,
        fields=[f"reason:{reason}"],
    )


def _again(done: Case, actor: Staff, now: datetime) -> Case:
    """Return the case that an earlier arrival of the same turno opened; raise `NotAllowedError` once it is closed."""
    case = (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("affiliate", "agency", "turno")
        .get(pk=done.pk)
    )
    if case.closed_at is not None:
        raise NotAllowedError("closed", TurnoAct.ARRIVE)
    if case.agency_id != office_of(actor, Work.RECEPTION).pk:
        case.agency = office_of(actor, Work.RECEPTION)
        case.save(update_fields=["agency"])
    count_version(case)
    write_event(
        act=Act.CASE_CONTINUED, subject=Subject.CASE, subject_id=case.pk, now=now, actor=actor, fields=["turno"]
    )
    return case


def _create_case(turno: Turno, actor: Staff, now: datetime, random_source: Random) -> Case:
    case = Case.objects.create(
        reference=draw_reference("C", random_source),
        affiliate=turno.affiliate,
        turno=turno,
        procedure_id=judged_as(turno.procedure.code),
        agency=turno.agency,
        by_proxy=turno.by_proxy,
        presenter_kind=turno.presenter_kind,
        presenter_number=turno.presenter_number,
        presenter_country=turno.presenter_country,
        presenter_key=turno.presenter_key,
        first_presented_on=local_day(turno.agency, now),
        opened_at=now,
        opened_by=actor,
    )
    write_event(act=Act.CASE_OPENED, subject=Subject.CASE, subject_id=case.pk, now=now, actor=actor)
    return case


def _continue_open_case(turno: Turno, into: Case | None, actor: Staff, now: datetime) -> Case | None:
    """Return the affiliate's open case, or the one that is named, now with this turno and at this agency (D7).

    One that is at a counter at this moment under another turno, or with another person, is left alone: this visit opens
    a case of its own.
    """
    today = midnight(turno.agency, local_day(turno.agency, now))
    open_cases = Case.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "affiliate", "agency", "turno"
    )
    same = open_cases.filter(affiliate=turno.affiliate, procedure_id=judged_as(turno.procedure.code))
    free = same.filter(Q(turno=None) | ~Q(turno__status=TurnoStatus.ARRIVED) | Q(turno__arrived_at__lt=today))
    theirs = own_turnos.presenter_of(turno).rows
    free = free.filter(pk=into.pk) if into else free.exclude(~theirs, pk__in=cases_at_counters(turno.agency, now))
    case = free.filter(closed_at=None).order_by("-opened_at").first() or _ended_with_its_term(free)
    if case is None:
        return None
    attend_turno(case, actor, now)
    case.turno, case.agency, case.by_proxy = turno, turno.agency, turno.by_proxy
    case.presenter_kind, case.presenter_number = turno.presenter_kind, turno.presenter_number
    case.presenter_country, case.presenter_key, case.presenter_names = turno.presenter_country, turno.presenter_key, ""
    case.closed_at = None
    case.save(update_fields=["turno", "agency", "by_proxy", *PRESENTER, "closed_at"])
    count_version(case)
    write_event(
        act=Act.CASE_CONTINUED, subject=Subject.CASE, subject_id=case.pk, now=now, actor=actor, fields=["turno"]
    )
    return case


def _ended_with_its_term(cases: QuerySet[Case]) -> Case | None:
    """Return the last case that was closed because a term passed: what was written in it is not typed twice."""
    return next((case for case in cases.order_by("-closed_at")[:1] if terms.lapsed_solicitudes(case).exists()), None)


@transaction.atomic
def continue_case(
    *,
    case: Case,
    actor: Staff,
    now: datetime,
    random_source: Random,
    came_on: date | None = None,
    with_turno: bool = True,
    read: str | None = None,
) -> Case:
    """Continue an open case at the officer's agency, wherever it was before (D7).

    A turno that its person has for this day here is checked in with it: one person, one visit (D37). One that was
    closed because its term passed is begun anew. `came_on` is the day of a visit that was written on paper: who came in
    time then is in time, whatever ended since; `with_turno` is False where somebody else than its presenter is there.
    `read` is the mark of the case as it was shown (D30).
    Raises `Stale`, `AtAnotherCounter` while the visit of today is at another agency, and `NotYours` for another closed
    case or somebody who is no officer.
    """
    where = office_of(actor, Work.RECEPTION)
    lock_affiliate_and_cases(case.affiliate_id)
    case = (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("affiliate", "agency", "turno")
        .get(pk=case.pk)
    )
    if not require_read(read, case, own=OwnAct(actor, now, Subject.CASE, case.pk, (Act.CASE_CONTINUED,))):
        return case
    elsewhere = case.agency_id != where.pk
    if elsewhere:
        _leave_to_its_agency(case, where, now)
    if case.closed_at is not None and not terms.lapsed_solicitudes(case).exists():
        raise NotYours
    turno = _turno_that_waits(case, where, now, came_on) if with_turno else None
    if turno is not None:
        why = "our_closure" if came_on else ""
        return check_in(
            turno=turno, actor=actor, now=now, random_source=random_source, reason=why, into=case, came_on=came_on
        )
    if elsewhere or case.closed_at is not None:
        case.agency, case.closed_at = where, None
        case.save(update_fields=["agency", "closed_at"])
    count_version(case)
    write_event(
        act=Act.CASE_CONTINUED, subject=Subject.CASE, subject_id=case.pk, now=now, actor=actor, fields=["agency"]
    )
    _resume(case, actor, now, random_source, came_on)
    return case


def _leave_to_its_agency(case: Case, where: Agency, now: datetime) -> None:
    """Raise `AtAnotherCounter` while the visit of a case is at another agency: by its turno, or a number of today."""
    if case.turno is not None and case.turno.status == TurnoStatus.ARRIVED:
        raise AtAnotherCounter(case.agency)
    of_visit = Q(case=case) | Q(turno=case.turno_id) if case.turno_id else Q(case=case)
    live = Ticket.objects.filter(of_visit, state__in=LIVE_TICKET).exclude(day__agency=where)
    for ticket in live.select_related("day__agency", "counter"):
        if ticket.day.date == local_day(ticket.day.agency, now):  # one that an earlier day left holds nobody
            raise AtAnotherCounter(ticket.day.agency, ticket.counter)


def _turno_that_waits(case: Case, where: Agency, now: datetime, came_on: date | None) -> Turno | None:
    """Return the turno of this day at this agency that the person of a case did not come with yet."""
    turnos = own_turnos.usable_turnos(own_turnos.presenter_of(case), case.procedure_id, now, came_on)
    turno = own_turnos.of_today(turnos, where, now, came_on)
    return None if turno is None or turno.status == TurnoStatus.ARRIVED else turno


def _resume(case: Case, actor: Staff, now: datetime, random_source: Random, came_on: date | None = None) -> int:
    """Put what waits for a correction back in review, begin anew what ended; return how many dependents are open."""
    today = came_on or local_day(case.agency, now)
    for solicitud in Solicitud.objects.select_for_update(no_key=True).filter(
        case=case, status=ApplicationStatus.CORRECTION_PENDING
    ):
        if today > (ends := terms.last_day(solicitud)):
            end_lapsed(solicitud, case, ends, now, actor)
            continue
        advance_solicitud(solicitud, ApplicationAct.RESUME, now)
        _tell(Act.SOLICITUD_RESUMED, solicitud, actor, now)
    for ended in terms.lapsed_solicitudes(case).order_by("position", "pk"):
        if came_on is not None and came_on <= terms.last_day(ended):
            _take_up_again(ended, actor, now)
        else:
            _begin_anew(ended, case, now, random_source)
    return Solicitud.objects.filter(case=case, status=ApplicationStatus.IN_REVIEW).count()


def _take_up_again(ended: Solicitud, actor: Staff, now: datetime) -> None:
    """Put back in review what ended with its term while the visit that answered it was still on paper; D12 stays."""
    ended.decisions.filter(kind=DecisionKind.WITHDRAWAL, reversed_at=None).update(reversed_at=now)
    advance_solicitud(ended, ApplicationAct.REOPEN, now)
    _tell(Act.SOLICITUD_RESUMED, ended, actor, now)


def _begin_anew(ended: Solicitud, case: Case, now: datetime, random_source: Random) -> None:
    """Put a new solicitud in the place of one whose term has passed, with what was written: nothing is typed twice.

    Only the day of D12 is a new one.
    """
    fresh = new_solicitud(case, ended.position, now, random_source)
    for name in WRITTEN:
        setattr(fresh, name, getattr(ended, name))
    save_solicitud(fresh, now, *WRITTEN)


def _adopt(case: Case, turno: Turno, actor: Staff, now: datetime) -> None:
    """Take in the solicitudes typed at home for this turno."""
    for typed in Solicitud.objects.select_for_update(no_key=True).filter(
        turno=turno, status=ApplicationStatus.DRAFT, case=None
    ):
        present_solicitud(typed, case, actor, now)


def _tell(act: Act, solicitud: Solicitud, actor: Staff, now: datetime) -> None:
    write_event(act=act, subject=Subject.SOLICITUD, subject_id=solicitud.pk, now=now, actor=actor, fields=["status"])
