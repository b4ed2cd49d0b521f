"""Exclusive, expiring offers to the waiting list.

An offer is a turno that holds its seats, so that nobody else can claim them and every fence of booking stands around
it. Lock order as everywhere: the turno, then seats by ascending id, then the entry and its offer.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from random import Random

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef

from vinculo.actions.booking import mails, release_mails, waiting_mails
from vinculo.actions.booking.seats import (
    CHANCE,
    HoldLost,
    give_back,
    held_among,
    locked_seats,
    refuse_closed,
    take_seats,
)
from vinculo.actions.shared.guards import require_read
from vinculo.actions.shared.retry import retry_clashes
from vinculo.queries.booking import waiting_list
from vinculo.queries.booking.drafts import seats_wanted
from vinculo.queries.shared.calendar import is_open
from vinculo.queries.shared.local_time import in_zone, local_day
from vinculo.queries.shared.quiet_hours import add_waking_minutes
from vinculo.records.events import write_event
from vinculo.records.models import Agency, Offer, Seat, Slot, Turno, WaitingEntry
from vinculo.rules.booking.status import OFFER, WAITING, OfferAct, OfferState, WaitingAct, WaitingState
from vinculo.rules.shared.acts import Act, ActorKind, Subject
from vinculo.rules.shared.references import draw_reference, draw_token
from vinculo.rules.shared.statuses import LIVE_TURNO, SEAT, TURNO, SeatAct, TurnoAct, TurnoStatus

# What ends an offer, with the words of the event.
ENDINGS: dict[OfferAct, tuple[Act, ActorKind | None]] = {
    OfferAct.DECLINE: (Act.OFFER_DECLINED, None),
    OfferAct.EXPIRE: (Act.OFFER_EXPIRED, ActorKind.SYSTEM),
}

GRACE = timedelta(minutes=10)  # longer than a round of upkeep: the next person comes before the public


class OfferGone(Exception):
    """The offer is over: its time passed, it was declined, or the seats are no longer held."""


class _Late(Exception):
    """Another worker was quicker: nothing is written."""


def offer_seats(*, now: datetime, random_source: Random) -> int:
    """Offer seats that came free to the oldest entries that they fit; return how many offers were made.

    Each in a transaction of its own; several workers at once offer nothing twice. By night nothing is offered. Who
    waits in vain costs nothing: the list is read in batches, and only what fits is tried.
    """
    end_waiting(now=now)
    return sum(_offer_batch(entries, now, random_source) for entries in waiting_list.batches(now))


def _offer_batch(entries: list[WaitingEntry], now: datetime, random_source: Random) -> int:
    stock, made = waiting_list.Stock.of(entries, now), 0
    for entry in entries:
        seats = stock.fitting(entry)
        if seats:
            made += _offer_once(entry.pk, seats, now, random_source)
            stock.take(entry, seats)
    return made


def end_waiting(*, now: datetime) -> int:
    """End the entries of those who have a turno, whose days passed or who let every offer go; return how many.

    One statement for each of the reasons, and one for each time zone.
    """
    line = WaitingEntry.objects.filter(state=WaitingState.WAITING)
    met = line.filter(Exists(waiting_list.own_turno(status__in=[TurnoStatus.CONFIRMED, TurnoStatus.ARRIVED])))
    offers = Offer.objects.filter(entry=OuterRef("pk")).order_by().values("entry").annotate(made=Count("pk"))
    refused = line.filter(Exists(offers.filter(made__gte=settings.OFFER_MOST)))
    ended = met.update(state=WAITING.after(WaitingState.WAITING, WaitingAct.MEET), ended_at=now)
    ended += refused.update(state=WAITING.after(WaitingState.WAITING, WaitingAct.END), ended_at=now)
    for zone in Agency.objects.order_by().values_list("timezone", flat=True).distinct():
        today = in_zone(zone, now).date()
        passed = line.filter(agency__in=Agency.objects.filter(timezone=zone), last__lt=today)
        ended += passed.update(state=WAITING.after(WaitingState.WAITING, WaitingAct.END), ended_at=now)
    return ended


def _offer_once(pk: int, seats: list[int], now: datetime, random_source: Random) -> bool:
    try:
        return retry_clashes(partial(_offer, pk, seats, now, random_source))
    except _Late:
        return False


@transaction.atomic
def _offer(pk: int, chosen: list[int], now: datetime, random_source: Random) -> bool:
    entries = WaitingEntry.objects.select_related("agency", "procedure", "affiliate")
    entry = entries.filter(pk=pk, state=WaitingState.WAITING).first()
    if entry is None or len(chosen) != seats_wanted(entry.dependents) or _has_turno(entry, now):
        return False
    seats = _lock(chosen, now)
    if not seats or not _fits_wish(entry, seats[0].slot) or not is_open(entry.agency, seats[0].slot.starts):
        return False
    _make(entry, seats, now, random_source)
    return True


def _fits_wish(entry: WaitingEntry, slot: Slot) -> bool:
    """Return whether the hour is still what the person waits for: they may have changed their wish meanwhile."""
    same = (slot.agency_id, slot.procedure_id) == (entry.agency_id, entry.procedure_id)
    return same and entry.first <= local_day(entry.agency, slot.starts) <= entry.last


def _has_turno(entry: WaitingEntry, now: datetime) -> bool:
    """Lock the person's own live turno; who has one confirmed waits no longer, who is booking is left alone."""
    own = Turno.objects.select_for_update(no_key=True).filter(
        presenter_key=entry.presenter_key,
        affiliate=entry.affiliate_id,
        procedure=entry.procedure_id,
        status__in=LIVE_TURNO,
    )
    turno = own.first()
    if turno is not None and turno.status != TurnoStatus.HOLDING:
        _end(entry.pk, WaitingState.WAITING, WaitingAct.MEET, now)
    return turno is not None


