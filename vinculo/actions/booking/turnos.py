"""Turnos: confirm, move, cancel; what is proven takes the place of what is not (S28, D4, D28)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vinculo.actions.booking import mails, release_mails
from vinculo.actions.booking.bounds import end_places, lock_holders
from vinculo.actions.booking.holds import TooLate, can_change, places_that_give_way, wish_of
from vinculo.actions.booking.seats import (
    HoldLost,
    give_back,
    held_among,
    locked_seats,
    refuse_closed,
    take_seats,
    taking_of,
)
from vinculo.actions.shared.guards import Stale
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.booking.places import places_columns, read_places, review_mark
from vinculo.queries.shared.calendar import is_open_by, reading_of_day
from vinculo.records.events import ITS_WORDS, compose_event, write_event
from vinculo.records.models import Agency, Draft, Procedure, Seat, Turno
from vinculo.records.rows import Change, Tables, change_all, change_and_read, insertion, locking, rows
from vinculo.records.values.changes import Changes, changes_in
from vinculo.rules.booking.mailboxes import fold_mailbox
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.statuses import TURNO, TurnoAct, TurnoStatus


class NotAsRead(Exception):
    """What is held says something else than the person read: it is shown and asked again (D30)."""


def confirm_turno(*, draft: Draft, now: datetime, read: str | None = None) -> Turno:
    """Turn what is held into a turno (S28): exactly the rows held, else nothing; twice is once.

    A hold that ran out still counts while nobody else took the seats. The draft is the idempotency key: repeated,
    the answer is the first one. `read` is the mark of what a person was shown. What is proven takes the place of what
    is not (D28). Raises `HoldLost`, `TooLate`, `NotAsRead`, `AlreadyBooked`, `TooMuchHeld`.
    """
    try:
        return retry_clashes(lambda: _confirm(draft, read, now))
    except (HoldLost, TooLate):
        fresh = Draft.objects.select_related("turno").filter(pk=draft.pk).first()
        if fresh is None:
            raise
    if fresh.done_at is not None and fresh.turno is not None:
        return fresh.turno
    return retry_clashes(lambda: _confirm(fresh, read, now))  # what the caller read may be older than the hold


@transaction.atomic
def _confirm(draft: Draft, read: str | None, now: datetime) -> Turno:
    lock_holders(draft.affiliate_id or 0, fold_mailbox(draft.email))
    turno_rows = rows(
        OF_DRAFT.format(places=places_columns()) + locking("turno"),
        pk=draft.turno_id or 0,
        affiliate=draft.affiliate_id or 0,
        procedure=draft.procedure_id or 0,
        mailbox=fold_mailbox(draft.email),
        now=now,
    )
    if not turno_rows:
        raise HoldLost
    [[most, places, *records]] = turno_rows
    turno: Turno
    turno, turno.agency, turno.procedure = _TABLES.records(records)
    if draft.moves_id:
        if not can_change(turno, now):
            raise TooLate
    elif turno.status != TurnoStatus.HOLDING:
        raise HoldLost
    wish = wish_of(draft, turno.presenter_key, draft.procedure_id or 0, draft.seats, turno.pk)
    leaving = places_that_give_way(wish, *read_places(most, places))
    seats = locked_seats(turno)
    held = held_among(seats, draft.seats, now)
    if read is not None and read != review_mark(draft, held[0].slot.starts, len(held)):
        raise NotAsRead
    end_places(leaving, wish.proof, draft.email, now)
    contact = changes_in(turno, Subject.TURNO, {"email": draft.email, "mobile": draft.mobile})
    turno.email, turno.mobile, turno.language = draft.email, draft.mobile, draft.language
    turno.mailbox, turno.proof = wish.mailbox, wish.proof
    if draft.moves_id:
        refuse_closed(held)
        _move(turno, draft, seats, held, now, contact)
    else:
        _write(turno, draft, held, now)
    return turno


_TABLES = Tables(turno=Turno, agency=Agency, kind=Procedure)
OF_DRAFT = f"""
SELECT {{places}}, {_TABLES.columns} FROM records_turno turno
JOIN records_agency agency ON agency.id = turno.agency_id JOIN records_procedure kind ON kind.id = turno.procedure_id
WHERE turno.id = %(pk)s
"""  # nosec B608


def _write(turno: Turno, draft: Draft, held: list[Seat], now: datetime) -> None:
    """Take the held seats, confirm the turno, write event and mail, and answer the draft, in one go.

    Raises `HoldLost` when a seat or the draft is not as it was read, or the day was closed.
    """
    first = held[0].slot
    turno.status = TURNO.after(turno.status, TurnoAct.CONFIRM)
    turno.confirmed_at, turno.version = now, turno.version + 1
    event = compose_event(act=Act.TURNO_CONFIRMED, subject=Subject.TURNO, subject_id=turno.pk, now=now)
    messages = mails.compose_confirmations(turno, now)
    changes = [
        taking_of(held),
        _finish_of(draft, turno, now),
        Change(CONFIRM, {name: getattr(turno, name) for name in CONFIRMED}),
        insertion(event, *ITS_WORDS),
        *map(insertion, messages),
    ]
    [taken, finished, *_], edited = change_and_read(changes, reading_of_day(first.agency, first.starts))
    if taken != len(held) or finished != 1 or not is_open_by(first.agency, first.starts, edited):
        raise HoldLost
    release_mails.tell_registered(turno, draft.affiliate, now)


CONFIRMED = ("pk", "email", "mailbox", "proof", "mobile", "language", "status", "confirmed_at", "version")
CONFIRM = """
UPDATE records_turno
SET email = %(email)s, mailbox = %(mailbox)s, proof = %(proof)s, mobile = %(mobile)s, language = %(language)s,
  status = %(status)s, confirmed_at = %(confirmed_at)s, version = %(version)s
