"""The one gate to personal data at the desk: office and role are checked here, and what is shown is an event.

An officer reaches the cases of their own agency. What is elsewhere is reached by the exact reference or number only,
which the person in front of them holds. Absent and not theirs are alike: `NotFoundHere`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from vinculo.queries.shared import terms
from vinculo.records.events import write_event
from vinculo.records.models import Agency, Case, Certificate, Decision, Event, PaperRecord, Solicitud, Staff, Turno
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import UNCONFIRMED_TURNO, TurnoStatus
from vinculo.rules.staff.access import Territory, Work


class NotFoundHere(Exception):
    """There is no such thing, or it is not for this officer: the two are alike."""


def account_of(username: str) -> Staff | None:
    """Return the account of this user name, or None; for the log-in alone."""
    return Staff.objects.filter(username=username).first()


def agency_of(staff: Staff, work: Work = Work.COUNTER) -> Agency:
    """Return the agency at which this person does this work; raise `NotFoundHere` for anybody else."""
    if not staff.may(work) or staff.agency is None:
        raise NotFoundHere
    return staff.agency


def agencies_of(staff: Staff, agencies: QuerySet[Agency]) -> QuerySet[Agency]:
    """Return those of the agencies that lie in the territory of this person: without one none (D33)."""
    if staff.territory == Territory.NATION:
        return agencies
    if staff.territory == Territory.PROVINCE:
        return agencies.filter(province=staff.province_id)
    if staff.territory != Territory.CENTRES:
        return agencies.none()
    here = Q(pk=staff.agency_id or 0)
    # Who answers for centres answers for all of them; who serves, serves at one at a time.
    return agencies.filter(here | Q(pk__in=_others(staff)) if staff.is_supervisor else here)


def other_centres(staff: Staff) -> QuerySet[Agency]:
    """Return the centres of this account where the person does not work now: none but in a territory of centres."""
    rows = Agency.objects.filter(pk__in=_others(staff), active=True).exclude(pk=staff.agency_id or 0).order_by("name")
    return rows if staff.territory == Territory.CENTRES else rows.none()


def _others(staff: Staff) -> QuerySet[Any, int]:
    rows: QuerySet[Any] = Staff.centres.through._default_manager.filter(staff=staff.pk)
    return rows.values_list("agency", flat=True)


def supervised_agencies(staff: Staff) -> QuerySet[Agency]:
    """Return the agencies whose day this person reads: those of their territory, by the table (D33)."""
    every = Agency.objects.order_by("province__name", "name")
    return agencies_of(staff, every) if staff.may(Work.DAY) else every.none()


def supervises(staff: Staff, agency: Agency) -> bool:
    """Return whether this supervisor answers for the agency: it lies in their territory."""
    if not staff.is_supervisor:
        return False
    if staff.territory == Territory.CENTRES:
        return staff.agency_id == agency.pk or agency.pk in staff.other_centres
    return staff.territory == Territory.NATION or staff.province_id == agency.province_id


def record_view(
    *,
    act: Act,
    subject: Subject,
    subject_ids: Iterable[int | None],
    staff: Staff,
    now: datetime,
    fields: Sequence[str] = (),
) -> None:
    """Write that personal data was shown: one event per row."""
    for subject_id in subject_ids:
        write_event(act=act, subject=subject, subject_id=subject_id, now=now, actor=staff, fields=fields)


AT_ONCE = timedelta(minutes=5)


def is_to_print(*, by: int | None, at: datetime, prints: int, staff: Staff, now: datetime) -> bool:
    """Return whether a paper is printed with its page: this officer made it right now, and nobody was given it."""
    return not prints and by == staff.pk and now - at < AT_ONCE


def count_prints(*, act: Act, subject: Subject, subject_id: int, which: str = "") -> int:
    """Return how often a paper was given to be printed; `which` tells the papers of one subject apart."""
    return Event.objects.filter(
        subject=subject, subject_id=subject_id, act=act, fields=[which] if which else []
    ).count()


@transaction.atomic
def record_print(
    *, row: Model, act: Act, subject: Subject, subject_id: int, which: str = "", staff: Staff, now: datetime
) -> int:
    """Write that a paper was given to be printed, and return which copy it is: 0 is the one of the act itself (S39).

    The row is locked: of two who ask at once one gets a copy.
    """
    type(row)._default_manager.select_for_update(no_key=True).filter(pk=row.pk).exists()
    before = count_prints(act=act, subject=subject, subject_id=subject_id, which=which)
    fields = [which] if which else []
    write_event(act=act, subject=subject, subject_id=subject_id, now=now, actor=staff, fields=fields)
    return before


def turno(staff: Staff, reference: str) -> Turno:
    """Return a turno of the officer's agency by its reference. Raises `NotFoundHere`."""
    rows = Turno.objects.select_related("affiliate", "agency", "procedure").exclude(status__in=UNCONFIRMED_TURNO)
    turno = rows.filter(reference=reference, agency=agency_of(staff, Work.RECEPTION)).first()
    if turno is None:
        raise NotFoundHere
    return turno


