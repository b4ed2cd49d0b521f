"""The waiting list: who waits, what is offered to them, and which seats fit (D16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from vinculo.queries.booking.drafts import seats_wanted
from vinculo.queries.shared import calendar
from vinculo.queries.shared.local_time import local_day, local_moment, midnight
from vinculo.queries.shared.quiet_hours import add_waking_minutes, is_night
from vinculo.records.models import Agency, Draft, Offer, Seat, Turno, WaitingEntry
from vinculo.rules.booking.spans import LONGEST_KEPT
from vinculo.rules.booking.status import OfferState, WaitingState
from vinculo.rules.booking.waiting_list import SeatToOffer, earliest_run
from vinculo.rules.shared.references import hash_token
from vinculo.rules.shared.statuses import LIVE_TURNO, SeatPool, SeatState, TurnoStatus

BATCH = 500  # entries that are looked at together
ONE_DAY = timedelta(days=1)
FAR_CLOCK = timedelta(hours=6)  # how far behind UTC a centre's day may end
ServiceKey = tuple[int, int]  # agency and procedure


def offerable(now: datetime) -> Q:
    """Return the condition of a seat that the list may have: free, or given back and still cooling down.

    The list comes first; a seat that opens much later is one of a day that is not open yet.
    """
    soon = now + timedelta(minutes=settings.COOLING_MOST_MINUTES)
    return Q(state=SeatState.FREE) | Q(state=SeatState.COOLING, free_from__lte=soon)


def own_turno(**where: object) -> QuerySet[Turno]:
    """Return the live turnos of the person who waits in the outer row."""
    return Turno.objects.filter(
        presenter_key=OuterRef("presenter_key"),
        affiliate=OuterRef("affiliate"),
        procedure=OuterRef("procedure"),
        **where,
    )


def _ways(now: datetime) -> list[Q]:
    """Return the ways in which a seat can be offered: together `offerable` and the pools, each with its own index."""
    cooling = Q(state=SeatState.COOLING, free_from__lte=now + timedelta(minutes=settings.COOLING_MOST_MINUTES))
    return [
        Q(pool=SeatPool.ONLINE, state=SeatState.FREE),
        Q(pool=SeatPool.ONLINE) & cooling,
        Q(Q(state=SeatState.FREE) | cooling, pool=SeatPool.SAME_DAY),
    ]


def _some_seat(now: datetime) -> Q:
    """Return the condition of an entry that some seat could be for it."""
    until = ExpressionWrapper(OuterRef("last") + ONE_DAY + FAR_CLOCK, output_field=DateTimeField())
    there = Seat.objects.filter(
        agency=OuterRef("agency"),
        procedure=OuterRef("procedure"),
        starts__gt=now,
        starts__gte=OuterRef("first"),
        starts__lt=until,
    )
    condition = Q()
    for way in _ways(now):
        condition |= Q(Exists(there.filter(way)))
    return condition


def batches(now: datetime) -> Iterator[list[WaitingEntry]]:
    """Yield those who wait, the oldest first, so many at a time: nobody with a turno, nobody who sleeps now.

    Left out in the same statement: those for whose agency, procedure and days no seat at all could be offered, the
    days with what another clock may add to them.
    """
    zones = Agency.objects.order_by().values_list("timezone", flat=True).distinct()
    awake = [zone for zone in zones if not is_night(zone, now)]
    line = (
        WaitingEntry.objects.filter(
            _some_seat(now),
            ~Exists(own_turno(status__in=LIVE_TURNO)),
            state=WaitingState.WAITING,
            agency__timezone__in=awake,
        )
        .select_related("agency")
        .order_by("joined_at", "pk")
    )
    batch = list(line[:BATCH])
    while batch:
        yield batch
        last = batch[-1]
        rest = Q(joined_at__gt=last.joined_at) | Q(joined_at=last.joined_at, pk__gt=last.pk)
        batch = list(line.filter(rest)[:BATCH]) if len(batch) == BATCH else []


@dataclass
class Stock:
    """The seats that could be offered to a batch of entries, as they were read: three statements for them all."""

    now: datetime
    places: dict[ServiceKey, list[tuple[int, SeatToOffer]]] = field(
        default_factory=lambda: defaultdict(list)
    )  # with their slots
    closed: dict[int, dict[date, str]] = field(default_factory=dict)
    refused: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # slots offered before, by entry

    @classmethod
    def of(cls, entries: Sequence[WaitingEntry], now: datetime) -> Stock:
        """Read what there is for these entries."""
        stock = cls(now)
        agencies = {entry.agency_id: entry.agency for entry in entries}
        first, last = min(entry.first for entry in entries), max(entry.last for entry in entries)
        stock.closed = calendar.closed_days_of(agencies.values(), first, last)
        for entry, slot in Offer.objects.filter(entry__in=entries).values_list("entry", "slot"):
            stock.refused[entry].add(slot)
        lines = {(entry.agency_id, entry.procedure_id) for entry in entries}
        for row in _seats(agencies.values(), {procedure for _, procedure in lines}, first, last, now):
            agency, procedure, slot, seat, counter, starts, ends = row
            if (agency, procedure) in lines:
                stock.places[agency, procedure].append((slot, SeatToOffer(seat, counter, starts, ends)))
        return stock

    def fitting(self, entry: WaitingEntry) -> list[int]:
        """Return the ids of the earliest seats that fit the wish and were not offered before, in order, or none."""
        begins = max(midnight(entry.agency, entry.first), latest_answer(entry.agency, self.now))
        ends = midnight(entry.agency, entry.last + ONE_DAY)
        closed, refused = self.closed[entry.agency_id], self.refused[entry.pk]
        there = [
            place
            for slot, place in self.places[entry.agency_id, entry.procedure_id]
            if begins <= place.starts < ends and slot not in refused
            if local_day(entry.agency, place.starts) not in closed
        ]
        return [place.seat for place in earliest_run(there, seats_wanted(entry.dependents))]

    def take(self, entry: WaitingEntry, seats: Sequence[int]) -> None:
        """Take seats out that were offered, or that somebody else has."""
        line = (entry.agency_id, entry.procedure_id)
        self.places[line] = [each for each in self.places[line] if each[1].seat not in seats]


def _seats(
    agencies: Iterable[Agency], procedures: Iterable[int], first: date, last: date, now: datetime
) -> Iterable[tuple[int, int, int, int, int, datetime, datetime]]:
    agencies = list(agencies)
    begins = max(now, min(midnight(each, first) for each in agencies))
    ends = max(midnight(each, last + ONE_DAY) for each in agencies)
    there = Seat.objects.filter(
        agency__in=[each.pk for each in agencies], procedure__in=list(procedures), starts__gte=begins, starts__lt=ends
    )
    of = ("agency", "procedure", "slot", "pk", "number", "starts", "slot__ends")
    one, *others = (there.filter(way).order_by().values_list(*of) for way in _ways(now))
    return one.union(*others, all=True)


def latest_answer(agency: Agency, now: datetime) -> datetime:
    """Return the first hour that can still be offered: there must be time to answer, not at night, and to come."""
    return add_waking_minutes(agency, now, settings.OFFER_LEAST_MINUTES) + timedelta(
        minutes=settings.BOOKING_LEAD_MINUTES
    )


def entry_by_token(token: str) -> WaitingEntry | None:
    """Return the entry of a private link, or None."""
    return WaitingEntry.objects.select_related("agency", "procedure").filter(token_hash=hash_token(token)).first()


def open_offer(entry: WaitingEntry, now: datetime) -> Offer | None:
    """Return what the person may accept at this moment, or None."""
    offer = entry.offers.select_related("turno").filter(state=OfferState.OPEN, expires_at__gt=now).first()
    return offer if offer is not None and still_offered(offer) else None


def offer_by_token(entry: WaitingEntry, token: str) -> Offer | None:
    """Return the offer of this person with the turno of this token, or None."""
    return entry.offers.filter(turno__token_hash=hash_token(token)).first()


def was_offered(entry: WaitingEntry) -> bool:
    """Return whether anything was ever offered to this person."""
    return entry.offers.exists()


def still_offered(offer: Offer) -> bool:
    """Return whether the offer's turno is as it was offered: the same person did not begin to book with it."""
    return offer.turno.status == TurnoStatus.HOLDING and not offer.turno.draft_set.filter(done_at=None).exists()


def over(now: datetime) -> QuerySet[Offer]:
    """Return the open offers whose time passed, or whose turno is no longer as it was offered: one statement."""
    booking = Draft.objects.filter(turno=OuterRef("turno"), done_at=None)
    wrong = Q(expires_at__gt=now + LONGEST_KEPT)  # D36: written by a clock that was ahead
    ended = Q(expires_at__lte=now) | wrong | ~Q(turno__status=TurnoStatus.HOLDING) | Exists(booking)
    return Offer.objects.filter(ended, state=OfferState.OPEN).order_by("expires_at", "pk")


def accepted_turno(entry: WaitingEntry) -> str:
    """Return the token of the turno that came of the list, or an empty text."""
    offer = entry.offers.select_related("turno").filter(state=OfferState.ACCEPTED).first()
    return offer.turno.token if offer and offer.turno else ""


def hour(offer: Offer) -> datetime:
    """Return when an offered turno begins, in the time of its agency (D9)."""
    return local_moment(offer.turno.agency, offer.turno.starts)
