"""The upkeep beside the people who claim what it tidies: neither waits for the other, neither takes from the other."""

from __future__ import annotations

from functools import partial
from threading import Event

import pytest
from django.db import transaction
from django.db.models import F

from tests import cast
from tests.concurrency import stage
from tests.concurrency.crowd import at_once, list_refusals
from tests.concurrency.test_crowd import open_slots, states
from vinculo.actions.operations import upkeep
from vinculo.records.models import Seat

pytestmark = pytest.mark.django_db(transaction=True)


def test_cooled_seats_are_freed_beside_those_who_claim_them() -> None:
    slots = open_slots(times=4, counters=4)
    Seat.objects.update(state="cooling", free_from=cast.NOW, version=F("version") + 1)
    wishes = [partial(stage.hold, stage.draft(index), slots[0], 4) for index in range(6)]
    answers = at_once([*wishes, *[lambda: upkeep.warm_seats(now=cast.NOW)] * 4])
    assert list_refusals(answers) == ["HourTaken"] * 2
    assert states()["held"] == 16


def test_cooled_seats_are_freed_beside_those_who_hold_other_seats_already() -> None:
    slots = open_slots(times=4, counters=4)
    before = cast.slots(cast.agency(), stage.DAY, times=1, counters=6, first_hour=15)[0]
    drafts = [stage.draft(index) for index in range(6)]
    for draft in drafts:
        stage.hold(draft, before)
    Seat.objects.exclude(slot=before).update(state="cooling", free_from=cast.NOW, version=F("version") + 1)
    wishes = [partial(stage.hold, draft, slots[0], 4) for draft in drafts]
    answers = at_once([*wishes, *[lambda: upkeep.warm_seats(now=cast.NOW)] * 4])
    assert list_refusals(answers) == ["HourTaken"] * 2
    assert states() == {"held": 18, "free": 4}


@pytest.mark.concurrency
def test_the_upkeep_waits_for_nobody_who_is_claiming_a_seat() -> None:
    open_slots(counters=3)
    Seat.objects.update(state="cooling", free_from=cast.NOW, version=F("version") + 1)
    claiming, warmed = Event(), Event()

    def claim() -> bool:
        with transaction.atomic():
            Seat.objects.select_for_update().filter(number=1).get()
            claiming.set()
            return warmed.wait(20)

    def warm() -> int:
        assert claiming.wait(20)
        try:
            return upkeep.warm_seats(now=cast.NOW)
        finally:
            warmed.set()

    assert at_once([claim, warm]) == [True, 2]
    assert states() == {"cooling": 1, "free": 2}
