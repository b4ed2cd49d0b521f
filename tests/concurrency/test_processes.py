"""The crowd again, each in a process of its own, as workers of several machines are: no lock is shared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack

import pytest
from django.db import connection

from tests import cast
from tests.concurrency import stage
from tests.concurrency.processes import worker
from tests.stages.waiting import join_list
from vinculo.actions.booking import turnos
from vinculo.records.models import Draft, Offer, Seat, Slot, Turno, WaitingEntry

pytestmark = pytest.mark.django_db(transaction=True)
Work = tuple[str, str, str]  # act, drafts, slots


def at_once(works: Sequence[Work]) -> list[list[str]]:
    """Start a process for each work, let them all begin together once all are ready, and return their answers."""
    connection.close()
    with ExitStack() as running:
        crowd = [running.enter_context(worker(*work, stop="gate")) for work in works]
        assert {each.read() for each in crowd} == {"ready"}
        for each in crowd:
            each.line.send("go")
        return [each.answer().split() for each in crowd]


def ids(drafts: Sequence[Draft]) -> str:
    return ",".join(str(draft.pk) for draft in drafts)


def count_taken_seats() -> int:
    return Seat.objects.filter(state="taken").count()


@pytest.mark.parametrize("processes", [2, 16])
def test_s27_s28_processes_sell_every_seat_once_and_none_is_left_while_somebody_was_refused(processes: int) -> None:
    slots = cast.slots(cast.agency(), stage.DAY, times=3, counters=4)
    works = []
    for number in range(processes):
        drafts = [stage.draft(number * 2 + index) for index in range(2)]
        works.append(("book", ids(drafts), f"{slots[0].pk},{slots[1 + number % 2].pk}"))
    answers = Counter(answer.partition(":")[0] for told in at_once(works) for answer in told)
    possible = min(4, processes) + 2 * min(4, processes // 2)
    refused = {"HourTaken": processes * 2 - possible} if possible < processes * 2 else {}
    assert answers == {"turno": possible} | refused
    assert (count_taken_seats(), Turno.objects.filter(status="confirmed").count()) == (possible, possible)


def test_d4_processes_of_one_person_make_one_turno() -> None:
    slots = cast.slots(cast.agency(), stage.DAY, times=4, counters=1)
    drafts = [stage.draft(1) for _ in range(4)]
    told = at_once([("book", str(draft.pk), str(slot.pk)) for draft, slot in zip(drafts, slots, strict=True)])
    assert sum(answer.startswith("turno:") for words in told for answer in words) == 1
    assert (Turno.objects.filter(status="confirmed").count(), count_taken_seats()) == (1, 1)


def test_cancelled_seats_are_offered_once_by_any_number_of_upkeeps() -> None:
    slots = cast.slots(cast.agency(), stage.DAY, times=4, counters=1)
    drafts = [stage.draft(index) for index in range(4)]
    for draft, slot in zip(drafts, slots, strict=True):
        stage.hold(draft, slot)
        turnos.confirm_turno(draft=Draft.objects.get(pk=draft.pk), now=cast.NOW)
    entries = [join_list(index) for index in range(10, 16)]
    works = [("cancel", str(draft.pk), "0") for draft in drafts] + [("feed", "0", "0")] * 4
    told = at_once(works)
    assert told[:4] == [["cancelled"]] * 4
    made = sum(int(answer.partition(":")[2]) for words in told[4:] for answer in words)
    assert made == Offer.objects.count() <= 4
    assert len(set(Offer.objects.values_list("entry", flat=True))) == made
    assert WaitingEntry.objects.filter(state="waiting").count() == len(entries) - made


def test_s06_a_day_closed_by_a_process_while_others_book_it_keeps_nobody() -> None:
    quito = cast.agency()
    slots = cast.slots(quito, stage.DAY, times=4, counters=2)
    cast.slots(quito, stage.DAY + (stage.DAY - cast.NOW.date()), times=8, counters=2)
    cast.alicia()
    works: list[Work] = []
    for number in range(6):
        drafts = [stage.draft(number * 2 + index) for index in range(2)]
        works.append(("book", ids(drafts), f"{slots[number % 4].pk},{slots[(number + 1) % 4].pk}"))
    told = at_once([*works, ("close", str(quito.pk), "0")])
    booked = sum(answer.startswith("turno:") for words in told[:-1] for answer in words)
    confirmed = Turno.objects.filter(status="confirmed")
    assert confirmed.count() == booked
    assert not confirmed.filter(starts__date=stage.DAY).exists()
    assert set(Seat.objects.filter(slot__in=slots).values_list("state", flat=True)) == {"blocked"}
    assert Slot.objects.count() == 12
