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
from django.db.models import F

from vinculo.actions import turno_mail, waiting_mail
from vinculo.actions.retrying import retried
from vinculo.actions.seats import CHANCE, HoldLost, give_back, held_among, is_open, locked_seats, take
from vinculo.queries import waiting
from vinculo.queries.seats import local_day
from vinculo.records.events import write_event
from vinculo.records.models import Offer, OfferState, Seat, SeatState, Turno, WaitingEntry, WaitingState
from vinculo.rules.references import draw_reference, draw_token
from vinculo.rules.status import LIVE_TURNO

GRACE = timedelta(minutes=10)  # longer than a round of upkeep: the next person comes before the public


class OfferGone(Exception):
    """The offer is over: its time passed, it was declined, or the seats are no longer held."""


class _Late(Exception):
    """Another worker was quicker: nothing is written."""


def offer_seats(*, now: datetime, random_source: Random) -> int:
    """Offer seats that came free to the oldest entries that they fit; return how many offers were made.

    Each in a transaction of its own; several workers at once offer nothing twice.
    """
    line = WaitingEntry.objects.filter(state=WaitingState.WAITING).order_by("joined_at", "pk")
    return sum(_offered(pk, now, random_source) for pk in list(line.values_list("pk", flat=True)))


def _offered(pk: int, now: datetime, random_source: Random) -> bool:
    try:
        return retried(partial(_offer, pk, now, random_source))
    except _Late:
        return False


@transaction.atomic
def _offer(pk: int, now: datetime, random_source: Random) -> bool:
    found = WaitingEntry.objects.select_related("agency", "procedure", "affiliate")
    entry = found.filter(pk=pk, state=WaitingState.WAITING).first()
    if entry is None or _has_turno(entry, now):
        return False
    if entry.last < local_day(entry.agency, now) or entry.offers.count() >= settings.OFFER_MOST:
        _end(entry.pk, WaitingState.WAITING, WaitingState.ENDED, now)
        return False
    seats = _lock(waiting.fitting(entry, now), now)
    if not seats or not is_open(entry.agency, seats[0].slot.starts):
        return False
    _make(entry, seats, now, random_source)
    return True


def _has_turno(entry: WaitingEntry, now: datetime) -> bool:
    """Lock the person's own live turno; whoever has one confirmed waits no longer, whoever is booking is left alone."""
    own = Turno.objects.select_for_update().filter(
        presenter_key=entry.presenter_key, affiliate=entry.affiliate_id, procedure=entry.procedure_id,
        status__in=LIVE_TURNO,
    )  # fmt: skip
    turno = own.first()
    if turno is not None and turno.status != "holding":
        _end(entry.pk, WaitingState.WAITING, WaitingState.MET, now)
    return turno is not None


def _lock(chosen: list[int], now: datetime) -> list[Seat]:
    """Return the chosen seats locked, in the order of their hours; none when one of them is gone."""
    rows = Seat.objects.select_for_update(of=("self",)).filter(waiting.offerable(now), pk__in=chosen)
    seats = list(rows.select_related("slot__agency").order_by("pk"))
    return sorted(seats, key=lambda seat: seat.slot.starts) if len(seats) == len(chosen) else []


def _make(entry: WaitingEntry, seats: list[Seat], now: datetime, random_source: Random) -> None:
    first = seats[0].slot
    lead = timedelta(minutes=settings.BOOKING_LEAD_MINUTES)
    until = min(now + timedelta(minutes=settings.OFFER_MINUTES), first.starts - lead)
    turno = _turno(entry, seats, now, random_source)
    claimed = Seat.objects.filter(waiting.offerable(now), pk__in=[seat.pk for seat in seats]).update(
        state=SeatState.HELD, turno=turno, held_until=until + GRACE, free_from=None, version=F("version") + 1
    )
    offered = WaitingEntry.objects.filter(pk=entry.pk, state=WaitingState.WAITING).update(state=WaitingState.OFFERED)
    if (claimed, offered) != (len(seats), 1):
        raise _Late
    offer = Offer.objects.create(entry=entry, turno=turno, slot=first, made_at=now, expires_at=until)
    write_event(act="seat_offered", subject="turno", subject_id=turno.pk, now=now, actor_kind="system")
    waiting_mail.offered(offer, now)


