"""Arriving at the centre: check-in, the case that a visit opens or continues, who is in it (S10, S30, D7)."""

from __future__ import annotations

from datetime import date, datetime
from random import Random

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from vinculo.actions.booking.seats import give_back, locked_seats
from vinculo.actions.cases.case import PRESENTER
from vinculo.actions.cases.corrections import end_lapsed
from vinculo.actions.cases.locking import (
    advance_solicitud,
    count_version,
    is_blank,
    lock_case_of,
    locked_case,
    locked_solicitud,
    new_solicitud,
    next_position,
    save_solicitud,
)
from vinculo.actions.cases.visits import attend_turno, conclude_visit
from vinculo.actions.shared.guards import NotYours, OwnAct, office_of, require_read
from vinculo.queries.shared import terms
from vinculo.queries.shared.local_time import local_day, midnight
from vinculo.records.events import write_event
from vinculo.records.models import Case, Solicitud, Staff, Turno
from vinculo.rules.cases.requirements.procedures import judged_as
from vinculo.rules.cases.status import APPLICATION, ApplicationAct, ApplicationStatus, DecisionKind
from vinculo.rules.queue.reasons import OTHER_DAY
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.identity import same_number
from vinculo.rules.shared.references import draw_reference, read_reference
from vinculo.rules.shared.statuses import LIVE_TURNO, TURNO, TurnoAct, TurnoStatus
from vinculo.rules.shared.transitions import NotAllowedError


class NotToday(Exception):
    """The turno is for another day, and no reason code says why the person is attended today."""


class NoSuchSolicitud(Exception):
    """No prepared solicitud of this affiliate has that reference; absent and another's are alike."""


class TooManyDependents(Exception):
    """A case has room for so many dependents and no more."""


@transaction.atomic
def check_in(
    *, turno: Turno, actor: Staff, now: datetime, random_source: Random, reason: str = "", read: str | None = None
) -> Case:
    """Register the arrival of a turno at the officer's agency on its day and return its case; twice is once (S30).

    With a reason code of `rules.other_day` also on another day; its seats of that day are given back.

    Each dependent has a solicitud of their own (S10): those typed at home are adopted, the others are made. `read` is
    the mark of the turno as it was shown (D30). Raises `NotYours`, `NotToday`, `NotAllowedError`, `Stale`.
    """
    lock_case_of(turno.pk)
    turno = (
        Turno.objects.select_for_update(no_key=True, of=("self",))
        .select_related("affiliate", "agency")
        .get(pk=turno.pk)
    )
    if turno.agency_id != office_of(actor).pk:
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
        case = _continue_open_case(turno, actor, now) or _create_case(turno, actor, now, random_source)
    _adopt(case, turno, actor, now)  # first: who typed somebody anew at home does not find them twice
    for _ in range(turno.dependents - _resume(case, actor, now, random_source)):
        new_solicitud(case, next_position(case), now, random_source)
    return case


def _alone(turno: Turno) -> None:
    """Raise `NotAllowedError` when whoever missed this turno has another one by now: that one counts (D4)."""
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
    if case.agency_id != office_of(actor).pk:
        case.agency = office_of(actor)
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


def _continue_open_case(turno: Turno, actor: Staff, now: datetime) -> Case | None:
    """Return the affiliate's open case, now with this turno and at this agency (D7).

    One that is at a counter at this moment under another turno is left alone: this visit opens a case of its own.
    """
    today = midnight(turno.agency, local_day(turno.agency, now))
    open_cases = Case.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "affiliate", "agency", "turno"
    )
    same = open_cases.filter(affiliate=turno.affiliate, procedure_id=judged_as(turno.procedure.code))
    free = same.filter(Q(turno=None) | ~Q(turno__status=TurnoStatus.ARRIVED) | Q(turno__arrived_at__lt=today))
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
    read: str | None = None,
) -> Case:
    """Continue an open case on a visit without a turno, at the officer's agency, wherever it was before (D7).

    One that was closed because its term passed is begun anew. `came_on` is the day of a visit that was written on
    paper: who came in time then is in time, whatever ended since. `read` is the mark of the case as it was shown (D30).
    Raises `Stale`, and `NotYours` for another closed case, one at another agency's counter at this moment, or somebody
    who is no officer.
    """
    where = office_of(actor)
    case = (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("affiliate", "agency", "turno")
        .get(pk=case.pk)
    )
    if not require_read(read, case, own=OwnAct(actor, now, Subject.CASE, case.pk, (Act.CASE_CONTINUED,))):
        return case
    elsewhere = case.agency_id != where.pk
    at_a_counter = case.turno is not None and case.turno.status == TurnoStatus.ARRIVED
    if (elsewhere and at_a_counter) or (case.closed_at is not None and not terms.lapsed_solicitudes(case).exists()):
        raise NotYours
    if elsewhere or case.closed_at is not None:
        case.agency, case.closed_at = where, None
        case.save(update_fields=["agency", "closed_at"])
    count_version(case)
    write_event(
        act=Act.CASE_CONTINUED, subject=Subject.CASE, subject_id=case.pk, now=now, actor=actor, fields=["agency"]
    )
    _resume(case, actor, now, random_source, came_on)
    return case


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


