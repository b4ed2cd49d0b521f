"""Nobody is sold a seat twice, nobody is refused while one is left, and nobody sees an error (S27, S28, D4, D16)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from random import Random
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from tests import cast
from tests.concurrency import stage
from tests.concurrency.crowd import at_once, list_refusals, meet_before
from tests.stages import prepared
from vinculo.actions.booking import drafts as drafts_act
from vinculo.actions.booking import holds
from vinculo.actions.booking import turnos as turnos_act
from vinculo.actions.booking.holds import AlreadyBooked
from vinculo.actions.booking.seats import FewerSeats, HoldLost, HourTaken
from vinculo.actions.operations import upkeep
from vinculo.actions.shared import limits
from vinculo.queries.booking.seats import contended_seats, counters_by_index
from vinculo.queries.operations.invariants import breaches
from vinculo.records.models import CalendarDay, Draft, Event, Message, Seat, Slot, Turno
from vinculo.rules.shared.limits import LimitedAct, LimitedBy

pytestmark = pytest.mark.django_db(transaction=True)
LATER = cast.NOW + timedelta(minutes=11)
CROWDS = [2, 5, 16]


def open_slots(times: int = 1, counters: int = 5) -> list[Slot]:
    return cast.slots(cast.agency(), stage.DAY, times=times, counters=counters)


def confirm(draft: Draft) -> Turno:
    return turnos_act.confirm_turno(draft=Draft.objects.get(pk=draft.pk), now=cast.NOW)


def states() -> dict[str, int]:
    return dict(Counter(Seat.objects.values_list("state", flat=True)))


def rush(people: int) -> None:
    """So many people want one of five seats: they hold at once, and the person who holds confirms at once."""
    slot = open_slots()[0]
    drafts = [stage.draft(index) for index in range(people)]
    held = at_once([partial(stage.hold, draft, slot) for draft in drafts])
    winners = [draft for draft, answer in zip(drafts, held, strict=True) if isinstance(answer, holds.Held)]
    assert (len(winners), list_refusals(held)) == (min(people, 5), ["HourTaken"] * (people - len(winners)))
    turnos = at_once([partial(confirm, draft) for draft in winners])
    assert {turno.status for turno in turnos} == {"confirmed"}
    assert len({turno.pk for turno in turnos}) == Seat.objects.filter(state="taken").count() == len(winners)
    assert states().get("free", 0) == 5 - len(winners)


@pytest.mark.parametrize("people", CROWDS)
def test_s27_a_rush_sells_every_seat_once(people: int) -> None:
    rush(people)


@pytest.mark.parametrize("people", CROWDS)
@pytest.mark.parametrize("step", ["choose_seats", "draw_reference", "claim_of", "change_and_read", "is_open_by"])
def test_s27_a_rush_in_which_all_meet_at_a_step(people: int, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_before(monkeypatch, holds, step, min(people, 5))
    rush(people)


@pytest.mark.parametrize("step", ["locked_seats", "taking_of", "change_and_read", "is_open_by"])
def test_s28_confirmations_that_meet_at_a_step(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_before(monkeypatch, turnos_act, step, 5)
    rush(16)


def naive_booking(slot: Slot, index: int, checked: Barrier) -> bool:
    """Book as one should not: look whether there is room, then insert."""
    with transaction.atomic():
        booked = Turno.objects.filter(status="confirmed", starts=slot.starts).count()
        checked.wait(30)
        if booked >= slot.seats.count():
            return False
        prepared.turno(
            dependents=1,
            reference=f"T{index:09}",
            token=f"{index:032}",
            presenter_key=f"code:{index}",
            affiliate=stage.affiliate(index),
            starts=slot.starts,
            ends=slot.ends,
        )
        return True


@pytest.mark.concurrency
def test_the_naive_check_then_insert_oversells_before_the_same_crowd() -> None:
    cast.ana()
    slot, checked = open_slots()[0], Barrier(16)
    assert sum(at_once([partial(naive_booking, slot, index, checked) for index in range(16)])) > 5
    assert "sobreventa" in {breach.rule for breach in breaches()}
    Turno.objects.all().delete()


def longest_run(slot: Slot, wanted: int) -> int:
    """Return how many consecutive seats from this slot can be had at one counter."""
    counters = counters_by_index(contended_seats(slot, wanted, cast.NOW), slot)
    lengths = [next((i for i in range(wanted) if i not in seats), wanted) for seats in counters.values()]
    return max(lengths, default=0)


@pytest.mark.parametrize("seed", range(4))
def test_d16_families_get_all_their_seats_or_none(seed: int) -> None:
    luck, slots = Random(seed), open_slots(times=6, counters=3)
    wishes = [(stage.draft(index), luck.choice(slots), luck.randint(1, 4)) for index in range(16)]
    answers = at_once([partial(stage.hold, *wish) for wish in wishes])
    for (draft, slot, wanted), answer in zip(wishes, answers, strict=True):
        draft.refresh_from_db()
        mine = Seat.objects.filter(turno=draft.turno_id or 0, state="held")
        assert mine.count() == (wanted if isinstance(answer, holds.Held) else 0)
        assert mine.values("number").distinct().count() <= 1
        too_little_is_left = longest_run(slot, wanted) < wanted  # nobody gave anything back
        assert too_little_is_left or not isinstance(answer, FewerSeats | HourTaken)
    winners = [draft for (draft, _, _), answer in zip(wishes, answers, strict=True) if isinstance(answer, holds.Held)]
    assert list_refusals(at_once([partial(confirm, draft) for draft in winners])) == []


@pytest.mark.parametrize("tabs", CROWDS)
def test_d4_many_tabs_of_one_person_are_one_turno(tabs: int) -> None:
    slots = open_slots(times=5)
    drafts = [stage.draft(1) for _ in range(tabs)]
    held = at_once([partial(stage.hold, draft, slots[n % 4], 1 + n % 2) for n, draft in enumerate(drafts)])
    assert {answer.turno.pk for answer in held} == {Turno.objects.get().pk}
    answers = at_once([partial(confirm, draft) for draft in drafts])
    assert list_refusals(answers) == ["HoldLost"] * (tabs - 1)
    turno = Turno.objects.get()
    assert states()["taken"] == turno.seats_count


def test_s28_sixteen_clicks_on_confirm_are_one() -> None:
    draft = stage.draft(1)
    stage.hold(draft, open_slots()[0])
    turnos = at_once([partial(confirm, draft)] * 16)
    assert {turno.pk for turno in turnos} == {Turno.objects.get(status="confirmed").pk}
    assert Message.objects.filter(kind="confirmation").count() == 1
    assert Event.objects.filter(act="turno_confirmed").count() == 1


@pytest.mark.parametrize("turn", range(5))
def test_d4_who_takes_over_and_who_confirms_never_both(turn: int) -> None:
    slot = open_slots()[0]
    mine, rival = stage.draft(1), stage.draft(1)
    Draft.objects.filter(pk=rival.pk).update(email="rival@example.com")
    stage.hold(mine, slot)
    works: list[Callable[[], object]] = [partial(confirm, mine), partial(stage.hold, rival, slot)]
    first, second = at_once(works if turn % 2 else works[::-1])[:: 1 if turn % 2 else -1]
    turno = Turno.objects.get()
    lost, refused_too = isinstance(first, HoldLost), isinstance(second, AlreadyBooked)
    assert (lost, refused_too, turno.status, turno.email) in {
        (True, False, "holding", "rival@example.com"),
        (False, True, "confirmed", "persona1@example.com"),
    }
    assert refused_too or second.turno.pk == turno.pk


@pytest.mark.parametrize("turn", range(5))
def test_s27_a_hold_that_ran_out_goes_to_one_of_those_who_want_it(turn: int) -> None:
    slot = open_slots(counters=1)[0]
    owner, others = stage.draft(0), [stage.draft(index) for index in range(1, 5)]
    stage.hold(owner, slot)
    answers = at_once(
        [
            lambda: turnos_act.confirm_turno(draft=Draft.objects.get(pk=owner.pk), now=LATER),
            *[partial(stage.hold, other, slot, 1, LATER) for other in others],
            lambda: upkeep.run_upkeep(now=LATER),
        ]
    )
    refusals = Counter(list_refusals(answers))
    assert Seat.objects.filter(state__in=["held", "taken"]).count() + states().get("free", 0) == 1
    assert (isinstance(answers[0], Turno), refusals) in [
        (True, {"HourTaken": 4}),
        (False, {"HoldLost": 1, "HourTaken": 3}),  # taken by another, or freed by the upkeep and taken by another
    ]


@pytest.mark.parametrize("people", CROWDS)
def test_everybody_moves_to_everybody_elses_hour(people: int) -> None:
    slots = open_slots(times=6, counters=4)
    drafts = [stage.draft(index) for index in range(people)]
    for index, draft in enumerate(drafts):
        stage.hold(draft, slots[index % 6])
        confirm(draft)
    moves = [stage.move(turno) for turno in Turno.objects.select_related("agency").order_by("pk")]
    held = at_once([partial(stage.hold, move, slots[(n + 1 + n % 3) % 6]) for n, move in enumerate(moves)])
    moved = [move for move, answer in zip(moves, held, strict=True) if isinstance(answer, holds.Held)]
    again = at_once([partial(confirm, move) for move in moved for _ in range(2)][:16])
    assert list_refusals(again) == []
    assert Turno.objects.filter(status="confirmed").count() == people
    assert states()["taken"] == people


def test_s06_nobody_gets_anything_on_a_day_once_it_is_closed() -> None:
    slots = open_slots(times=2)
    early, late = [stage.draft(index) for index in range(8)], [stage.draft(index) for index in range(8, 12)]
    at_once([partial(stage.hold, draft, slots[index % 2]) for index, draft in enumerate(early)])
    closing = partial(CalendarDay.objects.create, date=stage.DAY, name="Cierre de prueba")
    at_once([*[partial(confirm, draft) for draft in early[:4]], closing])
    before = Turno.objects.filter(status="confirmed").count()
    after = at_once([partial(confirm, draft) for draft in early[4:]] + [partial(stage.hold, d, slots[0]) for d in late])
    assert list_refusals(after) == ["HoldLost"] * 4 + ["HourTaken"] * 4
    assert Turno.objects.filter(status="confirmed").count() == before


class Person:
    """Somebody who does one thing after the other, whatever the others do; a step is one act of everybody."""

    def __init__(self, seed: int, index: int, slots: list[Slot], step: Barrier) -> None:
        self.luck, self.index, self.slots, self.step = Random(f"{seed}.{index}"), index, slots, step
        self.draft = stage.draft(index // 2)  # two people share each number
        self.now = cast.NOW

    def __call__(self) -> int:
        """Do twelve things and return how many were not refused."""
        acts = [self.hold, self.hold, self.confirm, self.confirm, self.cancel, self.move, self.tidy]
        done = 0
        for _ in range(12):
            self.step.wait(30)
            self.now += timedelta(minutes=4)
            done += not list_refusals([self._try(self.luck.choice(acts))])
        return done

    def _try(self, act: Callable[[], object]) -> object:
        try:
            return act()
        except (HourTaken, FewerSeats, HoldLost, AlreadyBooked, holds.TooLate, holds.DraftNotReady) as refusal:
            return refusal

    def hold(self) -> object:
        return stage.hold(self.draft, self.luck.choice(self.slots), self.luck.randint(1, 4), self.now)

    def confirm(self) -> object:
        return turnos_act.confirm_turno(draft=Draft.objects.get(pk=self.draft.pk), now=self.now)

    def cancel(self) -> object:
        mine = Turno.objects.filter(affiliate=self.draft.affiliate_id, status="confirmed").first()
        if mine is None:
            raise holds.TooLate
        self.draft = stage.draft(self.index // 2, self.now)
        return turnos_act.cancel_turno(turno=mine, now=self.now)

    def move(self) -> object:
        mine = Turno.objects.select_related("agency").filter(affiliate=self.draft.affiliate_id, status="confirmed")
        if not (turno := mine.first()):
            raise holds.TooLate
        self.draft = stage.move(turno, self.now)
        return self.hold()

    def tidy(self) -> object:
        return upkeep.run_upkeep(now=self.now)


@pytest.mark.parametrize("people", [2, 8, 16])
@pytest.mark.parametrize("seed", range(3))
def test_any_acts_of_a_crowd_step_by_step(people: int, seed: int) -> None:
    slots, step = open_slots(times=5, counters=2), Barrier(people)
    done = at_once([Person(seed, index, slots, step) for index in range(people)])
    assert sum(done) > people
    assert Seat.objects.count() == 10


@pytest.mark.concurrency
def test_d16_a_move_that_begins_while_another_is_confirmed_waits_in_no_circle(monkeypatch: pytest.MonkeyPatch) -> None:
    slots = open_slots(times=2)
    draft = stage.draft(1)
    stage.hold(draft, slots[0])
    moves = stage.move(confirm(draft))
    stage.hold(moves, slots[1])
    meeting = Barrier(2)
    for module, name in [(turnos_act, "change_all"), (drafts_act, "draw_token")]:  # each holds its first lock by then
        monkeypatch.setattr(module, name, _after_meeting(meeting, getattr(module, name)))
    begin = partial(stage.move, Turno.objects.get())
    answers = at_once([partial(turnos_act._confirm, Draft.objects.get(pk=moves.pk), None, cast.NOW), begin])
    assert list_refusals(answers) == []
    assert Turno.objects.get().starts == slots[1].starts


def _after_meeting(meeting: Barrier, plain: Callable[..., Any]) -> Callable[..., Any]:
    def late(*args: Any, **words: Any) -> Any:
        with suppress(BrokenBarrierError):
            meeting.wait(5)
        return plain(*args, **words)

    return late


def test_d17_a_limit_holds_for_those_who_come_at_once() -> None:
    most = settings.LIMITS[LimitedAct.SEND][LimitedBy.EMAIL][0]
    by = {LimitedBy.EMAIL: "ana@example.com", LimitedBy.ADDRESS: "a"}
    count = partial(limits.count_attempt, act=LimitedAct.SEND, by=by, now=cast.NOW)
    assert list_refusals(at_once([count] * 16)) == ["LimitReached"] * (16 - most)


def test_the_suite_would_notice_an_error() -> None:
    def run_bad_query() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM nowhere")

    with pytest.raises(Exception, match="nowhere"):
        at_once([run_bad_query, lambda: None])
