"""Holding seats for a person who is booking (S27, D4, D16).

Lock order everywhere: the own turno first, then seats by ascending id, the released ones included, then drafts. A new
turno is written once its seats are locked: the person who is refused writes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction

from vinculo.actions.booking.bounds import lock_holders
from vinculo.actions.booking.drafts import presenter_key
from vinculo.actions.booking.seats import HourTaken, choose_seats, claim_of, release_seats
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.booking.places import places_columns, read_places
from vinculo.queries.booking.seats import earliest_start
from vinculo.queries.shared import registry
from vinculo.queries.shared.calendar import is_open_by, reading_of_day
from vinculo.records.events import ITS_WORDS, compose_event
from vinculo.records.models import Draft, Slot, Turno
from vinculo.records.rows import Change, Tables, change_and_read, drawn_id, insert, insertion, locking, rows
from vinculo.rules.booking.bounds import Bound, BoundReached, Bounds, Place, Proof, give_way
from vinculo.rules.booking.mailboxes import fold_mailbox
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.references import draw_reference, draw_token
from vinculo.rules.shared.statuses import TURNO, TurnoAct, TurnoStatus


class DraftNotReady(Exception):
    """The e-mail is not verified, or it is not known for whom or for what the turno is."""


class AlreadyBooked(Exception):
    """This presenter has a live turno for this affiliate and procedure (D4)."""

    def __init__(self, turno: Turno) -> None:
        super().__init__("already booked")
        self.turno = turno


class TooMuchHeld(Exception):
    """A bound of what one may hold is reached: of the affiliate, of the dependents, or of the mailbox (D28)."""

    def __init__(self, bound: Bound) -> None:
        super().__init__(bound.value)
        self.bound = bound


class TooLate(Exception):
    """The turno is no longer live, or its time has come: it cannot be cancelled or moved."""


@dataclass(frozen=True)
class Held:
    """What is held for a draft."""

    turno: Turno
    starts: datetime
    seats: int
    until: datetime


def hold_seats(*, draft: Draft, slot: Slot, seats: int, now: datetime, random_source: Random) -> Held:
    """Hold `seats` consecutive seats from this slot at one counter for some minutes (S27, D16).

    One's own hold is renewed, never competed with; what is not proven never takes over what is (D28). Raises
    `DraftNotReady`, `HourTaken`, `FewerSeats`, `AlreadyBooked`, `TooMuchHeld`, `TooLate`.
    """
    if draft.verified_at is None or draft.affiliate is None or draft.procedure_id != slot.procedure_id:
        raise DraftNotReady
    if slot.starts < earliest_start(now):
        raise HourTaken
    key = "" if draft.moves_id else presenter_key(draft)  # a registry may be far away: never inside the transaction
    return retry_clashes(lambda: _hold(draft, key, slot, seats, now, random_source))


@transaction.atomic
def _hold(draft: Draft, key: str, slot: Slot, seats: int, now: datetime, random_source: Random) -> Held:
    drawn: int | None = None
    if draft.moves_id:  # what moves has its place; whether more seats fit is asked when it is confirmed
        turno: Turno | None = _moving_turno(draft.moves_id, now)
    else:
        lock_holders(draft.affiliate_id or 0, fold_mailbox(draft.email))
        turno, drawn = _own_turno(draft, wish_of(draft, key, slot.procedure_id, seats), now)
    chosen, released = choose_seats(turno, slot, seats, now)
    if turno is not None:
        _unbind_others(draft, turno)
    else:
        turno = Turno(
            pk=drawn,
            reference=draw_reference("T", random_source),
            **Turno.link_of(draw_token(random_source)),
            status=TURNO.begin(TurnoAct.CHOOSE),
            presenter_key=key,
            affiliate=draft.affiliate,
            procedure_id=slot.procedure_id,
            created_at=now,
        )
    written = _write_described(turno, draft, slot, seats, random_source)
    until = now + timedelta(minutes=settings.HOLD_MINUTES)
    event = compose_event(act=Act.SEAT_HELD, subject=Subject.TURNO, subject_id=turno.pk, now=now)
    changes = [
        claim_of(turno, chosen, until, now),
        _tie_of(draft, turno, seats, now),
        insertion(event, *ITS_WORDS),
        *written,
    ]
    [claimed, tied, *_], edited = change_and_read(changes, reading_of_day(slot.agency, slot.starts))
    if not is_open_by(slot.agency, slot.starts, edited):
        raise HourTaken
    if claimed != len(chosen):
        raise HourTaken
    if tied != 1:
        raise DraftNotReady
    release_seats(released)
    return Held(turno, slot.starts, seats, until)


def _write_described(turno: Turno, draft: Draft, slot: Slot, seats: int, random_source: Random) -> list[Change]:
    """Write what the person typed on a turno that is not confirmed yet; return what writes it with the rest.

    A new one is written with what names it, where its number was drawn before.
    """
    if turno.status != TurnoStatus.HOLDING:
        return []
    turno.status = TURNO.after(turno.status, TurnoAct.RENEW)
    is_new = turno._state.adding
    if not is_new and draft.turno_id != turno.pk:
        # The person who was shown the address of an offer or a hold must not see this one.
        turno.renew_link(draw_token(random_source))
    _describe(turno, draft, slot, seats)
    if is_new and turno.pk is not None:
        return [insertion(turno)]
    insert(turno) if is_new else turno.save()
    return []


def _unbind_others(draft: Draft, turno: Turno) -> None:
    """Another tab, or somebody else who typed the same number, must not confirm what this draft describes."""
    Draft.objects.filter(turno=turno, done_at=None).exclude(pk=draft.pk).update(turno=None, seats=0)


def _tie_of(draft: Draft, turno: Turno, seats: int, now: datetime) -> Change:
    """Return what ties the hold to this draft: it hits none that is done, gone, or says something else than was read.

    The draft is the last row that is locked.
    """
    values = {
        "pk": draft.pk,
        "verified_at": draft.verified_at,
        "presenter_number": draft.presenter_number,
        "affiliate": draft.affiliate_id or 0,
        "procedure": draft.procedure_id or 0,
        "agency": draft.agency_id or 0,
        "dependents": draft.dependents,
        "moves": draft.moves_id or 0,
        "turno": turno.pk,
        "seats": seats,
        "now": now,
    }
    return Change(TIE, values)


TIE = """
UPDATE records_draft SET turno_id = %(turno)s, seats = %(seats)s, updated_at = %(now)s
WHERE id = %(pk)s AND done_at IS NULL AND verified_at = %(verified_at)s AND presenter_number = %(presenter_number)s
  AND coalesce(affiliate_id, 0) = %(affiliate)s AND coalesce(procedure_id, 0) = %(procedure)s
  AND coalesce(agency_id, 0) = %(agency)s AND dependents = %(dependents)s AND coalesce(moves_id, 0) = %(moves)s
