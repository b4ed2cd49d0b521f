"""The hours of a centre are cut while people book: nobody is confirmed outside the new ones. On PostgreSQL (D38)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import time
from random import Random
from threading import Event as Signal

import pytest

from tests import cast
from tests.actions.closures.test_changes import morning_only, slot_at, whole_day
from tests.actions.closures.test_closure_races import CROWD, holding_and_confirming, list_faults, together
from tests.actions.closures.test_closures import TUESDAY, book_turno, draft, hold_seat, sound
from vinculo.actions.booking.opening_days import open_days
from vinculo.actions.booking.turnos import cancel_turno, confirm_turno
from vinculo.actions.closures import changes
from vinculo.actions.closures.changes import change_reference, seat_stranded
from vinculo.records.models import Seat, Turno
from vinculo.rules.shared.acts import Subject

pytestmark = pytest.mark.django_db(transaction=True)


def cutting() -> Callable[[], object]:
    alicia = cast.alicia()

    def act() -> object:
        changed = change_reference(
            change=morning_only,
            what=Subject.AGENCY,
            reason="Por la mañana",
            actor=alicia,
            now=cast.NOW,
            random_source=Random(1),
        )
        return seat_stranded(changed=changed, now=cast.NOW)

    return act


def outside() -> list[Turno]:
    """Return the confirmed turnos that stand outside the new hours and whose person was told nothing."""
    turnos = Turno.objects.filter(status="confirmed", reseatings=None)
    return [turno for turno in turnos if turno.starts.astimezone(cast.GUAYAQUIL).time() >= time(13)]


def on_sale() -> int:
    afternoon = Seat.objects.filter(slot__starts__date=TUESDAY, slot__starts__gte=slot_at(TUESDAY, 13).starts)
    return afternoon.exclude(state="blocked").count()


@pytest.mark.parametrize("luck", range(4))
def test_d38_nobody_is_confirmed_outside_the_new_hours_while_they_are_booked(luck: int) -> None:
    quito = whole_day()
    order = Random(luck)
    drafts = [draft(index, quito, order.choice([1, 2])) for index in range(1, CROWD + 1)]
    booking = [holding_and_confirming(of, slot_at(TUESDAY, order.choice([12, 13, 14, 15]), 45)) for of in drafts]
    came = together([cutting(), *booking])
    assert list_faults(came) == []
    assert (outside(), on_sale()) == ([], 0)
    assert Turno.objects.filter(status="confirmed").count() == sum(isinstance(each, Turno) for each in came)
    assert sound()


def test_d38_who_gives_an_hour_back_and_who_opens_days_meanwhile_put_none_on_sale() -> None:
    whole_day()
    turnos = [book_turno(index, slot_at(TUESDAY, 14, 15 * (index % 4))) for index in range(1, 5)]
    Seat.objects.filter(slot__starts=slot_at(TUESDAY, 16).starts).delete()
    leaving = [(lambda each=each: cancel_turno(turno=each, now=cast.NOW)) for each in turnos]
    came = together([cutting(), lambda: open_days(now=cast.NOW, random_source=Random(3)), *leaving])
    assert list_faults(came) == []
    assert (outside(), on_sale()) == ([], 0)
    assert sound()


@pytest.mark.parametrize("naive", [False, True])
def test_d38_a_hold_that_is_confirmed_after_the_hours_were_cut_is_lost_and_is_not_by_the_naive_act(
    monkeypatch: pytest.MonkeyPatch, naive: bool
) -> None:
    """The control: to move whom one sees and to leave the seats alone lets the hold be confirmed outside the hours."""
    whole_day()
    of, cut = hold_seat(1, slot_at(TUESDAY, 15)), Signal()
    if naive:
        monkeypatch.setattr(changes, "block_seats", _leave_alone)

    def confirming() -> object:
        assert cut.wait(timeout=20)
        return confirm_turno(draft=of, now=cast.NOW)

    def act() -> object:
        try:
            return cutting()()
        finally:
            cut.set()

    came = together([act, confirming])
    assert list_faults(came) == []
    assert len(outside()) == int(naive)


def _leave_alone(_pks: Sequence[int]) -> int:
    """Block nothing."""
    return 0