def _lock(chosen: list[int], now: datetime) -> list[Seat]:
    """Return the chosen seats locked, in the order of their hours; none when one of them is gone."""
    rows = Seat.objects.select_for_update(no_key=True, of=("self",)).filter(waiting_list.offerable(now), pk__in=chosen)
    seats = list(rows.select_related("slot__agency").order_by("pk"))
    return sorted(seats, key=lambda seat: seat.slot.starts) if len(seats) == len(chosen) else []


def _make(entry: WaitingEntry, seats: list[Seat], now: datetime, random_source: Random) -> None:
    first = seats[0].slot
    lead = timedelta(minutes=settings.BOOKING_LEAD_MINUTES)
    until = min(add_waking_minutes(entry.agency, now, settings.OFFER_MINUTES), first.starts - lead)
    turno = _turno(entry, seats, now, random_source)
    claimed = Seat.objects.filter(waiting_list.offerable(now), pk__in=[seat.pk for seat in seats]).update(
        state=SEAT.result(SeatAct.HOLD), turno=turno, held_until=until + GRACE, free_from=None, version=F("version") + 1
    )
    offered = WaitingEntry.objects.filter(pk=entry.pk, state=WaitingState.WAITING).update(
        state=WAITING.after(WaitingState.WAITING, WaitingAct.OFFER)
    )
    if (claimed, offered) != (len(seats), 1):
        raise _Late
    offer = Offer.objects.create(
        entry=entry, turno=turno, slot=first, state=OFFER.begin(OfferAct.MAKE), made_at=now, expires_at=until
    )
    write_event(act=Act.SEAT_OFFERED, subject=Subject.TURNO, subject_id=turno.pk, now=now, actor_kind=ActorKind.SYSTEM)
    waiting_mails.send_offer(offer, now)


def _turno(entry: WaitingEntry, seats: list[Seat], now: datetime, random_source: Random) -> Turno:
    return Turno.objects.create(
        reference=draw_reference("T", random_source),
        **Turno.link_of(draw_token(random_source)),
        status=TURNO.begin(TurnoAct.CHOOSE),
        presenter_kind=entry.presenter_kind,
        presenter_number=entry.presenter_number,
        presenter_country=entry.presenter_country,
        presenter_key=entry.presenter_key,
        affiliate=entry.affiliate,
        by_proxy=entry.by_proxy,
        email=entry.email,
        mailbox=entry.mailbox,
        proof=entry.proof,
        mobile=entry.mobile,
        language=entry.language,
        agency=entry.agency,
        procedure=entry.procedure,
        dependents=entry.dependents,
        seats_count=len(seats),
        starts=seats[0].slot.starts,
        ends=seats[-1].slot.ends,
        created_at=now,
    )


