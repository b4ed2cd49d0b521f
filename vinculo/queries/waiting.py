"""The waiting list: who waits, what is offered to them, and which seats fit (D16)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from vinculo.queries import calendar
from vinculo.queries.booking import seats_wanted
from vinculo.queries.seats import earliest_start, local_day, midnight
from vinculo.records.models import Offer, OfferState, Seat, SeatState, WaitingEntry
from vinculo.rules.waiting import Place, earliest_run

POOLS = ["online", "same_day"]


def offerable(now: datetime) -> Q:
    """Return the condition of a seat that the list may have: free, or given back and still cooling down.

    The list comes first; a seat that opens much later is one of a day that is not open yet.
    """
    soon = now + timedelta(minutes=settings.COOLING_MOST_MINUTES)
    return Q(state=SeatState.FREE) | Q(state=SeatState.COOLING, free_from__lte=soon)


def fitting(entry: WaitingEntry, now: datetime) -> list[int]:
    """Return the ids of the earliest seats that fit the wish and were not offered before, in their order, or none."""
    begins = max(midnight(entry.agency, entry.first), latest_answer(now))
    ends = midnight(entry.agency, entry.last + timedelta(days=1))
    rows = Seat.objects.filter(
        offerable(now), pool__in=POOLS, slot__agency=entry.agency_id, slot__procedure=entry.procedure_id,
        slot__starts__gte=begins, slot__starts__lt=ends,
    ).exclude(slot__in=entry.offers.values("slot"))  # fmt: skip
    closed = calendar.closed_days(entry.agency, entry.first, entry.last)
    places = [Place(*row) for row in rows.values_list("pk", "number", "slot__starts", "slot__ends")]
    there = [place for place in places if local_day(entry.agency, place.starts) not in closed]
    return [place.seat for place in earliest_run(there, seats_wanted(entry.dependents))]


def latest_answer(now: datetime) -> datetime:
    """Return the first hour that can still be offered: there must be time to answer and to come."""
    return earliest_start(now) + timedelta(minutes=settings.OFFER_LEAST_MINUTES)


def entry_by_token(token: str) -> WaitingEntry | None:
    """Return the entry of a private link, or None."""
    return WaitingEntry.objects.select_related("agency", "procedure").filter(token=token).first()


def open_offer(entry: WaitingEntry, now: datetime) -> Offer | None:
    """Return what the person may accept at this moment, or None."""
    found = entry.offers.select_related("turno").filter(state=OfferState.OPEN, expires_at__gt=now).first()
    return found if found is not None and still_offered(found) else None


def offer_by_token(entry: WaitingEntry, token: str) -> Offer | None:
    """Return the offer of this person with the turno of this token, or None."""
    return entry.offers.filter(turno__token=token).first()


def still_offered(offer: Offer) -> bool:
    """Return whether the offer's turno is as it was offered: the same person did not begin to book with it."""
    return offer.turno.status == "holding" and not offer.turno.draft_set.filter(done_at=None).exists()


def accepted_turno(entry: WaitingEntry) -> str:
    """Return the token of the turno that came of the list, or an empty text."""
    found = entry.offers.filter(state=OfferState.ACCEPTED).values_list("turno__token", flat=True).first()
    return found or ""


def hour(offer: Offer) -> datetime:
    """Return when an offered turno begins, in the time of its agency (D9)."""
    return offer.turno.starts.astimezone(ZoneInfo(offer.turno.agency.timezone))