"""


def _moving_turno(pk: int, now: datetime) -> Turno:
    """Lock the turno that moves; raise `TooLate` when it cannot any more."""
    moving = Turno.objects.select_for_update(no_key=True).get(pk=pk)
    if not can_change(moving, now):
        raise TooLate
    return moving


def _own_turno(draft: Draft, wish: Place, now: datetime) -> tuple[Turno | None, int | None]:
    """Lock the presenter's own turno that is holding already, or draw the number of a new one; keep the bounds (D28).

    Raises `AlreadyBooked`, `TooMuchHeld`.
    """
    [row] = rows(
        OWN.format(places=places_columns(), drawn=drawn_id(Turno), locking=locking("own")),
        key=wish.key,
        affiliate=wish.affiliate,
        procedure=wish.procedure,
        proof=draft.proof,
        mailbox=wish.mailbox,
        now=now,
    )
    places_that_give_way(wish, *read_places(*row[:2]))
    turno: Turno | None
    [turno] = _OWN.records(row[3:])
    return turno, row[2]


_OWN = Tables(turno=Turno)
OWN = f"""
WITH turno AS (
  SELECT * FROM records_turno own
  WHERE own.presenter_key = %(key)s AND own.affiliate_id = %(affiliate)s AND own.procedure_id = %(procedure)s
    AND own.proof = %(proof)s AND own.status = '{TurnoStatus.HOLDING.value}'{{locking}}
)
SELECT {{places}}, CASE WHEN turno.id IS NULL THEN {{drawn}} END, {_OWN.columns}
FROM (SELECT 1 AS one) AS always LEFT JOIN turno ON always.one = 1
"""  # nosec B608


def wish_of(draft: Draft, key: str, procedure: int, seats: int, turno: int = 0) -> Place:
    """Return what a draft wants to hold, for the bounds of D28."""
    return Place(
        key=key,
        affiliate=draft.affiliate_id or 0,
        procedure=procedure,
        by_proxy=draft.by_proxy,
        proof=Proof(draft.proof),
        mailbox=fold_mailbox(draft.email),
        seats=seats,
        turno=turno,
    )


def places_that_give_way(wish: Place, places: Sequence[Place], bounds: Bounds) -> list[Place]:
    """Return what ends when the wish is confirmed, of what was read under the lock of its holders.

    Raises `AlreadyBooked`, `TooMuchHeld`.
    """
    try:
        return give_way(wish, places, bounds)
    except BoundReached as error:
        if error.bound == Bound.SAME and error.place is not None:
            raise AlreadyBooked(Turno.objects.get(pk=error.place.turno)) from error
        raise TooMuchHeld(error.bound) from error


def _describe(turno: Turno, draft: Draft, slot: Slot, seats: int) -> None:
    """Write what the person typed on a turno that is not confirmed yet."""
    turno.presenter_kind = draft.presenter_kind or registry.kind_of_key(turno.presenter_key, draft.presenter_number)
    turno.presenter_number, turno.presenter_country = draft.presenter_number, draft.presenter_country
    turno.by_proxy, turno.email, turno.mobile = draft.by_proxy, draft.email, draft.mobile
    turno.language = draft.language
    turno.proof, turno.mailbox = draft.proof, fold_mailbox(draft.email)
    turno.agency_id, turno.dependents = slot.agency_id, draft.dependents
    turno.starts, turno.seats_count = slot.starts, seats
    turno.ends = slot.starts + (slot.ends - slot.starts) * seats


def can_change(turno: Turno, now: datetime) -> bool:
    """Return whether a turno can still be cancelled or moved: confirmed, and its time not come."""
    return turno.status == TurnoStatus.CONFIRMED and turno.starts > now