WRITTEN = (
    "applicant_names",
    "applicant_document_kind",
    "applicant_document_number",
    "applicant_code",
    "dependent_names",
    "dependent_document_kind",
    "dependent_document_number",
    "dependent_document_country",
    "nationality",
    "birth_date",
    "sex",
    "link",
    "account",
    "resides",
    "has_cedula",
    "ecuadorian_origin",
)


def _adopt(case: Case, turno: Turno, actor: Staff, now: datetime) -> None:
    """Take in the solicitudes typed at home for this turno."""
    for typed in Solicitud.objects.select_for_update(no_key=True).filter(
        turno=turno, status=ApplicationStatus.DRAFT, case=None
    ):
        _present(typed, case, actor, now)


def _present(solicitud: Solicitud, case: Case, actor: Staff, now: datetime) -> None:
    solicitud.case, solicitud.position = case, next_position(case)
    solicitud.presented_on = local_day(case.agency, now)  # D12
    advance_solicitud(solicitud, ApplicationAct.PRESENT, now, "case", "position", "presented_on")
    _tell(Act.SOLICITUD_PRESENTED, solicitud, actor, now)


def _tell(act: Act, solicitud: Solicitud, actor: Staff, now: datetime) -> None:
    write_event(act=act, subject=Subject.SOLICITUD, subject_id=solicitud.pk, now=now, actor=actor, fields=["status"])


@transaction.atomic
def add_dependent(
    *, case: Case, actor: Staff, now: datetime, random_source: Random, read: str | None = None
) -> Solicitud:
    """Add one more dependent with an empty solicitud (S10). Raises `NotYours`, `TooManyDependents`, `Stale`."""
    case = locked_case(case.pk, actor)
    last = case.solicitudes.order_by("pk").last()
    own = OwnAct(actor, now, Subject.SOLICITUD, last.pk if last else None, (Act.DEPENDENT_ADDED,))
    if not require_read(read, case, own=own) and last is not None:
        return last
    _room(case)
    made = new_solicitud(case, next_position(case), now, random_source)
    count_version(case)
    write_event(act=Act.DEPENDENT_ADDED, subject=Subject.SOLICITUD, subject_id=made.pk, now=now, actor=actor)
    return made


def _room(case: Case) -> None:
    if case.closed_at is not None:
        raise NotYours
    if case.solicitudes.exclude(status=ApplicationStatus.WITHDRAWN).count() >= settings.MAX_DEPENDENTS:
        raise TooManyDependents


@transaction.atomic
def attach_solicitud(*, case: Case, reference: str, actor: Staff, now: datetime, read: str | None = None) -> Solicitud:
    """Take in a solicitud that was prepared at home without a turno, by its reference (S10, S31).

    It takes the place of one that is still blank. Raises `NoSuchSolicitud`, `TooManyDependents`, `NotYours`, `Stale`.
    """
    case = locked_case(case.pk, actor)
    there = case.solicitudes.filter(reference=read_reference(reference)).first()
    own = OwnAct(actor, now, Subject.SOLICITUD, there.pk if there else None, (Act.SOLICITUD_PRESENTED,))
    if not require_read(read, case, own=own) and there is not None:
        return there
    solicitud = (
        Solicitud.objects.select_for_update(no_key=True).filter(reference=read_reference(reference), case=None).first()
    )
    if solicitud is None or not APPLICATION.allows(solicitud.status, ApplicationAct.PRESENT):
        raise NoSuchSolicitud
    if not same_number(solicitud.applicant_code, case.affiliate.code):
        raise NoSuchSolicitud
    blank = next((each for each in case.solicitudes.filter(status=ApplicationStatus.IN_REVIEW) if is_blank(each)), None)
    if blank is not None:
        advance_solicitud(blank, ApplicationAct.WITHDRAW, now)
        _tell(Act.SOLICITUD_WITHDRAWN, blank, actor, now)
    _room(case)
    _present(solicitud, case, actor, now)
    count_version(case)
    return solicitud


@transaction.atomic
def remove_dependent(*, solicitud: Solicitud, actor: Staff, now: datetime, read: str | None = None) -> Solicitud:
    """Take a dependent out of the case at the person's wish.

    Raises `NotYours`, `NotAllowedError` once decided, and `Stale`.
    """
    solicitud, case = locked_solicitud(solicitud.pk, actor)
    own = OwnAct(actor, now, Subject.SOLICITUD, solicitud.pk, (Act.SOLICITUD_WITHDRAWN,))
    if not require_read(read, solicitud, own=own):
        return solicitud
    advance_solicitud(solicitud, ApplicationAct.WITHDRAW, now)
    count_version(case)
    _tell(Act.SOLICITUD_WITHDRAWN, solicitud, actor, now)
    conclude_visit(case, actor, now)
    return solicitud
