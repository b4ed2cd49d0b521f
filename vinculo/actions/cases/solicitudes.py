"""The solicitud prepared at home (S10, S31, S32): only a draft is written, and only by anyone who holds its link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from random import Random
from typing import Any

from django.db import transaction

from vinculo.actions.shared import limits
from vinculo.actions.shared.guards import require_read
from vinculo.queries.cases.solicitudes import account_anew
from vinculo.queries.shared.retention import kept_since
from vinculo.records.events import write_event
from vinculo.records.models import Solicitud, Staff, Turno
from vinculo.records.values.changes import changes_in
from vinculo.rules.cases.solicitud_fields import AT_HOME
from vinculo.rules.cases.status import APPLICATION, ApplicationAct, ApplicationStatus
from vinculo.rules.rights.retention import RetentionKind
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.limits import LimitedAct, LimitedBy
from vinculo.rules.shared.references import draw_reference, draw_token, hash_token
from vinculo.rules.shared.statuses import LIVE_TURNO

Value = str | bool | date | dict[str, Any] | None


class NotADraft(Exception):
    """The solicitud is at a desk already, or gone: what was handed in is not changed from home."""


class NoPlace(Exception):
    """The turno is over, or has no dependent at this position."""


def save_solicitud(
    *,
    solicitud: Solicitud | None,
    turno: Turno | None,
    values: Mapping[str, Value],
    actor: Staff | None,
    now: datetime,
    random_source: Random,
    position: int = 1,
    token: str = "",
    address: str = "",
    device: str = "",
    read: str | None = None,
) -> Solicitud:
    """Write what was typed into a draft and return it: the given one, that of the turno's position, or a new one.

    `token` makes a second click the same solicitud: one that has it already is written again. A new one without a
    turno counts against the network `address` (D17). `read` is the mark of the draft as it was shown, or of none
    (D30): what another tab wrote is not written over unseen. Raises `NotADraft`, `NoPlace`, `Stale`,
    `limits.LimitReached`.
    """
    if (
        solicitud is None
        and turno is None
        and not (token and Solicitud.objects.filter(token_hash=hash_token(token)).exists())
    ):
        by = {LimitedBy.ADDRESS: address, LimitedBy.DEVICE: device}
        limits.count_attempt(act=LimitedAct.SEARCH, by={kind: each for kind, each in by.items() if each}, now=now)
    return _save(solicitud, turno, values, actor, now, random_source, position, token, read)


@transaction.atomic
def _save(
    solicitud: Solicitud | None,
    turno: Turno | None,
    values: Mapping[str, Value],
    actor: Staff | None,
    now: datetime,
    random_source: Random,
    position: int,
    token: str,
    read: str | None,
) -> Solicitud:
    row = there = _lock_solicitud(solicitud, turno, position, token)
    if row is None:
        row = _new(turno, position, token, now, random_source)
    if row.status != ApplicationStatus.DRAFT or row.case_id is not None:
        raise NotADraft
    changed = [field for field in _written_fields(there, values) if getattr(row, field) != values[field]]
    if changed:  # the second click changes nothing
        require_read(read, there)
    changes = changes_in(row, Subject.SOLICITUD, {field: values[field] for field in changed})
    for field in changed:
        setattr(row, field, values[field])
    if changed and "account" not in values and row.account and row.account_parts:  # the people changed
        row.account = account_anew(row)
    if changed or row.pk is None:
        row.updated_at, row.version = now, row.version + 1
        row.save()
        write_event(
            act=Act.SOLICITUD_SAVED,
            subject=Subject.SOLICITUD,
            subject_id=row.pk,
            now=now,
            actor=actor,
            fields=sorted(changed),
            changes=changes,
        )
    return row


def _lock_solicitud(solicitud: Solicitud | None, turno: Turno | None, position: int, token: str) -> Solicitud | None:
    """Return the row to write, locked; the turno first, so that two tabs cannot fill one position twice."""
    rows = Solicitud.objects.select_for_update(no_key=True)
    if solicitud is not None:
        locked_solicitud = rows.filter(pk=solicitud.pk).first()
        if locked_solicitud is None:  # deleted in another tab
            raise NotADraft
        return locked_solicitud
    if turno is not None:
        _check_place(Turno.objects.select_for_update(no_key=True).get(pk=turno.pk), position)
        return rows.filter(turno=turno, position=position).exclude(status=ApplicationStatus.WITHDRAWN).first()
    return rows.filter(token_hash=hash_token(token)).first() if token else None


def _check_place(turno: Turno, position: int) -> None:
    taken = turno.solicitudes.filter(position=position).exists()
    if not taken and not (turno.status in LIVE_TURNO and 1 <= position <= turno.dependents):
        raise NoPlace


def _new(turno: Turno | None, position: int, token: str, now: datetime, random_source: Random) -> Solicitud:
    made = Solicitud(
        reference=draw_reference("S", random_source),
        status=APPLICATION.begin(ApplicationAct.PREPARE),
        turno=turno,
        position=position,
        created_at=now,
        updated_at=now,
    )
    if token:  # of the form, by which a second click is known
        made.token = token
    else:
        made.renew_link(draw_token(random_source))
    return made


def _written_fields(there: Solicitud | None, values: Mapping[str, Value]) -> list[str]:
    """Return the fields to write; what one dependent lends to the next only begins a draft, and changes none."""
    only_lent = there is not None and "account" not in values
    return [field for field in AT_HOME if field in values and not (only_lent and field == "account_parts")]


@transaction.atomic
def discard_solicitud(*, solicitud: Solicitud, actor: Staff | None, now: datetime, read: str | None = None) -> None:
    """Delete a draft with the personal data in it, for good; a second click changes nothing.

    Raises `NotADraft`, `Stale`.
    """
    row = Solicitud.objects.select_for_update().filter(pk=solicitud.pk).first()  # deleted: nobody ties anything to it
    if row is None:
        return
    if row.status != ApplicationStatus.DRAFT or row.case_id is not None:
        raise NotADraft
    require_read(read, row)
    write_event(act=Act.SOLICITUD_DISCARDED, subject=Subject.SOLICITUD, subject_id=row.pk, now=now, actor=actor)
    row.delete()


@transaction.atomic
def forget_old(*, now: datetime) -> int:
    """Delete the drafts that nobody has touched for long enough, save those of a live turno; return how many (D34)."""
    since = kept_since(RetentionKind.PREPARED, now)
    if since is None:
        return 0
    old = Solicitud.objects.filter(status=ApplicationStatus.DRAFT, case__isnull=True, updated_at__lt=since)
    return old.exclude(turno__status__in=LIVE_TURNO).delete()[0]