def _turno(entry: WaitingEntry, seats: list[Seat], now: datetime, random_source: Random) -> Turno:
    return Turno.objects.create(
        reference=draw_reference("T", random_source), token=draw_token(random_source), status="holding",
        presenter_kind=entry.presenter_kind, presenter_number=entry.presenter_number,
        presenter_country=entry.presenter_country, presenter_key=entry.presenter_key, affiliate=entry.affiliate,
        by_proxy=entry.by_proxy, email=entry.email, mobile=entry.mobile, agency=entry.agency,
        procedure=entry.procedure, dependents=entry.dependents, seats_count=len(seats),
        starts=seats[0].slot.starts, ends=seats[-1].slot.ends, created_at=now,
    )  # fmt: skip


def accept(*, offer: Offer, now: datetime) -> Turno:
    """Confirm the turno that is offered and return it; a second click is answered alike. Raises `OfferGone`."""
    return retried(lambda: _accept(offer.pk, offer.turno_id, now))


@transaction.atomic
def _accept(pk: int, turno_id: int, now: datetime) -> Turno:
    turno = _locked(turno_id)
    offer = Offer.objects.select_related("turno").get(pk=pk)
    if offer.state == OfferState.ACCEPTED:
        return turno
    if offer.state != OfferState.OPEN or offer.expires_at <= now or not waiting.still_offered(offer):
        raise OfferGone
    try:
        take(held_among(locked_seats(turno), turno.seats_count, now))
    except HoldLost as error:
        raise OfferGone from error
    turno.status, turno.confirmed_at, turno.version = "confirmed", now, turno.version + 1
    turno.save()
    Offer.objects.filter(pk=pk, state=OfferState.OPEN).update(state=OfferState.ACCEPTED, ended_at=now)
    _end(offer.entry_id, WaitingState.OFFERED, WaitingState.MET, now)
    write_event(act="turno_confirmed", subject="turno", subject_id=turno.pk, now=now, fields=["offer"])
    turno_mail.confirmed(turno, now)
    return turno


def decline(*, offer: Offer, now: datetime, random_source: Random = CHANCE) -> None:
    """Let the offer go to the next person; whoever declines goes on waiting. A second click changes nothing."""
    retried(lambda: _close(offer.pk, offer.turno_id, OfferState.DECLINED, now, random_source))


def expire_offers(*, now: datetime, random_source: Random) -> int:
    """End the offers that nobody accepted in time, or whose turno is no longer theirs; return how many."""
    due = Offer.objects.filter(state=OfferState.OPEN).select_related("turno")
    over = [each for each in due if each.expires_at <= now or not waiting.still_offered(each)]
    return sum(
        retried(partial(_close, each.pk, each.turno_id, OfferState.EXPIRED, now, random_source)) for each in over
    )


def let_go(entry: int, state: OfferState, now: datetime, random_source: Random = CHANCE) -> None:
    """End the open offer of an entry, in the caller's transaction."""
    found = Offer.objects.filter(entry=entry, state=OfferState.OPEN).first()
    if found is not None:
        _close(found.pk, found.turno_id, state, now, random_source)


@transaction.atomic
def _close(pk: int, turno_id: int, state: OfferState, now: datetime, random_source: Random) -> bool:
    """Give the seats back to the list unless the person is booking with the same turno; the entry waits again."""
    turno = _locked(turno_id)
    offer = Offer.objects.select_related("turno").get(pk=pk)
    if offer.state != OfferState.OPEN:
        return False
    if waiting.still_offered(offer):
        give_back(locked_seats(turno), now, random_source)
        turno.status, turno.ended_at, turno.version = "expired", now, turno.version + 1
        turno.save()
    Offer.objects.filter(pk=pk, state=OfferState.OPEN).update(state=state, ended_at=now)
    WaitingEntry.objects.filter(pk=offer.entry_id, state=WaitingState.OFFERED).update(state=WaitingState.WAITING)
    act = f"offer_{state}"
    kind = "system" if state == OfferState.EXPIRED else ""
    write_event(act=act, subject="turno", subject_id=turno.pk, now=now, actor_kind=kind)
    return True


def _locked(turno_id: int) -> Turno:
    return Turno.objects.select_for_update(of=("self",)).select_related("agency", "procedure").get(pk=turno_id)


def _end(entry: int, before: WaitingState, after: WaitingState, now: datetime) -> None:
    WaitingEntry.objects.filter(pk=entry, state=before).update(state=after, ended_at=now)