def turno_given(staff: Staff, reference: str) -> Turno:
    """Return a turno of the officer's agency, or one that its desk gave for another. Raises `NotFoundHere`."""
    agency = agency_of(staff, Work.RECEPTION)
    rows = Turno.objects.select_related("affiliate", "agency", "procedure").exclude(status__in=UNCONFIRMED_TURNO)
    by_us = Event.objects.filter(
        act=Act.TURNO_CONFIRMED, subject=Subject.TURNO, subject_id=OuterRef("pk"), agency=agency
    )
    turno = rows.filter(Q(agency=agency) | Exists(by_us), reference=reference).first()
    if turno is None or turno.status == TurnoStatus.CANCELLED:
        raise NotFoundHere
    return turno


def case(staff: Staff, reference: str) -> Case:
    """Return a case of the officer's agency by its reference. Raises `NotFoundHere`."""
    rows = Case.objects.select_related("affiliate", "agency", "turno")
    case = rows.filter(reference=reference, agency=agency_of(staff)).first()
    if case is None:
        raise NotFoundHere
    return case


def open_case_anywhere(staff: Staff, reference: str) -> Case:
    """Return an open case of any agency by its exact reference, to be continued here (D7). Raises `NotFoundHere`.

    One that was closed because its term passed can be begun anew.
    """
    agency_of(staff, Work.RECEPTION)
    case = Case.objects.select_related("affiliate", "agency", "turno").filter(reference=reference).first()
    if case is None or (case.closed_at is not None and not terms.lapsed_solicitudes(case).exists()):
        raise NotFoundHere
    return case


def solicitud(staff: Staff, case_reference: str, reference: str) -> Solicitud:
    """Return a solicitud of a case of the officer's agency. Raises `NotFoundHere`."""
    rows = Solicitud.objects.select_related("case__affiliate", "case__agency")
    mine = rows.filter(case__reference=case_reference, case__agency=agency_of(staff))
    solicitud = mine.filter(reference=reference).first()
    if solicitud is None:
        raise NotFoundHere
    return solicitud


def paper(staff: Staff, case_reference: str, pk: int) -> PaperRecord:
    """Return a recorded paper of a case of the officer's agency. Raises `NotFoundHere`."""
    rows = PaperRecord.objects.select_related("case__affiliate", "solicitud")
    paper = rows.filter(pk=pk, case__reference=case_reference, case__agency=agency_of(staff)).first()
    if paper is None:
        raise NotFoundHere
    return paper


def decision(staff: Staff, case_reference: str, pk: int) -> Decision:
    """Return a decision of a case of the officer's agency. Raises `NotFoundHere`."""
    rows = Decision.objects.select_related("solicitud__case")
    mine = rows.filter(solicitud__case__reference=case_reference, solicitud__case__agency=agency_of(staff))
    decision = mine.filter(pk=pk).first()
    if decision is None:
        raise NotFoundHere
    return decision


def certificate(staff: Staff, code: str, number: int) -> Certificate:
    """Return a certificate by its exact code and number: the person who lost theirs may ask at any agency.

    Raises `NotFoundHere`.
    """
    agency_of(staff)
    rows = Certificate.objects.select_related("code", "solicitud__case", "agency")
    certificate = rows.filter(code__value=code, number=number).first()
    if certificate is None:
        raise NotFoundHere
    return certificate
