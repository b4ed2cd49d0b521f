"""Letting go of a turno that somebody else booked on an affiliate's number (D28).

The registered mailbox does it by its link, an officer for the person who shows their identity, a supervisor for their
centres.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.actions.booking.bounds import end_turno
from vinculo.actions.shared.guards import NoReason, NotYours, Stale, office_of
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.shared.access import supervises
from vinculo.records.models import Staff, Turno
from vinculo.rules.booking.releases import ReleaseWay
from vinculo.rules.shared.statuses import TurnoStatus
from vinculo.rules.staff.access import Work


class NotReleasable(Exception):
    """The turno is over, or its person is at the centre already."""


def release_by_mailbox(*, turno: Turno, version: int, now: datetime) -> Turno:
    """End the turno for the person who opened the link in the registered mailbox; a second click changes nothing.

    Raises `Stale` when it moved since it was read, `NotReleasable`.
    """
    return retry_clashes(lambda: _release(turno.pk, ReleaseWay.MAILBOX, version, "", None, now))


def release_at_desk(*, turno: Turno, version: int, reason: str, actor: Staff, now: datetime) -> Turno:
    """End the turno because the affiliate showed their identity at a desk, whichever agency it is at.

    Raises `NotYours`, `NoReason`, `Stale`, `NotReleasable`.
    """
    office_of(actor, Work.RECEPTION)
    return _by_staff(turno, ReleaseWay.DESK, version, reason, actor, now)


def release_by_supervisor(*, turno: Turno, version: int, reason: str, actor: Staff, now: datetime) -> Turno:
    """End one of many turnos of one code, mailbox or mobile, with the reason that is kept.

    Raises `NotYours`, `NoReason`, `Stale`, `NotReleasable`.
    """
    if not supervises(actor, turno.agency):
        raise NotYours
    return _by_staff(turno, ReleaseWay.SUPERVISOR, version, reason, actor, now)


def _by_staff(turno: Turno, way: ReleaseWay, version: int, reason: str, actor: Staff, now: datetime) -> Turno:
    said = " ".join(reason.split())
    if not said:
        raise NoReason
    return retry_clashes(lambda: _release(turno.pk, way, version, said, actor, now))


@transaction.atomic
def _release(pk: int, way: ReleaseWay, version: int, reason: str, actor: Staff | None, now: datetime) -> Turno:
    turno = Turno.objects.select_for_update(no_key=True).get(pk=pk)
    if turno.status == TurnoStatus.CANCELLED:
        return turno
    if turno.status != TurnoStatus.CONFIRMED or turno.starts <= now:
        raise NotReleasable
    if turno.version != version:
        raise Stale
    return end_turno(pk, way, now, actor=actor, reason=reason)
