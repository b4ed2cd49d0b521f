"""A turno given at the desk to somebody who stands before it: confirmed at once, with no e-mail needed (S27, S28, D4).

The same fences and the same lock order as online: the own turno, then seats by ascending id. A draft that held
something for the same person finds its turno confirmed, and can confirm nothing any more.

An hour here instead of one elsewhere, for somebody who came to another agency than their turno's.

Joining the waiting list at the desk, for somebody who stands there and has an e-mail (D4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import transaction
from django.db.models import F

from vinculo.actions.booking import mails, release_mails, turnos, waiting_list
from vinculo.actions.booking.drafts import NoActiveAffiliate, NotAPresenter, NotServed, presenter_key
from vinculo.actions.booking.holds import AlreadyBooked
from vinculo.actions.booking.seats import FewerSeats, HourTaken, release_seats
from vinculo.actions.shared.guards import OwnAct, office_of, require_read
from vinculo.actions.shared.registry import consult_registry
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.booking.desk_hours import is_served, not_begun_long_ago, reachable, runs_from
from vinculo.queries.booking.seats import claimable
from vinculo.queries.shared import registry
from vinculo.queries.shared.calendar import is_open
from vinculo.records.events import write_event
from vinculo.records.models import Affiliate, Agency, Draft, Procedure, Seat, Slot, Staff, Turno, WaitingEntry
from vinculo.rules.booking.bounds import Proof
from vinculo.rules.booking.mailboxes import fold_mailbox
from vinculo.rules.shared.acts import Act, Subject
from vinculo.rules.shared.identity import PresenterKind, is_cedula, normalise_number
from vinculo.rules.shared.references import draw_reference, draw_token
from vinculo.rules.shared.statuses import LIVE_TURNO, SEAT, TURNO, SeatAct, TurnoAct, TurnoStatus
from vinculo.rules.staff.access import Work


@dataclass(frozen=True)
class _Visitor:
    """Whose turno it is, as the officer was told and shown."""

    key: str
    kind: str
    number: str
    country: str
    affiliate: Affiliate
    by_proxy: bool
    dependents: int
    email: str
    mobile: str


def book_at_desk(
    *,
    slot: Slot,
    dependents: int,
    seats: int,
    presenter_kind: str,
    presenter_number: str,
    presenter_country: str = "",
    affiliate: Affiliate,
    by_proxy: bool,
    email: str = "",
    mobile: str = "",
    actor: Staff,
    now: datetime,
    random_source: Random,
) -> Turno:
    """Give the person at the desk `seats` consecutive seats from this slot at one counter and return their turno.

    Agency and procedure are the slot's: the officer's own agency or another one. Any hour that is not over, from the
    pools `online` and `same_day`. What the person was holding online becomes this turno; with an e-mail they get the
    confirmation. Asked twice, the second time raises `AlreadyBooked` with the first turno.

    Raises `NotYours` for anybody but an officer, `NoActiveAffiliate`, `NotAPresenter`, `rules.identity.IdentityError`,
    `NotServed`, `AlreadyBooked`, `HourTaken`, `FewerSeats`.
    """
    office_of(actor, Work.RECEPTION)
    number = normalise_number(presenter_number)
    consult_registry(number=affiliate.code, now=now)
    if registry.active_affiliate(affiliate.code) is None:
        raise NoActiveAffiliate
    key = presenter_key(
        Draft(
            presenter_kind=presenter_kind,
            presenter_number=number,
            presenter_country=presenter_country,
            affiliate=affiliate,
            by_proxy=by_proxy,
        )
    )
    if key == f"cedula:{number}" and not is_cedula(number):
        raise NotAPresenter
    kind = PresenterKind.PASSPORT if presenter_kind == PresenterKind.PASSPORT else registry.kind_of_key(key, number)
    proxy = by_proxy and key != f"code:{affiliate.code}"
    visitor = _Visitor(key, kind, number, presenter_country, affiliate, proxy, dependents, email, mobile)
    return retry_clashes(lambda: _book(slot.pk, seats, visitor, actor, now, random_source))


@transaction.atomic
def _book(slot_id: int, seats: int, visitor: _Visitor, actor: Staff, now: datetime, random_source: Random) -> Turno:
    slot = Slot.objects.select_related("agency", "procedure").filter(not_begun_long_ago(now), pk=slot_id).first()
    if slot is None:
        raise HourTaken
    if not is_served(slot.agency, slot.procedure):
        raise NotServed
    turno = _own_turno(visitor, slot)
    chosen, released = _choose(turno, slot, seats, now)
    if not is_open(slot.agency, slot.starts):
        raise HourTaken
    turno = turno or Turno(
        reference=draw_reference("T", random_source), status=TURNO.begin(TurnoAct.CHOOSE), created_at=now
    )
    turno.renew_link(draw_token(random_source))  # the person who was shown the one of a hold must not see this
    _describe(turno, visitor, slot, chosen)
    turno.status = TURNO.after(turno.status, TurnoAct.CONFIRM)
    turno.confirmed_at, turno.version = now, turno.version + 1
    turno.save()
    _take(turno, chosen, now)
    release_seats(released)
    write_event(
        act=Act.TURNO_CONFIRMED, subject=Subject.TURNO, subject_id=turno.pk, now=now, actor=actor, fields=["desk"]
    )
    mails.send_confirmation(turno, now)
    release_mails.tell_registered(turno, turno.affiliate, now)
    return turno


def _own_turno(visitor: _Visitor, slot: Slot) -> Turno | None:
    """Lock what the person holds online; raise `AlreadyBooked` when they have a turno (D4)."""
    turno = (
        Turno.objects.select_for_update(no_key=True)
        .filter(
            presenter_key=visitor.key, affiliate=visitor.affiliate, procedure=slot.procedure_id, status__in=LIVE_TURNO
        )
        .order_by("status")  # arrived and confirmed before what is only held
        .first()
    )
    if turno is not None and turno.status != TurnoStatus.HOLDING:
        raise AlreadyBooked(turno)
    return turno


def _choose(turno: Turno | None, slot: Slot, length: int, now: datetime) -> tuple[list[Seat], list[Seat]]:
    """Lock and return the seats to take and the own held ones to release; raise `HourTaken`, `FewerSeats`."""
    locked = list(
        reachable(slot, length, now, turno.pk if turno else None).select_for_update(no_key=True, of=("self",))
    )
    runs = runs_from(slot, locked, length)
    if not runs:
        raise HourTaken
    if len(runs[0]) < length:
        raise FewerSeats(len(runs[0]))
    return runs[0], [seat for seat in locked if turno and seat.turno_id == turno.pk and seat not in runs[0]]


def _describe(turno: Turno, visitor: _Visitor, slot: Slot, chosen: list[Seat]) -> None:
    turno.presenter_key, turno.presenter_kind = visitor.key, visitor.kind
    turno.presenter_number, turno.presenter_country = visitor.number, visitor.country
    turno.affiliate, turno.by_proxy = visitor.affiliate, visitor.by_proxy
    turno.email, turno.mobile = visitor.email, visitor.mobile
    turno.mailbox, turno.proof = fold_mailbox(visitor.email), Proof.DESK
    turno.agency, turno.procedure = slot.agency, slot.procedure
    turno.dependents, turno.seats_count = visitor.dependents, len(chosen)
    turno.starts, turno.ends = chosen[0].slot.starts, chosen[-1].slot.ends


def _take(turno: Turno, chosen: list[Seat], now: datetime) -> None:
    """Take the locked seats; raise `HourTaken` unless it hits all of them."""
    mine = Seat.objects.filter(claimable(now, turno.pk), pk__in=[seat.pk for seat in chosen])
    taken = mine.update(
        state=SEAT.result(SeatAct.TAKE), turno=turno, held_until=None, free_from=None, version=F("version") + 1
    )
    if taken != len(chosen):
        raise HourTaken


def exchange_at_desk(
    *, turno: Turno, slot: Slot, seats: int, actor: Staff, now: datetime, random_source: Random, read: str | None = None
) -> Turno:
    """Give a confirmed turno's person an hour from this slot instead and return the new turno: both or neither.

    The old seats cool down like cancelled ones. `read` is the mark of the old turno (D30). Raises
    `Stale`, `TooLate` once the old turno's hour has come, and what `book_at_desk` raises.
    """

    @transaction.atomic
    def work() -> Turno:
        _require_read(read, turno, slot, actor, now)
        old = turnos.cancel_turno(turno=turno, now=now)
        return book_at_desk(
            slot=slot,
            dependents=old.dependents,
            seats=seats,
            presenter_kind=old.presenter_kind,
            presenter_number=old.presenter_number,
            presenter_country=old.presenter_country,
            affiliate=old.affiliate,
            by_proxy=old.by_proxy,
            email=old.email,
            mobile=old.mobile,
            actor=actor,
            now=now,
            random_source=random_source,
        )

    return retry_clashes(work)


def _require_read(read: str | None, turno: Turno, slot: Slot, actor: Staff, now: datetime) -> None:
    """Lock the old turno; raise `Stale` where it is not as read, and the new one is not by the own first click."""
    old = Turno.objects.select_for_update(no_key=True).get(pk=turno.pk)
    given = Turno.objects.filter(presenter_key=old.presenter_key, affiliate=old.affiliate_id, starts=slot.starts)
    new = given.exclude(pk=old.pk).order_by("pk").last()
    own = OwnAct(actor, now, Subject.TURNO, new.pk if new else None, (Act.TURNO_CONFIRMED,))
    require_read(read, old, own=own)


class NoEmail(Exception):
    """Offers are sent by mail: without an e-mail nobody can be told of one."""


def wait_at_desk(
    *,
    agency: Agency,
    procedure: Procedure,
    wish: waiting_list.Wish,
    presenter_kind: str,
    presenter_number: str,
    presenter_country: str = "",
    affiliate: Affiliate,
    by_proxy: bool,
    email: str,
    mobile: str = "",
    actor: Staff,
    now: datetime,
    random_source: Random,
) -> WaitingEntry:
    """Put the person at the desk on the list and return their entry; twice keeps the place and changes the wish.

    Raises `NotYours`, `NoEmail`, `NoActiveAffiliate`, `AlreadyBooked`, `waiting.AlreadyWaiting`, `limits.LimitReached`.
    """
    office_of(actor, Work.RECEPTION)
    if not email:
        raise NoEmail
    consult_registry(number=affiliate.code, now=now)
    if registry.active_affiliate(affiliate.code) is None:
        raise NoActiveAffiliate
    seen = Draft(  # never saved: the officer saw the document, which stands for the verified e-mail
        presenter_kind=presenter_kind,
        presenter_number=presenter_number,
        presenter_country=presenter_country,
        affiliate=affiliate,
        by_proxy=by_proxy,
        email=email,
        mobile=mobile,
        agency=agency,
        procedure=procedure,
        verified_at=now,
        proof=Proof.DESK,
    )
    entry = waiting_list.join_waiting_list(
        draft=seen, wish=wish, address="", device="", now=now, random_source=random_source
    )
    write_event(act=Act.WAITING_JOINED_AT_DESK, subject=Subject.WAITING, subject_id=entry.pk, now=now, actor=actor)
    return entry
