"""Officers who give turnos at the desk while others book online: nobody gets a seat twice, nobody two turnos."""

from __future__ import annotations

from functools import partial
from random import Random
from typing import Any

import pytest

from tests import cast
from tests.concurrency import stage
from tests.concurrency.crowd import at_once, list_refusals, meet_before
from vinculo.actions.booking import at_desk, holds, turnos
from vinculo.actions.booking.at_desk import book_at_desk
from vinculo.records.models import Affiliate, Draft, Seat, Slot, Staff, Turno

pytestmark = pytest.mark.django_db(transaction=True)


def give(who: Affiliate, slot: Slot, actor: Staff, seats: int = 1, luck: int = 1) -> Turno:
    return book_at_desk(
        slot=slot,
        dependents=seats,
        seats=seats,
        presenter_kind="code",
        presenter_number=who.code,
        affiliate=who,
        by_proxy=False,
        actor=actor,
        now=cast.NOW,
        random_source=Random(luck),
    )


def rush(people: int) -> None:
    """Half of them stand at desks, half hold online, before five seats at one hour."""
    slot = cast.slots(cast.agency(), stage.DAY, times=1, counters=5)[0]
    Seat.objects.filter(slot=slot, number__lte=2).update(pool="same_day")
    olga = cast.olga()
    works: list[Any] = [
        partial(give, stage.affiliate(index), slot, olga, 1, index)
        if index % 2
        else partial(stage.hold, stage.draft(index), slot)
        for index in range(people)
    ]
    answers = at_once(works)
    held = sum(isinstance(answer, holds.Held) for answer in answers)
    given = sum(isinstance(answer, Turno) for answer in answers)
    assert list_refusals(answers) == ["HourTaken"] * (people - held - given)
    left = Seat.objects.filter(state="free")
    # If somebody at a desk was refused, nothing at all is left; if somebody online, nothing that the public can have.
    assert given == people // 2 or not left.exists()
    assert held == (people + 1) // 2 or not left.filter(pool="online").exists()
    assert Seat.objects.filter(state="taken").count() == given


@pytest.mark.parametrize("people", [2, 7, 16])
def test_s27_desk_and_public_share_the_seats(people: int) -> None:
    rush(people)


@pytest.mark.parametrize("step", ["_choose", "is_open", "_describe", "_take", "write_event"])
def test_s28_desks_that_meet_at_a_step(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_before(monkeypatch, at_desk, step, 5)
    rush(16)


@pytest.mark.parametrize("desks", [2, 8])
def test_d4_many_desks_and_the_phone_give_one_person_one_turno(desks: int) -> None:
    slots = cast.slots(cast.agency(), stage.DAY, times=desks + 1, counters=1)
    olga, who = cast.olga(), stage.affiliate(1)
    draft = stage.draft(1)
    stage.hold(draft, slots[0])
    works: list[Any] = [partial(give, who, slots[index + 1], olga, 1, index) for index in range(desks)]
    answers = at_once([*works, lambda: turnos.confirm_turno(draft=Draft.objects.get(pk=draft.pk), now=cast.NOW)])
    assert sum(isinstance(answer, Turno) for answer in answers) == 1
    assert Turno.objects.filter(status="confirmed").count() == 1
    assert Seat.objects.exclude(state="free").count() == 1


def test_d16_families_at_many_desks_sit_together_or_not_at_all() -> None:
    slots = cast.slots(cast.agency(), stage.DAY, times=4, counters=3)
    olga = cast.olga()
    at_once([partial(give, stage.affiliate(n), slots[n % 4], olga, 1 + n % 3, n) for n in range(16)])
    for turno in Turno.objects.filter(status="confirmed"):
        assert turno.seats.count() == turno.seats_count
        assert turno.seats.values("number").distinct().count() == 1
