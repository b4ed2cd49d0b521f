"""Offers of the waiting list when several act at the same moment: none twice, none lost, none stuck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from random import Random
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from tests import cast
from tests.stages.booking import DAY
from tests.stages.waiting import draft, feed, hold, join_list, offer_of, state_of
from vinculo.actions.booking import turnos
from vinculo.actions.booking.offers import OfferGone, accept_offer, expire_offers, offer_seats
from vinculo.actions.booking.seats import HourTaken
from vinculo.queries.operations.invariants import census
from vinculo.records.models import Message, Offer, Seat, Turno

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60  # seconds
REFUSALS = (OfferGone, HourTaken)


def together(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Begin all at the same moment, each on a connection of its own, and return the answers or refusals in order."""
    start = Barrier(len(works))

    def act(work: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            return work()
        except REFUSALS as refusal:
            return refusal
        finally:
            connections.close_all()

    connection.close()
    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result(PATIENCE) for future in [pool.submit(act, work) for work in works]]


def offers(luck: int) -> int:
    return offer_seats(now=cast.NOW, random_source=Random(luck))


@pytest.mark.parametrize("workers", [2, 4, 8])
def test_workers_that_offer_at_once_offer_each_seat_and_each_person_once(workers: int) -> None:
    cast.slots(cast.agency(), DAY, times=2, counters=2)
    entries = [join_list(index, now=cast.NOW + timedelta(seconds=index)) for index in range(6)]
    made = together([partial(offers, luck) for luck in range(workers)])
    assert sum(made) == Offer.objects.filter(state="open").count() == Message.objects.filter(kind="offer").count()
    feed()  # the entry that another worker was quicker for is served in the next round
    assert census() == {"free": 0, "held": 0, "taken": 0, "cooling": 0, "blocked": 0, "offered": 4}
    assert sorted(state_of(entry) for entry in entries) == ["offered"] * 4 + ["waiting"] * 2
    assert len(set(Seat.objects.values_list("turno", flat=True))) == 4


@pytest.mark.parametrize("round_number", range(6))
def test_an_offer_accepted_in_the_moment_it_expires_is_one_of_the_two(round_number: int) -> None:
    cast.slots(cast.agency(), DAY, times=1, counters=1)
    entry = join_list()
    feed()
    offer = offer_of(entry)
    just_before = offer.expires_at - timedelta(microseconds=1)
    works: list[Callable[[], Any]] = [
        partial(accept_offer, offer=offer, now=just_before),
        partial(expire_offers, now=offer.expires_at, random_source=Random(round_number)),
    ]
    accepted, expired = together(works)
    turno = Turno.objects.get()
    gone, seat = isinstance(accepted, OfferGone), Seat.objects.get()
    assert (gone, expired, turno.status, state_of(entry), seat.state, seat.turno_id) in {
        (True, 1, "expired", "waiting", "cooling", None),
        (False, 0, "confirmed", "met", "taken", turno.pk),
    }
    assert Message.objects.filter(kind="confirmation").count() == int(turno.status == "confirmed")


def test_two_clicks_on_accept_make_one_turno() -> None:
    cast.slots(cast.agency(), DAY, times=1, counters=1)
    entry = join_list()
    feed()
    offer = offer_of(entry)
    turnos = together([partial(accept_offer, offer=offer, now=cast.NOW)] * 4)
    assert {turno.pk for turno in turnos} == {Turno.objects.get(status="confirmed").pk}
    assert Message.objects.filter(kind="confirmation").count() == 1


def test_a_seat_is_offered_or_held_and_never_both() -> None:
    slot = cast.slots(cast.agency(), DAY, times=1, counters=1)[0]
    join_list(0)
    taker = draft(1)
    made, held = together([partial(offers, 1), partial(hold, taker, slot)])
    assert (made, isinstance(held, HourTaken)) in [(1, True), (0, False)]
    assert Seat.objects.get().state == "held"


def test_a_turno_cancelled_while_workers_offer_is_offered_once() -> None:
    slot = cast.slots(cast.agency(), DAY, times=1, counters=1)[0]
    first = draft(1)
    hold(first, slot)
    first.refresh_from_db()
    turno = turnos.confirm_turno(draft=first, now=cast.NOW)
    entry = join_list(0)
    together([partial(turnos.cancel_turno, turno=turno, now=cast.NOW), partial(offers, 1), partial(offers, 2)])
    feed()
    assert (state_of(entry), Offer.objects.count(), Seat.objects.get().turno_id) == (
        "offered",
        1,
        offer_of(entry).turno_id,
    )
