"""Who is in a case: one dependent more, one who was typed at home, one less (S10, S31)."""

from __future__ import annotations

from datetime import datetime
from random import Random

from django.conf import settings
from django.db import transaction

from vinculo.actions.cases.locking import (
    advance_solicitud,
    count_version,
    is_blank,
    locked_case,
    locked_solicitud,
    new_solicitud,
    next_position,
)
from vinculo.actions.cases.visits import conclude_visit
from vinculo.actions.shared.guards import NotYours, OwnAct, require_read
from vinculo.queries.shared.local_time import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Case, Solicitud, Staff
from vinculo.rules.cases.status import APPLICATION, ApplicationAct, ApplicationStatus
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.identity import same_number
from vinculo.rules.shared.references import read_reference


class NoSuchSolicitud(Exception):
    """No prepared solicitud of this affiliate has that reference; absent and another's are alike."""


class TooManyDependents(Exception):
    """A case has room for so many dependents and no more."""


def present_solicitud(solicitud: Solicitud, case: Case, actor: Staff, now: datetime) -> None:
    """Take a solicitud that was typed at home into a case, presented today (D12)."""
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
    present_solicitud(solicitud, case, actor, now)
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
