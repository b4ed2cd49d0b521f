"""Turnos: confirm, move, cancel, replace (S28, D4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.actions import turno_mail
from vinculo.actions.drafts import presenter_key
from vinculo.actions.holding import TooLate, can_change
from vinculo.actions.seats import HoldLost, give_back, held_seats, locked_seats, take
from vinculo.records.events import write_event
from vinculo.records.models import Draft, SeatState, Turno


def confirm(*, draft: Draft, now: datetime) -> Turno:
    """Turn what is held into a turno (S28): exactly the rows held, else nothing; twice is once.

    A hold that ran out still counts while nobody else took the seats. Raises `HoldLost`, `TooLate`.
    """
    with transaction.atomic():
        turno = Turno.objects.select_for_update().filter(pk=draft.turno_id or 0).first()
        if turno is None:
            raise HoldLost
        draft.refresh_from_db(fields=["done_at", "seats", "turno"])
        if draft.turno_id != turno.pk:
            raise HoldLost
        if draft.done_at is None:
            (_confirm_move if draft.moves_id else _confirm_new)(turno, draft.seats, now)
            Draft.objects.filter(pk=draft.pk).update(done_at=now, updated_at=now)
    return turno


def _confirm_new(turno: Turno, expected: int, now: datetime) -> None:
    if turno.status != "holding":
        raise HoldLost
    take(held_seats(turno, expected))
    turno.status, turno.confirmed_at, turno.version = "confirmed", now, turno.version + 1
    turno.save()
    write_event(act="turno_confirmed", subject="turno", subject_id=turno.pk, now=now)
    turno_mail.confirmed(turno, now)


def _confirm_move(turno: Turno, expected: int, now: datetime) -> None:
    """Give back the old seats and take the held ones in one go: the person never stands without a turno."""
    if not can_change(turno, now):
        raise TooLate
    held = held_seats(turno, expected)
    for seat in locked_seats(turno):
        if seat.state == SeatState.HELD:
            take([seat])
        else:
            give_back(seat, now)
    ordered = sorted((seat.slot for seat in held), key=lambda slot: slot.starts)
    turno.agency, turno.seats_count = ordered[0].agency, len(ordered)
    turno.starts, turno.ends = ordered[0].starts, ordered[-1].ends
    turno.sequence, turno.version = turno.sequence + 1, turno.version + 1
    turno.save()
    write_event(act="turno_moved", subject="turno", subject_id=turno.pk, now=now, fields=["agency", "starts"])
    turno_mail.moved(turno, now)


@transaction.atomic
def cancel(*, turno: Turno, now: datetime) -> Turno:
    """Cancel a confirmed turno before its time; its seats cool down; a second click changes nothing.

    Raises `TooLate`.
    """
    turno = Turno.objects.select_for_update().get(pk=turno.pk)
    if turno.status == "cancelled":
        return turno
    if not can_change(turno, now):
        raise TooLate
    for seat in locked_seats(turno):
        give_back(seat, now)
    turno.status, turno.ended_at, turno.version = "cancelled", now, turno.version + 1
    turno.sequence += 1
    turno.save()
    write_event(act="turno_cancelled", subject="turno", subject_id=turno.pk, now=now)
    turno_mail.cancelled(turno, now)
    return turno


@transaction.atomic
def replace_booking(*, draft: Draft, now: datetime) -> None:
    """Cancel the turno that somebody booked on this affiliate's number from another e-mail, and tell both (D4).

    Only whoever has verified the e-mail that the registry knows may do so. Raises `TooLate`.
    """
    other = Turno.objects.filter(
        presenter_key=presenter_key(draft),
        affiliate=draft.affiliate_id,
        procedure=draft.procedure_id,
        status="confirmed",
    ).first()
    if other is None or not may_replace(draft, other):
        raise TooLate
    cancel(turno=other, now=now)
    turno_mail.replaced(other, draft.email, now)


def may_replace(draft: Draft, other: Turno) -> bool:
    """Return whether this draft's verified e-mail is the registry's own for the affiliate, and the turno's is not."""
    affiliate = draft.affiliate
    if affiliate is None or draft.by_proxy or draft.verified_at is None or not affiliate.email:
        return False
    own = affiliate.email.casefold()
    return draft.email.casefold() == own != other.email.casefold()
