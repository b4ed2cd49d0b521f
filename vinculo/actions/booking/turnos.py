"""Turnos: confirm, move, cancel, replace (S28, D4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.actions.booking import mails
from vinculo.actions.booking.drafts import presenter_key
from vinculo.actions.booking.holds import TooLate, can_change
from vinculo.actions.booking.seats import HoldLost, give_back, held_among, locked_seats, take_seats
from vinculo.actions.shared.retry import retry_clashes
from vinculo.records.events import write_event
from vinculo.records.models import Agency, Draft, Procedure, Turno
from vinculo.records.rows import Tables, change, locking, rows
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import TURNO, TurnoAct, TurnoStatus


def confirm_turno(*, draft: Draft, now: datetime) -> Turno:
    """Turn what is held into a turno (S28): exactly the rows held, else nothing; twice is once.

    A hold that ran out still counts while nobody else took the seats. The draft is the idempotency key: repeated,
    the answer is the first one. Raises `HoldLost`, `TooLate`.
    """
    try:
        return retry_clashes(lambda: _confirm(draft, now))
    except (HoldLost, TooLate):
        fresh = Draft.objects.select_related("turno").filter(pk=draft.pk).first()
        if fresh is None:
            raise
    if fresh.done_at is not None and fresh.turno is not None:
        return fresh.turno
    return retry_clashes(lambda: _confirm(fresh, now))  # what the caller read may be older than the hold


@transaction.atomic
def _confirm(draft: Draft, now: datetime) -> Turno:
    turno_rows = rows(OF_DRAFT + locking("turno"), pk=draft.turno_id or 0)
    if not turno_rows:
        raise HoldLost
    turno: Turno
    turno, turno.agency, turno.procedure = _TABLES.records(turno_rows[0])
    (_confirm_move if draft.moves_id else _confirm_new)(turno, draft, now)
    _finish(draft, turno, now)
    return turno


_TABLES = Tables(turno=Turno, agency=Agency, kind=Procedure)
OF_DRAFT = f"""
SELECT {_TABLES.columns} FROM records_turno turno
JOIN records_agency agency ON agency.id = turno.agency_id JOIN records_procedure kind ON kind.id = turno.procedure_id
WHERE turno.id = %(pk)s
"""  # nosec B608


def _finish(draft: Draft, turno: Turno, now: datetime) -> None:
    """Answer the draft for ever with this turno; raises `HoldLost` when it says something else by now."""
    if draft.verified_at is None:
        raise HoldLost
    changed = change(
        FINISH,
        pk=draft.pk,
        turno=turno.pk,
        seats=draft.seats,
        moves=draft.moves_id or 0,
        verified_at=draft.verified_at,
        email=draft.email,
        mobile=draft.mobile,
        now=now,
    )
    if changed != 1:
        raise HoldLost


FINISH = """
UPDATE records_draft SET done_at = %(now)s, updated_at = %(now)s
WHERE id = %(pk)s AND done_at IS NULL AND turno_id = %(turno)s AND seats = %(seats)s
  AND coalesce(moves_id, 0) = %(moves)s AND verified_at = %(verified_at)s AND email = %(email)s AND mobile = %(mobile)s
"""


def _confirm_new(turno: Turno, draft: Draft, now: datetime) -> None:
    if turno.status != TurnoStatus.HOLDING:
        raise HoldLost
    take_seats(held_among(locked_seats(turno), draft.seats, now))
    turno.email, turno.mobile = draft.email, draft.mobile
    turno.status = TURNO.after(turno.status, TurnoAct.CONFIRM)
    turno.confirmed_at, turno.version = now, turno.version + 1
    change(
        CONFIRM,
        pk=turno.pk,
        email=turno.email,
        mobile=turno.mobile,
        status=turno.status,
        now=now,
        version=turno.version,
    )
    write_event(act=Act.TURNO_CONFIRMED, subject=Subject.TURNO, subject_id=turno.pk, now=now)
    mails.send_confirmation(turno, now)


CONFIRM = """
UPDATE records_turno
SET email = %(email)s, mobile = %(mobile)s, status = %(status)s, confirmed_at = %(now)s, version = %(version)s
WHERE id = %(pk)s
"""


def _confirm_move(turno: Turno, draft: Draft, now: datetime) -> None:
    """Give back the old seats and take the held ones in one go: the person never stands without a turno."""
    if not can_change(turno, now):
        raise TooLate
    seats = locked_seats(turno)
    held = held_among(seats, draft.seats, now)
    take_seats(held)
    give_back([seat for seat in seats if seat not in held], now)
    turno.agency, turno.seats_count, turno.dependents = held[0].slot.agency, len(held), draft.dependents
    turno.starts, turno.ends = held[0].slot.starts, held[-1].slot.ends
    turno.status = TURNO.after(turno.status, TurnoAct.RESCHEDULE)
    turno.email, turno.mobile = draft.email, draft.mobile
    turno.sequence, turno.version = turno.sequence + 1, turno.version + 1
    turno.save()
    write_event(act=Act.TURNO_MOVED, subject=Subject.TURNO, subject_id=turno.pk, now=now, fields=["agency", "starts"])
    mails.send_move(turno, now)


def cancel_turno(*, turno: Turno, now: datetime) -> Turno:
    """Cancel a confirmed turno before its time; its seats cool down; a second click changes nothing.

    Raises `TooLate`.
    """
    return retry_clashes(lambda: _cancel(turno.pk, now))


@transaction.atomic
def _cancel(pk: int, now: datetime) -> Turno:
    turno = Turno.objects.select_for_update(of=("self",)).select_related("agency").get(pk=pk)
    if turno.status == TurnoStatus.CANCELLED:
        return turno
    if not can_change(turno, now):
        raise TooLate
    give_back(locked_seats(turno), now)
    turno.status = TURNO.after(turno.status, TurnoAct.CANCEL)
    turno.ended_at, turno.version = now, turno.version + 1
    turno.sequence += 1
    turno.save()
    write_event(act=Act.TURNO_CANCELLED, subject=Subject.TURNO, subject_id=turno.pk, now=now)
    mails.send_cancellation(turno, now)
    return turno


def replace_booking(*, draft: Draft, now: datetime) -> None:
    """Cancel the turno that somebody booked on this affiliate's number from another e-mail, and tell both (D4).

    Only whoever has verified the e-mail that the registry knows may do so; a second click finds nothing left to do.
    Raises `TooLate`.
    """
    key = presenter_key(draft)
    retry_clashes(lambda: _replace(draft, key, now))


@transaction.atomic
def _replace(draft: Draft, key: str, now: datetime) -> None:
    locked = Turno.objects.select_for_update()
    other = locked.filter(
        presenter_key=key, affiliate=draft.affiliate_id, procedure=draft.procedure_id, status=TurnoStatus.CONFIRMED
    ).first()
    if other is None:
        return
    if not may_replace(draft, other):
        raise TooLate
    _cancel(other.pk, now)
    mails.send_replacement(other, draft.email, now)


def may_replace(draft: Draft, other: Turno) -> bool:
    """Return whether this draft's verified e-mail is the registry's own for the affiliate, and the turno's is not."""
    affiliate = draft.affiliate
    if affiliate is None or draft.by_proxy or draft.verified_at is None or not affiliate.email:
        return False
    own = affiliate.email.casefold()
    return draft.email.casefold() == own != other.email.casefold()