WHERE id = %(pk)s
"""


def _finish_of(draft: Draft, turno: Turno, now: datetime) -> Change:
    """Return what answers the draft for ever with this turno: it hits none that says something else by now."""
    values = {
        "pk": draft.pk,
        "turno": turno.pk,
        "seats": draft.seats,
        "moves": draft.moves_id or 0,
        "verified_at": draft.verified_at,
        "email": draft.email,
        "mobile": draft.mobile,
        "now": now,
    }
    return Change(FINISH, values)


FINISH = """
UPDATE records_draft SET done_at = %(now)s, updated_at = %(now)s
WHERE id = %(pk)s AND done_at IS NULL AND turno_id = %(turno)s AND seats = %(seats)s
  AND coalesce(moves_id, 0) = %(moves)s AND verified_at = %(verified_at)s AND email = %(email)s AND mobile = %(mobile)s
"""


def _move(turno: Turno, draft: Draft, seats: list[Seat], held: list[Seat], now: datetime, contact: Changes) -> None:
    """Give back the old seats and take the held ones in one go: the person never stands without a turno.

    Raises `HoldLost`.
    """
    take_seats(held)
    give_back([seat for seat in seats if seat not in held], now)
    turno.agency, turno.seats_count, turno.dependents = held[0].slot.agency, len(held), draft.dependents
    turno.starts, turno.ends = held[0].slot.starts, held[-1].slot.ends
    turno.status = TURNO.after(turno.status, TurnoAct.RESCHEDULE)
    turno.sequence, turno.version = turno.sequence + 1, turno.version + 1
    turno.save()
    write_event(
        act=Act.TURNO_MOVED,
        subject=Subject.TURNO,
        subject_id=turno.pk,
        now=now,
        fields=["agency", "starts", *contact.names()],
        changes=contact,
    )
    mails.send_move(turno, now)
    if change_all(_finish_of(draft, turno, now)) != [1]:
        raise HoldLost


def cancel_turno(*, turno: Turno, now: datetime, read: int | None = None) -> Turno:
    """Cancel a confirmed turno before its time; its seats cool down; a second click changes nothing.

    `read` is the version that a person was shown (D30). Raises `TooLate`, `Stale`.
    """
    return retry_clashes(lambda: _cancel(turno.pk, read, now))


@transaction.atomic
def _cancel(pk: int, read: int | None, now: datetime) -> Turno:
    turno = Turno.objects.select_for_update(no_key=True, of=("self",)).select_related("agency").get(pk=pk)
    if turno.status == TurnoStatus.CANCELLED:
        return turno
    if not can_change(turno, now):
        raise TooLate
    if read is not None and read != turno.version:
        raise Stale
    give_back(locked_seats(turno), now)
    turno.status = TURNO.after(turno.status, TurnoAct.CANCEL)
    turno.ended_at, turno.version = now, turno.version + 1
    turno.sequence += 1
    turno.save()
    write_event(act=Act.TURNO_CANCELLED, subject=Subject.TURNO, subject_id=turno.pk, now=now)
    mails.send_cancellation(turno, now)
    return turno
