"""A day is closed while people book, confirm, move and cancel on it. Proven on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier

import pytest
from django.db import connection

from tests import cast
from tests.actions.closures.test_closures import THURSDAY, TUESDAY, WEDNESDAY, WHY, book_turno, draft, hold_seat, sound
from vinculo.actions.booking import holds
from vinculo.actions.booking.seats import FewerSeats, HoldLost, HourTaken
from vinculo.actions.booking.turnos import cancel_turno, confirm_turno
from vinculo.actions.closures.closures import Closed, close_scope
from vinculo.queries.closures.closures import ClosingScope
from vinculo.records.models import Agency, Draft, Message, Seat, Slot, Turno

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 8
REFUSALS = (HoldLost, HourTaken, FewerSeats)


def together(work: list[Callable[[], object]]) -> list[object]:
    """Do all of it at the same moment, each on a connection of its own, and return what came or what was raised."""
    gate = Barrier(len(work))

    def one(act: Callable[[], object]) -> object:
        try:
            gate.wait(timeout=20)
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(one, work))


def closing(agency: Agency) -> Callable[[], object]:
    alicia = cast.alicia()
    scope = ClosingScope(agency, TUESDAY, TUESDAY)
    return lambda: close_scope(scope=scope, reason=WHY, actor=alicia, now=cast.NOW)


def confirming(of: Draft) -> Callable[[], object]:
    return lambda: confirm_turno(draft=of, now=cast.NOW)


def holding_and_confirming(of: Draft, slot: Slot) -> Callable[[], object]:
    def act() -> object:
        holds.hold_seats(draft=of, slot=slot, seats=of.dependents, now=cast.NOW, random_source=Random(of.pk))
        return confirm_turno(draft=Draft.objects.get(pk=of.pk), now=cast.NOW)

    return act


def on_tuesday(agency: Agency) -> int:
    seats = Seat.objects.filter(slot__agency=agency, slot__starts__date=TUESDAY, state__in=["held", "taken", "free"])
    return seats.count()


def list_faults(came: list[object]) -> list[object]:
    return [each for each in came if isinstance(each, Exception) and not isinstance(each, REFUSALS)]


@pytest.mark.parametrize("luck", range(4))
def test_nobody_is_left_on_a_day_that_closes_while_it_is_booked(luck: int) -> None:
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY, times=CROWD)
    cast.slots(quito, WEDNESDAY, times=2 * CROWD)
    cast.slots(quito, THURSDAY, times=2 * CROWD)
    order = Random(luck)
    drafts = [draft(index, quito, order.choice([1, 2, 3])) for index in range(1, CROWD + 1)]
    came = together([closing(quito), *(holding_and_confirming(of, order.choice(slots)) for of in drafts)])
    assert list_faults(came) == []
    assert on_tuesday(quito) == 0
    confirmed = Turno.objects.filter(status="confirmed")
    assert confirmed.count() == sum(isinstance(each, Turno) for each in came)
    assert not confirmed.filter(starts__date=TUESDAY).exists()
    assert sound()


@pytest.mark.parametrize("luck", range(4))
def test_holds_that_are_confirmed_as_the_day_closes_are_lost_or_moved(luck: int) -> None:
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY, times=CROWD)
    cast.slots(quito, WEDNESDAY, times=CROWD)
    drafts = [hold_seat(index, slots[index % 4 * 2], 1 + index % 2) for index in range(1, CROWD + 1)]
    Random(luck).shuffle(drafts)
    came = together([closing(quito), *(confirming(of) for of in drafts)])
    assert list_faults(came) == []
    assert on_tuesday(quito) == 0
    assert Turno.objects.filter(status="confirmed").count() == sum(isinstance(each, Turno) for each in came)
    assert sound()


def test_two_administrators_at_once_move_everybody_once() -> None:
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY, times=CROWD)
    cast.slots(quito, WEDNESDAY, times=CROWD)
    for index in range(CROWD):
        book_turno(index + 1, slots[index // 2])
    Message.objects.all().delete()
    came = together([closing(quito), closing(quito), closing(quito)])
    assert sum(each.moved for each in came if isinstance(each, Closed)) == CROWD
    assert list_faults(came) == []
    told = list(Message.objects.order_by("turno").values_list("turno", flat=True))
    assert told == list(Turno.objects.order_by("pk").values_list("pk", flat=True))
    assert on_tuesday(quito) == 0
    assert sound()


def test_the_few_seats_left_go_to_movers_and_bookers_without_doubling() -> None:
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY, times=4)
    later = cast.slots(quito, WEDNESDAY, times=3, counters=1)
    for index in range(4):
        book_turno(index + 1, slots[index])
    others = [draft(index, quito) for index in range(11, 15)]
    came = together([closing(quito), *(holding_and_confirming(of, later[i % 3]) for i, of in enumerate(others))])
    assert list_faults(came) == []
    assert Seat.objects.filter(slot__in=later, state="taken").count() == 3
    assert sound()
    kept = came[0]
    assert isinstance(kept, Closed)
    assert kept.moved + len(kept.kept) == 4


def test_moved_or_cancelled_at_the_same_moment_is_one_of_them() -> None:
    quito = cast.agency()
    slots = cast.slots(quito, TUESDAY, times=4)
    cast.slots(quito, WEDNESDAY, times=4)
    turnos = [book_turno(index + 1, slots[index]) for index in range(4)]
    came = together([closing(quito), *((lambda t=turno: cancel_turno(turno=t, now=cast.NOW)) for turno in turnos)])
    assert list_faults(came) == []
    assert set(Turno.objects.values_list("status", flat=True)) == {"cancelled"}
    assert not Seat.objects.filter(state="taken").exists()
    assert sound()