def accept_offer(*, offer: Offer, now: datetime, read: str | None = None) -> Turno:
    """Confirm the turno that is offered and return it; a second click is answered alike.

    `read` is the mark of the entry and of the turno as they were shown (D30). Raises `OfferGone`, `Stale`.
    """
    return retry_clashes(lambda: _accept(offer.pk, offer.turno_id, now, read))


@transaction.atomic
def _accept(pk: int, turno_id: int, now: datetime, read: str | None) -> Turno:
    turno = _lock_turno(turno_id)
    offer = Offer.objects.select_related("turno", "entry").get(pk=pk)
    if offer.state == OfferState.ACCEPTED:
        return turno
    if offer.state != OfferState.OPEN or offer.expires_at <= now or not waiting_list.still_offered(offer):
        raise OfferGone
    require_read(read, offer.entry, turno)
    try:
        held = held_among(locked_seats(turno), turno.seats_count, now)
        refuse_closed(held)
        take_seats(held)
    except HoldLost as error:
        raise OfferGone from error
    turno.status = TURNO.after(turno.status, TurnoAct.CONFIRM)
    turno.confirmed_at, turno.version = now, turno.version + 1
    turno.save()
    Offer.objects.filter(pk=pk, state=OfferState.OPEN).update(
        state=OFFER.after(OfferState.OPEN, OfferAct.ACCEPT), ended_at=now
    )
    _end(offer.entry_id, WaitingState.OFFERED, WaitingAct.ACCEPT, now)
    write_event(act=Act.TURNO_CONFIRMED, subject=Subject.TURNO, subject_id=turno.pk, now=now, fields=["offer"])
    mails.send_confirmation(turno, now)
    release_mails.tell_registered(turno, turno.affiliate, now)
    return turno


def decline_offer(*, offer: Offer, now: datetime, random_source: Random = CHANCE, read: str | None = None) -> None:
    """Let the offer go to the next person; the person who declines goes on waiting. A second click changes nothing.

    Raises `Stale`.
    """
    retry_clashes(lambda: _close(offer.pk, offer.turno_id, OfferAct.DECLINE, now, random_source, read))


def expire_offers(*, now: datetime, random_source: Random) -> int:
    """End the offers that nobody accepted in time, or whose turno is no longer theirs; return how many."""
    over = list(waiting_list.over(now).values_list("pk", "turno"))
    return sum(retry_clashes(partial(_close, pk, turno, OfferAct.EXPIRE, now, random_source)) for pk, turno in over)


def let_go(entry: int, act: OfferAct, now: datetime, random_source: Random = CHANCE) -> None:
    """End the open offer of an entry, in the caller's transaction."""
    offer = Offer.objects.filter(entry=entry, state=OfferState.OPEN).first()
    if offer is not None:
        _close(offer.pk, offer.turno_id, act, now, random_source)


@transaction.atomic
def _close(
    pk: int, turno_id: int, act: OfferAct, now: datetime, random_source: Random, read: str | None = None
) -> bool:
    """Give the seats back to the list unless the person is booking with the same turno; the entry waits again."""
    turno = _lock_turno(turno_id)
    offer = Offer.objects.select_related("turno", "entry").get(pk=pk)
    if offer.state != OfferState.OPEN:
        return False
    require_read(read, offer.entry, turno)
    if waiting_list.still_offered(offer):
        give_back(locked_seats(turno), now, random_source)
        turno.status = TURNO.after(turno.status, TurnoAct.EXPIRE)
        turno.ended_at, turno.version = now, turno.version + 1
        turno.save()
    Offer.objects.filter(pk=pk, state=OfferState.OPEN).update(state=OFFER.after(offer.state, act), ended_at=now)
    WaitingEntry.objects.filter(pk=offer.entry_id, state=WaitingState.OFFERED).update(
        state=WAITING.after(WaitingState.OFFERED, WaitingAct.LET_GO)
    )
    written, kind = ENDINGS[act]
    write_event(act=written, subject=Subject.TURNO, subject_id=turno.pk, now=now, actor_kind=kind)
    return True


def _lock_turno(turno_id: int) -> Turno:
    return (
        Turno.objects.select_for_update(no_key=True, of=("self",))
        .select_related("agency", "procedure")
        .get(pk=turno_id)
    )


def _end(entry: int, before: WaitingState, act: WaitingAct, now: datetime) -> None:
    WaitingEntry.objects.filter(pk=entry, state=before).update(state=WAITING.after(before, act), ended_at=now)
